import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { formatValue } from '../../src/core/views/format.js';
import { stateValue, tokenLabel, tokenProbabilities, tokenText } from './fakeModel.js';
import {
  asked,
  axeProblems,
  chooseMore,
  done,
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

const text = (page: Page, selector: string) => page.locator(selector).first().innerText();
const quantity = (page: Page, letter: string) =>
  page.click(`.controls .segmented button:text-is("${letter}")`);
const hForward = { layer: 0, direction: 'forward', quantity: 'h' } as const;

test('the first thing it says is ready, and the state it gets is shown', async () => {
  const page = await harness.open();
  assert.deepEqual(await sent(page, 'ready'), [null]);
  assert.match(await text(page, '.status'), /^● Up to date\s*3,000 tokens · 261 sentences\s*.*visitor\.txt$/);
  assert.match(
    await text(page, '.sidebar'),
    /x\s*\(261, 18, 96\)\s*output\s*\(261, 18, 128\)\s*h_n\s*\(4, 261, 64\)/,
  );
  assert.match(await text(page, '.sidebar'), /n = 18, the longest of 261 sentences/);
  await done(page);
});

test('rows show number, text, tag and probability; only those in sight exist', async () => {
  const page = await harness.open();
  const row = page.locator('#token-6');
  assert.match(await row.innerText(), new RegExp(`7\\s+${tokenText(6)}\\s+VERB\\s+0\\.\\d{3}`));
  const shown = (await row.locator('.probability .number').innerText()).trim();
  assert.equal(shown, tokenProbabilities(6)[tokenLabel(6)].toFixed(3));
  assert.equal(await row.getAttribute('aria-rowindex'), '8');
  assert.equal(await page.locator('[role=grid]').getAttribute('aria-rowcount'), '3001');
  assert.ok((await page.locator('.tag-row').count()) < 60);
  assert.match(await text(page, '#token-10'), /sentence starts/);
  const unknown = page.locator('.tag-row .unknown');
  assert.equal(await unknown.count(), 2);
  assert.match((await unknown.first().getAttribute('title')) ?? '', /goes by its characters/);
  assert.match(
    (await page.locator('#token-5 .text').getAttribute('aria-label')) ?? '',
    /unknown to the model/,
  );
  assert.equal(await text(page, '#token-5 .text'), tokenText(5));
  for (const { fromToken, toToken } of await asked(page, 'rows')) {
    assert.ok(Number(toToken) - Number(fromToken) <= 500);
  }
  await done(page);
});

test('a click on a row selects it and tells the editor', async () => {
  const page = await harness.open();
  await page.click('#token-8');
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token: 8 }]);
  assert.equal(await page.locator('#token-8').getAttribute('aria-selected'), 'true');
  assert.match(await text(page, '.sidebar .big'), /visitor/);
  await done(page);
});

test("the editor's cursor selects in every view and is not sent back", async () => {
  const page = await harness.open();
  await page.evaluate(() => fake.cursor(1234));
  await page.waitForSelector('#token-1234[aria-selected=true]');
  await openView(page, 'states');
  assert.match(await text(page, '.readout'), /^token 1,235 /);
  await openView(page, 'probabilities');
  assert.match(await text(page, '.probabilities .view-title'), /token 1,235/);
  await page.evaluate(() => fake.cursor(null));
  await settle(page);
  assert.match(await text(page, '.probabilities .view-title'), /token 1,235/);
  assert.deepEqual(await sent(page, 'select'), []);
  await done(page);
});

test('a cursor that arrives before its run selects when the run arrives', async () => {
  const page = await harness.open();
  await page.evaluate(() => {
    const run = fake.run();
    fake.setState({ run: null });
    fake.cursor(40);
    fake.setState({ run: { ...run, runId: 2, documentName: 'other.txt', documentUri: 'file:///other.txt' } });
  });
  await page.waitForSelector('#token-40[aria-selected=true]');
  await done(page);
});

test('keys move the selection in the table; only Enter tells the editor', async () => {
  const page = await harness.open();
  await page.focus('[role=grid]');
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'End']) await page.keyboard.press(key);
  await page.waitForSelector('#token-2999[aria-selected=true]');
  assert.equal(await page.locator('[role=grid]').getAttribute('aria-activedescendant'), 'token-2999');
  await page.keyboard.press('PageUp');
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), []);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#token-0[aria-selected=true]');
  assert.deepEqual(await sent(page, 'select'), [{ token: 0 }]);
  await done(page);
});

