// What the panel does around its views: the legend of tags, Escape, selecting all, and what focusing leaves in sight.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axeProblems, done, openView, screenshot, sent, settle, startHarness, type Harness } from './page.js';

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
  assert.equal(await page.locator('vscode-dropdown[open]').count(), 0);
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

test('the heatmap gets the focus, and its title stays in sight', async () => {
  for (const size of [
    { width: 480, height: 300 },
    { width: 650, height: 420 },
  ]) {
    const page = await harness.open('', size);
    await openView(page, 'states');
    await page.focus('.heatmap');
    await settle(page);
    const [main, title] = await page.evaluate(() =>
      ['.main', '.states .view-title'].map(
        (part) => document.querySelector(part)!.getBoundingClientRect().top,
      ),
    );
    assert.ok(title >= main, `${title} px, above ${main}`);
    await done(page);
  }
});
