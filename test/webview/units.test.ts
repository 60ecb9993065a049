// The view of units: a stretch and a threshold by pointer and by keys, what is ranked, found and said.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { stateValue, tokenText } from './fakeModel.js';
import {
  asked,
  axeProblems,
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

const QUERY = 'tokens=400&cell=LSTM';
const h = { layer: 0, direction: 'forward', quantity: 'h' } as const;
const value = (step: number, unit: number): number => stateValue('LSTM', h, step, unit);

async function open(query = QUERY, size = { width: 1100, height: 860 }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'units');
  return page;
}

/** A place in the plot: the middle of a step's column, at a share of the height of the plot. */
async function at(page: Page, step: number, share: number): Promise<[number, number]> {
  const box = (await page.locator('.plot').boundingBox())!;
  const scrolled = await page.locator('.plot').evaluate(({ scrollLeft }) => scrollLeft);
  return [box.x + 48 + (step + 0.5) * 64 - scrolled, box.y + share * box.height];
}

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
  await page.mouse.move(...to);
  await page.mouse.up();
  await settle(page);
}

const chooseStretch = async (page: Page, from: number, to: number) =>
  drag(page, await at(page, from, 0.8), await at(page, to, 0.8));
const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();
const said = (page: Page) => page.locator('[role=status][aria-live]').innerText();

/** The units whose h is on at all steps of `[from, to]`. */
function onUnits(from: number, to: number, isOn: (value: number) => boolean): number[] {
  return Array.from({ length: 64 }, (_, unit) => unit).filter((unit) => {
    for (let step = from; step <= to; step++) if (!isOn(Math.fround(value(step, unit)))) return false;
    return true;
  });
}

test('a stretch that is dragged is ranked by what was not chosen, and the units on for it are listed', async () => {
  const page = await open();
  assert.match(await page.locator('.units-note').innerText(), /Choose a stretch/);
  await chooseStretch(page, 3, 5);
  await page.waitForSelector('.ranking tbody tr');
  assert.deepEqual(await asked(page, 'rankUnits'), [{ fromToken: 3, toToken: 6 }]);
  assert.match(
    await page.locator('.units-note').innerText(),
    /Ranked by the \d+ other stretches between "…"/,
  );
  assert.equal(await page.locator('.ranking tbody tr:not([hidden])').count(), 10);
  await page.click('.all-units');
  assert.equal(await page.locator('.ranking tbody tr:not([hidden])').count(), 40);
  const named = (await texts(page, '.on-units button')).map(Number).sort((a, b) => a - b);
  assert.deepEqual(
    named,
    onUnits(3, 5, (v) => v >= Math.fround(0.3)),
  );
  await screenshot(page, 'units');
  await done(page);
});

test('the threshold is dragged by its line and moved by keys; the units that are on follow', async () => {
  const page = await open();
  await chooseStretch(page, 3, 5);
  const { height } = (await page.locator('.plot canvas').boundingBox())!;
  const share = (12 + (1 - (0.3 + 1) / 2) * (height - 24 - 24)) / height;
  const [x, y] = await at(page, 8, share);
  await drag(page, [x, y], [x, y + 20]);
  const lower = 0.3 - (2 * 20) / (height - 48);
  const on = onUnits(3, 5, (v) => v >= Math.round(100 * lower) / 100);
  assert.deepEqual(
    (await texts(page, '.on-units button')).map(Number).sort((a, b) => a - b),
    on,
  );
  assert.deepEqual(await page.locator('.plot').evaluate((e) => e === document.activeElement), true);
  await page.keyboard.press('ArrowUp');
  await settle(page);
  await page.waitForTimeout(200);
  assert.match(await said(page), /^threshold 0\.\d\d: \d+ units? (is|are) on for the whole stretch$/);
  await page.click('.units .segmented button:text-is("Below")');
  await settle(page);
  const below = (await texts(page, '.on-units button')).map(Number);
  assert.ok(below.every((unit) => value(3, unit) < 0.4 && value(5, unit) < 0.4));
  await done(page);
});

test('by keys alone: a stretch with Shift and arrows, cleared with Escape', async () => {
  const page = await open();
  await page.focus('.plot');
  await page.keyboard.press('Home');
  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.match(
    await page.locator('.units .readout').innerText(),
    new RegExp(`token 4 “${tokenText(3)}” · h`),
  );
  for (let k = 0; k < 2; k++) await page.keyboard.press('Shift+ArrowRight');
  // The first step alone may have been ranked before the second came.
  const stretch = async () => (await asked(page, 'rankUnits')).at(-1);
  for (let k = 0; k < 100 && (await stretch())?.['toToken'] !== 6; k++) await page.waitForTimeout(50);
  assert.deepEqual(await stretch(), { fromToken: 3, toToken: 6 });
  await page.waitForSelector('.ranking tbody tr');
  await settle(page);
  await page.waitForTimeout(200);
  assert.match(await said(page), /3 steps chosen/);
  assert.deepEqual(await sent(page, 'select'), []);
  await page.keyboard.press('Space');
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token: 5 }]);
  await page.keyboard.press('Escape');
  await settle(page);
  assert.match(await page.locator('.units-note').innerText(), /Choose a stretch/);
  await done(page);
});

