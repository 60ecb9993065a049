// Words that an imported network has no row for are counted as words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { PROBLEM_CODES } from '../../src/core/problems.js';
import { readingOf } from '../../src/core/session/reading.js';
import { ReadingProblems } from '../../src/core/session/readingProblems.js';
import { segmentBy } from '../../src/core/text/segmenter.js';
import { networkOf } from '../tools/importedNetworks.js';

test('a word without a row is one unknown word, whatever its letters', () => {
  const network = networkOf({
    ...{ seed: 1, rows: 4, isOneHot: false, cell: 'LSTM', resetAfter: true, stem: 'nothing', end: 'last' },
    layers: [{ units: 2, merge: 'none', isReversed: false, hasBias: true, behind: 'nothing' }],
    ...{ dense: false, answer: 'softmax', window: null, padding: 'before' },
  });
  const ids = new Map([...['<unk>', 'good', 'bad', 'film']].map((word, id) => [word, id]));
  const { json, weights } = importedPackage(network, {
    ...{
      name: 'x',
      title: 'X',
      labels: null,
      predictsNext: false,
      segment: 'line',
      separators: '.',
    },
    symbols: { ids, unit: 'words', lowerCase: true, unknownId: 0 },
    source: { file: 'x', format: 'X', sha256: '' },
  });
  const { manifest, model } = readModel(json, weights);
  const reading = readingOf(manifest);
  const text = 'Good films. A bad film';
  const { starts, ends } = segmentBy(reading.rules, text);
  const counts = new ReadingProblems(model, reading).of(text, starts, ends);
  const found = PROBLEM_CODES.flatMap((code, k) => (counts[k] > 0 ? [[code, counts[k]]] : []));
  assert.deepEqual(found, [['wordsUnknown', 2]]);
});
