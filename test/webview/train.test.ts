// The Train view: what a training is, its curves under one cursor, checkpoints to scrub, live while it runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { TrainingSummary } from '../../src/protocol/training.js';
import { fakeScore, fakeSummary } from './fakeTraining.js';
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

const NAME = { training: 'tolstoy-small' };

async function open(query = 'training&model=prose', size = { width: 1000, height: 860 }): Promise<Page> {
  const page = await harness.open(query, size);
  await openView(page, 'train');
  await page.waitForSelector('#panel-train canvas, #panel-train .train-start:not([hidden])');
  await settle(page);
  return page;
}

/** The training as it is from now on. */
async function become(page: Page, ...changes: readonly Partial<TrainingSummary>[]): Promise<void> {
  const trainings = changes.map((change) => fakeSummary(change));
  await page.evaluate((told) => fake.setTrainings({ trainings: told }), trainings);
  await settle(page);
}

const reads = (page: Page) =>
  sent(page, 'readWithCheckpoint') as Promise<{ training: string; checkpoint: number | null }[]>;
const readout = (page: Page) => page.innerText('.train-readout');
const slider = '.train-slider';

test('without a training: what training is, the open document, the lessons with what one will see', async () => {
  const page = await open('');
  assert.match(await page.innerText('#panel-train .train-start'), /here on this computer/);
  await page
    .locator('#panel-train')
    .getByRole('button', { name: 'Train a Network from visitor.txt…' })
    .click();
  assert.deepEqual(await sent(page, 'train'), [null]);
  const cards = page.locator('#panel-train .lessons .card');
  assert.deepEqual(
    (await cards.allInnerTexts()).map((text) => text.split('\n')[0]),
    [
      ...['Counting parentheses', 'A unit for quotations', 'aⁿbⁿ: as many b as a'],
      'The four parameters of the textbook',
    ],
  );
  await cards.nth(1).focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(await sent(page, 'startLesson'), [{ lesson: 'quotation' }]);
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'train-empty');
  await done(page);
});