test('a row of the ranking shows its unit, on its side and with a threshold between; a match goes to the editor', async () => {
  const page = await open();
  await chooseStretch(page, 3, 5);
  await page.waitForSelector('.ranking tbody tr');
  const row = page.locator('.ranking tbody tr').nth(1);
  const [, unit, quantity, side] = /(\d+) ([hc]) (high|low)/.exec(
    await row.locator('.unit-name').innerText(),
  )!;
  await row.locator('.unit-name').click();
  await settle(page);
  assert.match(await page.locator('.units .view-title').innerText(), new RegExp(`unit ${unit}, `, 'i'));
  assert.equal(await row.getAttribute('class'), 'selected');
  const on = page.locator('.units .segmented button[aria-checked=true]').first();
  assert.equal(await on.innerText(), side === 'high' ? 'Above' : 'Below');
  await page.waitForSelector('.matches li');
  const [query] = (await asked(page, 'unitMatches')).slice(-1);
  assert.deepEqual([query.units, query.quantity, query.side], [[Number(unit)], quantity, side]);
  assert.notEqual(query.threshold, 0.3);
  await page.locator('.matches button').first().click();
  await settle(page);
  assert.equal((await sent(page, 'select')).length, 1);
  await page.click('.units-side .segmented button:nth-child(2)');
  await settle(page);
  const named = (await texts(page, '.on-units button')).map(Number);
  assert.deepEqual((await asked(page, 'unitMatches')).at(-1)!['units'], named);
  await done(page);
});

test('tags stand beside what chance gives, and the plot has a table twin', async () => {
  const page = await open();
  await page.waitForSelector('.relations tbody tr');
  assert.match(
    await page.locator('.units-side section').last().innerText(),
    /“By chance” is what none of \d+ tags exceeds/,
  );
  await chooseStretch(page, 3, 5);
  await page.click('.units .checkbox:has-text("Show as table")');
  await settle(page);
  const rows = page.locator('.units .unit-table tbody tr');
  const fifth = await rows.nth(4).innerText();
  assert.match(fifth, new RegExp(`5\\s+${tokenText(4)}\\s+[−\\d.]+\\s+chosen`));
  await done(page);
});

