// The view Train: units over checkpoints, samples, gradients, tables and pictures, what is offered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { TrainingSummary } from '../../src/protocol/training.js';
import { FAKE_SINCE, FAKE_STEPS, fakeScore, fakeSummary } from './fakeTraining.js';
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
const isSeen = (page: Page, text: string) =>
  page.getByRole('button', { name: text, exact: true }).isVisible();

test('a unit is followed for what stands in quotation marks; only new checkpoints are run', async () => {
  const page = await open();
  assert.equal((await page.locator('.train-unit .chosen').allInnerTexts()).join('').replace(/\u00a0/g, ' '), 'War has been declared,'); // prettier-ignore
  const stretch = { ...NAME, fromToken: 1, toToken: 23 };
  assert.deepEqual(await asked(page, 'unitCourse'), [stretch]);
  assert.match(
    await page.innerText('.train-said'),
    /^At checkpoint 15 unit 24 tells stretches like the chosen one from the rest with AUC 0\.92; by chance the best of all units reaches 0\.79\. It is above chance since checkpoint 4\.$/,
  );
  assert.equal(FAKE_SINCE, 4);
  await become(page, { epochsDone: 16 });
  assert.deepEqual((await asked(page, 'unitCourse')).slice(1), [{ ...stretch, fromCheckpoint: 15 }]);
  assert.match(await page.innerText('.train-said'), /^At checkpoint 16 /);
  // Another network reads the text: nothing is run again for that.
  await page.evaluate(() => fake.setRun({ runId: fake.run().runId + 1 }));
  await settle(page);
  assert.equal((await asked(page, 'unitCourse')).length, 2);
  await page.getByRole('radio', { name: 'unit 0', exact: true }).click();
  await settle(page);
  const unit = { layer: 0, direction: 'forward', quantity: 'h', unit: 0 };
  assert.deepEqual((await asked(page, 'unitCourse')).slice(2), [{ ...stretch, unit }]);
  assert.match(await page.innerText('.train-grid'), /AUC of unit 0/);
  await done(page);
});

test('after an edit nothing is run over the text until one asks for it', async () => {
  const page = await open();
  await page.evaluate(() => fake.key(30, 'x', {})());
  await settle(page);
  assert.equal((await asked(page, 'unitCourse')).length, 1);
  assert.match(await page.innerText('.train-said'), /The text was edited since\.$/);
  await page.getByRole('button', { name: 'Run the checkpoints' }).click();
  await settle(page);
  assert.equal((await asked(page, 'unitCourse')).length, 2);
  assert.doesNotMatch(await page.innerText('.train-said'), /edited/);
  await done(page);
});

test('another stretch is chosen by dragging and by keys', async () => {
  const page = await open();
  const box = (token: number) => page.locator(`#train-token-${token}`).boundingBox();
  const [a, b] = [(await box(26))!, (await box(30))!];
  await page.mouse.move(a.x + 3, a.y + 5);
  await page.mouse.down();
  await page.mouse.move(b.x + 3, b.y + 5);
  await page.mouse.up();
  await settle(page);
  assert.deepEqual((await asked(page, 'unitCourse')).at(-1), { ...NAME, fromToken: 26, toToken: 31 });
  await page.focus('.train-unit [role=listbox]');
  await page.keyboard.press('Home');
  for (let k = 0; k < 2; k++) await page.keyboard.press('Shift+ArrowRight');
  await settle(page);
  assert.deepEqual((await asked(page, 'unitCourse')).at(-1), { ...NAME, fromToken: 0, toToken: 3 });
  await done(page);
});

test('what it writes, from the first checkpoint to the newest, by temperature', async () => {
  const page = await open();
  const rows = page.locator('.train-samples tbody tr');
  const names = (await rows.locator('.link').allInnerTexts()).map((text) => Number(/\d+/.exec(text)));
  assert.deepEqual(names, [0, 1, 2, 4, 8, 15]);
  assert.match(await rows.nth(3).innerText(), /\(4 at 0\.5\)↵ and/);
  assert.equal(await rows.nth(5).getAttribute('class'), 'selected');
  await page.getByRole('radio', { name: /Temperature 1:/ }).click();
  await settle(page);
  assert.match(await rows.nth(3).innerText(), /\(4 at 1\)/);
  await rows.nth(2).locator('.link').click();
  assert.deepEqual(await reads(page), [{ ...NAME, checkpoint: 2 }]);
  await done(page);
});