test('two million tokens: the last row is reached, and the wheel moves by pixels', async () => {
  const page = await harness.open('tokens=2000000&delay=40');
  await page.focus('[role=grid]');
  await page.keyboard.press('End');
  await page.waitForSelector('#token-1999999[aria-selected=true]:not([aria-busy])');
  assert.match(await text(page, '#token-1999999'), /2,000,000/);
  const box = (await page.locator('[role=grid]').boundingBox())!;
  const last = (await page.locator('#token-1999999').boundingBox())!;
  assert.ok(last.y + last.height <= box.y + box.height + 1, 'the last row is wholly in sight');
  await page.mouse.move(box.x + 50, box.y + 200);
  await page.mouse.wheel(0, -220);
  await settle(page);
  const moved = (await page.locator('#token-1999990').boundingBox())!;
  await page.mouse.wheel(0, -22);
  await settle(page);
  assert.equal(Math.round((await page.locator('#token-1999990').boundingBox())!.y - moved.y), 22);
  await done(page);
});

test('all classes of a token, sorted or in model order, with their sum', async () => {
  const page = await harness.open('theme=light');
  await openView(page, 'probabilities');
  assert.equal(await page.locator('.classes tbody tr').count(), 17);
  assert.match(await text(page, '.classes tbody tr'), /NOUN[\s\S]*Noun: a person/);
  assert.match(await text(page, '.sum'), /^Sum of 17 classes: 1\.0000 · entropy \d\.\d\d of 4\.09 bits$/);
  await screenshot(page, 'probabilities-light');
  await page.click('.probabilities vscode-checkbox');
  await settle(page);
  assert.match(await text(page, '.classes tbody tr'), /^ADJ/);
  assert.equal(await page.evaluate(() => (fake.saved as { classOrder: string }).classOrder), 'model');
  await done(page);
});

test('the heatmap is drawn, and pointing at a cell says its token, unit and value', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  const colors = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.heatmap-canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(60, 140, 400, 200);
    return new Set(Array.from({ length: data.length / 4 }, (_, at) => data.slice(at * 4, at * 4 + 4).join()))
      .size;
  });
  assert.ok(colors > 50, `${colors} colours`);
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  // Somewhere in the texture: right of the gutter, under the text and the selected unit's row.
  const place = [box.x + 92 + 190, box.y + 200] as const;
  await page.mouse.move(...place);
  await settle(page);
  const said = /^token (\d+) “.+” · → unit (\d+) · h (.+)$/.exec(await text(page, '.readout'));
  assert.ok(said, await text(page, '.readout'));
  const [token, unit] = [Number(said[1]) - 1, Number(said[2])];
  assert.ok(token > 1 && token < 8, said[0]);
  assert.equal(said[3], formatValue(Math.fround(stateValue('LSTM', hForward, token, unit))));
  await page.mouse.click(...place);
  await page.mouse.move(5, 5);
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token }]);
  assert.equal(await page.inputValue('.number-input input'), String(unit));
  await done(page);
});

test('both directions are two blocks; a click in the lower one goes to its unit, and one alone can be chosen', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  const lower = [box.x + 92 + 10, box.y + box.height - 12] as const;
  await page.mouse.click(...lower);
  await settle(page);
  const said = /^token 1 “.+” · ← unit (\d+) · h (.+)$/.exec(await text(page, '.readout'));
  assert.ok(said, await text(page, '.readout'));
  const unit = Number(said[1]);
  const backward = { ...hForward, direction: 'backward' } as const;
  assert.equal(said[2], formatValue(Math.fround(stateValue('LSTM', backward, 0, unit))));
  await page.focus('.heatmap');
  for (let k = 0; k < 64 + unit; k += 10) await page.keyboard.press('PageUp');
  await settle(page);
  assert.match(await text(page, '.readout'), /→ unit 0 · h/, 'keys go from one block into the other');
  await page.click('vscode-dropdown[aria-label=Direction]');
  await page.click('vscode-option:text-is("← backward")');
  await settle(page);
  assert.match(await text(page, '.readout'), /← unit 0 · h/);
  const directions = new Set((await asked(page, 'states')).map(({ direction }) => direction));
  assert.deepEqual([...directions].sort(), ['backward', 'forward']);
  await done(page);
});

test('the texture is zoomed by keys and the wheel around the pointer, and fitted again', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  const length = () => page.evaluate(() => document.querySelector('.heatmap')!.scrollHeight);
  const seen = await page.evaluate(() => document.querySelector('.heatmap')!.clientHeight);
  assert.equal(await length(), seen, 'all units fit');
  await page.focus('.heatmap');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await settle(page);
  const zoomed = await length();
  assert.ok(zoomed > 1.3 * seen, `${zoomed} of ${seen}`);
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  await page.mouse.move(box.x + 120, box.y + 300);
  await settle(page);
  const before = await text(page, '.readout');
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await settle(page);
  await page.mouse.move(box.x + 121, box.y + 300);
  await settle(page);
  assert.ok((await length()) > zoomed);
  assert.equal(await text(page, '.readout'), before, 'what is under the pointer stays there');
  await chooseMore(page, 'Fit all units');
  assert.equal(await length(), seen);
  await done(page);
});

