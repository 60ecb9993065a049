// What of a text is not read as it is written is counted, in any document and after any edit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { Random } from '../../src/core/math/random.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { PROBLEM_CODES, type Problem } from '../../src/core/problems.js';
import { fill } from '../../src/core/sentence.js';
import { problemSentence } from '../../src/cli/problems.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyLanguageModel } from '../fixtures/tinyTasks.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { networkOf } from '../tools/importedNetworks.js';

function modelOf(manifest: ModelManifest, weights = tinyWeights(manifest)) {
  const loaded = readModel(JSON.stringify(manifest), weights);
  return { manifest: loaded.manifest, pipeline: new Pipeline(loaded.model) };
}

function textbook() {
  const folder = 'media/models/textbook-rnn';
  const manifest = JSON.parse(readFileSync(`${folder}/model.json`, 'utf8')) as ModelManifest;
  return modelOf(manifest, new Uint8Array(readFileSync(`${folder}/weights.safetensors`)));
}

/** Reads the letters a, b and c. */
const sentences = () => modelOf(tinyManifest());
const words = () => modelOf({ ...tinyManifest(), tokenizer: 'whitespace', segment: 'line' });
const characters = () => modelOf(tinyLanguageModel());

/** Reads the words good, bad and film, and leaves out all others, as Keras does without an `oov_token`. */
function imported(segment: 'line' | 'document') {
  const network = networkOf({
    ...{ seed: 1, rows: 4, isOneHot: false, cell: 'LSTM', resetAfter: true, stem: 'nothing', end: 'steps' },
    layers: [{ units: 2, merge: 'none', isReversed: false, hasBias: true, behind: 'nothing' }],
    ...{ dense: false, answer: 'softmax', window: null, padding: 'before' },
  });
  const { json, weights } = importedPackage(network, {
    ...{
      name: 'x',
      title: 'X',
      labels: null,
      predictsNext: false,
      segment,
      separators: '.,',
    },
    symbols: {
      ids: new Map([...['good', 'bad', 'film']].map((word, k) => [word, k + 1])),
      ...{ unit: 'words', lowerCase: true, unknownId: null },
    },
    source: { file: 'x', format: 'X', sha256: '' },
  });
  const loaded = readModel(json, weights);
  return { manifest: loaded.manifest, pipeline: new Pipeline(loaded.model) };
}
const lines = () => imported('line');
const stream = () => imported('document');

const open = (model: ReturnType<typeof modelOf>, text: string) =>
  openDocument(model, { text }, () => Promise.resolve());

const told = (problems: readonly Problem[]) =>
  Object.fromEntries(problems.map(({ code, count }) => [code, count]));

const ROWS: [what: string, model: () => ReturnType<typeof modelOf>, text: string, expected: object][] = [
  ['a text as the model knows it', sentences, 'a b c', {}],
  ['unknown letters', sentences, 'a xyz b', { symbolsUnknown: 3 }],
  ['letters in two parts', sentences, 'a e\u0301 b', { symbolsUnknown: 1 }],
  ['half of a pair', sentences, 'a \ud83d b', { surrogatesLone: 1 }],
  ['a pair', sentences, 'a 😀 b', { symbolsUnknown: 1 }],
  ['a sentence of a thousand words', sentences, 'a '.repeat(1000), { segmentsCut: 2 }],
  ['a sentence as long as may be', sentences, 'a '.repeat(473), {}],
  ['a line of a thousand words', words, 'a '.repeat(1000), {}],
  ['a line of forty thousand words', words, 'a '.repeat(40_000), { segmentsCut: 2 }],
  ['a word of three thousand letters', words, `a ${'b'.repeat(3000)} c`, { tokensCut: 2 }],
  ['unknown characters of a stream', characters, 'ab\u0301Ωc', { symbolsUnknown: 2 }],
  ['half of a pair in a stream', characters, 'ab\udc00c', { surrogatesLone: 1 }],
  ['numbers', textbook, '1 2\n3 4\n', {}],
  ['what is no number', textbook, '1 two\n3\n', { numbersUnreadable: 2 }],
  ['more numbers than the network takes', textbook, '1 2 3 4\n', { numbersLeftOut: 2 }],
  ['words that are left out', lines, 'Not a good film, a bad one.\nNo.\n', { wordsLeftOut: 5 }],
  ['nothing but words that are left out', lines, 'Nothing here,\n  no more', { wordsLeftOut: 4 }],
  ['words that are left out of a stream', stream, 'Oh: a good, good film. Yes', { wordsLeftOut: 3 }],
  ['a long text of numbers', textbook, '1 2\n'.repeat(3000), {}],
];

for (const [what, model, text, expected] of ROWS)
  test(`problems of ${what}`, async () => {
    assert.deepEqual(told((await open(model(), text)).problems()), expected);
  });

const PIECES: Record<string, readonly string[]> = {
  sentences: [
    'a ',
    'b c. ',
    'xyz ',
    '\ud83d',
    '\ude00',
    'e\u0301 ',
    '\n\n',
    'a '.repeat(600),
    'b'.repeat(1100),
  ],
  words: ['a ', 'x ', '\n', '\ud83d', '\ude00', 'b'.repeat(1100), 'a '.repeat(17_000)],
  characters: ['a', 'b', 'x', '\ud83d', '\ude00', '\u0301', '\n'],
  lines: ['good ', 'a ', 'film', '. ', 'x', '\n', '\n', 'bad,'],
  stream: ['good ', 'a ', 'film', '. ', 'x', '\n', '\n', 'bad,'],
  textbook: ['1 2\n', '3\n', 'x y\n', '1 2 3\n', '\r', ' '],
};

for (const [name, create] of Object.entries({ sentences, words, lines, stream, characters, textbook }))
  test(`after any edits problems are those of the whole text: ${name}`, async () => {
    const model = create();
    for (let seed = 0; seed < 25; seed++) {
      const random = new Random(seed);
      const some = (count: number): string =>
        Array.from(
          { length: count },
          () => PIECES[name][Math.floor(random.next() * PIECES[name].length)],
        ).join('');
      let text = some(Math.floor(random.next() * 30));
      const document = await open(model, text);
      for (let edit = 0; edit < 6; edit++) {
        const start = Math.floor(random.next() * (text.length + 1));
        const end = Math.min(text.length, start + Math.floor(random.next() * (edit === 2 ? text.length : 4)));
        const inserted = some(Math.floor(random.next() * 4));
        document.edit([{ startUtf16: start, endUtf16: end, inserted }]);
        text = text.slice(0, start) + inserted + text.slice(end);
        const problems: Problem[] = document.problems();
        assert.deepEqual(problems, (await open(model, text)).problems());
      }
    }
  });

test('every problem has a sentence with its count', () => {
  for (const code of PROBLEM_CODES)
    for (const count of [1, 1200]) {
      const { text, values } = problemSentence({ code, count, values: [512] });
      assert.match(fill(text, values), count === 1 ? /^1 / : /^1,200 /);
    }
});
