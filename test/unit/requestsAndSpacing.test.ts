import assert from 'node:assert/strict';
import test from 'node:test';
import { requestExamples, slotTransitions } from '../../src/core/data/requests.js';
import { spacingExamples } from '../../src/core/data/spacing.js';
import { spansOf } from '../../src/core/evaluate/spans.js';
import { unfitFor } from '../../src/core/formats/manifest.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { TokenDecoder } from '../../src/core/heads/decodeTokens.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const REQUESTS = [
  '# intent = PlayMusic',
  '# text = play the blues',
  'play\tO',
  'the\tO',
  'blues\tB-genre',
  '',
  '# intent = RateBook',
  'five\tB-rating',
  '#\tI-rating',
  '',
].join('\n');

test('requests give each word its slot and the whole its intent', () => {
  assert.deepEqual(requestExamples(REQUESTS, 'f.conll'), [
    { tokens: ['play', 'the', 'blues'], labels: [['O', 'O', 'B-genre'], ['PlayMusic']] },
    { tokens: ['five', '#'], labels: [['B-rating', 'I-rating'], ['RateBook']] },
  ]);
});

test('requests without an intent, rows without a slot and empty files are refused, naming file and line', () => {
  assert.throws(() => requestExamples('play\tO\n\n', 'f.conll'), /f\.conll: no "# intent = …" before line 2/);
  assert.throws(() => requestExamples('# intent = A\nplay\n', 'f.conll'), /f\.conll: line 2 must be a word/);
  assert.throws(() => requestExamples('\n', 'f.conll'), /f\.conll has no requests/);
});

test('what slot follows what is counted inside a request, and decides the slots of a request together', () => {
  const examples = requestExamples(REQUESTS, 'f.conll');
  const labels = ['B-rating', 'I-rating', 'O'];
  assert.deepEqual(slotTransitions(examples, labels, 1), {
    weight: 1,
    starts: [1, 0, 1],
    follows: [[1, 1], [], [2, 1]],
  });
  const transitions = slotTransitions(Array(50).fill(examples).flat(), labels, 1);
  const read = (given?: typeof transitions, tokens = ['a', 'b', 'c', 'd', 'e'], starts = [0, 3, 5]) => {
    const [head] = tinyManifest().heads;
    const manifest = {
      ...tinyManifest(),
      heads: [{ ...head, labels, ...(given && { transitions: given }) }],
    };
    const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
    return new Pipeline(model).run(tokens, Uint32Array.from(starts)).heads[0];
  };
  const alone = read();
  new TokenDecoder(transitions).decode(alone.probabilities, alone.labels, {
    tokenStarts: Uint32Array.of(0, 3),
    tokenEnds: Uint32Array.of(3, 5),
  });
  assert.notDeepEqual(alone.labels, read().labels, 'they change something');
  assert.deepEqual(read(transitions), alone);
  assert.deepEqual(
    read(transitions, ['d', 'e'], [0, 2]).labels,
    alone.labels.slice(3),
    'whatever is beside it',
  );
});

test('transitions ask for a network that reads in both directions', () => {
  const manifest = tinyManifest();
  const transitions = slotTransitions([], ['A', 'B', 'C'], 1);
  const heads = [{ ...manifest.heads[0], transitions }];
  assert.equal(unfitFor('tagging', { ...manifest, heads }), null);
  const rnn = { ...manifest.rnn, bidirectional: false };
  assert.equal(unfitFor('tagging', { ...manifest, rnn, heads })?.[0], 'rnn.bidirectional');
});

const SPANS: [labels: string, spans: string][] = [
  ['O B-a I-a O B-a', 'a1-3 a4-5'],
  ['B-a B-a', 'a0-1 a1-2'],
  ['I-a I-a', 'a0-2'],
  ['B-a I-b I-b', 'a0-1 b1-3'],
  ['B-a O I-a', 'a0-1 a2-3'],
  ['O O', ''],
];

for (const [labels, spans] of SPANS)
  test(`spans of ${labels} are those of conlleval: ${spans || 'none'}`, () => {
    const found = spansOf(labels.split(' ')).map(({ type, from, to }) => `${type}${from}-${to}`);
    assert.equal(found.join(' '), spans);
  });

const SPACING: [text: string, labelled: string][] = [
  ['나는 간다.', '나.는_간.다..-'],
  ['“정말 ?” 그가 물었다 .', '“.정.말.?.”_그.가_물.었.다..-'],
  ['( 가 ) 나', '(.가.)_나-'],
];

for (const [text, labelled] of SPACING)
  test(`spaces of a treebank are those that people write: ${text}`, () => {
    const conllu = `# text = ${text}\n1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n\n`;
    const [{ tokens, labels }] = spacingExamples(conllu, 'syllables', { file: 'f.conllu', isJoined: false });
    const sign = { space: '_', join: '.', none: '-' } as const;
    const shown = tokens.map((token, t) => token + sign[(labels[0][t] ?? 'none') as keyof typeof sign]);
    assert.equal(shown.join(''), labelled);
  });

test('lines to learn from are of one, two and three sentences in turn; lines of other files are lines', () => {
  const texts = (isJoined: boolean) =>
    spacingExamples('가 나\n다 라\n마 바\n사 아\n', 'syllables', { file: 'f.txt', isJoined }).map(
      ({ tokens }) => tokens.join(''),
    );
  assert.deepEqual(texts(true), ['가나', '다라마바', '사아']);
  assert.deepEqual(texts(false), ['가나', '다라', '마바', '사아']);
  assert.throws(
    () => spacingExamples('가\n', 'syllables', { file: 'f.txt', isJoined: true }),
    /f\.txt has no text/,
  );
});

test('syllables are composed characters, however they are written, without the white space', () => {
  const read = (text: string) => {
    const { starts, ends, segmentOffsets } = segmentText(text, 'syllables', 'line');
    return [Array.from(starts, (start, t) => text.slice(start, ends[t])), [...segmentOffsets]];
  };
  assert.deepEqual(read(' 한 글\r\n😀a'), [
    ['한', '글', '😀', 'a'],
    [0, 2, 4],
  ]);
  const apart = '한글'.normalize('NFD');
  assert.deepEqual(read(apart), [
    ['한'.normalize('NFD'), '글'.normalize('NFD')],
    [0, 2],
  ]);
});

test('a tagger may have a class of the whole beside its tags, but not in front of them', () => {
  const [tag] = tinyManifest().heads;
  const whole = { ...tag, name: 'intent', level: 'segment' } as const;
  assert.equal(unfitFor('tagging', { ...tinyManifest(), heads: [tag, whole] }), null);
  assert.equal(unfitFor('tagging', { ...tinyManifest(), heads: [whole, tag] })?.[0], 'heads');
});
