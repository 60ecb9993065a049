// The panel in Korean, and in English: nothing is clipped at any width. That all of it is Korean follows from `sentences.test.ts` and the keys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { axeProblems, done, openView, screenshot, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

/** What people read or press that is cut off, or sticks out of the page. */
function clipped(): string[] {
  const labels =
    'button, th, td, dt, dd, p, h1, h2, h3, label, legend, option, figcaption, [role=tab], [role=columnheader], .note';
  return [...document.querySelectorAll<HTMLElement>(labels)]
    .filter((element) => element.checkVisibility() && element.clientWidth > 1)
    .filter((element) => {
      const isCut = element.scrollWidth > element.clientWidth + 1;
      // A text of the document may end in an ellipsis.
      const ends =
        getComputedStyle(element).textOverflow === 'ellipsis' &&
        (element.title !== '' || element.matches('.link, .meaning'));
      const { right, left } = element.getBoundingClientRect();
      const scrolls =
        element.closest('.scroll, .tags, [role=grid], .unit-table, .attribution-pairs') !== null;
      return (isCut && !ends) || (!scrolls && (right > innerWidth + 1 || left < -1));
    })
    .map((element) => `${element.tagName}.${element.className}: ${element.innerText}`);
}

const ALL = [
  'tags',
  'read',
  'probabilities',
  'states',
  'units',
  'network',
  'attribution',
  'trajectory',
] as const;

/** Opens the views that the model has, one after the other. */
async function everyView(page: Page, seen: (view: string) => Promise<void>): Promise<void> {
  for (const view of ALL) {
    const tab = page.locator(`#tab-${view}`);
    if ((await tab.count()) === 0 || (await tab.evaluate((element) => (element as HTMLElement).hidden)))
      continue;
    await openView(page, view);
    await seen(view);
  }
}

async function assertWhole(page: Page, view: string): Promise<void> {
  for (const width of [480, 900, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await settle(page);
    assert.deepEqual(await page.evaluate(clipped), [], `${view} at ${width}`);
  }
}

for (const model of ['', 'korean', 'prose', 'reviews', 'textbook'])
  test(`${model || 'a tagger'}: every view, at 480, 900 and 1920 px`, async () => {
    const page = await harness.open(`language=ko&model=${model}`, { width: 900, height: 900 });
    await page.evaluate(() => fake.cursor(3));
    await openView(page, 'states');
    assert.deepEqual(await axeProblems(page), []);
    await everyView(page, async (view) => {
      await assertWhole(page, view);
      await page.setViewportSize({ width: 480, height: 900 });
      await screenshot(page, `korean-${model || 'tagger'}-${view}`);
    });
    const tabs = await page.locator('[role=tab]:visible').allTextContents();
    assert.ok(tabs.length > 2 && tabs.every((name) => /^[가-힣 ]+$/.test(name)), tabs.join());
    assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
    await done(page);
  });

for (const model of ['', 'korean', 'prose', 'reviews'])
  test(`${model || 'a tagger'} in English: every view, at 480, 900 and 1920 px`, async () => {
    const page = await harness.open(`model=${model}`, { width: 900, height: 900 });
    await page.evaluate(() => fake.cursor(3));
    await everyView(page, (view) => assertWhole(page, view));
    await done(page);
  });

test('an empty panel', async () => {
  const page = await harness.open('language=ko&empty', { width: 480, height: 900 });
  for (const width of [480, 900, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await settle(page);
    assert.deepEqual(await page.evaluate(clipped), [], String(width));
  }
  assert.match(await page.innerText('.empty'), /english-pos\(으\)로 visitor\.txt 읽기/);
  await done(page);
});
