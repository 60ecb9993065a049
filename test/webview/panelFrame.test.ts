// The frame around the views: what is stale or under way, tabs, themes, screens, room.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  asked,
  axeProblems,
  chooseMore,
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

const text = (page: Page, selector: string) => page.locator(selector).first().innerText();

test('stale is marked, in words and for machines, and Tag again stands out', async () => {
  const page = await harness.open();
  await page.evaluate(() => fake.setRun({ stale: true }));
  await settle(page);
  assert.equal(await text(page, '.words'), 'The text changed since this run. Tag again.');
  assert.equal(await page.locator('main.main').getAttribute('aria-busy'), 'true');
  assert.match(await text(page, '.status .state'), /From before your edit/);
  assert.equal(await page.locator('.controls .again').getAttribute('appearance'), 'primary');
  assert.deepEqual(await axeProblems(page), []);
  await screenshot(page, 'stale-dark');
  await page.click('.controls vscode-button:text-is("Tag again")');
  await page.click('.controls .model');
  assert.deepEqual([await sent(page, 'tag'), await sent(page, 'selectModel')], [[null], [null]]);
  await done(page);
});

test('a run under way shows its progress, and rows fill in as they are tagged', async () => {
  const page = await harness.open();
  await page.evaluate(() => fake.setRun({ runId: 2, taggedCount: 6, shapes: null }));
  await settle(page);
  const progress = page.locator('[role=progressbar]');
  assert.equal(await progress.getAttribute('aria-valuenow'), '6');
  assert.equal(await progress.getAttribute('aria-valuemax'), '3000');
  assert.match(await text(page, '.words'), /^Tagging: 6 of 3,000 tokens\.$/);
  assert.match(await text(page, '#token-7'), /…/);
  assert.equal(await text(page, '.status .state'), '◌ Reading… 0 %');
  await page.evaluate(() => fake.setRun({ taggedCount: 1260 }));
  await settle(page);
  assert.equal(await text(page, '.status .state'), '◌ Reading… 42 %');
  await page.evaluate(() => fake.setRun({ taggedCount: 20 }));
  await settle(page);
  assert.match(await text(page, '#token-7'), /DET/);
  await screenshot(page, 'running-dark');
  await done(page);
});

test('rows of a run the host has no more are not shown, and are asked for again of the run it has', async () => {
  const page = await harness.open();
  await page.evaluate(() => (fake.hostRun = { runId: 2, revision: 0 }));
  await page.evaluate(() => fake.setRun({ runId: 3, documentName: 'b.txt', documentUri: 'file:///b.txt' }));
  await settle(page);
  assert.match(await text(page, '#token-1'), /…/, 'an answer of another run is none');
  const before = (await asked(page, 'rows')).length;
  await settle(page);
  assert.equal((await asked(page, 'rows')).length, before, 'the same is not asked over and over');
  await page.evaluate(() => {
    fake.hostRun = null;
    fake.setRun({ revision: 1 });
  });
  await settle(page);
  assert.doesNotMatch(await text(page, '#token-1'), /…/);
  assert.equal((await asked(page, 'rows')).length, before + 1);
  await done(page);
});

test('a click says which run and which revision of it people saw', async () => {
  const page = await harness.open();
  await page.evaluate(() => fake.setRun({ revision: 4 }));
  await settle(page);
  await page.click('#token-3');
  await settle(page);
  const clicks = await page.evaluate(() => fake.clicks);
  const of = { runId: 1, revision: 4 };
  assert.deepEqual(clicks, [{ name: 'select', uri: 'file:///visitor.txt', of }]);
  await done(page);
});

test('tabs: one stop in the tab order, arrows move and activate', async () => {
  const page = await harness.open();
  await page.focus('#tab-tags');
  await page.keyboard.press('ArrowLeft');
  await settle(page);
  const last = await page.locator('[role=tab]:visible').last().getAttribute('id');
  assert.notEqual(last, 'tab-tags');
  assert.equal(await page.evaluate(() => document.activeElement?.id), last, 'around to the last one');
  assert.equal(await page.locator(`#${last!.replace('tab', 'panel')}`).isVisible(), true);
  assert.equal(await page.locator('[role=tab][tabindex="0"]').count(), 1);
  await done(page);
});

for (const theme of ['dark', 'light', 'high-contrast', 'high-contrast-light']) {
  test(`theme ${theme}: axe finds nothing, the policy is kept, colours are the theme's`, async () => {
    const page = await harness.open(`theme=${theme}`);
    await page.evaluate(() => fake.cursor(64));
    for (const view of ['tags', 'probabilities', 'states'] as const) {
      await openView(page, view);
      assert.deepEqual(await axeProblems(page), [], view);
      await screenshot(page, `${view}-${theme}`);
    }
    await done(page);
  });
}

test('a change of theme redraws the heatmap', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  const pixels = () =>
    page.evaluate(() => document.querySelector<HTMLCanvasElement>('.heatmap-canvas')!.toDataURL());
  const dark = await pixels();
  await page.evaluate(() => (document.body.className = 'vscode-light'));
  await settle(page);
  assert.notEqual(await pixels(), dark);
  await done(page);
});

