// The view of differences, with a made-up comparison behind it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PanelComparison } from '../../src/protocol/panel.js';
import {
  asked,
  axeProblems,
  chooseMore,
  done,
  openView,
  screenshot,
  sent,
  settle,
  startHarness,
  type Harness,
} from './page.js';
import { fakeRun } from './fakeModel.js';

let harness: Harness;
before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

const COMPARISON: PanelComparison = {
  ...{ id: 7, revision: 0, kind: 'edit', before: 'pinned', after: 'now' },
  what: 'What your edits change since visitor.txt was pinned.',
  ...{ problem: null, kinship: { isSame: true, r: 1 }, labels: fakeRun(10, null).model.labels },
};

async function compare(page: Page, change: Partial<PanelComparison> = {}): Promise<void> {
  const comparison = { ...COMPARISON, ...change };
  await page.evaluate((given) => fake.setState({ comparison: given as PanelComparison }), comparison);
  await settle(page);
  await settle(page);
}

const text = (page: Page, selector: string): Promise<string> => page.innerText(selector);

test('a comparison comes to the front once; it ends by its button and leaves the states behind', async () => {
  const page = await harness.open();
  assert.equal(await page.locator('#tab-difference').isVisible(), false);
  await chooseMore(page, 'Pin states: show what edits change');
  assert.deepEqual(await sent(page, 'pinStates'), [null]);
  await compare(page);
  assert.equal(await page.getAttribute('#tab-difference', 'aria-selected'), 'true');
  assert.match(await text(page, '.difference .what'), /since visitor\.txt was pinned/);
  assert.match(await text(page, '.first'), /First difference: “ancient”, line 1 · Tokens: 1 new, 1 replaced/);
  await openView(page, 'tags');
  await compare(page, { revision: 1 });
  assert.equal(await page.getAttribute('#tab-tags', 'aria-selected'), 'true', 'people went elsewhere');
  await openView(page, 'difference');
  await page.click('.end-comparison');
  assert.deepEqual(await sent(page, 'unpinStates'), [null]);
  await page.evaluate(() => fake.setState({ comparison: null }));
  await settle(page);
  assert.equal(await page.getAttribute('#tab-states', 'aria-selected'), 'true');
  assert.equal(await page.locator('#tab-difference').isVisible(), false);
  await done(page);
});

