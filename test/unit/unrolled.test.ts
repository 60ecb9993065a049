import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../src/core/math/random.js';
import { modelParameters } from '../../src/core/model/model.js';
import { activationOf, gateActivationOf, stateSize, type RnnConfig } from '../../src/core/rnn/config.js';
import { forward } from '../../src/core/rnn/stack.js';
import {
  networkParameters,
  sightOf,
  tensorShapes,
  unroll,
  unrolledRows,
  windowAround,
  type UnrolledModel,
} from '../../src/core/views/unrolled.js';
import {
  arrowLines,
  boxAt,
  layOutUnrolled,
  NETWORK_GUTTER_PX,
  placeUnder,
  roomForSteps,
  textureOf,
  unitInBox,
} from '../../src/core/views/unrolledLayout.js';
import { bits, configs, numbers, setting } from '../fixtures/randomNetworks.js';

const base: RnnConfig = {
  ...{ cell: 'LSTM', inputSize: 3, hiddenSize: 4, projSize: 0, layers: 2, bidirectional: true, bias: true },
};
const tagger: UnrolledModel = { rnn: base, head: { level: 'token', pooling: 'last', classes: 5 } };
const window = { sequence: { from: 10, to: 20 }, shown: { from: 12, to: 15 }, step: 13 };

/** Edges as `kind fromRow@step>toRow@step`. */
function edgesOf(model: UnrolledModel, at = window): string[] {
  const { rows, edges } = unroll(model, at);
  const name = (k: number): string => {
    const row = rows[k];
    return row.kind === 'states' ? `${row.layer}${row.direction[0]}` : row.kind;
  };
  return edges.map(({ from, to }) => `${name(from.row)}@${from.step}>${name(to.row)}@${to.step}`);
}

test('rows go upward from what is read to what it gives; the backward direction lies above the forward one', () => {
  const names = (model: UnrolledModel): string[] =>
    unrolledRows(model).map((row) => (row.kind === 'states' ? `${row.layer} ${row.direction}` : row.kind));
  assert.deepEqual(names(tagger), ['labels', 'output', '1 backward', '1 forward', '0 backward', '0 forward', 'input']); // prettier-ignore
  assert.deepEqual(names({ rnn: { ...base, layers: 1, bidirectional: false }, head: null }), ['output', '0 forward', 'input']); // prettier-ignore
});

test('each box reads the row below at its step and the step before it in its direction', () => {
  const edges = edgesOf(tagger);
  const to = (box: string): string[] => edges.filter((edge) => edge.endsWith(`>${box}`)).map((e) => e.split('>')[0]); // prettier-ignore
  assert.deepEqual(to('1f@13'), ['0b@13', '0f@13', '1f@12']);
  assert.deepEqual(to('1b@13'), ['0b@13', '0f@13', '1b@14']);
  assert.deepEqual(to('0b@13'), ['input@13', '0b@14']);
  assert.deepEqual(to('output@13'), ['1b@13', '1f@13']);
  assert.deepEqual(to('labels@13'), ['output@13']);
  // What comes from and goes to steps outside is there, at the ends of the sequence nothing is.
  assert.deepEqual(to('0f@12'), ['input@12', '0f@11']);
  assert.deepEqual(to('0f@15'), ['0f@14']);
  assert.deepEqual(to('0b@11'), ['0b@12']);
  const ends = edgesOf(tagger, { sequence: { from: 12, to: 15 }, shown: { from: 12, to: 15 }, step: 13 });
  assert.ok(!ends.some((edge) => /@(11|15)/.test(edge)));
});

test('a label of the whole reads the last states of both directions, or every step where they are pooled', () => {
  const whole = { sequence: { from: 12, to: 15 }, shown: { from: 12, to: 15 }, step: 13 };
  const of = (pooling: 'last' | 'max'): string[] =>
    edgesOf({ rnn: base, head: { level: 'segment', pooling, classes: 2 } }, whole)
      .filter((edge) => edge.includes('>labels'))
      .map((edge) => edge.split('>')[0]);
  assert.deepEqual(of('last'), ['1b@12', '1f@14']);
  assert.deepEqual(of('max'), ['output@12', 'output@13', 'output@14']);
});

test('the label of a token of several steps stands over its last one and reads both its ends', () => {
  const spans = { sequence: { from: 0, to: 6 }, shown: { from: 0, to: 6 }, step: 1, tokens: [7, 7, 7, null, 8, 8] }; // prettier-ignore
  const of = (rnn: RnnConfig): string[] =>
    edgesOf({ ...tagger, rnn }, spans).filter((edge) => edge.includes('>labels'));
  assert.deepEqual(of(base), ['output@0>labels@2', 'output@2>labels@2', 'output@4>labels@5', 'output@5>labels@5']); // prettier-ignore
  assert.deepEqual(of({ ...base, bidirectional: false }), ['output@2>labels@2', 'output@5>labels@5']);
});

test('what a position is said to see is what changes its output, and nothing else does', () => {
  fc.assert(
    fc.property(
      configs,
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      (config, at, other) => {
        // A rectified unit or a gate that is shut may be silent: then nothing changes it.
        const flat = ['relu', 'hard-sigmoid', 'hard-sigmoid-6'];
        fc.pre(![activationOf(config), gateActivationOf(config)].some((name) => flat.includes(name)));
        const s = setting(config, [5], at * 5 + other);
        const changed = s.x.slice();
        const width = config.inputSize;
        changed.set(numbers(new Random(99), width, 2), other * width);
        const outputAt = (x: Float32Array): Uint8Array => {
          const { output } = forward(config, s.weights, x, s.offsets);
          const size = output.length / 5;
          return bits(output.slice(at * size, (at + 1) * size));
        };
        const isChanged = Buffer.compare(outputAt(s.x), outputAt(changed)) !== 0;
        assert.equal(isChanged, sightOf(config, at, other) !== 'unseen');
      },
    ),
    { numRuns: 80 },
  );
});