test('on a screen with other pixels the next frame of the heatmap is sharp and whole', async () => {
  const page = await harness.open();
  await openView(page, 'states');
  const client = await page.context().newCDPSession(page);
  const metrics = { width: 1100, height: 680, mobile: false };
  /** Sizes in pixels of the screen, and whether the selected unit's row is drawn to its right end. */
  const drawn = () =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.heatmap-canvas')!;
      const { width, height } = canvas.getBoundingClientRect();
      const [right, y] = [canvas.width - 20 * devicePixelRatio, 100 * devicePixelRatio];
      const { data } = canvas.getContext('2d')!.getImageData(right, Math.min(y, canvas.height - 1), 8, 1);
      return {
        isSharp:
          canvas.width === Math.round(width * devicePixelRatio) &&
          canvas.height === Math.round(height * devicePixelRatio),
        isPainted: data.some((byte) => byte > 0),
      };
    });
  for (const deviceScaleFactor of [1, 2, 1.25, 1]) {
    await client.send('Emulation.setDeviceMetricsOverride', { ...metrics, deviceScaleFactor });
    await page.waitForFunction((factor) => devicePixelRatio === factor, deviceScaleFactor);
    // Nothing tells a page of this emulation: the frame that comes with the next key must see it by itself.
    await page.evaluate((token) => fake.cursor(token), Math.round(8 * deviceScaleFactor));
    await settle(page);
    assert.deepEqual(await drawn(), { isSharp: true, isPainted: true }, `${deviceScaleFactor} pixels`);
  }
  await client.detach();
  await done(page);
});

test('the table keeps the rows that an edit leaves as they are', async () => {
  const page = await harness.open();
  await settle(page);
  await page.evaluate(() => {
    const row = document.querySelector('#token-9');
    Object.assign(globalThis, { kept: row });
    fake.key(4, 'typed', { tokenCount: 3001, stepCount: 3001, taggedCount: 3001 })();
  });
  await page.waitForFunction(() => document.querySelector('#token-4 .text')?.textContent === 'typed');
  const isKept = await page.evaluate(
    () => document.querySelector('#token-9') === (globalThis as unknown as { kept: Element }).kept,
  );
  assert.ok(isKept);
  assert.equal(await page.locator('[role=grid]').getAttribute('aria-rowcount'), '3002');
  await done(page);
});

test('nothing sticks out at any width; without room the card lies over the view when it is asked for', async () => {
  const page = await harness.open('', { width: 480, height: 900 });
  for (const width of [480, 560, 640, 720, 900, 1200, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    for (const view of ['tags', 'probabilities', 'states'] as const) {
      await openView(page, view);
      assert.deepEqual(await page.evaluate(stickingOut), [], `${view} at ${width}`);
      assert.equal(await page.locator('.sidebar').isVisible(), width >= 820, `${view} at ${width}`);
      if (width === 480) await screenshot(page, `${view}-narrow`);
    }
  }
  await page.setViewportSize({ width: 480, height: 900 });
  await settle(page);
  await openCard(page);
  assert.deepEqual(await page.evaluate(stickingOut), []);
  assert.deepEqual(await axeProblems(page), []);
  await done(page);
});

test('the heatmap has its share of the panel, and a wall is written on in larger type', async () => {
  const page = await harness.open('', { width: 900, height: 950 });
  await openView(page, 'states');
  const share = async (): Promise<number> => {
    const { width, height } = page.viewportSize()!;
    const box = (await page.locator('.heatmap-canvas').boundingBox())!;
    // Without the gutter, the text above and the selected unit's row.
    return ((box.width - 92) * (box.height - 74)) / (width * height);
  };
  assert.ok((await share()) >= 0.37, `${await share()} with the card`);
  await page.setViewportSize({ width: 560, height: 950 });
  await settle(page);
  assert.ok((await share()) >= 0.55, `${await share()} without it`);
  await page.setViewportSize({ width: 1000, height: 700 });
  await chooseMore(page, 'Presentation: larger, fewer controls');
  const size = await page.locator('.readout').boundingBox();
  assert.ok(size!.height >= 24, 'half as large again');
  assert.deepEqual(await page.evaluate(stickingOut), []);
  const box = (await page.locator('.heatmap-canvas').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 40 * 1.5);
  await settle(page);
  const said = await text(page, '.readout');
  assert.match(said, /unit 0 ·/, 'the row under the text is the selected unit');
  await screenshot(page, 'presenting');
  await done(page);
});

/** What lies beyond the page or is cut off by its own box without saying so. */
function stickingOut(): string[] {
  const isCut = (element: Element) =>
    element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1;
  const parts = document.querySelectorAll(
    'header :not(.visually-hidden), .foot *, .picture-foot, .sidebar, .sidebar section',
  );
  return [...parts]
    .filter((element) => (element as HTMLElement).offsetParent !== null && isCut(element))
    .map(({ className, tagName }) => `${tagName}.${className}`);
}
