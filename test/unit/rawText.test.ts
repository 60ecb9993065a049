// Scores from raw text, counted by hand: a treebank that the tokenizer and the model agree with, and one they do not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scoreRawText } from '../../src/core/evaluate/rawText.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const manifest = tinyManifest();
const pipeline = new Pipeline(
  readModel(JSON.stringify(manifest), tinyWeights(manifest)).model,
  referenceEngine,
);

/** What the model says of the words of a sentence. */
function tagsOf(words: readonly string[]): string[] {
  const { labels } = pipeline.run([...words], Uint32Array.of(0, words.length)).heads[0];
  return Array.from(labels, (label) => manifest.heads[0].labels[label]);
}

const row = (id: string, form: string, upos: string, misc = '_'): string =>
  [id, form, '_', upos, 'X', '_', '0', 'root', '_', misc].join('\t');

test('a treebank that is cut and tagged as the model does it has F1 1', () => {
  const first = tagsOf(['a', 'cab', 'did', "n't", 'come', '.']);
  const second = tagsOf(['Bad', 'b', '!']);
  const conllu = [
    '# newpar',
    row('1', 'a', first[0]),
    row('2', 'cab', first[1]),
    row('3-4', "didn't", '_'),
    row('3', 'did', first[2]),
    row('4', "n't", first[3]),
    row('4.1', 'ever', 'X'),
    row('5', 'come', first[4], 'SpaceAfter=No'),
    row('6', '.', first[5]),
    '',
    row('1', 'Bad', second[0]),
    row('2', 'b', second[1], 'Gloss=x|SpaceAfter=No'),
    row('3', '!', second[2]),
    '',
  ].join('\n');
  const scores = scoreRawText(pipeline, 'english', `${conllu}\n`);
  assert.deepEqual(scores, { words: 1, sentences: 1, upos: 1, xpos: null, lemma: null });
});

test('words that are cut otherwise, tags and sentences that are others count against both', () => {
  const [a, cab] = tagsOf(['a', 'cab', 'b', '.']);
  const other = (tag: string): string => (tag === 'A' ? 'B' : 'A');
  // The treebank has one word where the model reads two, and an end of a sentence where it reads none.
  const conllu = [row('1', 'a', a), row('2', 'cab', other(cab)), '', row('1', 'b.', 'C'), '', ''].join('\n');
  const { words, sentences, upos } = scoreRawText(pipeline, 'english', conllu);
  assert.equal(words, (2 * 2) / (3 + 4));
  assert.equal(upos, (2 * 1) / (3 + 4));
  assert.equal(sentences, 0);
});

test('a contraction that is not its words put together counts as a whole, and paragraphs are apart', () => {
  const conllu = [
    row('1-2', 'wanna', '_'),
    row('1', 'want', tagsOf(['wanna'])[0]),
    row('2', 'to', 'B'),
    '',
    '# newdoc id = 2',
    row('1', 'cab', tagsOf(['cab'])[0]),
    '',
    '',
  ].join('\n');
  const { words, sentences } = scoreRawText(pipeline, 'english', conllu);
  assert.equal(sentences, 1, 'no stop is needed between paragraphs');
  assert.ok(words > 0);
});
