// The heatmap of a large network in the panel's page: the real bundle before a fake host, in a headless browser. How long
// the page works from the states' arrival to the first picture, and how its frames follow while one moves through the text.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { format, resolveConfig } from 'prettier';
import { root } from '../../project.mjs';
import { openView, settle, startHarness, type Harness } from '../../webview/page.js';
import { machineLine } from '../live/page.js';

/** Steps that are in sight at once, half a pixel each. */
const STEPS_IN_SIGHT = 2_000;
const STEPS = 6_000;
const UNITS = [64, 512];
/** So wide that as many steps are in sight, beside the numbers of the units. */
const SIZE = { width: STEPS_IN_SIGHT / 2 + 92 + 24, height: 950 };

/** Milliseconds of the page's own work. */
interface FirstPaint {
  /** Messages with states that were taken in, and their bytes. */
  readonly messages: number;
  readonly bytes: number;
  /** Taking them in. */
  readonly taking: number;
  /** The frames that were made of them, to the end of their painting. */
  readonly drawing: number;
  /** From the arrival of the first to the end of the last frame. */
  readonly waiting: number;
}

/** A tagger's text in the page, with a network of one layer and direction. */
async function open(harness: Harness, units: number): Promise<Page> {
  const saved = { view: 'tags', columns: 'overview', unitOrder: 'model', card: false };
  const page = await harness.open(
    `tokens=${STEPS}&quick-states&saved=${encodeURIComponent(JSON.stringify(saved))}`,
    SIZE,
  );
  await page.evaluate((hiddenSize) => {
    const run = fake.run();
    const rnn = { ...run.model.rnn, hiddenSize, layers: 1, bidirectional: false };
    fake.setRun({ runId: run.runId + 1, model: { ...run.model, rnn } });
  }, units);
  await settle(page);
  return page;
}

/** Runs in the page before the view is opened: times what is made of messages with many numbers, and their frames. */
function watch(): void {
  const seen = { messages: 0, bytes: 0, taking: 0, drawing: 0, waiting: 0 };
  let [first, began] = [0, 0];
  const isLarge = (data: unknown) => {
    const values = (data as { value?: { value?: { values?: Float32Array } } } | null)?.value?.value?.values;
    seen.bytes += values?.byteLength ?? 0;
    return (values?.byteLength ?? 0) > 10_000;
  };
  const painted = new MessageChannel();
  let frame = 0;
  painted.port1.onmessage = () => {
    seen.drawing += performance.now() - frame;
    seen.waiting = performance.now() - first;
    frame = 0;
  };
  let isAsked = false;
  addEventListener(
    'message',
    ({ data }) => {
      if (!isLarge(data)) return;
      began = performance.now();
      first ||= began;
      if (isAsked) return;
      isAsked = true;
      requestAnimationFrame(() => {
        isAsked = false;
        frame = performance.now();
        painted.port2.postMessage(null);
      });
    },
    { capture: true },
  );
  addEventListener('message', () => {
    if (began === 0) return;
    seen.messages++;
    seen.taking += performance.now() - began;
    began = 0;
  });
  Object.assign(globalThis, { seen });
}

async function firstPaint(harness: Harness, units: number): Promise<FirstPaint> {
  const page = await open(harness, units);
  await page.evaluate(watch);
  // The view stands and waits: what is measured is what its data lead to.
  await page.evaluate(() => fake.held.add('states'));
  await page.click('#tab-states');
  await page.locator('.heatmap').waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200))));
  await page.evaluate(() => fake.held.delete('states'));
  await settle(page);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: FirstPaint }).seen);
  assert.ok(seen.bytes >= units * STEPS_IN_SIGHT * 4, `${seen.bytes} bytes came`);
  await page.close();
  return seen;
}

