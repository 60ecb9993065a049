// What the heatmap keeps of its picture, and that nobody can tell.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { done, openView, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

/** The pixels under the selected unit's own row: the units as a texture. */
const picture = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.heatmap-canvas')!;
    const { data } = canvas.getContext('2d')!.getImageData(92, 120, canvas.width - 92, canvas.height - 120);
    return new Uint32Array(data.buffer).join();
  });

async function open(columns: string): Promise<Page> {
  const saved = { view: 'tags', columns, unitOrder: 'model', card: false };
  return harness.open(`saved=${encodeURIComponent(JSON.stringify(saved))}`, { width: 900, height: 600 });
}

async function scroll(page: Page, px: number): Promise<void> {
  await page.evaluate((by) => (document.querySelector('.heatmap')!.scrollLeft += by), px);
  await settle(page);
}

async function type(page: Page): Promise<void> {
  await page.evaluate(() => fake.key(5, 'typed', {})());
  await settle(page);
}

for (const columns of ['text', 'even', 'overview'])
  test(`columns ${columns}: moved to and fro, typed in and zoomed it is what a panel draws that shows it for the first time`, async () => {
    const page = await open(columns);
    await openView(page, 'states');
    const first = await picture(page);
    assert.ok(new Set(first.split(',')).size > 50, 'it is drawn');
    for (const px of [700, 333, -1033]) await scroll(page, px);
    assert.ok((await picture(page)) === first, 'moved back');
    await type(page);
    const typed = await picture(page);
    assert.ok(typed !== first, 'what was typed is seen');
    await page.focus('.heatmap');
    for (const key of ['+', '+', '0']) {
      await page.keyboard.press(key);
      await settle(page);
    }
    assert.ok((await picture(page)) === typed, 'zoomed and fitted again');
    const fresh = await open(columns);
    await type(fresh);
    await openView(fresh, 'states');
    await fresh.focus('.heatmap');
    await settle(fresh);
    assert.ok((await picture(fresh)) === typed, 'shown for the first time');
    await done(fresh);
    await done(page);
  });

test('what is selected and in sight stays in sight where the room becomes less', async () => {
  const page = await open('text');
  await openView(page, 'states');
  const seen = async (): Promise<readonly number[]> =>
    [...((await page.getAttribute('.strip-track', 'aria-valuetext')) ?? '').matchAll(/\d+/g)].map(Number);
  const [, last] = await seen();
  await page.evaluate((token) => fake.cursor(token), last - 3);
  await settle(page);
  for (const width of [480, 700, 900]) {
    await page.setViewportSize({ width, height: 600 });
    await settle(page);
    const [from, to] = await seen();
    assert.ok(from < last - 1 && last - 3 < to, `${from} to ${to} at ${width}: ${last - 3}`);
  }
  // What is far away is not brought near.
  await scroll(page, 3_000);
  const [away] = await seen();
  assert.ok(away > last);
  await page.setViewportSize({ width: 600, height: 600 });
  await settle(page);
  assert.ok((await seen())[0] > last);
  await done(page);
});
