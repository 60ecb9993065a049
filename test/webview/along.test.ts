// How sure a model is along the text: bars, numbers, and how one walks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { entropyBits } from '../../src/core/views/probabilities.js';
import { tokenProbabilities, tokenText } from './fakeModel.js';
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

async function open(query = '', size = { width: 1000, height: 860 }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'probabilities');
  await settle(page);
  return page;
}

const cells = (page: Page) => page.locator('.along-cell');
const names = (page: Page) => cells(page).evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label'))); // prettier-ignore
/** The height of a cell's bar, as a share of its room. */
const share = (page: Page, token: number, side: string) =>
  page.locator(`#along-${token} .along-fill.${side}`).evaluate((fill: HTMLElement) => fill.style.height);

test('a tagger: the entropy of each word as a bar, and no track behind it', async () => {
  const page = await open();
  assert.equal(await cells(page).count(), 140);
  const bits = (token: number) => entropyBits(tokenProbabilities(token));
  assert.deepEqual(
    (await names(page)).slice(0, 4),
    [0, 1, 2, 3].map((token) => `${tokenText(token)}: ${Math.fround(bits(token)).toFixed(2)} bits`),
  );
  assert.ok(Math.abs(parseFloat(await share(page, 0, 'up')) - 50 * Math.min(2, bits(0))) < 0.06);
  assert.equal(
    await page
      .locator('.along-bar')
      .first()
      .evaluate((bar) => getComputedStyle(bar).backgroundColor),
    'rgba(0, 0, 0, 0)',
  );
  assert.ok((await asked(page, 'along')).every(({ fromToken, toToken }) => Number(toToken) - Number(fromToken) <= 128)); // prettier-ignore
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'along-tags');
  await done(page);
});

test('arrows walk, a click and Space go to the word in the editor', async () => {
  const page = await open();
  await page.focus('.along-list');
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'End']) await page.keyboard.press(key);
  await settle(page);
  assert.equal(await page.locator('.along-cell.selected').getAttribute('id'), 'along-139');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.equal(await page.locator('.along-cell.selected').getAttribute('id'), 'along-140');
  assert.deepEqual(await sent(page, 'select'), []);
  await page.keyboard.press('Space');
  await page.click('#along-150');
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token: 140 }, { token: 150 }]);
  assert.match(await page.innerText('.probabilities .view-title'), /token 151/);
  await done(page);
});

test('a classifier: what it would say if the line ended there, and the lines around it', async () => {
  const page = await open('model=reviews');
  const all = await names(page);
  const values = all.map((name) => Number(/ (\d\.\d+)$/.exec(name ?? '')?.[1]));
  values.forEach((value, k) => assert.ok(Math.abs(value - Math.min(0.95, 0.5 + 0.1 * k)) < 1e-6));
  const rows = page.locator('.along-table tbody tr');
  assert.ok((await rows.count()) >= 2);
  assert.match(await rows.first().innerText(), /[▲▼] (positive|negative) \d/);
  await rows.nth(1).locator('.link').click();
  await settle(page);
  assert.equal(await rows.nth(1).getAttribute('class'), 'selected');
  assert.equal((await sent(page, 'select')).length, 1);
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'along-classes');
  await done(page);
});

test('a language model: what each character cost, and what may come next', async () => {
  const page = await open('model=prose');
  assert.match(
    await page.innerText('.along-note'),
    /the bits each character cost, up to 8; 1\.25 on average/,
  );
  assert.equal(await page.locator('.along-lines').isVisible(), false);
  assert.deepEqual(await asked(page, 'along'), []);
  assert.equal(await page.locator('.classes').first().isVisible(), true);
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'along-surprise');
  await done(page);
});

test('nothing sticks out at any width', async () => {
  for (const query of ['', 'model=reviews', 'model=prose', 'model=korean'])
    for (const width of [480, 900, 1920]) {
      const page = await open(query, { width, height: 800 });
      const out = await page.evaluate(
        () =>
          [...document.querySelectorAll('.along *')].filter(
            (part) => part.getBoundingClientRect().right > innerWidth + 0.5,
          ).length,
      );
      assert.equal(out, 0, `${query} ${width}`);
      await done(page);
    }
});
