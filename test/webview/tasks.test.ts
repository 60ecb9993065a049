import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { formatValue } from '../../src/core/views/format.js';
import { asked, done, openView, sent, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

const text = (page: Page, selector: string) => page.locator(selector).first().innerText();
const said = async (page: Page) => {
  await page.waitForTimeout(200);
  return text(page, '[aria-live]');
};
const headings = (page: Page) => page.locator('[role=columnheader]').allInnerTexts();

/** Where things are in the heatmap with single symbols: gutter 92, columns of 15, text 26 (30 with brackets), rows of 40. */
const column = (step: number) => 92 + step * 15 + 7;

test('Korean: morphemes beside the tag, in the table and in the sidebar', async () => {
  const page = await harness.open('model=korean');
  assert.deepEqual(await headings(page), [
    'Token',
    'Text',
    'Tag',
    'Probability',
    'Runner-up',
    'Bits',
    'Morphemes',
  ]);
  assert.match(
    await text(page, '#token-8'),
    /9\s+읽었다\s+VERB\s+0\.\d{3}\s+[A-Z]+\s+0\.\d{3}\s+\d\.\d\d\s+읽 \+ 었 \+ 다/,
  );
  await page.evaluate(() => fake.cursor(8));
  await settle(page);
  assert.equal(await text(page, '.sidebar .details'), '읽 + 었 + 다');
  assert.match(await text(page, '.status'), /300 tokens · 1,120 steps · 60 sentences/);
  await done(page);
});

test('Korean: a token is several steps; the editor chooses the one that has read it, a click chooses a step', async () => {
  const page = await harness.open('model=korean');
  await page.evaluate(() => fake.cursor(2));
  await openView(page, 'states');
  // 서울은 한국의 수도이다: steps 0-2, 4-6, 8-11 with a space between them.
  assert.match(await text(page, '.readout'), /^step 12 “다” of token 3 “수도이다” · → unit 0 · h /);
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  await page.mouse.click(box.x + column(5), box.y + 200);
  await page.mouse.move(5, 5);
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token: 1 }]);
  assert.match(await text(page, '.readout'), /^step 6 “국” of token 2 “한국의”/);
  assert.match(await text(page, '.sidebar .big'), /한국의/);
  await page.mouse.click(box.x + column(3), box.y + 200);
  await page.mouse.move(5, 5);
  await settle(page);
  assert.match(await text(page, '.readout'), /^step 4 “␣” after token 1 “서울은”/);
  await done(page);
});

test('Korean: keys go step by step and to both ends; backwards the first step has read the token', async () => {
  const page = await harness.open('model=korean&delay=20');
  await openView(page, 'states');
  await page.waitForTimeout(100);
  await page.focus('.heatmap');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  assert.match(await said(page), /^step 2 “울” of token 1 “서울은”, → unit 0, h /);
  await page.keyboard.press('End');
  await page.waitForTimeout(200);
  assert.match(await said(page), /^step 1,120 “\.” of token 300/);
  assert.deepEqual(await sent(page, 'select'), []);
  await page.keyboard.press('Space');
  assert.deepEqual(await sent(page, 'select'), [{ token: 299 }]);
  await page.click('vscode-dropdown[aria-label=Direction]');
  await page.click('vscode-option:text-is("← backward")');
  await page.evaluate(() => fake.cursor(2));
  await settle(page);
  await page.waitForTimeout(100);
  assert.match(await text(page, '.readout'), /^step 9 “수” of token 3/);
  await done(page);
});

