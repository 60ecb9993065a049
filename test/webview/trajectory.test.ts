// The view of trajectories: points, the way through a stretch, the text below it, by pointer and by keys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { stateValue, tokenText } from './fakeModel.js';
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

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

const h = { layer: 0, direction: 'forward', quantity: 'h' } as const;

async function open(query = 'tokens=400&cell=LSTM', size = { width: 1000, height: 860 }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'trajectory');
  await page.waitForSelector('.trajectory-body:not([hidden])');
  return page;
}

const readout = (page: Page) => page.locator('.trajectory .readout').innerText();
const option = (page: Page, step: number) => page.locator(`#trajectory-step-${step}`);
const value = (step: number, unit: number): string =>
  stateValue('LSTM', h, step, unit).toFixed(3).replace('-', '−');

/** Where a step is in the picture: the fake plane's axes are units 0 and 1, and it goes as far as what is drawn. */
async function pointOf(page: Page, step: number, seen: readonly [number, number]): Promise<[number, number]> {
  const box = (await page.locator('.trajectory-plot').boundingBox())!;
  const steps = [...Array(64).keys(), ...Array.from({ length: seen[1] - seen[0] }, (_, k) => seen[0] + k)];
  const share = (unit: number): number => {
    const all = steps.map((each) => stateValue('LSTM', h, each, unit));
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return (stateValue('LSTM', h, step, unit) - low) / (high - low);
  };
  return [box.x + 30 + share(0) * (box.width - 60), box.y + box.height - 30 - share(1) * (box.height - 60)];
}

test('what is in sight is asked for and no more; heading and axes say the shares', async () => {
  const page = await open();
  assert.equal(
    await page.innerText('.trajectory .view-title'),
    'hidden state, layer 1, forward: 85.8 % of the variance of 64 units',
  );
  assert.equal(await page.innerText('.trajectory-first'), 'first component, 79.5 % of the variance ▸');
  assert.equal(await page.innerText('.trajectory-second'), '▴ second component, 6.30 % of the variance');
  assert.deepEqual(await asked(page, 'plane'), [{ ...h, round: 0 }]);
  assert.equal(await page.locator('.trajectory-text [role=option]').count(), 120);
  const caption = await page.innerText('.trajectory-caption');
  assert.match(caption, /Each letter is the state after a token, by its tag: .*N NOUN/);
  assert.match(caption, /Dots: 64 of 400 steps, spread over the text/);
  const inked = await page.locator('.trajectory-plot canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((alpha, k) => k % 4 === 3 && alpha > 200).length;
  });
  assert.ok(inked > 2000, `${inked} pixels`);
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'trajectory');
  await done(page);
});

test('a click on a point selects its token here and in the editor', async () => {
  const page = await open();
  await page.mouse.click(...(await pointOf(page, 33, [0, 120])));
  await settle(page);
  const [{ token }] = (await sent(page, 'select')) as [{ token: number }];
  assert.equal(await option(page, token).getAttribute('aria-selected'), 'true');
  const distance = (step: number): number =>
    Math.hypot(...[0, 1].map((unit) => stateValue('LSTM', h, step, unit) - stateValue('LSTM', h, 33, unit)));
  assert.ok(token === 33 || distance(token) < 0.05, `${token} instead of 33`);
  assert.match(await readout(page), new RegExp(`${value(token, 0)}, ${value(token, 1)}$`));
  await done(page);
});

test('arrows walk from state to state and say where it is; with Shift they choose a stretch', async () => {
  const page = await open();
  await page.focus('.trajectory-plot');
  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowRight');
  await settle(page);
  const line = await readout(page);
  assert.equal(line.replace(/ · [A-Z]+ · /, ' '), `step 4 “${tokenText(3)}” ${value(3, 0)}, ${value(3, 1)}`);
  await page.waitForFunction((text) => document.querySelector('[role=status][aria-live]')?.textContent === text, line); // prettier-ignore
  assert.deepEqual(await sent(page, 'select'), [], 'the editor follows clicks and Space only');
  await page.keyboard.press('Space');
  assert.deepEqual(await sent(page, 'select'), [{ token: 3 }]);
  for (let k = 0; k < 2; k++) await page.keyboard.press('Shift+ArrowRight');
  await settle(page);
  assert.deepEqual(await page.locator('.trajectory-text .chosen').allInnerTexts(), [3, 4, 5].map(tokenText));
  assert.match(await page.innerText('.trajectory-caption'), /the way through the chosen stretch/);
  await page.keyboard.press('Escape');
  await settle(page);
  assert.equal(await page.locator('.trajectory-text .chosen').count(), 0);
  assert.deepEqual(await sent(page, 'leave'), []);
  await page.keyboard.press('Escape');
  assert.equal((await sent(page, 'leave')).length, 1);
  await done(page);
});