test('gradients through time in words: the LSTM’s reach, those of a plain RNN vanish or explode', async () => {
  const page = await open();
  const said = () => page.locator('.train-part .train-said').innerText();
  assert.match(await said(), /^The gradient reaches back: 64 steps back it is still 15 %/);
  await become(page, { name: 'plain', cell: 'RNN_TANH', layers: 2 });
  await page.waitForFunction(() => /vanishes/.test(document.querySelector('.train-part .train-said')?.textContent ?? '')); // prettier-ignore
  assert.match(await said(), /^Layer 1: the gradient vanishes: 16 steps back it is 0\.72 % of/);
  assert.match(await said(), /Layer 2: the gradient vanishes/);
  await become(page, { name: 'plain', cell: 'RNN_TANH', layers: 1, shown: 0 });
  await page.waitForFunction(() => /explodes/.test(document.querySelector('.train-part .train-said')?.textContent ?? '')); // prettier-ignore
  await done(page);
});

test('gradients that vanish altogether are drawn, by powers of ten that are far apart', async () => {
  const page = await open();
  await become(page, { name: 'vanished', cell: 'RNN_TANH' });
  // uPlot's own lines never ended here, and the panel stood still.
  await page.waitForFunction(() => /vanishes/.test(document.querySelector('.train-part .train-said')?.textContent ?? '')); // prettier-ignore
  await settle(page);
  const legend = await page.locator('.train-part .chart-legend').allInnerTexts();
  assert.match(legend.join(' '), /1\.7e−27/);
  await screenshot(page, 'train-vanished');
  await done(page);
});

test('as tables: a row a checkpoint, layers by steps back, parameters; what is copied has the numbers', async () => {
  const page = await open();
  await page.click('.train-head vscode-checkbox:has-text("Show as table")');
  await settle(page);
  const cells = await page.locator('.train-table tbody tr').nth(4).locator('th, td').allInnerTexts();
  const { loss } = { loss: 1.65 + 0.8 / 4 };
  assert.deepEqual(cells.slice(0, 4), ['4', (4 * FAKE_STEPS).toLocaleString('en'), loss.toFixed(3), fakeScore(4).toFixed(3)]); // prettier-ignore
  assert.deepEqual(cells.slice(6), ['unit 24', '0.86', '0.79']);
  assert.equal(await page.locator('.train .unit-table:visible').count(), 3);
  assert.equal(await page.locator('.train-picture canvas:visible, .train-picture svg:visible').count(), 0);
  await page.locator('.train-table [data-checkpoint="7"]').click();
  assert.deepEqual(await reads(page), [{ ...NAME, checkpoint: 7 }]);
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'train-table');
  await done(page);
});

test('a picture has its curves as vectors; the table of the curves is copied without being shown', async () => {
  const page = await open();
  const handed = async (ending: string): Promise<string> => {
    await page.waitForFunction((end) => fake.events.some(([name, data]) => name === 'handOver' && (data as { ending: string }).ending === end), ending); // prettier-ignore
    const parts = await page.evaluate(
      (end) =>
        fake.events
          .filter(([name, data]) => name === 'handOver' && (data as { ending: string }).ending === end)
          .map(([, data]) => new TextDecoder().decode((data as { bytes: Uint8Array }).bytes)),
      ending,
    );
    return parts.join('');
  };
  await chooseMore(page, 'Copy Table');
  const lines = (await handed('tsv')).trim().split('\n');
  assert.equal(lines.length, 17);
  assert.match(lines[0], /^Checkpoint\tStep\tTraining loss\tLoss on unseen text\tLearning rate\t/);
  assert.match(lines[15], /^14\t4200\t1\.707\t1\.664\t/);
  await chooseMore(page, 'Save Picture…');
  const svg = await handed('svg');
  assert.equal((svg.match(/<polyline/g) ?? []).length, 9);
  assert.doesNotMatch(svg, /<image/);
  assert.match(svg, />step 0</);
  assert.match(svg, /Weights at checkpoint 15/);
  await done(page);
});

test('a training offers what can be done with it', async () => {
  const page = await open();
  const offered = async (...names: string[]) => {
    const all = ['Pause', 'Resume', 'Try Again', 'Stop', 'Train Further'];
    const seen = await Promise.all(all.map((name) => isSeen(page, name)));
    assert.deepEqual(all.filter((_, k) => seen[k]), names); // prettier-ignore
  };
  const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await offered('Pause', 'Stop');
  await click('Pause');
  await become(page, { status: 'paused', secondsLeft: null });
  await offered('Resume');
  await click('Resume');
  await become(page, {
    status: 'failed',
    problem: 'The disk is full: what was learned up to epoch 15 is kept.',
  });
  await offered('Try Again');
  assert.match(await page.innerText('.train-top [role=alert]'), /disk is full/);
  await become(page, { status: 'finished' });
  await offered('Train Further');
  await click('Train Further');
  for (const line of ['Open Recipe', 'Delete…']) {
    await page.click('.train-more > .menu-button');
    await page.click(`.train-more .menu button:text-is("${line}")`);
  }
  for (const name of ['pauseTraining', 'resumeTraining', 'trainFurther', 'openRecipe', 'deleteTraining'])
    assert.deepEqual(await sent(page, name), [NAME], name);
  await done(page);
});