test('keys move a cell cursor in the heatmap, and the live region speaks it', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  await page.focus('.heatmap');
  const keys = ['ArrowRight', 'ArrowRight', 'ArrowRight', 'PageDown', 'ArrowDown', 'ArrowLeft'];
  for (const key of keys) await page.keyboard.press(key);
  const value = formatValue(Math.fround(stateValue('LSTM', hForward, 2, 11)));
  await page.waitForFunction(() => document.querySelector('[aria-live]')?.textContent);
  await page.waitForTimeout(200);
  assert.equal(await text(page, '[aria-live]'), `token 3 “been”, → unit 11, h ${value}`);
  await page.keyboard.press('End');
  // The end is on a page that is not loaded yet, which on a busy machine takes its time.
  const isThere = () => document.querySelector('[aria-live]')?.textContent.startsWith('token 3,000 ');
  await page.waitForFunction(isThere, undefined, { timeout: 10_000 });
  assert.match(await text(page, '[aria-live]'), /^token 3,000 /);
  assert.deepEqual(await sent(page, 'select'), []);
  await done(page);
});

test('layer, direction and quantity ask for the right window; what was asked once is kept', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  await quantity(page, 'c');
  await settle(page);
  // The equation beside it asks for small windows of every quantity.
  const large = async () =>
    (await asked(page, 'states')).filter(({ fromStep, toStep }) => Number(toStep) - Number(fromStep) === 512);
  const windows = await large();
  // What the equation asked for is all of the selected direction that is in sight.
  assert.deepEqual(windows.at(-1), {
    ...{ fromStep: 0, toStep: 512 },
    ...{ layer: 0, direction: 'backward', quantity: 'c' },
  });
  const raw = stateValue('LSTM', { ...hForward, quantity: 'c' }, 0, 0);
  assert.equal(
    await text(page, '.readout'),
    `token 1 “War” · → unit 0 · tanh(c) ${formatValue(Math.tanh(raw))} · c ${formatValue(raw)}`,
  );
  await quantity(page, 'h');
  await settle(page);
  assert.equal((await large()).length, windows.length);
  await page.click('vscode-dropdown[aria-label=Layer]');
  await page.click('vscode-option:text-is("Layer 2")');
  await page.click('vscode-dropdown[aria-label=Direction]');
  await page.click('vscode-option:text-is("← backward")');
  await settle(page);
  const last = { fromStep: 0, toStep: 512, layer: 1, direction: 'backward', quantity: 'h' };
  assert.deepEqual((await large()).at(-1), last);
  await done(page);
});

test('choices are saved and restored; what the model lacks falls back', async () => {
  const saved = { view: 'states', layer: 7, direction: 'backward', quantity: 'c', columns: 'large', junk: 1 };
  const page = await harness.open(`cell=GRU&saved=${encodeURIComponent(JSON.stringify(saved))}`);
  await settle(page);
  assert.equal(await page.locator('#tab-states').getAttribute('aria-selected'), 'true');
  assert.equal(await page.locator('.controls .layer').getAttribute('current-value'), '1');
  assert.match(await text(page, '.readout'), /← unit 0 · h/);
  assert.equal(await page.locator('.controls [role=radio]').count(), 4);
  await page.click('.more > .menu-button');
  assert.equal(await text(page, '.more [role=menuitemradio][aria-checked=true]'), 'Large columns');
  await done(page);
});

test('a quantity without a bound says where its scale ends', async () => {
  const page = await harness.open('cell=RNN_RELU');
  await openView(page, 'states');
  assert.match(
    await text(page, '.legend'),
    /has no bound here: the scale ends at the largest value seen so far/,
  );
  assert.match(await text(page, '.legend .scale'), /^0\s+\d\.\d\d$/);
  await done(page);
});

test('the table twin has every unit of the selected token', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  await chooseMore(page, 'Show as table');
  assert.equal(await page.locator('.unit-table tbody tr').count(), 64);
  const value = formatValue(Math.fround(stateValue('LSTM', hForward, 0, 3)));
  assert.match(
    await page.locator('.unit-table tbody tr').nth(3).innerText(),
    new RegExp(`^3\\s+${value}\\s+\\d+$`),
  );
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});
