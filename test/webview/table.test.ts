// The table of tokens: how sure the network is, sorted, filtered, and copied.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { certaintyOf } from '../../src/core/views/certainty.js';
import { formatProbability } from '../../src/core/views/format.js';
import { tokenLabel, tokenProbabilities, tokenText } from './fakeModel.js';
import {
  asked,
  axeProblems,
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

const TOKENS = 400;

async function open(query = `tokens=${TOKENS}`, size?: { width: number; height: number }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'tags');
  await page.waitForSelector('.tag-row .entropy .number');
  await settle(page);
  return page;
}

const certainty = (token: number) => certaintyOf({}, tokenProbabilities(token), tokenLabel(token));
const probability = (token: number) => tokenProbabilities(token)[tokenLabel(token)];
const all = Array.from({ length: TOKENS }, (_, token) => token);
/** Tokens of the rows in sight, from the top. */
const shown = (page: Page) =>
  page.$$eval('.tag-row', (rows) =>
    rows
      .map((row) => ({
        token: Number(row.id.slice(6)),
        at: Number(row.ariaRowIndex ?? row.getAttribute('aria-rowindex')),
      }))
      .sort((a, b) => a.at - b.at)
      .map(({ token }) => token),
  );
const press = async (page: Page, heading: string) => {
  await page.click(`.tag-head .${heading} button`);
  await settle(page);
};
const chosen = (page: Page) =>
  page.$$eval('.tag-row[aria-selected=true]', (rows) => rows.map(({ id }) => Number(id.slice(6))));

test('every row says what comes second, how probable that is, and the entropy', async () => {
  const page = await open();
  const labels: string[] = await page.evaluate(() => fake.run().model.labels as string[]);
  for (const token of [0, 7, 12]) {
    const { runnerUp, runnerUpProbability, entropy } = certainty(token);
    const row = `#token-${token}`;
    assert.equal(await page.innerText(`${row} .runner-up-label`), labels[runnerUp]);
    assert.equal(await page.innerText(`${row} .runner-up .number`), formatProbability(runnerUpProbability));
    assert.equal(await page.innerText(`${row} .entropy .number`), entropy.toFixed(2));
  }
  assert.equal((await asked(page, 'tableRows')).length, 0, 'the order of the text needs no walk over it');
  await done(page);
});

test('a heading sorts, the other way round, and then as in the text; what is selected stays selected', async () => {
  const page = await open();
  await page.click('#token-5');
  await press(page, 'entropy');
  const expected = [...all].sort((a, b) => certainty(b).entropy - certainty(a).entropy || a - b);
  assert.equal(await page.getAttribute('.tag-head .entropy', 'aria-sort'), 'descending');
  assert.deepEqual((await shown(page)).slice(0, 12), expected.slice(0, 12));
  await press(page, 'entropy');
  assert.equal(await page.getAttribute('.tag-head .entropy', 'aria-sort'), 'ascending');
  await press(page, 'entropy');
  assert.equal(await page.getAttribute('.tag-head .entropy', 'aria-sort'), null);
  assert.deepEqual((await shown(page)).slice(0, 3), [0, 1, 2]);
  assert.deepEqual(await chosen(page), [5], 'it stays selected');
  await press(page, 'probability');
  const unsure = [...all].sort((a, b) => probability(a) - probability(b) || a - b);
  assert.deepEqual((await shown(page)).slice(0, 8), unsure.slice(0, 8));
  await done(page);
});

test('what is typed, the legend, and what is unsure or unknown filter; how many rows are left is said', async () => {
  const page = await open();
  await page.fill('.tags-filter', 'THE');
  const wanted = all.filter((token) => tokenText(token).toLowerCase().includes('the'));
  await page.waitForFunction(
    (n) => document.querySelector('.tags-said')!.textContent!.startsWith(`${n} of`),
    wanted.length,
  );
  await settle(page);
  assert.equal(await page.innerText('.tags-said'), `${wanted.length} of ${TOKENS} rows`);
  assert.deepEqual((await shown(page)).slice(0, 9), wanted.slice(0, 9));
  await page.click('.read-button:text-is("Unsure")');
  await settle(page);
  const unsure = wanted.filter((token) => probability(token) < 0.9);
  assert.deepEqual(await shown(page), unsure.slice(0, (await shown(page)).length));
  assert.equal(await page.innerText('.tags-said'), `${unsure.length} of ${TOKENS} rows`);
  await page.focus('.tags-filter');
  await page.keyboard.press('Escape');
  await page.click('.read-button:text-is("Unsure")');
  await page.click('.read-button:text-is("Unknown")');
  await settle(page);
  assert.deepEqual(await shown(page), [5, 7]);
  await page.click('.read-button:text-is("Whole text")');
  await settle(page);
  assert.deepEqual((await shown(page)).slice(0, 3), [0, 1, 2]);
  const noun = all.filter((token) => tokenLabel(token) !== 7);
  await page.click('.tags-view .read-entry[data-label="7"]');
  await settle(page);
  assert.deepEqual((await shown(page)).slice(0, 9), noun.slice(0, 9));
  await page.fill('.tags-filter', 'nothing like it');
  await page.waitForFunction(() => document.querySelector('.tags-said')!.textContent!.startsWith('0 of'));
  assert.equal(await page.locator('.tag-row').count(), 0);
  await done(page);
});

