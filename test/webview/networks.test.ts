// The difference of two networks that were trained apart: what they say, likeness, counterparts, two lines.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PanelComparison } from '../../src/protocol/panel.js';
import { fakeRun, tokenText } from './fakeModel.js';
import {
  asked,
  axeProblems,
  chooseMore,
  done,
  screenshot,
  sent,
  settle,
  startHarness,
  type Harness,
} from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

const COMPARISON: PanelComparison = {
  ...{ id: 9, revision: 0, kind: 'models', before: 'other', after: 'fake' },
  what: 'How fake differs from other on the same text, while you type, too.',
  ...{ problem: null, kinship: { isSame: false, r: -0.012 }, labels: fakeRun(10, null).model.labels },
};

async function open(query = 'tokens=400', size = { width: 1100, height: 900 }): Promise<Page> {
  const page = await harness.open(query, size);
  await page.evaluate((comparison) => fake.setState({ comparison }), COMPARISON);
  await settle(page);
  await settle(page);
  return page;
}

const text = (page: Page, selector: string): Promise<string> => page.innerText(selector);

test('nothing is subtracted: it is said why, and what both say comes first', async () => {
  const page = await open();
  assert.deepEqual(await asked(page, 'difference'), []);
  assert.deepEqual(await asked(page, 'differenceStates'), []);
  assert.equal(await page.locator('.difference .heatmap').isVisible(), false);
  assert.match(
    await text(page, '.networks-note'),
    /trained apart \(their recurrent weights: r = −0\.01\).*Compared at 380 tokens: those that are the same stretch of text \(other cuts it into 412, fake into 400\)\./,
  );
  const said = await text(page, '.said-summary');
  assert.match(said, /Another tag\s+3 of 380 · 0\.8 %/);
  assert.match(said, /Probability that lies elsewhere\s+12\.5 %/);
  assert.match(said, /Jensen-Shannon divergence\s+0\.063 bits/);
  const words = () => page.locator('.said-list tbody button').allInnerTexts();
  assert.deepEqual(
    await words(),
    [6, 2, 11].map((token) => `“${tokenText(token)}”`),
  );
  await page.click('.said-bar .segmented button:text-is("As in the text")');
  await settle(page);
  assert.deepEqual(
    await words(),
    [2, 6, 11].map((token) => `“${tokenText(token)}”`),
  );
  await page.click('.said-list tbody button >> nth=1');
  assert.deepEqual(await sent(page, 'select'), [{ token: 6 }]);
  await settle(page);
  assert.deepEqual((await asked(page, 'differenceClasses')).at(-1), { token: 6, head: 0, beforeHead: 0 });
  assert.match(await text(page, '.said-classes'), /other → fake/);
  await done(page);
});

test('another kind of label is chosen where both have it', async () => {
  const page = await open();
  await page.locator('.said-bar vscode-dropdown').evaluate((element: HTMLElement & { value: string }) => {
    element.value = '1';
    element.dispatchEvent(new Event('change'));
  });
  await settle(page);
  assert.match(await text(page, '.said-summary'), /Another tag\s+0 of 380/);
  assert.match(await text(page, '.said-list'), /They give every one the same label\./);
  assert.deepEqual((await asked(page, 'differenceClasses')).at(-1), { token: 0, head: 1, beforeHead: 1 });
  await done(page);
});

test('likeness is a table with chance in it; a row shows the units of its layer', async () => {
  const page = await open();
  const cells = await page.locator('.likeness tbody tr').first().locator('td').allInnerTexts();
  assert.deepEqual(
    cells.map((cell) => cell.replace(/\s+/g, ' ')),
    ['0.00 chance 0.03', '0.20 chance 0.03', '0.40 chance 0.03', '0.60 chance 0.03'],
  );
  const rows = page.locator('.likeness tbody button');
  const count = await rows.count();
  await rows.nth(count - 1).click();
  await settle(page);
  assert.deepEqual((await asked(page, 'counterparts')).at(-1), { layer: count - 1, direction: 'forward' });
  assert.equal(await rows.nth(count - 1).getAttribute('aria-pressed'), 'true');
  await done(page);
});

