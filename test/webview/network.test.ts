import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { formatValue } from '../../src/core/views/format.js';
import { LABELS, stateValue, tokenProbabilities, tokenText } from './fakeModel.js';
import { textbookStates } from './fakeTasks.js';
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
import { themes } from './themes.mjs';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

/** The view with a token selected. */
async function network(
  query: string,
  token: number,
  size?: { width: number; height: number },
): Promise<Page> {
  const page = await harness.open(query, size);
  await page.evaluate((at) => fake.cursor(at), token);
  await openView(page, 'network');
  await settle(page);
  return page;
}

const text = (page: Page, selector: string) => page.locator(selector).first().innerText();
const heading = (page: Page) => text(page, '.network .view-title');
const drawn = (page: Page, selector: string) =>
  page.locator(`.network-drawing ${selector}`).allTextContents();
const press = async (page: Page, ...keys: string[]) => {
  await page.focus('.network-picture');
  for (const key of keys) await page.keyboard.press(key);
  await settle(page);
};

test('the textbook network: matrices with numbers, every product, and the states in the boxes', async () => {
  const page = await network('model=textbook', 1, { width: 1300, height: 900 });
  assert.equal(await heading(page), 'Step 2 of 5: “1.0, 0.25”');
  const [before, now] = textbookStates(['0.5 -1.0', '1.0 0.25']);
  const printed = await drawn(page, '.printed');
  for (const value of [...before, ...now])
    assert.ok(printed.includes(formatValue(value)), formatValue(value));
  const captions = await page.locator('.matrix figcaption').allInnerTexts();
  assert.deepEqual(captions, ['hₜ', 'W_ih 2 × 2', 'xₜ', 'b_ih', 'W_hh 2 × 2', 'hₜ₋₁', 'b_hh']);
  const numbers = (await page.locator('.matrix').allInnerTexts()).map((each) => each.match(/[−\d.]+\d/g)!);
  assert.deepEqual(numbers[0].slice(0, 2), now.map(formatValue));
  assert.deepEqual(numbers[1].slice(0, 4), ['−0.164', '−0.696', '0.189', '0.408']);
  assert.deepEqual(numbers[5].slice(0, 2), before.map(formatValue));
  const products = await text(page, '.products dd');
  assert.match(products, /^−0\.164·1\.000 \+ −0\.696·0\.250 \+ \(−0\.004\) \+ 0\.006·/);
  assert.ok(products.endsWith(`= ${formatValue(now[0])}`), products);
  await screenshot(page, 'network-textbook');
  await done(page);
});

test('of a text that says the right tags there is a loss, of others it is said what is missing', async () => {
  const pairs = (page: Page) => page.locator('.network dl.pairs > *').allInnerTexts();
  const page = await network('gold', 1);
  assert.match(await text(page, '.network'), /the tag that the file gives it/);
  const own = -Math.log2(tokenProbabilities(1)[LABELS.indexOf('NOUN')]);
  const said = `${own.toFixed(2)} bits (${(own * Math.LN2).toFixed(2)} nats)`;
  assert.deepEqual(await pairs(page), [
    ...['mean of 4 words', '2.50 bits (1.73 nats)', 'last word', '0.25 bits (0.17 nats)'],
    ...[`of NOUN, the tag of “${tokenText(1)}”`, said, 'right tags', '3 of 4 (75.0 %)'],
  ]);
  // Of a word whose tag the text does not say nothing is said.
  await page.evaluate(() => fake.cursor(5));
  await settle(page);
  assert.equal((await pairs(page)).length, 6);
  await done(page);
  const other = await network('', 1);
  assert.match(await text(other, '.network'), /Open a CoNLL-U file/);
  assert.deepEqual(await pairs(other), []);
  await done(other);
});

