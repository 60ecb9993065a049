// The text to read: words with labels under them, of which only those in sight exist.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { tokenLabel, tokenProbabilities, tokenText } from './fakeModel.js';
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

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

async function open(query = '', size?: { width: number; height: number }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'read');
  await page.waitForSelector('.read-word');
  await settle(page);
  return page;
}

const selected = (page: Page) => page.getAttribute('.read-text', 'aria-activedescendant');
const word = (token: number) => `#read-${token}`;
const probability = (token: number) => tokenProbabilities(token)[tokenLabel(token)];
const press = async (page: Page, key: string) => {
  await page.focus('.read-text');
  await page.keyboard.press(key);
  await settle(page);
};
/** Whether a word is in sight, as a person sees it. */
const inSight = (page: Page, token: number) =>
  page.evaluate((id) => {
    const [inner, outer] = [document.querySelector(id), document.querySelector('.read-text')].map((element) =>
      element?.getBoundingClientRect(),
    );
    return !!inner && !!outer && inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
  }, word(token));
/** The first token after `from` (before, if `step` is −1) that is under 90 %. */
function doubtful(from: number, step: 1 | -1): number {
  let token = from + step;
  while (probability(token) >= 0.9) token += step;
  return token;
}

test('where the cursor is when the view is opened for the first time, is in sight and marked', async () => {
  const page = await harness.open();
  await page.evaluate((token) => fake.cursor(token), 1500);
  await settle(page);
  await openView(page, 'read');
  await page.waitForSelector(`${word(1500)}[aria-selected=true]`);
  assert.equal(await inSight(page, 1500), true);
  await page.setViewportSize({ width: 480, height: 680 });
  await settle(page);
  assert.equal(await inSight(page, 1500), true, 'and stays there when the panel becomes narrow');
  await done(page);
});

test('words stand in the lines of the document, each with its label under it; what is under 90 % has a ?', async () => {
  const page = await open();
  for (const token of [0, 5, 11, 12, 30]) {
    assert.equal(await page.innerText(`${word(token)} .form`), tokenText(token));
    const label = await page.innerText(`${word(token)} .read-label`);
    assert.match(label, /^[A-Z]+/);
    assert.equal(/\?/.test(label), probability(token) < 0.9, `token ${token}: ${label}`);
    const name = (await page.getAttribute(word(token), 'class'))!;
    assert.equal(/doubtful/.test(name), probability(token) < 0.9);
  }
  // Lines of 12 tokens.
  const starts = await page.$$eval('.read-line', (lines) => lines.map((line) => line.firstElementChild!.id));
  assert.deepEqual(starts.slice(0, 3), ['read-0', 'read-12', 'read-24']);
  assert.ok(
    starts.every((id) => Number(id.slice(5)) % 12 === 0),
    'blocks begin where lines do',
  );
  const tops = await page.$$eval('#read-11, #read-12', (words) =>
    words.map((w) => w.getBoundingClientRect().top),
  );
  assert.ok(tops[1] > tops[0]);
  await done(page);
});

test('labels can be switched off, and stay so; the ? stays', async () => {
  const page = await open();
  await page.click('.read .read-button:text-is("Labels")');
  await settle(page);
  assert.equal(await page.locator('.read-label').count(), 0);
  assert.ok((await page.locator('.read-word.doubtful .doubt').count()) > 0);
  const saved = await page.evaluate(() => JSON.stringify(fake.saved));
  assert.match(saved, /"readLabels":false/);
  await page.click('.read .read-button:text-is("Labels")');
  await settle(page);
  assert.ok((await page.locator('.read-label').count()) > 20);
  await done(page);
});

test('a click selects a word and tells the editor; what the editor chooses is marked and scrolled to', async () => {
  const page = await open();
  await page.click(word(8));
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token: 8 }]);
  assert.equal(await page.getAttribute(word(8), 'aria-selected'), 'true');
  await page.evaluate(() => fake.cursor(2345));
  await page.waitForSelector(`${word(2345)}[aria-selected=true]`);
  await settle(page);
  assert.ok(await inSight(page, 2345));
  assert.equal(await page.locator('.read-word[aria-selected=true]').count(), 1);
  assert.equal(await selected(page), 'read-2345');
  assert.equal((await sent(page, 'select')).length, 1, 'it is not sent back');
  await done(page);
});

