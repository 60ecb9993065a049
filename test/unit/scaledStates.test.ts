// Colours of c where tanh(c) is one colour, and units in the order of what they do in a selection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { onUnitScale, unitScale } from '../../src/core/views/unitScale.js';
import { statesRead } from '../../src/worker/documents/engineDocument.js';
import { ColourScaleOf } from '../../src/worker/scaledStates.js';
import { orderInside } from '../../src/worker/unitOrder.js';
import { documentScale, unitValues } from '../../src/worker/unitQueries.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };
const place = { layer: 0, direction: 'forward', quantity: 'c' } as const;
const UNITS = 128;

test('c of the novel is drawn without drift on scales of its own, bit for bit what colours the editor', async () => {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt'));
  const scales = new ColourScaleOf();
  const told = await scales.told(document, place, job);
  assert.ok(told.own > 30 && told.own < UNITS, `${told.own} units have a scale of their own`);
  const drifts = told.drifts.reduce((sum, one) => sum + one, 0);
  assert.ok(drifts > 10 && drifts <= told.own, `${drifts} without drift`);
  const [from, to] = [900, 1100];
  const window = await scales.window(document, { ...place, fromStep: from, toStep: to }, job);
  assert.deepEqual([window.units, window.values.length, window.tokens.length], [UNITS, 200 * UNITS, 200]);
  for (const unit of [76, 123, 5]) {
    const of = { ...place, unit };
    const scale = await documentScale(document, of, job);
    // Of this model a character is a token and a step.
    const coloured = await unitValues(document, of, [from, to], job, scale);
    const drawn = Float32Array.from({ length: to - from }, (_, k) => window.values[k * UNITS + unit]);
    assert.deepEqual(drawn, coloured, `unit ${unit}`);
    assert.equal(told.drifts[unit], Number(scale.around > 0));
    const [low, high] = told.ends.subarray(2 * unit, 2 * unit + 2);
    if (!scale.own) assert.ok(Number.isNaN(low) && Number.isNaN(high));
    else assert.ok(Math.abs(high - low - 2 * scale.own.half) < 1e-3);
  }
});

test('with them a picture of c has both colours where tanh(c) has one', async () => {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt'));
  const scales = new ColourScaleOf();
  const query = { ...place, fromStep: 0, toStep: document.stepCount };
  const { values } = await scales.window(document, query, job);
  const raw = document.window(0, document.stepCount).values(0, 'forward', 'c');
  const oneColour = (of: (step: number, unit: number) => number): number =>
    Array.from({ length: UNITS }, (_, unit) => {
      let low = 0;
      for (let step = 0; step < document.stepCount; step++) low += of(step, unit) < 0 ? 1 : 0;
      const share = low / document.stepCount;
      return Math.max(share, 1 - share) > 0.99;
    }).filter(Boolean).length;
  const tanh = oneColour((step, unit) => Math.tanh(raw[step * UNITS + unit]));
  const own = oneColour((step, unit) => values[step * UNITS + unit]);
  assert.ok(tanh >= 90 && own <= 8, `${tanh} units of one colour as tanh(c), ${own} on their scales`);
});

test('scales stay as they are once they were measured, and a long text is measured at some of its steps', async () => {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt'));
  const scales = new ColourScaleOf();
  const before = await scales.told(document, place, job);
  document.edit([{ startUtf16: 0, endUtf16: 400, inserted: 'x' }]);
  assert.deepEqual(await scales.told(document, place, job), before);
  const values = Float32Array.from({ length: 4096 }, (_, k) => -k / 20 + 2 * Math.sin(k / 7));
  const [all, some] = [
    unitScale('c', values),
    unitScale(
      'c',
      values.filter((_, k) => k % 2 === 0),
      false,
      2,
    ),
  ];
  assert.equal(some.around, all.around);
  assert.ok(Math.abs(some.own!.half - all.own!.half) < 0.05 * all.own!.half);
  assert.ok(Math.max(...onUnitScale(some, 'c', values)) < 1.5);
  await assert.rejects(scales.told(document, { ...place, layer: 1 }, job), RangeError);
});

test('h and a text without a step have the fixed scales only', async () => {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt').slice(0, 300));
  const scales = new ColourScaleOf();
  const h = { ...place, quantity: 'h' } as const;
  assert.equal((await scales.told(document, h, job)).own, 0);
  const { values } = await scales.window(document, { ...h, fromStep: 3, toStep: 9 }, job);
  assert.deepEqual(values, Float32Array.from(document.window(3, 9).values(0, 'forward', 'h')));
  const empty = await readBy('tolstoy-lstm', '');
  assert.equal((await scales.told(empty, place, job)).own, 0);
});

test('the order by a selection is that of the ranking: drift is taken out, high is on top', async () => {
  const text = sampleText('novel.txt');
  const document = await readBy('tolstoy-lstm', text);
  const start = text.indexOf('He will see me,');
  const inside = [[start, start + 15]] as const;
  const { units } = await rankUnits(statesRead(document), { chosen: inside, others: [] }, job);
  const areas = new Map(
    units
      .filter(({ quantity }) => quantity === 'c')
      .map(({ unit, side, steady }) => [unit, side === 'high' ? steady : 1 - steady]),
  );
  const order = await orderInside(document, place, inside, job);
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    [...order.keys()],
    'each once',
  );
  const inOrder = Array.from(order, (unit) => areas.get(unit)!);
  assert.deepEqual(
    inOrder,
    inOrder.toSorted((a, b) => b - a),
  );
  assert.ok(inOrder[0] > 0.95 && inOrder[UNITS - 1] < 0.05);
  await assert.rejects(orderInside(document, { ...place, direction: 'backward' }, inside, job), RangeError);
});
