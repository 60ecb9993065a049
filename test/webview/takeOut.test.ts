// What leaves the panel: pictures as PNG and SVG, tables as TSV, of every view by the same menu.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { root } from '../project.mjs';
import { tokenText } from './fakeModel.js';
import { chooseMore, done, openView, sent, settle, startHarness, type Harness } from './page.js';

let harness: Harness;
before(async () => (harness = await startHarness()));
after(() => harness.close());

interface Part {
  readonly ending: string;
  readonly name: string;
  readonly to: string;
  readonly id: number;
  readonly isLast: boolean;
}

/** What was handed over last, by ending, as Latin-1 text. */
async function handed(page: Page): Promise<{ parts: Part[]; files: Record<string, Buffer> }> {
  await page.waitForFunction(() =>
    fake.events.some(([name, data]) => name === 'handOver' && (data as Part).isLast),
  );
  const all = await page.evaluate(() =>
    fake.events
      .filter(([name]) => name === 'handOver')
      .map(([, data]) => {
        const { bytes, ...part } = data as Part & { bytes: Uint8Array };
        return { part, text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') };
      }),
  );
  const last = all.at(-1)!.part.id;
  const own = all.filter(({ part }) => part.id === last);
  const files: Record<string, Buffer> = {};
  for (const { part, text } of own)
    files[part.ending] = Buffer.concat([files[part.ending] ?? Buffer.alloc(0), Buffer.from(text, 'latin1')]);
  return { parts: own.map(({ part }) => part), files };
}

const VIEWS = ['tags', 'read', 'probabilities', 'states', 'units', 'network', 'attribution'] as const;

for (const view of VIEWS)
  test(`the picture of ${view}: an SVG that can be read and says what it is of, and a PNG of the same`, async () => {
    const page = await harness.open('tokens=120', { width: 900, height: 700 });
    await openView(page, view);
    await page.waitForTimeout(300);
    await settle(page);
    await chooseMore(page, 'Save Picture…');
    const { parts, files } = await handed(page);
    assert.deepEqual([...new Set(parts.map(({ ending }) => ending))], ['png', 'svg']);
    assert.ok(parts.every(({ to, name }) => to === 'file' && name === `english-pos.${view}`));
    const svg = files['svg'].toString('utf8');
    const folder = path.join(root, 'out', 'screenshots');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `picture-${view}.svg`), files['svg']);
    writeFileSync(path.join(folder, `picture-${view}.png`), files['png']);
    const problem = await page.evaluate((text) => {
      const read = new DOMParser().parseFromString(text, 'image/svg+xml');
      return read.querySelector('parsererror')?.textContent ?? null;
    }, svg);
    assert.equal(problem, null);
    assert.match(svg, /visitor\.txt · english-pos<\/text>/);
    assert.ok(!/https?:\/\/(?!www\.w3\.org)/.test(svg), 'it needs nothing else');
    assert.equal(files['png'].subarray(1, 4).toString('latin1'), 'PNG');
    // Not one colour: something is drawn.
    const colours = await page.evaluate(
      async (data) => {
        const image = new Image();
        image.src = data;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [image.width, image.height];
        const context = canvas.getContext('2d')!;
        context.drawImage(image, 0, 0);
        const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
        return new Set(pixels.filter((_, k) => k % 7 === 0)).size;
      },
      `data:image/png;base64,${files['png'].toString('base64')}`,
    );
    assert.ok(colours > 20, `${colours} colours`);
    await done(page);
  });

test('words of a picture are text, and pixels are an image', async () => {
  const page = await harness.open('tokens=120', { width: 900, height: 700 });
  await openView(page, 'read');
  await page.waitForSelector('.read-word');
  await chooseMore(page, 'Save Picture…');
  const svg = (await handed(page)).files['svg'].toString('utf8');
  for (const token of [0, 8, 20]) assert.ok(svg.includes(`>${tokenText(token)}</text>`), tokenText(token));
  assert.ok(!svg.includes('Next unsure'), 'no buttons');
  await done(page);
});

test('the table of a view is copied as it is written there; that of the tokens is asked of the host', async () => {
  const page = await harness.open('tokens=120');
  await openView(page, 'probabilities');
  await chooseMore(page, 'Copy Table');
  const { parts, files } = await handed(page);
  assert.equal(parts[0].to, 'clipboard');
  const lines = files['tsv'].toString('utf8').split('\n');
  assert.match(lines[0], /^(Class|Tag)\tMeaning\t/);
  assert.equal(lines.length, 1 + 17 + 1);
  for (const line of lines.slice(1, -1)) assert.match(line, /\t(>|<)?\d\.\d+$/);
  await openView(page, 'tags');
  await page.click('.tag-head .entropy button');
  await settle(page);
  await chooseMore(page, 'Save Table…');
  const [taken] = (await sent(page, 'takeRows')) as Record<string, unknown>[];
  assert.deepEqual(
    [taken['by'], taken['fromRow'], taken['toRow'], taken['to']],
    ['entropy', 0, undefined, 'file'],
  );
  await done(page);
});

test('states and reports are asked for with the place that is looked at', async () => {
  const page = await harness.open('tokens=120');
  await openView(page, 'states');
  await chooseMore(page, 'Save States…');
  await chooseMore(page, 'Save Report…');
  const [states] = await sent(page, 'saveStates');
  const [report] = await sent(page, 'saveReport');
  assert.deepEqual(states, report);
  const { layer, direction, quantity } = states as Record<string, unknown>;
  assert.deepEqual([layer, direction, quantity], [0, 'forward', 'h']);
  await done(page);
});
