// The order of units by what they do over a text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { correlationDistances } from '../../src/core/analysis/leafOrder.js';
import { unitOrder } from '../../src/worker/unitOrder.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

test('all units are in the order once, and neighbours do more alike than those of the model', async () => {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt'));
  const place = { layer: 0, direction: 'forward', quantity: 'h' } as const;
  const order = await unitOrder(document, place, job);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...order.keys()],
  );
  const values = document.window(0, document.stepCount).values(0, 'forward', 'h');
  const distances = correlationDistances(values, 128);
  const length = (units: ArrayLike<number>): number =>
    Array.from(units)
      .slice(1)
      .reduce((sum, unit, k) => sum + distances[units[k] * 128 + unit], 0);
  const [found, model] = [length(order), length([...order.keys()])];
  assert.ok(found < 0.85 * model, `${found} against ${model}`);
  assert.deepEqual(await unitOrder(document, place, job), order, 'the same every time');
});

test('of one unit, and of a text without a step, there is an order too', async () => {
  const document = await readBy('textbook-rnn', '1 1');
  const place = { layer: 0, direction: 'forward', quantity: 'h' } as const;
  assert.deepEqual([...(await unitOrder(document, place, job))].sort(), [0, 1]);
  const empty = await readBy('textbook-rnn', '');
  assert.equal((await unitOrder(empty, place, job)).length, 2);
});
