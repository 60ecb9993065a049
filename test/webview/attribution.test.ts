// The view of attributions, with made-up answers behind it (see fakeAttribution.ts).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
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
before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

const text = (page: Page, selector: string): Promise<string> => page.innerText(selector);
/** Names of the words as they are told to those who cannot see them. */
const words = (page: Page): Promise<(string | null)[]> =>
  page.locator('.attribution-word').evaluateAll((all) => all.map((word) => word.getAttribute('aria-label')));
const label = (page: Page) => page.locator('vscode-dropdown[aria-label="Label that is asked about"]');

/** The view with a token selected, as the editor's cursor selects it. */
async function open(query = '', token = 2, size?: { width: number; height: number }): Promise<Page> {
  const page = await harness.open(query, size);
  await page.evaluate((at) => fake.cursor(at), token);
  await openView(page, 'attribution');
  return page;
}

/** Chooses an entry of a dropdown. */
async function choose(page: Page, list: string, entry: string): Promise<void> {
  await page.click(`vscode-dropdown[aria-label="${list}"]`);
  await page.click(`vscode-dropdown[aria-label="${list}"] vscode-option:text-is("${entry}")`);
  await settle(page);
}

test('the sentence of the selected token stands there, each word with what it does to the tag', async () => {
  const page = await open();
  assert.equal(await text(page, '.attribution .view-title'), 'Why is “been” AUX?');
  assert.deepEqual((await words(page)).slice(0, 6), [
    'War, −1.00 bits',
    'has, −2.50 bits',
    'been, +8.00 bits, asked about',
    'declared, +5.00 bits',
    ',, +2.00 bits',
    '”, ±0 bits',
  ]);
  assert.equal(await text(page, '.attribution-word >> nth=3'), 'declared\n+5.00');
  assert.match(
    await text(page, '.attribution .finding'),
    /^“declared”, 1 token later, speaks for it most: without it the odds of AUX would be 32 times lower \(\+5\.00 bits\)/,
  );
  assert.match(
    await text(page, '.attribution .caption'),
    /replaced by an unknown one.*how many bits the odds of AUX/,
  );
  assert.deepEqual(await asked(page, 'attribution'), [{ token: 2, method: 'hide', pairs: false }]);
  const colours = await page
    .locator('.attribution-word .form')
    .evaluateAll((all) => all.map((form) => (form as HTMLElement).style.backgroundColor));
  assert.equal(colours[9], '', 'what does nothing is not shaded');
  assert.notEqual(colours[1], colours[3]);
  await done(page);
});

test('a click or the arrow keys ask about another word; the editor follows the click only', async () => {
  const page = await open();
  await page.click('.attribution-word >> nth=6');
  await settle(page);
  assert.equal(await text(page, '.attribution .view-title'), 'Why is “replied” VERB?');
  assert.deepEqual(await sent(page, 'select'), [{ token: 6 }]);
  await page.focus('.attribution-words');
  await page.keyboard.press('ArrowLeft');
  await settle(page);
  assert.equal(await text(page, '.attribution .view-title'), 'Why is “”” PUNCT?');
  await page.keyboard.press('End');
  await settle(page);
  assert.equal(await text(page, '.attribution-word.asked .form'), '.');
  assert.equal((await sent(page, 'select')).length, 1);
  await page.keyboard.press('Enter');
  assert.deepEqual((await sent(page, 'select')).at(-1), { token: 9 });
  // Keys come faster than answers: each goes a word on from where the last one went.
  await page.evaluate(() => {
    const words = document.querySelector('.attribution-words')!;
    for (let n = 0; n < 3; n++) words.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
  });
  await settle(page);
  assert.equal(await page.getAttribute('.attribution-word[aria-selected=true]', 'id'), 'attribution-word-6');
  await done(page);
});

test('another label and another method are asked for and said; a new token begins with the shown label', async () => {
  const page = await open();
  await choose(page, 'Method', 'Gradient × input');
  assert.match(await text(page, '.attribution .caption'), /gradient of the odds of AUX/);
  assert.match(await text(page, '.attribution .finding'), /largest product: \+0\.50 bits, for the label/);
  const entry = await label(page).locator('vscode-option').nth(1).innerText();
  const [other] = entry.split(',');
  await choose(page, 'Label that is asked about', entry);
  assert.equal(await text(page, '.attribution .view-title'), `What speaks for ${other} at “been”?`);
  const last = (await asked(page, 'attribution')).at(-1)!;
  assert.equal(last['method'], 'gradient');
  assert.equal(typeof last['label'], 'number');
  await page.click('.attribution-word >> nth=0');
  await settle(page);
  assert.equal(await text(page, '.attribution .view-title'), 'Why is “War” NOUN?');
  assert.equal((await asked(page, 'attribution')).at(-1)!['label'], undefined);
  await done(page);
});