test('shapes are in numbers, in the picture and for the run, and so are all parameters', async () => {
  const page = await network('', 14);
  assert.deepEqual(await drawn(page, '.row-name'), ['tags', 'output', 'layer 2 ←', 'layer 2 →', 'layer 1 ←', 'layer 1 →', 'x', 'sees']); // prettier-ignore
  assert.deepEqual((await drawn(page, '.row-shape')).slice(0, 3), [
    '(1, 15, 17)',
    '(1, 15, 128)',
    '(1, 15, 64)',
  ]);
  const shapes = await text(page, '.shapes');
  for (const row of [
    /x\s+batch, n, input\s+\(1, 15, 96\)\s+\(261, 18, 96\)/,
    /output\s+batch, n, hidden·directions\s+\(1, 15, 128\)\s+\(261, 18, 128\)/,
    /h_n\s+layers·directions, batch, hidden\s+\(4, 1, 64\)\s+\(4, 261, 64\)/,
    /W_ih\s+layer 1 →\s+\(256, 96\)\s+24,576\s+weight_ih_l0/,
    /b_hh\s+layer 2 ←\s+\(256\)\s+256\s+bias_hh_l1_reverse/,
    /W\s+head\s+\(17, 128\)\s+2,176\s+heads\.upos\.weight/,
  ])
    assert.match(shapes, row);
  await done(page);
});

test('keys go through steps, layers, directions and units; where they lead is spoken, and the editor is not moved', async () => {
  const page = await network('', 14);
  assert.equal(await heading(page), 'Step 5 of 15: “saying”');
  const spoken = page.locator('[role=status][aria-live=polite]').last();
  await press(page, 'ArrowRight', 'ArrowUp', 'Shift+ArrowUp');
  assert.equal(await heading(page), 'Step 6 of 15: “so”');
  assert.match(await text(page, '.step-title'), /^Layer 1 backward, unit 1$/);
  const h = stateValue('LSTM', { layer: 0, direction: 'backward', quantity: 'h' }, 15, 1);
  const said = `step 6, so, layer 1 backward, unit 1: h ${formatValue(h)}`;
  await page.waitForFunction((words) => document.body.innerText.includes(words) || [...document.querySelectorAll('[aria-live]')].some((e) => e.textContent === words), said); // prettier-ignore
  assert.ok(await spoken.count());
  await press(page, 'Home', 'ArrowLeft');
  // The step before the first of a sentence is the last of the sentence before.
  assert.match(await heading(page), /^Step 10 of 10: “\.”$/);
  await press(page, 'ArrowRight', 'End');
  assert.equal(await heading(page), 'Step 15 of 15: “.”');
  assert.deepEqual(await sent(page, 'select'), []);
  await press(page, ' ');
  assert.deepEqual(await sent(page, 'select'), [{ token: 24 }]);
  await done(page);
});

test('a click on a box chooses step, layer, direction and the unit under it; the buttons go on and back', async () => {
  const page = await network('', 14, { width: 1500, height: 950 });
  const box = (await page.locator('.network-drawing .box.selected').boundingBox())!;
  // One row of boxes higher and two columns on: layer 1 backward; the first cell is unit 0.
  await page.mouse.click(box.x + 3 + 2 * 73, box.y + 3 - 62);
  await settle(page);
  assert.equal(await heading(page), 'Step 7 of 15: “a”');
  assert.match(await text(page, '.step-title'), /^Layer 1 backward, unit 0$/);
  assert.deepEqual(await sent(page, 'select'), [{ token: 16 }]);
  await page.click('.step-button[aria-label="One step back"]');
  await settle(page);
  assert.equal(await heading(page), 'Step 6 of 15: “so”');
  await done(page);
});

test('gate by gate: the parts of each sum, its value and where most of it comes from', async () => {
  const page = await network('', 14, { width: 1500, height: 950 });
  const rows = await page.locator('.gates tbody tr:not(.below)').allInnerTexts();
  assert.deepEqual(rows.map((row) => row[0]), ['i', 'f', 'g', 'o']); // prettier-ignore
  const value = stateValue('LSTM', { layer: 0, direction: 'forward', quantity: 'g' }, 14, 0);
  const cells = rows[2].split('\t');
  const [wx, bx, wh, bh, sum] = cells.slice(1, 6).map((cell) => Number(cell.replace('−', '-')));
  assert.ok(Math.abs(wx + bx + wh + bh - sum) < 0.003 && Math.abs(Math.tanh(sum) - value) < 0.001);
  assert.equal(cells[6], `tanh ${formatValue(value)}`);
  assert.match(cells[7], /^h₋₁\[2\] 0\.500/);
  const queries = await asked(page, 'stepTrace');
  assert.deepEqual(queries.at(-1), { layer: 0, direction: 'forward', unit: 0, step: 14 });
  await done(page);
});