test('a language model: every character with its surprisal and what was expected', async () => {
  const page = await harness.open('model=prose');
  assert.deepEqual(await headings(page), ['No.', 'Character', 'Expected', 'Surprisal', 'Second', 'Bits']);
  assert.match(await text(page, '#token-0'), /1\s+"\s+–\s+–/);
  assert.match(await text(page, '#token-4'), /5\s+␣\s+␣ ✓\s+\d\.\d\d/);
  assert.match(await text(page, '#token-2'), /3\s+a\s+␣\s+[4-9]\.\d\d/);
  // A bar that is cut off says so, as the heading does.
  assert.equal(await text(page, '#token-8 .over .number'), '12.50');
  assert.match((await page.getAttribute('#token-8 .over', 'title')) ?? '', /a full bar is 10 bits or more/);
  assert.equal(await page.locator('.tag-row .over').count(), 1);
  assert.equal(await page.locator('.tag-legend:visible').count(), 0, 'characters have no colours');
  assert.equal(await text(page, '#tab-tags'), 'Surprisal');
  await page.click('#token-4');
  await settle(page);
  assert.match(await text(page, '.sidebar'), /surprisal \d\.\d\d bits, p = 0\.\d{3}\s+expected “␣”/);
  assert.match(await text(page, '.status'), /3,440 characters · 1 document/);
  await done(page);
});

test('a language model: the 20 most probable next symbols, what came next, and the sum of all', async () => {
  const page = await harness.open('model=prose');
  await page.evaluate(() => fake.cursor(14));
  await openView(page, 'probabilities');
  assert.equal(await text(page, '.probabilities .view-title'), 'p(next character | … “d”), character 15');
  assert.equal(await page.locator('.classes tbody tr').count(), 20);
  assert.match(await text(page, '.classes .chosen'), /^e[\s\S]*came next/);
  assert.match(
    await text(page, '.sum'),
    /^Sum of 29 classes: 1\.0000 · the 20 shown: 0\.\d{4} · entropy \d\.\d\d of 4\.86 bits$/,
  );
  assert.equal(await page.locator('.probabilities vscode-checkbox').isVisible(), false);
  await done(page);
});

test('a classifier: one class a line, the selected token so far, and both distributions with their note', async () => {
  const page = await harness.open('model=reviews&theme=light');
  assert.match(await text(page, '#token-8'), /line starts\s+9\s+the\s+negative\s+0\.\d{3}/);
  assert.match(await text(page, '#token-10'), /^11\s+makes$/);
  await page.click('#token-10');
  await settle(page);
  assert.match(await text(page, '#token-10'), /makes\s+(negative|positive) so far\s+0\.\d{3}/);
  assert.match(await text(page, '.status'), /680 tokens · 80 lines/);
  await openView(page, 'probabilities');
  assert.deepEqual(await page.locator('.group-title').allInnerTexts(), [
    'The whole line',
    'After token 11 “makes”',
  ]);
  assert.equal(await page.locator('.sum:visible').count(), 2);
  assert.match(await text(page, '.sum'), /^Sum of 2 classes: 1\.0000/);
  assert.match(await text(page, '.class-note'), /run again/);
  assert.match(await text(page, '.classes .chosen'), /^negative/);
  const requests = await asked(page, 'segmentProbabilities');
  assert.deepEqual(requests.at(-1), { token: 10 });
  await done(page);
});

test('after an edit a language model is provisional until everything was run again, and says so', async () => {
  const page = await harness.open('model=prose');
  assert.equal(await text(page, '.status .state'), '● Up to date');
  await page.evaluate(() => fake.setRun({ provisional: true }));
  await settle(page);
  assert.equal(await text(page, '.status .state'), '◐ Reading the rest…');
  assert.match((await page.getAttribute('.status .state', 'title')) ?? '', /last digits may still change/);
  await page.evaluate(() => fake.setRun({ provisional: false }));
  await settle(page);
  assert.equal(await text(page, '.status .state'), '● Up to date');
  await done(page);
});

test("a classifier's progress counts its segments", async () => {
  const page = await harness.open('model=reviews');
  await page.evaluate(() => fake.setRun({ runId: 2, taggedCount: 3, shapes: null }));
  await settle(page);
  assert.equal(await page.locator('[role=progressbar]').getAttribute('aria-valuemax'), '80');
  assert.equal(await text(page, '.words'), 'Classifying: 3 of 80 lines.');
  await page.evaluate(() => fake.setRun({ stale: true }));
  await settle(page);
  assert.equal(await text(page, '.words'), 'The text changed since this run. Classify again.');
  await done(page);
});

test('a network without heads has states, shapes and equations, and says why it has no tags', async () => {
  const page = await harness.open('model=textbook');
  assert.match(await text(page, '.status .state'), /Up to date/);
  assert.match(
    await text(page, '.headless'),
    /No tags from textbook-rnn\s+This model is a recurrent network only/,
  );
  await page.click('.tags-view .headless vscode-button');
  await settle(page);
  assert.equal(await page.locator('#tab-states').getAttribute('aria-selected'), 'true');
  assert.match(await text(page, '.readout'), /^line 1 “0\.5 -1\.0” · unit 0 · h 0\.\d{3}$/);
  // W_ih x + b_ih + b_hh of the published network: −0.1641·0.5 + 0.6958 − 0.0039 + 0.5279.
  const sum = -0.1641 * 0.5 + 0.6958 - 0.0039 + 0.5279;
  assert.match(
    await text(page, '.equation'),
    new RegExp(`= tanh\\(${formatValue(sum)}\\) = ${formatValue(Math.tanh(sum))}$`),
  );
  assert.deepEqual(await asked(page, 'classProbabilities'), []);
  await openView(page, 'probabilities');
  assert.match(await text(page, '.probabilities'), /No class probabilities/);
  await done(page);
});
