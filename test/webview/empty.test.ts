// The panel before anything was read: the open document, then samples; by mouse, by keyboard, narrow, in every theme.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { FAKE_START } from './fakeStart.js';
import { axeProblems, done, screenshot, sent, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

const text = (page: Page, selector: string) => page.locator(selector).first().innerText();
const card = (page: Page, name: string) => page.getByRole('button', { name });

test('the open document comes first: read by the model that fits it, or by another', async () => {
  const page = await harness.open('empty&theme=light');
  await card(page, 'Read visitor.txt with english-pos').click();
  await card(page, 'Another network…').click();
  assert.deepEqual([await sent(page, 'tag'), await sent(page, 'selectModel')], [[null], [null]]);
  const models = ['korean-morphology', 'english-pos'];
  await page.evaluate((both) => fake.setState({ start: { models: both, samples: [] } }), models);
  await card(page, 'Read visitor.txt with korean-morphology + english-pos').waitFor();
  await page.evaluate(() => fake.setState({ start: { models: [], samples: [] } }));
  await page.getByRole('button', { name: 'Read visitor.txt', exact: true }).waitFor();
  await done(page);
});

test('a card says what it is about, what one will see and whose work that is; one click asks for it', async () => {
  const page = await harness.open('empty');
  const cards = page.locator('.samples .card');
  assert.equal(await cards.count(), FAKE_START.samples.length);
  for (const [k, { title, words, sees, file, model }] of FAKE_START.samples.entries())
    assert.deepEqual((await cards.nth(k).innerText()).split(/\n+/), [
      title,
      words,
      sees,
      `${file}, read by ${model}`,
    ]);
  await card(page, 'Morphemes, Korean').click();
  await card(page, 'More samples…').click();
  await card(page, 'First steps').click();
  assert.deepEqual(await sent(page, 'openSample'), [{ sample: 'korean' }, { sample: null }]);
  assert.deepEqual(await sent(page, 'getStarted'), [null]);
  await done(page);
});

test('by keyboard: every button has its turn, Enter opens a card', async () => {
  const page = await harness.open('empty');
  const seen: string[] = [];
  for (let k = 0; k < 4; k++) {
    await page.keyboard.press('Tab');
    seen.push(await page.evaluate(() => document.activeElement?.textContent?.slice(0, 24) ?? ''));
  }
  const starts = ['Read visitor.txt with', 'Another network…', 'Parts of speech', 'Morphemes, Korean'];
  starts.forEach((start, k) => assert.ok(seen[k].startsWith(start), seen[k]));
  await page.keyboard.press('Enter');
  assert.deepEqual(await sent(page, 'openSample'), [{ sample: 'korean' }]);
  await done(page);
});

test('a problem is said; without a document the samples are what is left; a run takes their place', async () => {
  const page = await harness.open('empty');
  await page.evaluate(() => fake.setState({ problem: 'The model english-pos is damaged: choose another.' }));
  await settle(page);
  assert.match(await text(page, '.empty [role=alert]'), /damaged/);
  assert.equal(await text(page, '.empty h2'), 'Or begin with a sample');
  await page.evaluate(() => fake.setState({ activeDocument: null, problem: null }));
  await settle(page);
  assert.equal(await text(page, '.empty h2'), 'Begin with a sample');
  assert.equal(await page.locator('.empty .actions').first().isVisible(), false);
  assert.equal(await page.locator('.empty [role=alert]').isVisible(), false);
  await done(page);
});

for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'])
  for (const [width, height] of [
    [480, 700],
    [900, 700],
    [1920, 1000],
  ])
    test(`${theme}, ${width} px: axe finds nothing, nothing is cut off`, async () => {
      const page = await harness.open(`empty&theme=${theme}`, { width, height });
      assert.deepEqual(await axeProblems(page), []);
      const cut = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.empty *')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
          .map((element) => element.className || element.tagName),
      );
      assert.deepEqual(cut, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await screenshot(page, `empty-${theme}-${width}`);
      await done(page);
    });

test('led to a view: the first of the names that there is comes to the front, others change nothing', async () => {
  const page = await harness.open();
  const front = () => page.locator('[role=tab][aria-selected=true]').getAttribute('id');
  const before = await front();
  await page.evaluate(() => fake.showView(['no such view', 'difference']));
  await settle(page);
  assert.equal(await front(), before, 'nothing is compared, so there is no difference to see');
  await page.evaluate(() => fake.showView(['no such view', 'states', 'probabilities']));
  await settle(page);
  assert.equal(await front(), 'tab-states');
  await done(page);
});