test('a unit of the list is selected and drawn above its counterpart, by keys and as a table, too', async () => {
  const page = await open();
  assert.match(await text(page, '.networks-counterparts p'), /20 of 64 units of Layer 1 → do more like/);
  assert.equal(await page.locator('.counterparts tbody tr:visible').count(), 10);
  assert.match(await text(page, '.counterparts tbody tr:nth-child(3)'), /^2\s+2 → 45\s+0\.88 ✓\s+0\.66$/);
  await page.click('.counterparts tbody tr:nth-child(3) button');
  await settle(page);
  assert.equal(await text(page, '.networks-lines h2'), 'Unit 2 above, unit 2 → 45 of other below it');
  const lines = (await asked(page, 'counterpartLines')).at(-1)!;
  assert.deepEqual(lines['own'], { layer: 0, direction: 'forward', unit: 2 });
  assert.deepEqual(lines['other'], { layer: 1, direction: 'forward', unit: 45 });
  await page.focus('.lines-picture');
  for (let k = 0; k < 2; k++) await page.keyboard.press('ArrowRight');
  await settle(page);
  const readout = () => text(page, '.networks-lines .readout');
  assert.equal(await readout(), `token 3 “${tokenText(2)}” · h ${Math.sin(2 / 3 + 2).toFixed(3)} · other: h ${(0.5 * Math.cos(2 / 3 + 45)).toFixed(3).replace('-', '−')}`); // prettier-ignore
  assert.deepEqual(await sent(page, 'select'), []);
  await page.keyboard.press('Space');
  assert.deepEqual(await sent(page, 'select'), [{ token: 2 }]);
  await page.keyboard.press('Home');
  await settle(page);
  assert.match(await readout(), /other: no such token$/);
  const [page0, asks] = [lines, await asked(page, 'counterpartLines')];
  assert.deepEqual(asks.at(-1), page0, 'moving on by one asks nothing');
  await page.click('.networks .all-units');
  await settle(page);
  assert.equal(await page.locator('.counterparts tbody tr:visible').count(), 64);
  await chooseMore(page, 'Show as table');
  assert.match(await text(page, '.lines-table'), /Token\s+fake\s+other\s+1 War\s+0\.909\s+–/);
  assert.equal(await page.locator('.lines-picture').isVisible(), false);
  await done(page);
});

test('where no token is the same, that is all there is to see', async () => {
  const page = await open('tokens=400&disjoint');
  assert.match(await text(page, '.networks-note'), /No stretch of this text is a token of both/);
  assert.equal(await page.locator('.networks-body').isVisible(), false);
  await done(page);
});

for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'])
  for (const [width, query] of [
    [900, 'tokens=400'],
    [560, 'tokens=400'],
    [480, 'model=prose'],
  ] as const)
    test(`it is accessible, and nothing is clipped: ${theme}, ${width} px`, async () => {
      const page = await open(`${query}&theme=${theme}`, { width, height: 950 });
      assert.deepEqual(await axeProblems(page), []);
      const cut = await page.evaluate(() => {
        const all = [
          ...document.querySelectorAll<HTMLElement>('.networks :is(td, th, p, dd, dt, h2, h3, button)'),
        ];
        const own = document.documentElement;
        const page = own.scrollWidth > own.clientWidth ? ['page'] : [];
        return [
          ...page,
          ...all.filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1).map((e) => e.innerText),
        ];
      });
      assert.deepEqual(cut, []);
      await screenshot(page, `networks-${theme}-${width}`);
      await page.evaluate(() => document.querySelector('.networks')!.scrollTo(0, 9999));
      await settle(page);
      await screenshot(page, `networks-${theme}-${width}-end`);
      await done(page);
    });