test('cells are said with both values, new and replaced steps as what they are, by keyboard and as a table', async () => {
  // Without the card, which asks for the values of the selected cell, too.
  const page = await harness.open('', { width: 780, height: 680 });
  await compare(page);
  await page.focus('.difference .heatmap');
  const readout = () => text(page, '.difference .readout');
  await settle(page);
  assert.match(await readout(), /token 1 .* · → unit 0 · Δ h ±0 · pinned (−?\d\.\d{3}), now \1$/);
  for (let k = 0; k < 4; k++) await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.match(await readout(), /token 5 .* · → unit 0 · new: not in the pinned text$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.match(await readout(), /token 7 .* · → unit 0 · Δ h \+0\.250 · pinned .*, now .* · replaced$/);
  const legend = await text(page, '.difference .legend');
  assert.match(legend, /−0\.350.*\+0\.350/s);
  assert.match(
    legend,
    /largest \|Δ\| in sight 0\.25 · hatched: new · bar above: replaced · ▼ first difference/,
  );
  await chooseMore(page, 'Show as table');
  assert.match(await text(page, '.difference .unit-table'), /Δ h\s+Rank by \|Δ h\|/);
  assert.match(await text(page, '.difference .unit-table'), /0\.250/);
  await done(page);
});

test('changes are listed and lead to their tokens; classes stand side by side', async () => {
  const page = await harness.open();
  await compare(page);
  const list = await text(page, '.change-list');
  assert.match(list, /Tags and probabilities that changed: 2/);
  assert.match(list, /“tower”\s+1\s+NOUN 0\.710\s+→ PROPN 0\.620\s+tag changed/);
  assert.match(list, /“stands” → “stood”\s+1\s+VERB 0\.700\s+→ VERB 0\.820\s+Δp \+0\.120/);
  await page.click('.change-list .link >> nth=1');
  assert.deepEqual(await sent(page, 'select'), [{ token: 6 }]);
  await settle(page);
  assert.match(await text(page, '.class-changes'), /0\.\d{3} → 0\.\d{3}\s+[+−]0\.\d{3}/);
  await page.click('.first .link');
  await settle(page);
  assert.match(await text(page, '.difference .below'), /This token is new: not in the pinned text\./);
  const requests = await asked(page, 'differenceClasses');
  assert.deepEqual(requests.at(-1), { token: 4, head: 0, beforeHead: 0 });
  await done(page);
});

test('what cannot be compared is said, and nothing is shown in its place', async () => {
  const page = await harness.open();
  await compare(page, { problem: 'The pinned states are of another model.' });
  assert.equal(await text(page, '.difference .problem'), 'The pinned states are of another model.');
  assert.equal(
    await page.locator('.difference .heatmap, .difference .change-list').first().isVisible(),
    false,
  );
  assert.deepEqual(await asked(page, 'difference'), []);
  await compare(page, { kind: 'models' });
  assert.equal(await text(page, '.end-comparison'), 'End comparison');
  await done(page);
});

test('where a token is several steps, the first difference is marked wherever the cursor is, and moving asks nothing twice', async () => {
  const page = await harness.open('model=korean&delay=25');
  await page.evaluate(() => fake.cursor(9));
  await compare(page, { labels: ['NOUN'] });
  await page.waitForFunction(() => fake.unanswered === 0);
  await settle(page);
  assert.match(await text(page, '.difference .legend'), /▼ first difference/);
  const [steps, cancelled] = [await asked(page, 'stepsOfToken'), await page.evaluate(() => fake.aborted)];
  assert.deepEqual(steps.map(({ token }) => token).sort(), [4, 9], 'each once');
  const box = (await page.locator('.difference .heatmap-canvas').boundingBox())!;
  const before = await page.evaluate(() => fake.requests.length);
  for (let x = 60; x < 500; x += 11) await page.mouse.move(box.x + x, box.y + box.height - 40);
  await settle(page);
  assert.equal(
    await page.evaluate(() => fake.requests.length),
    before,
    'everything under the pointer is here',
  );
  assert.equal(await page.evaluate(() => fake.aborted), cancelled);
  await done(page);
});

test('its zoom is its own', async () => {
  const page = await harness.open();
  await compare(page);
  await page.focus('.difference .heatmap');
  for (let k = 0; k < 3; k++) await page.keyboard.press('+');
  await settle(page);
  const zooms = async () => {
    const [choices] = (await sent(page, 'choices')).slice(-1) as {
      unitZoom: number;
      differenceZoom: number;
    }[];
    return [choices.unitZoom, choices.differenceZoom > 1];
  };
  assert.deepEqual(await zooms(), [1, true]);
  await chooseMore(page, 'Fit all units');
  assert.deepEqual(await zooms(), [1, false]);
  await done(page);
});

for (const width of [1100, 420])
  test(`it is accessible and fits ${width} pixels`, async () => {
    const page = await harness.open('', { width, height: 900 });
    await compare(page);
    assert.deepEqual(await axeProblems(page), []);
    const overflow = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
    assert.equal(await page.evaluate(overflow), false);
    await screenshot(page, `difference-${width}`);
    await done(page);
  });

test('all heads are compared, and the largest difference of them is named and goes there', async () => {
  const page = await harness.open();
  await page.evaluate(() => {
    const { model } = fake.run();
    fake.setRun({ model: { ...model, heads: [...model.heads, { ...model.heads[0], name: 'xpos' }] } });
  });
  await compare(page);
  const list = await text(page, '.change-list');
  assert.match(
    list,
    /XPOS: 3[\s\S]*“tall”[\s\S]*JJ 0\.950[\s\S]*NN 0\.850[\s\S]*and 2 more[\s\S]*INTENT: 0\s*It says the same\./,
  );
  assert.equal(await text(page, '.largest'), 'Largest: “tall”, line 1 (XPOS)');
  await page.click('.largest');
  assert.deepEqual((await sent(page, 'select')).at(-1), { token: 7 });
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'difference-heads');
  await done(page);
});

test('of one head only nothing is asked of further ones', async () => {
  const page = await harness.open();
  await compare(page);
  assert.deepEqual(await asked(page, 'headDifferences'), []);
  assert.equal(await text(page, '.largest'), 'Largest: “tower”, line 1');
  await done(page);
});