for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'])
  test(`units: no problem that axe finds, and nothing is cut off, ${theme}`, async () => {
    for (const width of [480, 900, 1920]) {
      const page = await open(`${QUERY}&theme=${theme}`, { width, height: 900 });
      await page.focus('.plot');
      for (const key of ['Home', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight'])
        await page.keyboard.press(key);
      await page.waitForSelector('.ranking tbody tr');
      await settle(page);
      await screenshot(page, `units-${theme}-${width}`);
      assert.deepEqual(await axeProblems(page), []);
      const wide = await page.evaluate(() => {
        const parts = [
          ...document.querySelectorAll<HTMLElement>('.units, .units-below, .units-below section'),
        ];
        return parts.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className);
      });
      assert.deepEqual(wide, [], `${width} px`);
      await done(page);
    }
  });

const named = (unit: number, name: string, note = '') =>
  ({ layer: 0, direction: 'forward', unit, isProjected: false, name, note }) as const;

test('a unit is called what people call it wherever it is shown', async () => {
  const page = await open();
  await page.evaluate((units) => fake.unitNames(units), [named(0, 'first of all'), named(5, 'fifth')]);
  await settle(page);
  assert.match(await page.locator('.units .view-title').innerText(), /^Unit 0 “first of all”/);
  await chooseStretch(page, 3, 5);
  await page.waitForSelector('.ranking tbody tr');
  await page.click('.all-units');
  const rows = await texts(page, '.ranking tbody th');
  for (const row of rows) assert.equal(/first of all$/.test(row), row.startsWith('1→ 0 '), row);
  assert.ok(rows.some((row) => row.startsWith('1→ 0 ')));
  await openView(page, 'states');
  assert.match(await page.locator('.picture .readout').innerText(), /unit 0 · .* · “first of all”$/);
  await openView(page, 'network');
  assert.match(await page.locator('.step-title').first().innerText(), /0 “first of all”/);
  await openCard(page);
  assert.match((await texts(page, '.sidebar h2')).join(), /Unit 0 “first of all”/);
  await done(page);
});

test('a unit is named in its fields; what was being written is kept of the unit it was written for', async () => {
  const page = await open();
  await page.evaluate((units) => fake.unitNames(units), [named(2, 'second', 'why')]);
  await page.fill('.called input', '  starts  here ');
  await page.press('.called input', 'Enter');
  await settle(page);
  const place = { layer: 0, direction: 'forward', quantity: 'h' };
  assert.deepEqual(await sent(page, 'nameUnit'), [{ ...place, unit: 0, name: 'starts here', note: '' }]);
  await page.waitForFunction(
    () =>
      document.querySelector('[role=status][aria-live]')?.textContent === 'The unit is called “starts here”',
  );
  await page.evaluate((units) => fake.unitNames(units), [named(0, 'starts here'), named(2, 'second', 'why')]);
  await page.fill('.unit-note input', 'it is high there');
  await chooseStretch(page, 3, 5);
  await page.waitForSelector('.ranking tbody tr');
  assert.deepEqual((await sent(page, 'nameUnit')).at(-1), {
    ...{ ...place, unit: 0, name: 'starts here', note: 'it is high there' },
  });
  await page.click('.on-units button >> nth=0');
  const other = (await page.locator('.units .view-title').innerText()).match(/^Unit (\d+)/)![1];
  assert.equal(await page.inputValue('.unit-note input'), other === '2' ? 'why' : '');
  assert.equal((await sent(page, 'nameUnit')).length, 2);
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('what is lost without a unit: the units that matter most, and where the selected one does', async () => {
  const page = await open();
  await page.waitForSelector('.lost-at button');
  assert.deepEqual((await asked(page, 'ablation')).at(-1), {
    token: 0,
    layer: 0,
    direction: 'forward',
    unit: 0,
  });
  const off = page.locator('section', { has: page.locator('.lost-at') });
  assert.match(await off.locator('h3').innerText(), /^Without unit 0$/);
  assert.match(
    await off.locator('.dim').innerText(),
    /tokens 1 to 12 lose \+0\.\d\d bits each .* at 0 of 12/,
  );
  // Token t loses (0 + t) mod 7 / 10 bits.
  assert.match((await texts(page, '.lost-at button'))[0], new RegExp(`^${tokenText(6)} \\+0\\.60$`));
  await page.click('.lost-at button >> nth=0');
  assert.deepEqual((await sent(page, 'select')).at(-1), { token: 6 });
  const first = off.locator('tbody button').first();
  const unit = await first.innerText();
  await first.click();
  await settle(page);
  assert.match(await page.locator('.units .view-title').innerText(), new RegExp(`^Unit ${unit},`));
  await page.waitForFunction(
    (wanted) => document.querySelector('.units-side h3')?.textContent === `Without unit ${wanted}`,
    unit,
  );
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('other files are searched when that is asked for, and a match opens its file', async () => {
  const page = await open();
  assert.deepEqual(await asked(page, 'fileMatches'), []);
  await page.click('.search-files');
  await settle(page);
  const [{ units, round, length }] = await asked(page, 'fileMatches');
  assert.deepEqual([units, round, length], [[0], 1, 0]);
  const section = page.locator('section[aria-label="In other files"]');
  assert.match(
    await section.locator('p').first().innerText(),
    /^Where unit 0 is above 0\.30: 4 places in 1 file of 4 that were read; 1 more was not read/,
  );
  assert.match(
    await section.locator('.file').innerText(),
    /folder\/b\.txt\s*·?\s*of unit 0\s*line 1\s*and 3 more/,
  );
  await section.locator('.matches button').click();
  assert.deepEqual(await sent(page, 'openMatch'), [{ uri: 'file:///b.txt', from: [1, 2], to: [1, 9] }]);
  // Another unit: what was found stays, and says of what it is; the button asks anew.
  await page.focus('.plot');
  await page.keyboard.press('ArrowUp');
  await settle(page);
  assert.equal(await page.innerText('.search-files'), 'Search the files of the workspace');
  assert.equal((await asked(page, 'fileMatches')).length, 1);
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('a search that takes its time says how far it is, and is stopped', async () => {
  const page = await open(`${QUERY}&delay=400`);
  await page.waitForSelector('.search-files:visible');
  await page.click('.search-files');
  await page.waitForFunction(() => document.querySelector('.search-files')?.textContent === 'Stop');
  assert.match(await page.innerText('section[aria-label="In other files"] p'), /searching, \d+ % …/);
  await page.click('.search-files');
  await page.waitForFunction(() => document.querySelector('.search-files')?.textContent !== 'Stop');
  assert.equal(await page.locator('.file-matches .file').count(), 0);
  await done(page);
});