test('cores are set once the slider is let go; of one core there is nothing to choose', async () => {
  const page = await open();
  await page.focus('.train-cores input');
  await page.keyboard.press('ArrowLeft');
  assert.deepEqual(await sent(page, 'setTrainingCores'), [{ cores: 2 }]);
  assert.match(await page.innerText('.train-cores'), /2 of 4/);
  await page.evaluate(() => fake.setTrainings({ cores: 1, mostCores: 1 }));
  await settle(page);
  assert.equal(await page.locator('.train-cores').isVisible(), false);
  await done(page);
});

test('of several trainings one is chosen; the choice stays when another one begins', async () => {
  const page = await open();
  const other = { name: 'other', title: 'GRU learns other.txt', status: 'finished' } as const;
  await become(page, {}, other);
  await page.locator('.train-choice').click();
  await page.locator('.train-choice vscode-option').nth(1).click();
  await settle(page);
  assert.match(await page.innerText('.train-status'), /Finished/);
  await become(page, { name: 'new', title: 'new' }, {}, other);
  assert.match(await page.innerText('.train-status'), /Finished/);
  // What is gone is not looked at any more.
  await become(page, {});
  assert.match(await page.innerText('.train-status'), /Learning/);
  await done(page);
});

test('screen readers hear of milestones, whatever is in front, and not of each step', async () => {
  const page = await open();
  await openView(page, 'states');
  const said = await page.evaluate(() => {
    const region = document.querySelector('[role=status][aria-live]')!;
    const all: string[] = [];
    new MutationObserver(() => all.push(region.textContent ?? '')).observe(region, { childList: true, characterData: true, subtree: true }); // prettier-ignore
    return ((globalThis as unknown as { said: string[] }).said = all);
  });
  assert.deepEqual(said, []);
  const heard = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said.join('|'));
  for (let stepsDone = 130; stepsDone < 300; stepsDone += 10) await become(page, { stepsDone });
  assert.equal(await heard(), '');
  await become(page, { epochsDone: 18, stepsDone: 0 });
  await page.waitForFunction(() => (globalThis as unknown as { said: string[] }).said.length === 1);
  assert.equal(
    await heard(),
    'LSTM with 64 units learns war-and-peace.txt: 75 % done; best score 1.650 nats.',
  );
  await become(page, { epochsDone: 24, stepsDone: 0, status: 'finished' });
  await page.waitForFunction(() => (globalThis as unknown as { said: string[] }).said.length === 2);
  assert.match(await heard(), /finished; best score 1\.638 nats\.$/);
  await done(page);
});

test('curves that cannot be had: one sentence, and they are asked for again with the next checkpoint', async () => {
  const page = await open();
  const broken = { name: 'broken', checkpoints: [0], epochsDone: 0 };
  await become(page, broken);
  await page.waitForFunction(() => /no course of broken/.test(document.querySelector('.train-picture > .problem')?.textContent ?? '')); // prettier-ignore
  assert.equal(await page.locator('.train-charts').isVisible(), false);
  const before = (await asked(page, 'course')).length;
  await become(page, { ...broken, stepsDone: 130 });
  assert.equal((await asked(page, 'course')).length, before);
  await become(page, { ...broken, checkpoints: [0, 1], epochsDone: 1 });
  assert.equal((await asked(page, 'course')).length, before + 1);
  await done(page);
});

for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light'])
  test(`${theme}: from narrow to wide nothing sticks out or is cut off, axe finds nothing`, async () => {
    for (const [width, height, presents] of [
      [480, 800, false],
      [1000, 700, false],
      [1920, 1080, true],
    ] as const) {
      const page = await open(`training&model=prose&theme=${theme}`, { width, height });
      await become(page, { shown: 5 });
      if (presents) await chooseMore(page, 'Presentation: larger, fewer controls');
      const out = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.train *')]
          .filter((part) => {
            const box = part.getBoundingClientRect();
            const isOut = box.width > 0 && box.right > innerWidth + 0.5;
            const isCut =
              part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 && part.scrollWidth > 0;
            return (
              (isOut || isCut) &&
              !part.closest('.visually-hidden, .u-wrap, .chart-plot, vscode-checkbox, progress, select')
            );
          })
          .map((part) => part.className || part.tagName),
      );
      assert.deepEqual(out, [], `${width}`);
      assert.deepEqual(await axeProblems(page), []);
      await screenshot(page, `train-${theme}-${width}`);
      await done(page);
    }
  });
