// Which units know what people selected: what decides, what chance gives, and the novel sample's quotations.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { likeStretches } from '../../src/core/analysis/likeStretches.js';
import type { PositionRange } from '../../src/core/analysis/rankSums.js';
import { FALSE_FINDS, SelectionRanker, SHUFFLES } from '../../src/core/analysis/selectionRanking.js';
import { Random } from '../../src/core/math/random.js';
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { statesRead } from '../../src/worker/documents/engineDocument.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

function selected(text: string, passage: string): PositionRange {
  const start = text.indexOf(passage);
  return [start, start + passage.length];
}

test('what is like a selection stands between the same signs, with or without them as it was selected', () => {
  const text = 'He said "yes" and "no".\n\nThen "never".';
  const shown = (range: PositionRange): string[] | undefined =>
    likeStretches(text, range)?.others.map(([from, to]) => text.slice(from, to));
  assert.deepEqual(shown(selected(text, '"yes"')), ['"no"', '"never"']);
  assert.deepEqual(shown(selected(text, 'yes')), ['no', 'never']);
  assert.deepEqual(shown(selected(text, ' "no"')), ['"yes"', '"never"']);
  // Blanks do not count; what is between two quotations is none, and neither is a part of one.
  for (const passage of ['" and "', ' and ', 'ye', 'said'])
    assert.equal(shown(selected(text, passage)), undefined);
});

test('nested signs are one stretch, a blank line ends what was not closed, and an empty pair has nothing in it', () => {
  const others = (text: string, passage: string): string[] | undefined =>
    likeStretches(text, selected(text, passage))?.others.map(([from, to]) => text.slice(from, to));
  assert.deepEqual(others('f(a) g(b(c)) h() (d)', '(a)'), ['(b(c))', '()', '(d)']);
  assert.deepEqual(others('f(a) g(b(c)) h() (d)', 'a'), ['b(c)', 'd']);
  assert.deepEqual(others('“one” “two\n \nthree” “four”', '“one”'), ['“four”']);
  assert.deepEqual(others('「가」 『나』 「다」', '가'), ['다']);
  assert.equal(others('one two', 'one'), undefined);
});

for (const model of ['tolstoy-gru', 'tolstoy-lstm'])
  test(`novel sample: one quoted passage, and ${model}'s unit for quotations is the first of its ranking`, async () => {
    const text = sampleText('novel.txt');
    const document = await readBy(model, text);
    const best = new Set<string>();
    for (const passage of ['He will see me,', '"Well?"', '"Is the Count at home?"']) {
      const chosen = selected(text, passage);
      const { others } = likeStretches(text, chosen)!;
      assert.equal(others.length, 11);
      const ranking = await rankUnits(statesRead(document), { chosen: [chosen], others }, job);
      const [first, second] = ranking.units;
      best.add(`${first.quantity}${first.unit}`);
      assert.ok(first.isFind && first.p === 1 / (SHUFFLES + 1), JSON.stringify(first));
      assert.ok(first.others! > 0.98 && first.others! > second.others!);
      assert.ok(ranking.othersChance! > 0.7 && ranking.othersChance! < 0.9);
    }
    // The same unit, whichever quotation was chosen.
    assert.equal(best.size, 1);
  });

test('novel sample: without others a short selection is compared with the best of all units anywhere', async () => {
  const text = sampleText('novel.txt');
  const document = await readBy('tolstoy-lstm', text);
  const ranking = await rankUnits(
    statesRead(document),
    { chosen: [selected(text, 'looked out into the darkness')], others: [] },
    job,
  );
  assert.equal(ranking.othersChance, null);
  assert.ok(ranking.chosenChance > 0.99);
  assert.ok(ranking.units[0].steady > 0.95, 'one of 256 always looks as if it knew');
  assert.ok(ranking.units.every(({ isFind }) => !isFind));
});

test('a random selection is called a find in at most 5 of 100 cases', () => {
  const random = new Random(11);
  let finds = 0;
  const cases = 400;
  // Units that wander, as states do: neighbours are alike, and some drift over the whole text.
  const n = 500;
  const units = Array.from({ length: 12 }, (_, unit) => {
    let value = 0;
    return Float32Array.from({ length: n }, (_, k) => {
      value = 0.9 * value + random.normal();
      return value + (unit % 3 === 0 ? k / 20 : 0);
    });
  });
  for (let k = 0; k < cases; k++) {
    const length = 4 + Math.floor(random.next() * 40);
    const start = Math.floor(random.next() * (n - length));
    const further =
      k % 2 === 0 ? [] : [(start + 150) % (n - length)].map((at): PositionRange => [at, at + length]);
    const ranker = new SelectionRanker({ n, chosen: [[start, start + length]], others: further });
    units.forEach((values, unit) =>
      ranker.add({ layer: 0, direction: 'forward', quantity: 'h', unit }, values),
    );
    if (ranker.result().units.some(({ isFind }) => isFind)) finds++;
  }
  assert.ok(finds / cases <= 0.05, `${finds} of ${cases}`);
  assert.ok(finds > 0, 'chance finds something at times');
  assert.ok(FALSE_FINDS <= 0.05);
});

test('a very long text is ranked by every so many-th step, and says so', async () => {
  const text = sampleText('novel.txt');
  const document = await readBy('tolstoy-gru', text);
  const chosen = selected(text, '"Well?" said the Count at last. "Do not spare me.');
  const whole = await rankUnits(statesRead(document), { chosen: [chosen], others: [] }, job);
  const half = await rankUnits(statesRead(document), { chosen: [chosen], others: [] }, job, 128 * 1540);
  assert.deepEqual([whole.every, half.every, half.steps], [1, 2, document.stepCount]);
  const of = (unit: number, { units }: typeof whole): number =>
    units.find((one) => one.unit === unit)!.chosen;
  for (const { unit } of whole.units.slice(0, 5))
    assert.ok(Math.abs(of(unit, whole) - of(unit, half)) < 0.05);
});
