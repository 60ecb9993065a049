import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mostRows, pageRange, pagesFor, statePageSteps } from '../../src/core/views/pages.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { fittingQuery, fittingRows, withShortSymbols } from '../../src/live/messageSize.js';

const MEGABYTE = 1_000_000;

const network = (hiddenSize: number): RnnConfig => ({
  cell: 'LSTM',
  inputSize: 4,
  hiddenSize,
  projSize: 0,
  layers: 1,
  bidirectional: false,
  bias: true,
});

/** What the values of a message take: numbers as they are, texts as JSON. */
function bytesOf(value: object): number {
  return Object.values(value).reduce((sum: number, part: unknown) => {
    if (ArrayBuffer.isView(part)) return sum + part.byteLength;
    return sum + Buffer.byteLength(JSON.stringify(part));
  }, 0);
}

test('the page asks for no more steps than the host answers at once, whatever the width', () => {
  for (let units = 1; units <= 4096; units++) {
    const size = statePageSteps(units);
    for (const page of pagesFor(1000, 3000, 100_000, size)) {
      const [fromStep, toStep] = pageRange(page, 100_000, size);
      const query = { layer: 0, direction: 'forward', quantity: 'h', fromStep, toStep } as const;
      const fitting = fittingQuery(query, network(units), 100_000);
      assert.deepEqual([fitting.fromStep, fitting.toStep], [fromStep, toStep], `${units} units`);
    }
  }
});

test('a message of states stays under 1 MB, whatever is asked for and whatever the symbols are', () => {
  const letters = fc.constantFrom('a', '말', '\u0001', '😀', '"');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4096 }), letters, fc.nat(60), (units, letter, length) => {
      const query = { layer: 0, direction: 'forward', quantity: 'h', fromStep: 7, toStep: 1e6 } as const;
      const { fromStep, toStep } = fittingQuery(query, network(units), 1e6);
      const steps = toStep - fromStep;
      const window = withShortSymbols({
        ...{ fromStep, toStep, units },
        values: new Float32Array(steps * units),
        tokens: new Uint32Array(steps),
        symbols: new Array<string>(steps).fill(letter.repeat(length)),
        segmentStarts: new Uint8Array(steps),
        marks: new Uint8Array(steps),
      });
      assert.ok(steps > 0 && bytesOf(window) <= MEGABYTE, `${steps} steps, ${bytesOf(window)} bytes`);
    }),
    { numRuns: 60 },
  );
});

test('a message of rows stays under 1 MB, and has a row wherever there is one', () => {
  const letters = fc.constantFrom('a', '말', '\u0001', '😀');
  fc.assert(
    fc.property(letters, fc.nat(200), fc.integer({ min: 1, max: 5000 }), (letter, length, count) => {
      const texts = new Array<string>(count).fill(letter.repeat(length).slice(0, 200));
      const rows = fittingRows({
        ...{ fromToken: 0, texts, details: texts },
        lines: new Uint32Array(count),
        columns: new Uint32Array(count),
        labels: new Uint16Array(count),
        probabilities: new Float32Array(count),
        unknown: new Uint8Array(count),
        segmentStarts: new Uint8Array(count),
      });
      assert.ok(rows.texts.length > 0 && bytesOf(rows) <= MEGABYTE);
      assert.equal(rows.labels.length, rows.texts.length);
      assert.equal(mostRows(rows.texts, rows.details), rows.texts.length);
    }),
    { numRuns: 40 },
  );
});