test('the same as a table, and all pairs as a grid with a cursor', async () => {
  const page = await open();
  await page.click('.attribution vscode-checkbox:has-text("As a table")');
  await settle(page);
  assert.equal(await page.locator('.attribution-words').isVisible(), false);
  assert.match(
    await text(page, '.attribution-table'),
    /Token\s+Bits\s+War\s+−1\.00\s+has\s+−2\.50\s+been\s+\+8\.00/,
  );
  await page.click('.attribution-table .link >> nth=1');
  await settle(page);
  assert.equal(await text(page, '.attribution .view-title'), 'Why is “has” AUX?');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'has');
  await page.click('.attribution vscode-checkbox:has-text("All pairs")');
  await settle(page);
  assert.equal(await page.locator('.pair-grid tbody td').count(), 100);
  await page.focus('.pair-grid');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await text(page, '.pair-readout'), '“been” → “War” NOUN: +2.00 bits');
  await page.keyboard.press('ArrowRight');
  assert.equal(await text(page, '.pair-readout'), '“been” → “has” AUX: +5.00 bits');
  const active = await page.locator('.pair-grid').getAttribute('aria-activedescendant');
  assert.equal(
    await page.locator(`#${active}`).getAttribute('aria-label'),
    await text(page, '.pair-readout'),
  );
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await settle(page);
  assert.equal(await text(page, '.attribution .view-title'), 'Why is “been” AUX?');
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('while one types the last answer stays and says that it is old; it is asked anew once typing rests', async () => {
  const page = await open();
  const before = (await asked(page, 'attribution')).length;
  await page.evaluate(() => {
    fake.key(3, 'declare', {})();
    fake.key(3, 'decla', {})();
  });
  // In one look: on a busy machine the new answer may come before a second one.
  const stale = await page.waitForFunction(
    () => {
      const badge = document.querySelector('.attribution .badge')?.textContent;
      const word = document.querySelectorAll<HTMLElement>('.attribution-word')[3]?.innerText;
      return badge && { badge, word };
    },
    null,
    { polling: 5 },
  );
  assert.deepEqual(await stale.jsonValue(), { badge: 'From before your last edit', word: 'declared\n+5.00' });
  await page.waitForFunction(() => document.querySelector('.attribution .badge')?.textContent === '');
  assert.match((await words(page))[3]!, /^decla, /);
  assert.equal((await asked(page, 'attribution')).length, before + 1, 'once for all keys');
  await done(page);
});

test('a classifier: its class of the whole line, without pairs', async () => {
  const page = await open('model=reviews', 3);
  assert.match(await text(page, '.attribution .view-title'), /^Why is this line “(positive|negative)”\?$/);
  assert.equal(await page.locator('.attribution vscode-checkbox:has-text("All pairs")').isVisible(), false);
  assert.equal(await page.locator('.attribution-word.asked').count(), 0);
  await done(page);
});

test('a language model: what led to a character; the first one has nothing before it', async () => {
  const page = await open('model=prose', 30);
  assert.match(await text(page, '.attribution .view-title'), /^What led to “.” here\?$/);
  assert.match(await text(page, '.attribution .notes'), /What stands later has no influence/);
  await page.evaluate(() => fake.cursor(0));
  await settle(page);
  assert.match(await text(page, '.attribution-problem'), /Nothing was read before the first character/);
  await done(page);
});

test('a network without labels has no such view', async () => {
  const page = await harness.open('model=textbook');
  assert.equal(await page.locator('#tab-attribution').isVisible(), false);
  await done(page);
});

for (const [theme, query] of [
  ['dark', 'theme=dark'],
  ['light', 'theme=light&model=korean'],
  ['high-contrast', 'theme=high-contrast&model=prose'],
  ['high-contrast-light', 'theme=high-contrast-light&model=reviews'],
] as const)
  test(`${theme}: axe finds nothing, nothing is cut off, at 480 and 900 px, as text, table and pairs`, async () => {
    for (const width of [480, 900]) {
      const page = await open(query, 12, { width, height: 950 });
      const pairs = page.locator('.attribution vscode-checkbox:has-text("All pairs")');
      // Of a language model there are thousands: axe would take minutes.
      if (!query.includes('prose') && (await pairs.isVisible())) await pairs.click();
      for (const how of ['text', 'table']) {
        await settle(page);
        assert.deepEqual(await axeProblems(page), [], how);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        const cut = await page.evaluate(() => {
          const panel = document.querySelector<HTMLElement>('.attribution')!;
          return panel.scrollWidth - panel.clientWidth;
        });
        assert.ok(cut <= 0, `${cut} px beside`);
        await screenshot(page, `attribution-${theme}-${how}-${width}`);
        await page.click('.attribution vscode-checkbox:has-text("As a table")');
      }
      await done(page);
    }
  });
