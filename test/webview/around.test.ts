// What the panel does around its views: the legend of tags, Escape, selecting all, and what focusing leaves in sight.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
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

test('the colours of the tags that were in sight have a legend, which scrolling back does not change', async () => {
  const page = await harness.open('', { width: 480, height: 680 });
  await settle(page);
  const legend = page.locator('.tag-legend li');
  const [names, titles] = await legend.evaluateAll((items) => [
    items.map((item) => item.textContent),
    items.map((item) => item.getAttribute('title')),
  ]);
  const shown = await page.locator('.tag-row .tag').allTextContents();
  assert.ok(shown.every((tag) => names.includes(tag)));
  assert.equal(new Set(names).size, names.length);
  assert.ok(titles.every((title) => title !== ''));
  const colours = await page.evaluate(() => {
    const of = (item: Element) => getComputedStyle(item.querySelector('.swatch')!).backgroundColor;
    const cells = document.querySelectorAll('.tag-row .tag');
    const entries = document.querySelectorAll('.tag-legend li');
    const byName = new Map([...entries].map((item) => [item.textContent, of(item)]));
    return [...cells].map((item) => byName.get(item.textContent) === of(item));
  });
  assert.ok(colours.every((isSame) => isSame));
  assert.equal(
    await page.evaluate(() => document.querySelector('.tag-legend')!.scrollWidth <= innerWidth),
    true,
  );
  assert.deepEqual(await axeProblems(page), []);
  await page.locator('[role=grid]').press('End');
  await settle(page);
  await page.locator('[role=grid]').press('Home');
  await settle(page);
  const after = await legend.allTextContents();
  assert.ok(names.every((name) => after.includes(name ?? '')));
  await screenshot(page, 'legend');
  await done(page);
});

test('Escape goes back to the text at the selected token, but closes a list first', async () => {
  const page = await harness.open();
  await page.locator('[role=grid]').press('End');
  await page.waitForSelector('#token-2999[aria-selected=true]');
  await page.keyboard.press('Escape');
  assert.deepEqual(await sent(page, 'leave'), [{ token: 2999 }]);
  await openView(page, 'states');
  for (const part of ['.heatmap', '.controls .model', 'input[type=number]']) {
    await page.focus(part);
    await page.keyboard.press('Escape');
  }
  assert.equal((await sent(page, 'leave')).length, 4);
  await page.click('.controls .dropdown');
  await page.waitForSelector('vscode-dropdown[open]');
  await page.keyboard.press('Escape');
  await page.waitForSelector('vscode-dropdown[open]', { state: 'detached' });
  assert.equal((await sent(page, 'leave')).length, 4, 'the list has closed, and that is all');
  await done(page);
});

test('selecting all takes values and no labels', async () => {
  const page = await harness.open();
  await settle(page);
  await page.evaluate(() => document.execCommand('selectAll'));
  const selected = await page.evaluate(() => String(getSelection()));
  assert.match(selected, /\b0\.\d{3}\b/);
  assert.match(selected, /\(261, 18, 96\)/);
  for (const label of [/Tag again/, /TAGS|Tags/, /Up to date/, /Selected token/i, /Shapes/i, /NOUN\s+DET/])
    assert.doesNotMatch(selected, label);
  await done(page);
});

test('the heatmap gets the focus, and what stands above it stays in sight', async () => {
  for (const size of [
    { width: 480, height: 300 },
    { width: 1000, height: 300 },
  ]) {
    const page = await harness.open('', size);
    await openView(page, 'states');
    const top = () => page.evaluate(() => document.querySelector('.tab-row')!.getBoundingClientRect().top);
    const before = await top();
    await page.focus('.heatmap');
    await settle(page);
    assert.equal(await top(), before);
    await done(page);
  }
});

test('Escape closes the card that lies over the view before it goes back to the text', async () => {
  const page = await harness.open('', { width: 560, height: 700 });
  await openView(page, 'states');
  await openCard(page);
  await page.locator('.sidebar:visible').waitFor();
  await page.focus('.heatmap');
  await page.keyboard.press('Escape');
  await settle(page);
  assert.equal(await page.locator('.sidebar:visible').count(), 0);
  assert.deepEqual(await sent(page, 'leave'), []);
  await page.keyboard.press('Escape');
  assert.equal((await sent(page, 'leave')).length, 1);
  await done(page);
});