test('before anything was read one can begin with a training, and sees it', async () => {
  const page = await harness.open('empty', { width: 900, height: 1200 });
  await page.getByRole('button', { name: 'Counting parentheses' }).click();
  assert.deepEqual(await sent(page, 'startLesson'), [{ lesson: 'parentheses' }]);
  await become(page, {});
  assert.equal(await page.locator('.empty .lessons:visible').count(), 0);
  await page.waitForSelector('.empty .train canvas');
  // The lesson's own text is followed from the beginning, and no other one that people open meanwhile.
  assert.deepEqual(await reads(page), [{ ...NAME, checkpoint: 15 }]);
  await become(page, { shown: 15 });
  await page.evaluate(() => fake.setState({ activeDocument: 'other.txt', activeUri: 'file:///other.txt' }));
  await become(page, { shown: null, epochsDone: 16 });
  assert.equal((await reads(page)).length, 1);
  assert.equal(await page.locator(slider).isVisible(), true);
  await page.evaluate(() => fake.setState({ activeDocument: null, activeUri: null }));
  await settle(page);
  assert.equal(await page.locator(slider).isVisible(), false, 'there is no text to read');
  assert.equal(
    await page.locator('.empty > :first-child .train').count(),
    1,
    'what is under way comes first',
  );
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('curves are told at the cursor, which keys move; Enter reads the text with it', async () => {
  const page = await open();
  assert.match(
    await readout(page),
    /^checkpoint 15, step 4,500 · training 1\.\d{3} · unseen text 1\.660 · AUC 0\.92 · chance reaches 0\.79 · gradients /,
  );
  await page.focus('.train-grid');
  for (const key of ['ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  await settle(page);
  const line = await readout(page);
  assert.match(line, new RegExp(`^checkpoint 13, step 3,900 .* unseen text ${fakeScore(13).toFixed(3)}`));
  await page.waitForFunction((text) => document.querySelector('[role=status][aria-live]')?.textContent === text, line); // prettier-ignore
  const place = await page.locator('.chart-cursor').first().boundingBox();
  const plot = (await page.locator('.chart .u-over').first().boundingBox())!;
  assert.ok(Math.abs(place!.x - plot.x - (plot.width * 13) / 24) < 2);
  assert.deepEqual(await reads(page), []);
  await page.keyboard.press('Enter');
  assert.deepEqual(await reads(page), [{ ...NAME, checkpoint: 13 }]);
  await page.keyboard.press('Home');
  await settle(page);
  assert.match(await readout(page), /^checkpoint 0, step 0/);
  await done(page);
});

test('the pointer: what is under it is told, a click reads the text with the nearest checkpoint', async () => {
  const page = await open();
  const plot = (await page.locator('.chart .u-over').nth(1).boundingBox())!;
  await page.mouse.move(plot.x + (plot.width * 6.2) / 24, plot.y + 40);
  await settle(page);
  assert.match(await readout(page), /^checkpoint 6, /);
  await page.mouse.down();
  await page.mouse.up();
  assert.deepEqual(await reads(page), [{ ...NAME, checkpoint: 6 }]);
  await page.mouse.move(5, 5);
  await become(page, { shown: 6 });
  const shown = (await page.locator('.chart-shown').nth(1).boundingBox())!;
  assert.ok(Math.abs(shown.x - plot.x - (plot.width * 6) / 24) < 2);
  await done(page);
});

test('scrubbing asks for one checkpoint at a time, and of those that were passed only for the last', async () => {
  const page = await open();
  await page.focus(slider);
  for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowLeft');
  assert.deepEqual(await reads(page), [{ ...NAME, checkpoint: 14 }]);
  await settle(page);
  assert.match(await page.innerText('.train-timeline'), /Reading the text with checkpoint 10…/);
  await become(page, { shown: 14 });
  assert.deepEqual((await reads(page)).slice(1), [{ ...NAME, checkpoint: 10 }]);
  await become(page, { shown: 10 });
  assert.match(await page.innerText('.train-timeline'), /as checkpoint 10 reads it\./);
  assert.match((await page.getAttribute(slider, 'aria-valuetext')) ?? '', /^checkpoint 10: 1\.690 nats$/);
  await page.getByRole('button', { name: 'Back to the model' }).click();
  assert.deepEqual((await reads(page)).at(-1), { ...NAME, checkpoint: null });
  await done(page);
});

test('what the host says nothing about is given up after a while', async () => {
  const page = await open();
  await page.focus(slider);
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(() => /Reading the text/.test(document.querySelector('.train-timeline')!.textContent!)); // prettier-ignore
  await page.waitForFunction(() => /Move along/.test(document.querySelector('.train-timeline')!.textContent!)); // prettier-ignore
  await page.keyboard.press('ArrowLeft');
  assert.deepEqual((await reads(page)).at(-1), { ...NAME, checkpoint: 14 });
  await done(page);
});

test('while it runs new points come, and the place where one is stays', async () => {
  const page = await open();
  await become(page, { shown: 5, epochsDone: 15 });
  await page.locator('.train').evaluate((element) => (element.scrollTop = 300));
  const before = (await asked(page, 'course')).length;
  for (let epochsDone = 16; epochsDone < 20; epochsDone++) await become(page, { shown: 5, epochsDone });
  assert.equal((await asked(page, 'course')).length, before + 4);
  assert.match(await readout(page), /^checkpoint 5, step 1,500/);
  assert.equal(await page.inputValue(slider), '5');
  assert.equal(await page.getAttribute(slider, 'max'), '19');
  assert.equal(await page.locator('.train').evaluate((element) => element.scrollTop), 300);
  assert.match(await page.innerText('.chart-legend >> nth=0'), /unseen text 1\.647/);
  assert.deepEqual(await reads(page), []);
  await done(page);
});

test('the newest is followed for as long as one does not go back', async () => {
  const page = await open();
  await page.click('.train vscode-checkbox:has-text("Follow the newest")');
  await settle(page);
  await become(page, { shown: 15 });
  await become(page, { shown: 15, epochsDone: 16 });
  await become(page, { shown: 16, epochsDone: 16 });
  assert.deepEqual(
    (await reads(page)).map(({ checkpoint }) => checkpoint),
    [15, 16],
  );
  await page.focus(slider);
  await page.keyboard.press('ArrowLeft');
  await become(page, { shown: 15, epochsDone: 17 });
  assert.deepEqual((await reads(page)).map(({ checkpoint }) => checkpoint).slice(2), [15]);
  await done(page);
});

test('led to a training people look at the newest; of a lesson from the palette its text is read with each checkpoint', async () => {
  const page = await open();
  await become(page, { name: 'newer', epochsDone: 1 }, {});
  await page.evaluate(() => fake.showView(['train'], 'newest'));
  await settle(page);
  assert.deepEqual(await reads(page), []);
  await page.evaluate(() => fake.showView(['train'], 'followed'));
  await settle(page);
  await become(page, { name: 'newer', epochsDone: 1, shown: 1 }, {});
  await become(page, { name: 'newer', epochsDone: 2, shown: 1 }, {});
  assert.deepEqual(await reads(page), [
    { training: 'newer', checkpoint: 1 },
    { training: 'newer', checkpoint: 2 },
  ]);
  await done(page);
});

test('play reads one checkpoint after the other, each once the one before it is read', async () => {
  const page = await open();
  await become(page, { status: 'finished', epochsDone: 2 });
  await page.click('.train-timeline .trajectory-play');
  for (const checkpoint of [0, 1, 2]) {
    await page.waitForFunction((at) => fake.events.filter(([name]) => name === 'readWithCheckpoint').length === at + 1, checkpoint); // prettier-ignore
    assert.deepEqual((await reads(page)).at(-1), { ...NAME, checkpoint });
    await become(page, { status: 'finished', epochsDone: 2, shown: checkpoint });
  }
  await page.waitForFunction(() => document.querySelector('.trajectory-play')?.getAttribute('title') === 'Play'); // prettier-ignore
  await done(page);
});