/** Runs in the page: moves through the text, a little every frame; resolves to the times between the frames and of the page's work in each. */
async function pan([frames, px]: readonly [number, number]): Promise<{ between: number[]; work: number[] }> {
  const element = document.querySelector('.heatmap')!;
  const [between, work]: [number[], number[]] = [[], []];
  const painted = new MessageChannel();
  let [last, began] = [0, 0];
  painted.port1.onmessage = () => work.push(performance.now() - began);
  return new Promise((resolve) => {
    const next = (now: number) => {
      if (last > 0) between.push(now - last);
      last = now;
      if (between.length >= frames) return resolve({ between, work });
      began = performance.now();
      // A message is handled after the frame it was sent in; what the last movement led to is drawn in this one.
      painted.port2.postMessage(null);
      // Asked for before the panel's own: it is called at the next frame's start.
      requestAnimationFrame(next);
      element.scrollLeft += px;
    };
    requestAnimationFrame(next);
  });
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const quantile = (values: readonly number[], share: number) =>
  sorted(values)[Math.min(values.length - 1, Math.floor(share * values.length))];

async function main(quick: boolean): Promise<void> {
  const harness = await startHarness();
  const [rounds, frames] = quick ? [1, 60] : [7, 300];
  const paints = UNITS.map((): number[] => []);
  const works = UNITS.map((): number[] => []);
  const taken = UNITS.map((): FirstPaint | null => null);
  // Rounds take turns: a busy moment of the machine is everybody's.
  for (let round = 0; round < rounds; round++)
    for (const [k, units] of UNITS.entries()) {
      const seen = await firstPaint(harness, units);
      paints[k].push(seen.waiting);
      works[k].push(seen.taking + seen.drawing);
      taken[k] = seen;
    }
  const pans: { between: number[]; work: number[] }[] = [];
  for (const units of UNITS) {
    const page = await open(harness, units);
    await openView(page, 'states');
    // There and back once: all states are here then, and the page's code is compiled.
    await page.evaluate(pan, [40, 60] as const);
    await settle(page);
    await page.evaluate(pan, [40, -60] as const);
    await settle(page);
    const before = await page.evaluate(() => document.querySelector('.heatmap')!.scrollLeft);
    pans.push(await page.evaluate(pan, [frames, 2] as const));
    const moved = (await page.evaluate(() => document.querySelector('.heatmap')!.scrollLeft)) - before;
    assert.ok(moved >= frames, `it moved by ${moved} px`);
    await page.close();
  }
  await harness.close();
  const rows = UNITS.map((units, k) => {
    const { between, work } = pans[k];
    const ms = (value: number) => value.toFixed(1);
    const cells = [
      `${units} × ${STEPS_IN_SIGHT.toLocaleString('en')}`,
      `${taken[k]!.messages}`,
      ms(quantile(paints[k], 0.5)),
      ms(Math.max(...paints[k])),
      ms(quantile(works[k], 0.5)),
      ms(quantile(between, 0.5)),
      ms(quantile(between, 0.95)),
      ms(quantile(work, 0.5)),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const lines = [
    '# The heatmap of a large network',
    '<!-- npm run bench:heatmap -->',
    `${STEPS_IN_SIGHT.toLocaleString('en')} steps in sight, half a pixel each, in a window ${SIZE.width} × ${SIZE.height}, in a headless ` +
      'Chromium without a graphics card. The view stands and waits. First paint is the time from the arrival of the first ' +
      'of some messages of at most a megabyte with its states to the end of the painting of the last frame they lead to, ' +
      'with the making of the messages, which is in the same page here; median and largest of ' +
      `${rounds}; beside it what the page itself works of it. Then the text is moved by two pixels every frame, ${frames} frames: the time between two frames (16.7 ms ` +
      `is every frame of the screen), and what the page works in one. ${machineLine()}`,
    [
      '| Units × steps | messages | first paint, p50 ms | largest | work, p50 ms | between frames, p50 ms | p95 ms | work of a frame, p50 ms |',
      '| :-- | --: | --: | --: | --: | --: | --: | --: |',
      ...rows,
    ].join('\n'),
  ];
  const file = path.join(root, quick ? 'out/bench' : 'docs', 'benchmarks-panel.md');
  mkdirSync(path.dirname(file), { recursive: true });
  const config = await resolveConfig(path.join(root, 'package.json'));
  const text = await format(lines.join('\n\n'), { ...config, parser: 'markdown' });
  writeFileSync(file, text);
  console.log(text);
}

await main(process.argv[2] === 'quick');
