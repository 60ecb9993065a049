// The whole text under the heatmap: what is in sight, and how one travels.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { asked, axeProblems, done, openView, screenshot, sent, settle, startHarness, type Harness } from './page.js'; // prettier-ignore

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

async function open(query = '', size = { width: 900, height: 800 }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'states');
  await settle(page);
  return page;
}

const seen = async (page: Page): Promise<number[]> => {
  const text = (await page.getAttribute('.strip-track', 'aria-valuetext')) ?? '';
  return [...text.replace(/,/g, '').matchAll(/\d+/g)].map(Number);
};

test('dragging the strip travels through the text, and the selection stays where it is', async () => {
  const page = await open();
  const [from, to, all] = await seen(page);
  assert.deepEqual([from, all], [1, 3000]);
  const box = (await page.locator('.strip-track').boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await settle(page);
  const [middle, end] = await seen(page);
  assert.ok(Math.abs((middle + end) / 2 - 1500) < to - from, `${middle} to ${end}`);
  assert.deepEqual(await sent(page, 'select'), []);
  assert.deepEqual(await asked(page, 'doubts'), [{ columns: 600 }]);
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'strip');
  await done(page);
});

test('its keys travel by a part, a page and to both ends', async () => {
  const page = await open();
  const [, to] = await seen(page);
  await page.focus('.strip-track');
  await page.keyboard.press('PageDown');
  await settle(page);
  const [second] = await seen(page);
  assert.ok(second > to / 2 && second <= to + 1, `${second} after ${to}`);
  await page.keyboard.press('End');
  await settle(page);
  assert.equal((await seen(page))[1], 3000);
  await page.keyboard.press('Home');
  await settle(page);
  assert.equal((await seen(page))[0], 1);
  await done(page);
});

test('keys that come faster than frames each travel on', async () => {
  const page = await open();
  const [, to] = await seen(page);
  await page.evaluate(() => {
    const track = document.querySelector('.strip-track')!;
    for (let n = 0; n < 4; n++) track.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown' }));
  });
  await settle(page);
  const [fifth] = await seen(page);
  assert.ok(fifth > 3.5 * to, `${fifth} after four pages of ${to}`);
  await done(page);
});

test('a low panel and a text that fits have none', async () => {
  for (const [query, height] of [
    ['', 540],
    ['model=textbook', 800],
  ] as const) {
    const page = await open(query, { width: 900, height });
    assert.equal(await page.locator('.strip').isVisible(), false, query);
    assert.deepEqual(await asked(page, 'doubts'), []);
    await done(page);
  }
});