test('arrow keys go word by word and line by line, and say where; Home and End go to the ends', async () => {
  const page = await open();
  await page.click(word(3));
  await press(page, 'ArrowRight');
  assert.equal(await selected(page), 'read-4');
  await page.waitForFunction(() => /^token 5 /.test(document.querySelector('[aria-live]')!.textContent));
  await press(page, 'ArrowLeft');
  assert.equal(await selected(page), 'read-3');
  await press(page, 'ArrowDown');
  const down = Number((await selected(page))!.slice(5));
  const boxes = await page.$$eval(`#read-3, #read-${down}`, (words) =>
    words.map((w) => w.getBoundingClientRect().toJSON()),
  );
  assert.ok(boxes[1].top >= boxes[0].bottom - 1, 'the line below');
  assert.ok(boxes[1].top - boxes[0].bottom < 40, 'and not one further down');
  await press(page, 'ArrowUp');
  assert.ok((await page.locator('[aria-selected=true].read-word').boundingBox())!.y <= boxes[0].top + 1);
  await press(page, 'End');
  await page.waitForSelector(`${word(2999)}[aria-selected=true]`);
  assert.ok(await inSight(page, 2999));
  for (let times = 0; times < 12; times++) await press(page, 'ArrowUp');
  const up = Number((await selected(page))!.slice(5));
  assert.ok(up < 2999 - 60 && up > 2999 - 12 * 30, `twelve lines up: ${up}`);
  assert.ok(await inSight(page, up));
  assert.equal((await sent(page, 'select')).length, 1, 'keys do not move the editor');
  await press(page, 'Enter');
  assert.deepEqual((await sent(page, 'select')).at(-1), { token: up });
  await done(page);
});

test('n and p, and the buttons, go to the next and previous word under 90 %', async () => {
  const page = await open();
  await page.click(word(0));
  let at = 0;
  for (let times = 0; times < 3; times++) {
    await press(page, 'n');
    at = doubtful(at, 1);
    assert.equal(await selected(page), `read-${at}`);
    assert.deepEqual((await sent(page, 'select')).at(-1), { token: at });
  }
  await page.waitForFunction(() => /doubtful/.test(document.querySelector('[aria-live]')!.textContent));
  await press(page, 'p');
  assert.equal(await selected(page), `read-${doubtful(at, -1)}`);
  await page.click('.read .read-button:text-is("Next unsure")');
  await settle(page);
  assert.equal(await selected(page), `read-${at}`);
  await page.evaluate(() => fake.cursor(0));
  await settle(page);
  await page.click('.read .read-button:text-is("Previous")');
  await page.waitForFunction(() =>
    /None further up/.test(document.querySelector('[aria-live]')!.textContent),
  );
  await done(page);
});

test('an entry of the legend hides its tag, Alt and a click leave only it; hidden ones are passed over', async () => {
  const page = await open();
  const shown = () =>
    page.$$eval('.read-label', (labels) =>
      [...new Set(labels.map((l) => l.firstChild?.textContent?.trim()))].filter(Boolean).sort(),
    );
  const all = await shown();
  assert.ok(all.includes('NOUN') && all.includes('VERB'));
  await page.click('.read .read-entry:text-is("NOUN")');
  await settle(page);
  assert.deepEqual(
    await shown(),
    all.filter((name) => name !== 'NOUN'),
  );
  const entry = page.locator('.read .read-entry:text-is("NOUN")');
  assert.equal(await entry.getAttribute('aria-pressed'), 'false');
  await entry.focus();
  await page.keyboard.press('Space');
  await settle(page);
  assert.deepEqual(await shown(), all);
  await page.click('.read .read-entry:text-is("VERB")', { modifiers: ['Alt'] });
  await settle(page);
  assert.deepEqual(await shown(), ['VERB']);
  await page.evaluate(() => fake.cursor(0));
  await settle(page);
  await press(page, 'n');
  assert.match(await page.innerText(`#${(await selected(page))!} .read-label`), /^VERB \?/);
  await page.click('.read .read-entry:text-is("VERB")', { modifiers: ['Alt'] });
  await settle(page);
  assert.deepEqual(await shown(), all);
  await done(page);
});

test('Korean: morphemes stand as boxes under the word', async () => {
  const page = await open('model=korean');
  assert.deepEqual(await page.locator(`${word(8)} .morpheme`).allInnerTexts(), ['읽', '었', '다']);
  await screenshot(page, 'read-korean');
  await done(page);
});

test('a language model: plain text shaded by surprisal, the surprising underlined and walked by n', async () => {
  const page = await open('model=prose');
  assert.equal(await page.locator('.read-label').count(), 0);
  assert.equal(await page.locator('.read .read-button:text-is("Labels")').isVisible(), false);
  // One chance in 2 to the 12.5.
  assert.match((await page.getAttribute(word(8), 'class'))!, /shade-5.*doubtful/);
  assert.equal(await page.getAttribute(word(4), 'aria-label'), '␣');
  const texts = await page.$$eval('.read-word', (words) => words.slice(0, 5).map((w) => w.textContent));
  assert.equal(texts.join('').length, 5);
  await page.click(word(7));
  await press(page, 'n');
  assert.equal(await selected(page), 'read-8');
  await screenshot(page, 'read-prose');
  await done(page);
});