test('two directions see everything, one direction what lies before; a language model guesses the next', async () => {
  const tagger = await network('', 14, { width: 1500, height: 950 });
  assert.equal((await drawn(tagger, '.sight')).join(''), `${'→'.repeat(4)}here${'←'.repeat(10)}`);
  await done(tagger);
  const writer = await network('model=prose', 70);
  const columns = await drawn(writer, '.sight');
  assert.deepEqual([columns.at(-2), columns.at(-1)], ['here', 'guess']);
  assert.match(await text(writer, '.network-sentences'), /autoregressive/);
  assert.match(
    await text(writer, '.network'),
    /mean of 3,439 steps\s+1\.25 bits \(0\.87 nats\)\s+last step\s+[\d.]+ bits/,
  );
  await done(writer);
  const classifier = await network('model=reviews', 12);
  assert.match(
    await text(classifier, '.network-sentences'),
    /^Many to one: .* → at its last step, ← at its first\./,
  );
  assert.match((await drawn(classifier, '.label')).join(), /^negative 0\.9/);
  await done(classifier);
});

test('a token of several syllables has its tag where it ends', async () => {
  const page = await network('model=korean', 8, { width: 1500, height: 950 });
  assert.match(await heading(page), /^Step 20 of 22: “다”$/);
  const read = await drawn(page, '.read');
  assert.equal((await drawn(page, '.label')).length, read.filter((_, k) => read[k + 1] === '␣' || k + 1 === read.length).length); // prettier-ignore
  await done(page);
});

test('the table says what the picture shows', async () => {
  const page = await network('', 14);
  await page.locator('.network vscode-checkbox').click();
  await settle(page);
  const h = (layer: number, direction: 'forward' | 'backward') => formatValue(stateValue('LSTM', { layer, direction, quantity: 'h' }, 14, 0)); // prettier-ignore
  const row = (await page.locator('.twin tr.selected').innerText()).split('\t');
  const states = [h(0, 'forward'), h(0, 'backward'), h(1, 'forward'), h(1, 'backward')];
  assert.deepEqual(row.slice(0, 6), ['5', 'saying', ...states]);
  assert.match(row[6], /^VERB 0\.\d{3}$/);
  assert.equal(row[7], 'this step');
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('while typing the step follows with the edit, without being asked for', async () => {
  const page = await network('', 14);
  const before = await text(page, '.gates');
  const asks = (await asked(page, 'stepTrace')).length;
  await page.evaluate(() => fake.key(14, 'sayings', {})());
  await settle(page);
  assert.equal(await heading(page), 'Step 5 of 15: “sayings”');
  assert.notEqual(await text(page, '.gates'), before);
  assert.equal((await asked(page, 'stepTrace')).length, asks);
  await done(page);
});

const MODELS = [
  ['', 14],
  ['model=textbook', 1],
  ['model=prose', 70],
] as const;
const WIDTHS = [480, 900, 1500];

/** Texts that end right of the view. */
const cutTexts = (page: Page) =>
  page.evaluate(() => {
    const { right } = document.querySelector('.network-body')!.getBoundingClientRect();
    const words = ['text', 'td', 'th', 'p', 'figcaption', 'dd'].map((name) => `.network ${name}`).join();
    return [...document.querySelectorAll(words)]
      .filter((each) => each.getClientRects().length > 0 && each.getBoundingClientRect().right > right + 1)
      .map((each) => each.textContent);
  });

Object.keys(themes).forEach(
  (theme, k) =>
    void test(`axe finds nothing, and nothing is cut off at 480, 900 and 1500 px: ${theme}`, async () => {
      for (const [at, width] of WIDTHS.entries()) {
        const [model, token] = MODELS[(k + at) % MODELS.length];
        const page = await network(`theme=${theme}&${model}`, token, { width, height: 950 });
        assert.deepEqual(await axeProblems(page), []);
        assert.deepEqual(await cutTexts(page), []);
        await screenshot(page, `network-${model.slice(6) || 'tagger'}-${theme}-${width}`);
        await done(page);
      }
    }),
);
