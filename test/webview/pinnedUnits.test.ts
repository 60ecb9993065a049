// The equation of the selected step, and units that are pinned, by number, keys and pointer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { formatValue } from '../../src/core/views/format.js';
import { FAKE_TEXTS, fakeTrace } from './fakeTasks.js';
import {
  axeProblems,
  chooseMore,
  done,
  openCard,
  openView,
  screenshot,
  sent,
  settle,
  startHarness,
  type Harness,
} from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

const VIEWS = ['tags', 'probabilities', 'states'] as const;
const text = (page: Page, selector: string) => page.locator(selector).first().innerText();
const said = async (page: Page) => {
  await page.waitForTimeout(200);
  return text(page, '[aria-live]');
};

/** Where things are in the heatmap with single symbols: gutter 92, columns of 15, text 26 (30 with brackets), rows of 40. */
const column = (step: number) => 92 + step * 15 + 7;

/** Pins units by number, as with the keyboard. */
async function pin(page: Page, ...units: number[]): Promise<void> {
  await openCard(page);
  for (const unit of units) {
    await page.fill('.number-input input', String(unit));
    await page.keyboard.press('Enter');
    await settle(page);
    await page.click('.unit-bar vscode-button:text-is("Pin")');
    await settle(page);
  }
}

test('the equation has the numbers of the selected step, of the one before it, and of the unit', async () => {
  const page = await harness.open('model=prose');
  await page.evaluate(() => fake.cursor(40));
  await openView(page, 'states');
  await page.fill('.number-input input', '19');
  await page.keyboard.press('Enter');
  await settle(page);
  const trace = fakeTrace(FAKE_TEXTS['prose'](), 0, 'forward');
  const at = (quantity: 'c' | 'h', step: number) => formatValue(trace[quantity]![step][19]);
  const card = await text(page, '.equation');
  assert.ok(card.includes(`= 0.700·(${at('c', 39)}) + 0.900·(−0.900) = ${at('c', 40)}`), card);
  assert.ok(card.includes(`= 0.950·tanh(${at('c', 40)}) = ${at('h', 40)}`), card);
  await page.focus('.heatmap');
  await page.keyboard.press('Home');
  await settle(page);
  assert.match(await text(page, '.sidebar'), /First step: cₜ₋₁ = 0\./);
  await done(page);
});

test('units are pinned by number, by Enter and in the gutter, and unpinned the same ways', async () => {
  const page = await harness.open('model=prose');
  await openView(page, 'states');
  await pin(page, 19, 7);
  await page.focus('.heatmap');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await said(page), 'Unit 8 is pinned.');
  const shown = () => page.locator('.pin-show').allInnerTexts();
  assert.deepEqual(await shown(), ['19', '7', '8']);
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  await page.mouse.click(box.x + 20, box.y + 46);
  assert.equal(await said(page), 'Unit 19 is no longer pinned.');
  await page.click('.pin-remove[aria-label="Unpin unit 7"]');
  await settle(page);
  assert.deepEqual(await shown(), ['8']);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Unpin unit 8');
  assert.deepEqual(await page.evaluate(() => (fake.saved as { pins: unknown }).pins), {
    'tolstoy-lstm 0 forward': [8],
  });
  await page.focus('.heatmap');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await page.locator('.pins').isVisible(), false);
  assert.deepEqual(await sent(page, 'select'), [], 'pinning is no choice of a token');
  await done(page);
});

test('a sixth pin is refused in words, a unit the model lacks is not gone to', async () => {
  const page = await harness.open('model=prose');
  await openView(page, 'states');
  await pin(page, 1, 2, 3, 4, 5);
  await page.fill('.number-input input', '6');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await page.locator('.unit-bar vscode-button:text-is("Pin")').getAttribute('disabled'), '');
  await page.focus('.heatmap');
  await page.keyboard.press('Enter');
  assert.equal(await said(page), '5 units are pinned: unpin one first.');
  await page.fill('.number-input input', '128');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await page.locator('.number-input input').getAttribute('aria-invalid'), 'true');
  assert.match(await text(page, '.readout'), /unit 6 · h/);
  await done(page);
});

test("a pinned unit's row is drawn by value and colour, and says its unit under the pointer", async () => {
  const page = await harness.open('model=prose');
  await openView(page, 'states');
  await pin(page, 19);
  const colours = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.heatmap-canvas')!;
    const at = (x: number, y: number) => [
      ...canvas.getContext('2d')!.getImageData(x, y, 1, 1).data.slice(0, 3),
    ];
    // Row of 40 px from y = 26: above and below its middle, in the quotation and behind it.
    return {
      quoted: at(92 + 10 * 15 + 7, 40),
      silent: at(92 + 35 * 15 + 7, 40),
      low: at(92 + 35 * 15 + 7, 50),
    };
  });
  const [red, , blue] = colours.quoted;
  assert.ok(blue > red + 40, `a bar upwards in blue: ${colours.quoted.join()}`);
  assert.ok(colours.low[0] > colours.low[2] + 40, `a bar downwards in orange: ${colours.low.join()}`);
  assert.ok(colours.silent[0] < colours.low[0], 'no bar above the middle for a negative value');
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  await page.mouse.move(box.x + column(10), box.y + 40);
  await settle(page);
  assert.match(await text(page, '.readout'), /^character 11 “.” · unit 19 · h 0\.9/);
  await done(page);
});

test('the table twin has the pinned units over the steps around the selected one', async () => {
  const page = await harness.open('model=prose');
  await page.evaluate(() => fake.cursor(30));
  await openView(page, 'states');
  await pin(page, 19, 7);
  await chooseMore(page, 'Show as table');
  const tables = page.locator('.unit-table table');
  assert.equal(await tables.count(), 2);
  assert.match(
    await tables.first().innerText(),
    /^Pinned units around it: h\s+Step\s+Read\s+Unit 19\s+Unit 7/,
  );
  const trace = fakeTrace(FAKE_TEXTS['prose'](), 0, 'forward');
  const value = formatValue(trace.h![30][19]);
  assert.match(await tables.first().locator('tr.selected').innerText(), new RegExp(`^31\\s+.\\s+${value}`));
  assert.match(await tables.last().innerText(), /19 \(pinned\)/);
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

for (const [model, theme] of [
  ['korean', 'dark'],
  ['prose', 'light'],
  ['reviews', 'high-contrast'],
  ['textbook', 'high-contrast-light'],
] as const) {
  test(`${model}, ${theme}: axe finds nothing in any view, wide or narrow, with pinned units`, async () => {
    for (const size of [
      { width: 1100, height: 680 },
      { width: 420, height: 900 },
    ]) {
      const page = await harness.open(`model=${model}&theme=${theme}`, size);
      await page.evaluate(() => fake.cursor(3));
      await openView(page, 'states');
      await pin(page, 1, 0);
      for (const view of VIEWS) {
        await openView(page, view);
        assert.deepEqual(await axeProblems(page), [], view);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        await screenshot(page, `${model}-${view}-${size.width}`);
      }
      await done(page);
    }
  });
}