test('keys go along the rows as they are shown; Shift chooses rows, Ctrl+C asks for them and Ctrl+A for all', async () => {
  const page = await open();
  const order = [...all].sort((a, b) => certainty(b).entropy - certainty(a).entropy || a - b);
  await press(page, 'entropy');
  await page.focus('.tags');
  await page.keyboard.press('Home');
  await page.waitForSelector(`#token-${order[0]}[aria-selected=true]`);
  await page.keyboard.press('ArrowDown');
  await page.waitForSelector(`#token-${order[1]}[aria-selected=true]`);
  assert.deepEqual(await chosen(page), [order[1]]);
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Shift+ArrowDown');
  await page.waitForSelector(`#token-${order[2]}[aria-selected=true]`);
  await page.keyboard.press('Shift+ArrowDown');
  await page.waitForSelector(`#token-${order[3]}[aria-selected=true]`);
  assert.deepEqual(await chosen(page), order.slice(1, 4));
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+a');
  await settle(page);
  await page.keyboard.press('Control+c');
  const taken = (await sent(page, 'takeRows')) as Record<string, unknown>[];
  assert.deepEqual(
    taken.map(({ by, descending, fromRow, toRow, to }) => [by, descending, fromRow, toRow, to]),
    [
      ['entropy', true, 1, 2, 'clipboard'],
      ['entropy', true, 1, 4, 'clipboard'],
      ['entropy', true, 0, TOKENS, 'clipboard'],
    ],
  );
  await page.evaluate(() => fake.cursor(17));
  await page.waitForSelector('#token-17[aria-selected=true]');
  assert.deepEqual(await chosen(page), [17], 'what the editor chooses is one token');
  await page.keyboard.press('n');
  await settle(page);
  const next = all.find((token) => token > 17 && probability(token) < 0.9);
  assert.deepEqual((await sent(page, 'select')).at(-1), { token: next });
  await done(page);
});

/** Presses keys at once: before anything is drawn or answered. */
const pressAtOnce = (page: Page, ...keys: string[]) =>
  page.evaluate((all) => {
    const grid = document.querySelector('.tags')!;
    for (const pressed of all) {
      const key = pressed.replace('Shift+', '');
      grid.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: key !== pressed, bubbles: true }));
    }
  }, keys);

test('keys that come before the answer which row they are on each go a row on', async () => {
  const page = await open();
  const order = [...all].sort((a, b) => certainty(b).entropy - certainty(a).entropy || a - b);
  await press(page, 'entropy');
  await page.focus('.tags');
  await page.keyboard.press('Home');
  await page.waitForSelector(`#token-${order[0]}[aria-selected=true]`);
  await page.evaluate(() => void fake.held.add('rowOfToken'));
  for (let row = 1; row <= 3; row++) {
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector(`#token-${order[row]}[aria-selected=true]`);
  }
  await page.keyboard.press('Shift+ArrowDown');
  await page.waitForSelector(`#token-${order[4]}[aria-selected=true]`);
  await page.keyboard.press('Shift+ArrowDown');
  await page.waitForSelector(`#token-${order[5]}[aria-selected=true]`);
  assert.deepEqual(await chosen(page), order.slice(3, 6));
  // The editor chose another one; nobody here knows its row yet.
  await page.evaluate((token) => fake.cursor(token), order[20]);
  await page.waitForFunction(
    (token) =>
      fake.requests.some(([name, of]) => name === 'rowOfToken' && (of as { token: number }).token === token),
    order[20],
  );
  await pressAtOnce(page, 'ArrowDown', 'ArrowDown', 'Shift+ArrowDown');
  await page.evaluate(() => fake.held.clear());
  await page.waitForSelector(`#token-${order[23]}[aria-selected=true]`);
  assert.deepEqual(await chosen(page), order.slice(22, 24));
  await done(page);
});

test('after an edit the rows are of the new text', async () => {
  const page = await open();
  await press(page, 'text');
  const count = (await asked(page, 'tableRows')).length;
  await page.evaluate(() => fake.key(3, 'Aardvark', {})());
  await page.waitForFunction((n) => fake.requests.filter(([name]) => name === 'tableRows').length > n, count);
  await page.waitForFunction(() => document.querySelector('#token-3 .text')?.textContent === 'Aardvark');
  await done(page);
});

for (const [model, heading] of [
  ['korean', 'entropy'],
  ['prose', 'probability'],
] as const)
  test(`the table of another task: ${model}`, async () => {
    const page = await open(`model=${model}`, { width: 560, height: 700 });
    await press(page, heading);
    assert.deepEqual(await axeProblems(page), []);
    await screenshot(page, `table-${model}`);
    const cut = await page.$$eval('.tags', ([table]) => table.scrollWidth - table.clientWidth);
    assert.ok(cut <= 0, `${cut} px are beyond the edge`);
    await done(page);
  });

test('a classifier has a row for each segment, with its text, once it is sorted', async () => {
  const page = await open('model=reviews');
  await press(page, 'probability');
  const text = await page.locator('.tag-row .text').first().innerText();
  assert.match(text, /^all of /);
  const starts = await page.evaluate(() => fake.run().segmentCount);
  assert.match(await page.innerText('.tags-said'), new RegExp(`^${starts} of ${starts} rows`));
  await done(page);
});
