// Rows in the order of what is selected, and c where tanh(c) would be one colour.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { asked, axeProblems, chooseMore, done, openView, screenshot, settle, startHarness, type Harness } from './page.js'; // prettier-ignore

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

async function open(query: string, choices: object): Promise<Page> {
  const saved = { view: 'states', card: false, unitOrder: 'model', columns: 'even', ...choices };
  const page = await harness.open(
    `tokens=400&cell=LSTM&${query}&saved=${encodeURIComponent(JSON.stringify(saved))}`,
  );
  await openView(page, 'states');
  await settle(page);
  return page;
}

const note = (page: Page) => page.innerText('.legend-note');
const readout = (page: Page) => page.innerText('.states .readout');
/** How many colours the texture has, and the share of its most frequent one. */
const colours = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.heatmap-canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(92, 140, canvas.width - 92, canvas.height - 150);
    const counts = new Map<number, number>();
    const pixels = new Uint32Array(data.buffer);
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return Math.max(...counts.values()) / pixels.length;
  });

test('c that drifts is drawn on scales of its own, which the legend says; as tanh(c) it has one colour', async () => {
  const page = await open('drifting', { quantity: 'c', bothDirections: false });
  assert.match(
    await note(page),
    /48 of 64 units on scales of their own \(48 without drift\), the others tanh\(c\)/,
  );
  const own = await colours(page);
  assert.match(await readout(page), /unit 0 · tanh\(c\) \S+ · c /, 'a unit without a scale of its own');
  await page.focus('.heatmap');
  await page.keyboard.press('ArrowDown');
  await settle(page);
  assert.match(
    await readout(page),
    /unit 1 · c −\S+ · −?[\d.]+ on its scale without drift \(−?[\d.]+ to [\d.]+\)/,
  );
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'heatmap-own-scales');
  await chooseMore(page, 'Show c as tanh(c)');
  assert.match(await note(page), /^c has no bound: shown is tanh\(c\)$/);
  const tanh = await colours(page);
  assert.ok(tanh > 0.5 && own < 0.1, `${tanh} of the picture has one colour as tanh(c), ${own} else`);
  assert.match(await readout(page), /unit 1 · tanh\(c\) −0\.999 · c −/);
  await done(page);
});

test('the table twin of c on its scales has c, tanh(c) and what is drawn', async () => {
  const page = await open('drifting', { quantity: 'c', bothDirections: false, asTable: true });
  const heads = await page.locator('.unit-table th[scope=col]').allInnerTexts();
  assert.deepEqual(heads, ['Unit', 'c', 'tanh(c)', 'on its scale', 'Rank by |c|']);
  const [raw, tanh, share] = await page.locator('.unit-table tbody tr:nth-child(2) td').allInnerTexts();
  assert.ok(Number(raw.replace('−', '-')) < -3, raw);
  assert.equal(tanh, '−0.999');
  assert.ok(Math.abs(Number(share.replace('−', '-'))) <= 1.2, share);
  await done(page);
});

test('c that tanh shows, and h, are drawn as before, and there is no line for it in the menu', async () => {
  const page = await open('', { quantity: 'c' });
  assert.match(await note(page), /c has no bound: shown is tanh\(c\)/);
  assert.deepEqual(await asked(page, 'scaledStates'), []);
  await page.click('.more > .menu-button');
  assert.equal(await page.locator('.more .menu button:text-is("Show c as tanh(c)")').count(), 0);
  await done(page);
});

test('rows like the selection: of the words selected in the editor, kept until it is chosen again', async () => {
  const page = await open('', { bothDirections: false });
  const orders = async () =>
    (await asked(page, 'unitOrder')).map(({ inside }) => inside as [number, number] | undefined);
  await page.evaluate(() => fake.selected(10, 21));
  await settle(page);
  await chooseMore(page, 'Units high in the selection on top');
  assert.deepEqual(await orders(), [[10, 21]]);
  assert.match(await note(page), /highest at ““ … ”” on top/);
  assert.deepEqual(await axeProblems(page), []);
  // The cursor goes on, and the rows stay.
  await page.evaluate(() => fake.cursor(30));
  await settle(page);
  assert.deepEqual(await orders(), [[10, 21]]);
  await chooseMore(page, 'Units high in the selection on top');
  assert.deepEqual(await orders(), [[10, 21], [30, 31]]); // prettier-ignore
  assert.match(await note(page), /highest at “[^…]+” on top/);
  await page.focus('.heatmap');
  await page.keyboard.press('ArrowDown');
  await settle(page);
  assert.match(
    await readout(page),
    /unit 1 /,
    'the rows of the fake begin with unit 30: 0 and 1 follow one another',
  );
  await done(page);
});

test('a stretch that is chosen in Units is what rows are put in order by', async () => {
  const page = await open('', { bothDirections: false });
  await openView(page, 'units');
  await page.focus('.units-picture [tabindex="0"]');
  for (let k = 0; k < 4; k++) await page.keyboard.press('Shift+ArrowRight');
  await settle(page);
  await openView(page, 'states');
  await chooseMore(page, 'Units high in the selection on top');
  const [{ inside }] = await asked(page, 'unitOrder');
  assert.deepEqual(inside, [0, 5]);
  await done(page);
});