test('a window has the step in its middle, or ends with the sequence', () => {
  const sequence = { from: 10, to: 20 };
  assert.deepEqual(windowAround(sequence, 15, 5), { from: 13, to: 18 });
  assert.deepEqual(windowAround(sequence, 10, 5), { from: 10, to: 15 });
  assert.deepEqual(windowAround(sequence, 19, 5), { from: 15, to: 20 });
  assert.deepEqual(windowAround(sequence, 19, 50), sequence);
  assert.deepEqual(windowAround(sequence, 12, 0), { from: 12, to: 13 });
});

test('shapes are those of the arrays, and parameters those of the weights file', () => {
  const shapes = Object.fromEntries(tensorShapes(tagger, 2, 7).map(({ name, shape }) => [name, shape]));
  assert.deepEqual(shapes, { x: [2, 7, 3], output: [2, 7, 8], h_n: [4, 2, 4], c_n: [4, 2, 4], logits: [2, 7, 5] }); // prettier-ignore
  const classifier = { ...tagger, head: { ...tagger.head!, level: 'segment' as const } };
  assert.deepEqual(tensorShapes(classifier, 2, 7).at(-1)!.shape, [2, 5]);
  const rnn = { ...base, projSize: 2 };
  const head = { name: 'upos', level: 'token', pooling: 'last', labels: ['a', 'b'], labelDescriptions: [] } as const; // prettier-ignore
  const input = { kind: 'vectors' } as const;
  const symbols = { words: [], characters: [], pairs: [] };
  const own = networkParameters({ rnn, head: { ...head, classes: 2 } }, 'upos');
  const stored = modelParameters({ input, rnn, heads: [head] }, symbols);
  assert.deepEqual(own.map(({ torchName, shape }) => ({ name: torchName.replace(/^(?!heads)/, 'rnn.'), shape })), stored); // prettier-ignore
  assert.deepEqual(own.slice(0, 5).map(({ name }) => name), ['W_ih', 'W_hh', 'b_ih', 'b_hh', 'W_hr']); // prettier-ignore
  assert.deepEqual(own[5].at, { layer: 0, direction: 'backward' });
  assert.equal(own[0].count, 16 * 3);
});

const cases = fc.record({
  rnn: configs,
  head: fc.constantFrom<UnrolledModel['head']>(
    null,
    { level: 'token', pooling: 'last', classes: 3 },
    { level: 'segment', pooling: 'last', classes: 2 },
    { level: 'segment', pooling: 'mean', classes: 2 },
  ),
  steps: fc.integer({ min: 1, max: 40 }),
  at: fc.integer({ min: 0, max: 39 }),
  width: fc.integer({ min: 280, max: 2000 }),
});

test('boxes lie in the picture side by side, a point in one is found again, and no arrow crosses a box', () => {
  fc.assert(
    fc.property(cases, ({ rnn, head, steps, at, width }) => {
      const model = { rnn, head };
      const units = stateSize(rnn);
      const sequence = { from: 5, to: 5 + steps };
      const step = 5 + (at % steps);
      const shown = windowAround(sequence, step, roomForSteps(width, units));
      const unrolled = unroll(model, { sequence, shown, step });
      const layout = layOutUnrolled(unrolled.rows, shown, width, units);
      const boxes = unrolled.rows.flatMap((_, row) => unrolled.steps.map((each) => ({ row, each, box: boxAt(layout, row, each) }))); // prettier-ignore
      for (const { row, each, box } of boxes) {
        assert.ok(
          box.x >= NETWORK_GUTTER_PX && box.x + box.width <= width && box.y + box.height <= layout.sightTop,
        );
        const under = placeUnder(layout, box.x + box.width / 3, box.y + box.height / 2)!;
        assert.deepEqual([under.step, under.row], [each, row]);
        assert.ok(Math.abs(under.inBox![0] - 1 / 3) < 1e-6 && Math.abs(under.inBox![1] - 1 / 2) < 1e-6);
        const next = boxAt(layout, row, each + 1);
        assert.ok(next.x > box.x + box.width, 'boxes of one row do not touch');
      }
      for (const edge of unrolled.edges) {
        const lines = arrowLines(unrolled, layout, edge);
        assert.deepEqual(lines.map(({ hasHead }) => hasHead), lines.map((_, k) => k === lines.length - 1)); // prettier-ignore
        for (const { from, to } of lines)
          for (const { row, box } of boxes) {
            const isOwn = row === edge.from.row || row === edge.to.row;
            const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
            const isInside = x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
            assert.ok(isOwn || !isInside, 'a line lies in a box that it does not belong to');
          }
      }
    }),
    { numRuns: 200 },
  );
});

test('units fill a box row by row, and each is found under its own cell', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 20, max: 120 }), (units, width) => {
      const box = { width, height: 28 };
      const [columns, rows] = textureOf(units, box.width, box.height);
      assert.ok(columns * rows >= units && columns * (rows - 1) < units);
      for (let unit = 0; unit < units; unit++) {
        const place = [
          ((unit % columns) + 0.5) / columns,
          (Math.floor(unit / columns) + 0.5) / rows,
        ] as const;
        assert.equal(unitInBox(units, box, place), unit);
      }
      assert.equal(unitInBox(units, box, [0.999, 0.999]), columns * rows === units ? units - 1 : null);
    }),
  );
});