test('a classifier: the class of each line at its end', async () => {
  const page = await open('model=reviews');
  const classes = page.locator('.read-class');
  assert.match(await classes.first().innerText(), /^(negative|positive) 0\.\d{3}/);
  assert.equal(await page.locator(`${word(0)} .read-class`).count(), 0);
  assert.ok(
    (await page.locator(`${word(7)} .read-class`).count()) === 1,
    'the last word before the second line',
  );
  await screenshot(page, 'read-reviews');
  await done(page);
});

test('a network without labels has no such view', async () => {
  const page = await harness.open('model=textbook');
  assert.equal(await page.locator('#tab-read').isVisible(), false);
  await done(page);
});

for (const tokens of [100_000, 2_000_000])
  test(`of ${tokens} tokens only those in sight exist and are asked for`, async () => {
    const page = await open(`tokens=${tokens}`);
    const started = Date.now();
    await page.evaluate((token) => fake.cursor(token), tokens / 2);
    await page.waitForSelector(`${word(tokens / 2)}[aria-selected=true]`);
    await settle(page);
    assert.ok(await inSight(page, tokens / 2));
    await press(page, 'End');
    await page.waitForSelector(`${word(tokens - 1)}[aria-selected=true]`);
    await settle(page);
    assert.ok(await inSight(page, tokens - 1));
    const elapsed = Date.now() - started;
    assert.ok((await page.locator('.read-word').count()) < 1500);
    const rows = await asked(page, 'rows');
    const count = rows.reduce((sum, { fromToken, toToken }) => sum + Number(toToken) - Number(fromToken), 0);
    assert.ok(count < 12_000, `${count} rows asked for`);
    // By the wheel, both ways: words follow one another without a hole.
    for (const dy of [-3000, -400, 700, -2000]) {
      await page.mouse.move(300, 400);
      await page.mouse.wheel(0, dy);
      await settle(page);
      const tokensShown = await page.$$eval('.read-word', (words) => words.map((w) => Number(w.id.slice(5))));
      assert.deepEqual(
        tokensShown,
        tokensShown.map((_, at) => tokensShown[0] + at),
      );
      const gaps = await page.$$eval('.read-block', (blocks) =>
        blocks
          .slice(1)
          .map((b, at) => b.getBoundingClientRect().top - blocks[at].getBoundingClientRect().bottom),
      );
      assert.ok(
        gaps.every((gap) => Math.abs(gap) <= 2),
        gaps.join(),
      );
    }
    console.log(`${tokens} tokens: to the middle and the end in ${elapsed} ms`);
    await done(page);
  });

test('another width keeps what was read in sight', async () => {
  const page = await open();
  await page.evaluate(() => fake.cursor(1500));
  await page.waitForSelector(`${word(1500)}[aria-selected=true]`);
  await settle(page);
  await page.setViewportSize({ width: 620, height: 680 });
  await settle(page);
  await settle(page);
  assert.ok(await inSight(page, 1500));
  await done(page);
});

test('on a wall, too, the selected word is in sight', async () => {
  const page = await open();
  await chooseMore(page, 'Presentation: larger, fewer controls');
  for (const token of [1500, 1590, 700]) {
    await page.evaluate((at) => fake.cursor(at), token);
    await page.waitForSelector(`${word(token)}[aria-selected=true]`);
    await settle(page);
    assert.ok(await inSight(page, token), `token ${token}`);
  }
  await done(page);
});

for (const theme of ['light', 'dark', 'high-contrast', 'high-contrast-light'])
  test(`${theme}: axe finds nothing, and nothing sticks out at 480, 900 and 1920 px`, async () => {
    // Colours differ by theme, and by whether words have boxes; what a task says is the same in all.
    for (const model of theme === 'dark' ? ['', 'korean', 'prose', 'reviews'] : ['', 'korean']) {
      const page = await open(`theme=${theme}&model=${model}`, { width: 900, height: 900 });
      await page.click(word(3));
      await settle(page);
      assert.deepEqual(await axeProblems(page), [], model);
      if (theme !== 'high-contrast-light') await screenshot(page, `read-${model || 'tagger'}-${theme}`);
      for (const width of [480, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        await settle(page);
        const out = await page.$$eval('.read, .read *', (all) =>
          all
            .filter(
              (e) =>
                e.getBoundingClientRect().right >
                document.querySelector('.read')!.getBoundingClientRect().right + 1,
            )
            .map((e) => `${e.className} ${e.textContent}`),
        );
        assert.deepEqual(out, [], `${model} at ${width}`);
      }
      await done(page);
    }
  });
