// What is asked of units over a whole document, against its states: lines, scales, matches, tags.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindsOf, relateToTags } from '../../src/core/analysis/unitTags.js';
import { sharesOf, unitScale } from '../../src/core/views/unitScale.js';
import { unitValues } from '../../src/worker/unitQueries.js';
import { unitLines, unitMatches, unitScales, unitTags } from '../../src/worker/unitWalks.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const shares: number[] = [];
const job = {
  turn: (): Promise<void> => Promise.resolve(),
  done: (share: number): void => void shares.push(share),
};
const place = { layer: 0, direction: 'forward', quantity: 'c' } as const;

async function novel() {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt'));
  const units = 128;
  const values = document.window(0, document.stepCount).values(0, 'forward', 'c');
  const column = (unit: number): Float32Array =>
    Float32Array.from({ length: document.stepCount }, (_, step) => values[step * units + unit]);
  return { document, column, units };
}

test('a line is the lowest and highest value of each column', async () => {
  const { document, column } = await novel();
  const columns = 7;
  const lines = await unitLines(document, [{ ...place, unit: 5 }, { ...place, unit: 76 }], columns, job); // prettier-ignore
  for (const [p, unit] of [5, 76].entries())
    for (let k = 0; k < columns; k++) {
      const part = column(unit).filter((_, step) => Math.floor((step * columns) / document.stepCount) === k);
      const at = 2 * (p * columns + k);
      assert.deepEqual([...lines.subarray(at, at + 2)], [Math.min(...part), Math.max(...part)]);
    }
  assert.ok(shares.length > 1 && shares.every((share) => share >= 0 && share < 1));
  await assert.rejects(unitLines(document, [{ ...place, unit: 128 }], 3, job), /no units 128 to 129/);
});

test('c of a text has scales of its own where tanh(c) is one colour, h has none', async () => {
  const { document, column, units } = await novel();
  const scales = await unitScales(document, place, job);
  const own = Array.from({ length: units }, (_, unit) => unitScale('c', column(unit), true).own);
  own.forEach((scale, unit) => {
    const [middle, half] = scales.subarray(2 * unit, 2 * unit + 2);
    if (!scale) assert.ok(Number.isNaN(half), `unit ${unit}`);
    else assert.ok(Math.abs(middle - scale.middle) < 1e-4 && Math.abs(half - scale.half) < 1e-4);
  });
  assert.ok(own.some((scale) => scale === null) && own.filter((scale) => scale !== null).length > 30);
  const none = await unitScales(document, { ...place, quantity: 'h' }, job);
  assert.ok(none.every(Number.isNaN));
});

test('a unit that c saturates is coloured in both colours, and alike whichever part is asked for', async () => {
  const { document, column } = await novel();
  const scale = unitScale('c', column(123));
  assert.ok(scale.own !== null && scale.around > 0, 'it climbs over the text');
  const all = await unitValues(document, { ...place, unit: 123 }, [0, document.tokenCount], job, scale);
  const share = all.filter((value) => value > 1 / 14).length / all.length;
  assert.ok(share > 0.2 && share < 0.8, `${share} of it is blue`);
  const part = await unitValues(document, { ...place, unit: 123 }, [1500, 1600], job, scale);
  part.forEach((value, k) => assert.ok(Math.abs(value - all[1500 + k]) < 1e-3));
  const fixed = await unitValues(document, { ...place, unit: 123 }, [0, document.tokenCount], job);
  assert.ok(fixed.filter((value) => value > 0.99).length / fixed.length > 0.9, 'tanh(c) is one colour');
});

test('matches are where the units are on together, on their scales, and not where they were chosen', async () => {
  const { document, column } = await novel();
  const query = {
    ...place,
    units: [76, 123],
    threshold: 0.2,
    side: 'low',
    fromStep: 660,
    toStep: 690,
  } as const;
  const { matches, count } = await unitMatches(document, { ...query, most: 5 }, job);
  assert.ok(count > 5 && matches.length === 15);
  const share = sharesOf('c', await unitScales(document, place, job));
  const isOn = (step: number): number =>
    [76, 123].filter((unit) => share(column(unit)[step], unit) <= 0.2).length;
  for (let k = 0; k < 5; k++) {
    const [from, to, on] = matches.subarray(3 * k, 3 * k + 3);
    assert.ok(to <= 660 || from >= 690);
    for (let step = from; step < to; step++) assert.equal(isOn(step), on);
  }
  assert.equal((await unitMatches(document, { ...query, units: [], most: 5 }, job)).count, 0);
});

test('tags are related to the values that the panel shows', async () => {
  const { document } = await novel();
  const labels = Uint16Array.from({ length: document.tokenCount }, (_, token) => token % 3);
  const unit = { ...place, unit: 76 };
  const values = await unitValues(document, unit, [0, document.tokenCount], job);
  const texts = Array.from(labels, (_, token) => document.texts.text(token));
  const told = await unitTags(document, unit, { labels, alike: 'words' }, job);
  assert.deepEqual(told, relateToTags(values, { labels, kinds: kindsOf(texts) }));
  // It is one sequence: all of it would have one label.
  const whole = await unitTags(document, unit, { labels, alike: 'segments' }, job);
  assert.ok(whole.every(({ control }) => control.auc === 0.5 && control.bits === 0));
});