test('beyond what is in sight one comes to other steps', async () => {
  const page = await open();
  await page.focus('.trajectory-text');
  await page.keyboard.press('End');
  await settle(page);
  assert.match(await readout(page), /^step 120 /);
  await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.match(await readout(page), /^step 121 /);
  assert.equal(await option(page, 60).count(), 1);
  assert.equal(await option(page, 0).count(), 0);
  await done(page);
});

test('dragging over the text chooses a stretch, which is played', async () => {
  const page = await open();
  const [a, b] = [(await option(page, 6).boundingBox())!, (await option(page, 9).boundingBox())!];
  await page.mouse.move(a.x + 4, a.y + 6);
  await page.mouse.down();
  await page.mouse.move(b.x + 4, b.y + 6);
  await page.mouse.up();
  await settle(page);
  assert.equal(await page.locator('.trajectory-text .chosen').count(), 4);
  await page.waitForFunction(() => /4 steps chosen/.test(document.querySelector('[role=status][aria-live]')?.textContent ?? '')); // prettier-ignore
  await page.click('.trajectory-play');
  assert.equal(await page.getAttribute('.trajectory-play', 'title'), 'Stop');
  await page.waitForFunction(() => document.querySelector('#trajectory-step-9.selected') !== null);
  await page.waitForFunction(() => document.querySelector('.trajectory-play')?.getAttribute('title') === 'Play'); // prettier-ignore
  await done(page);
});

test('the axes stay while one types, until they are asked for anew', async () => {
  const page = await open();
  assert.equal(await page.locator('.trajectory vscode-button').isVisible(), false);
  await page.evaluate(() => fake.key(5, 'typed', {})());
  await settle(page);
  assert.equal(await option(page, 5).innerText(), 'typed');
  await page.click('.trajectory vscode-button');
  await settle(page);
  assert.equal((await asked(page, 'plane')).at(-1)!['round'], 1);
  assert.equal(await page.locator('.trajectory vscode-button').isVisible(), false);
  await done(page);
});

test('the table has the numbers of the picture; its steps select', async () => {
  const page = await open();
  await page.click('.trajectory vscode-checkbox:has-text("Show as table")');
  await settle(page);
  const rows = page.locator('.trajectory-table tbody tr');
  assert.equal(await rows.count(), 120);
  const cells = await rows.nth(7).locator('th, td').allInnerTexts();
  assert.match(
    await page.innerText('.trajectory-caption'),
    /first component: unit 0 \(1\.000\); in the second: unit 1/,
  );
  assert.deepEqual(cells.slice(0, 4), ['8', tokenText(7), value(7, 0), value(7, 1)]);
  await page.click('.trajectory-table tbody tr:nth-child(8) .link');
  await settle(page);
  assert.deepEqual(await sent(page, 'select'), [{ token: 7 }]);
  assert.equal(await rows.nth(7).getAttribute('class'), 'selected');
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('of characters each sign stands for itself; marks that say nothing are not offered', async () => {
  const page = await open('model=prose');
  assert.match(await page.innerText('.trajectory-caption'), /^Each sign is the state after it was read/);
  const offered = await page.locator('.trajectory vscode-option').allTextContents();
  assert.deepEqual(offered.slice(0, 2), ['What was read', 'Time']);
  assert.equal(offered.includes('Tag'), false);
  await done(page);
});

test('nothing sticks out, and the picture has most of the room', async () => {
  for (const [width, height] of [
    [480, 620],
    [900, 950],
    [1920, 1080],
  ]) {
    const page = await open('', { width, height });
    const out = await page.evaluate(
      () =>
        [...document.querySelectorAll('.trajectory *')].filter((part) => {
          const box = part.getBoundingClientRect();
          return box.width > 0 && box.right > innerWidth + 0.5 && !part.closest('.visually-hidden');
        }).length,
    );
    assert.equal(out, 0, `${width}`);
    const plot = (await page.locator('.trajectory-plot').boundingBox())!;
    assert.ok(plot.height >= 200 && plot.height > 0.3 * height, `${plot.height} of ${height}`);
    assert.deepEqual(await axeProblems(page), []);
    await screenshot(page, `trajectory-${width}`);
    await done(page);
  }
});
