// When a run after an edit may carry old states over: the rule (provisional.test.ts: what it lets through).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import type { Trace } from '../../src/core/rnn/stack.js';
import { settle, SETTLED_STEPS, SETTLED_WITHIN } from '../../src/core/session/stream/settling.js';

const LAYERS = 2;
const H = 3;
const LSTM: RnnConfig = {
  cell: 'LSTM',
  layers: LAYERS,
  inputSize: 1,
  hiddenSize: H,
  projSize: 0,
  bias: true,
  bidirectional: false,
};

/** h and c of some steps, the same in every unit; `place` is [layer, step, unit, value]. */
function states(
  quantity: 'h' | 'c',
  steps: number,
  places: readonly (readonly [number, number, number, number])[],
  c = 0.5,
): Trace {
  const layers = Array.from({ length: LAYERS }, () => [
    { h: new Float64Array(steps * H), c: new Float64Array(steps * H).fill(c), gates: null },
  ]);
  for (const [layer, step, unit, value] of places) layers[layer][0][quantity][step * H + unit] = value;
  return { config: LSTM, layers } as unknown as Trace;
}

test('two runs have settled after so many close steps in a row, and not before', () => {
  const same = states('h', 200, []);
  assert.deepEqual(settle(same, same, 200, 0), { streak: SETTLED_STEPS, settledAt: SETTLED_STEPS - 1 });
  assert.deepEqual(settle(same, same, SETTLED_STEPS - 1, 0), { streak: SETTLED_STEPS - 1, settledAt: -1 });
  assert.deepEqual(settle(same, same, 200, SETTLED_STEPS - 1), { streak: SETTLED_STEPS, settledAt: 0 });
  assert.deepEqual(settle(same, same, 0, 5), { streak: 5, settledAt: -1 });
});

test('one unit of one layer that is apart ends the streak', () => {
  const same = states('h', 100, []);
  for (let layer = 0; layer < LAYERS; layer++)
    for (let unit = 0; unit < H; unit++) {
      const apart = states('h', 100, [[layer, 9, unit, 2 * SETTLED_WITHIN]]);
      assert.deepEqual(settle(apart, same, 100, 30), {
        streak: SETTLED_STEPS,
        settledAt: 9 + SETTLED_STEPS,
      });
      assert.deepEqual(settle(apart, same, 30, 30), { streak: 20, settledAt: -1 });
      const near = states('h', 100, [[layer, 9, unit, SETTLED_WITHIN]]);
      assert.equal(settle(near, same, 100, 0).settledAt, SETTLED_STEPS - 1, 'the limit itself is close');
      const none = states('h', 100, [[layer, 9, unit, NaN]]);
      assert.equal(settle(none, none, 100, 0).settledAt, 9 + SETTLED_STEPS, 'no numbers are never close');
    }
});

test('memories are compared as tanh c, where they are apart', () => {
  const same = states('c', 100, []);
  const apart = states('c', 100, [[1, 9, 2, 0.5 + 1e-4]]);
  assert.equal(settle(apart, same, 100, 0).settledAt, 9 + SETTLED_STEPS);
  const saturated = states('c', 100, [], 20);
  const more = states('c', 100, [[1, 9, 2, 21]], 20);
  assert.equal(settle(more, saturated, 100, 0).settledAt, SETTLED_STEPS - 1);
  const none = states('c', 100, [[1, 9, 2, NaN]]);
  assert.equal(settle(none, same, 100, 0).settledAt, 9 + SETTLED_STEPS);
});
