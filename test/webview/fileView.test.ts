// The page of a model file: what it shows of real files, when it asks for what, and for whom.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { writeSafetensors } from '../../src/core/formats/safetensors.js';
import { doneWithFile, startFiles, type FileHarness } from './filePage.js';
import { axeProblems, screenshot } from './page.js';
import { themes } from './themes.mjs';

const FIXTURES = path.join('test', 'fixtures', 'import');
const SENTIMENT = path.join(FIXTURES, 'keras', 'sentiment', 'sentiment.h5');
const STATES = path.join(FIXTURES, 'onnx', 'steps-and-state.onnx');
const folder = mkdtempSync(path.join(os.tmpdir(), 'rnn-lens-page-'));
const MANY = path.join(folder, 'many.safetensors');
/** A little more than what is read by itself. */
const LARGE = `&large=${(1 << 24) + 8}`;
const DAMAGED = path.join(folder, 'damaged.keras');

let harness: FileHarness;
before(async () => {
  const value = (k: number) => ({ shape: [3], values: Float32Array.of(-k, 0, k) });
  const many = Array.from(
    { length: 450 },
    (_, k) => [`block.${k >> 1}.${k % 2 ? 'bias' : 'weight'}`, value(k)] as const,
  );
  writeFileSync(MANY, writeSafetensors(Object.fromEntries(many)));
  writeFileSync(DAMAGED, Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0));
  harness = await startFiles();
});
after(async () => {
  await harness.close();
  rmSync(folder, { recursive: true });
});

const open = (file: string, more = '', size = { width: 900, height: 800 }): Promise<Page> =>
  harness.open(`path=${encodeURIComponent(file)}${more}`, size);

/** Waits until all that is in sight was answered. */
async function settled(page: Page): Promise<void> {
  await page.waitForSelector('.file-tensors, [role=alert]');
  await page.waitForFunction(() => {
    const rows = [...document.querySelectorAll('.file-tensors tbody tr')];
    const inSight = rows.filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return top < innerHeight && bottom > 0;
    });
    return (
      fakeFile.unanswered === 0 &&
      !document.querySelector('.file-layers .note')?.textContent?.includes('are read…') &&
      inSight.every((row) => row.children.length > 5 || row.querySelector('.button, .problem'))
    );
  });
}

test('of a Keras file: what it is, its layers with parameters, its tensors with figures, what it says', async () => {
  const page = await open(SENTIMENT, '', { width: 900, height: 1600 });
  await settled(page);
  assert.equal(await page.innerText('h1'), 'sentiment.h5');
  assert.match(
    await page.innerText('.file-summary'),
    /^Keras [\d.]+ \(HDF5\) · \d+ kB · \d+ tensors · [\d,]+ numbers$/,
  );
  const layers = await page.locator('.file-layers tbody tr').allInnerTexts();
  assert.ok(
    layers.some((row) => /LSTM of 5 units, forward and backward, side by side\t10\t480/.test(row)),
    layers.join(' | '),
  );
  const numbers = /([\d,]+) numbers/.exec(await page.innerText('.file-summary'))?.[1];
  assert.match(layers.at(-1) ?? '', new RegExp(`^All\\s+${numbers}$`), 'parameters are those of the file');
  const [first] = await page.locator('.file-tensors tbody tr').allInnerTexts();
  assert.match(first, /embedding/);
  const cells = await page.locator('.file-tensors tbody tr').first().locator('td').allInnerTexts();
  assert.match(cells.slice(4, 8).join(' '), /^−0\.\d+ 0\.\d+ −?\d\S+ 0\.\d+$/);
  const name = await page.locator('.histogram').first().getAttribute('aria-label');
  assert.match(name ?? '', /^Values from −\S+ to \S+, most of them between −?\S+ and −?\S+$/);
  assert.match(await page.innerText('.file-facts'), /keras/);
  await page.click('vscode-button:text-is("Run on a Text…")');
  assert.deepEqual(await page.evaluate(() => fakeFile.events.at(-1)), ['runOn', null]);
  await screenshot(page, 'model-file');
  await doneWithFile(page);
});

test('a file that cannot be run is shown with its reason, and nothing to run it with', async () => {
  const page = await open(MANY);
  await settled(page);
  assert.match(await page.innerText('.file-refused'), /^It cannot be run on a text\. .+/);
  assert.equal(await page.locator('vscode-button:text-is("Run on a Text…")').count(), 0);
  assert.match(await page.innerText('.file-layers'), /Parts[\s\S]*block\.0/);
  await doneWithFile(page);
});

test('statistics are asked for what is in sight only, one after the other; a list is found in and grown', async () => {
  const page = await open(MANY, '', { width: 900, height: 600 });
  await page.locator('.file-tensors').scrollIntoViewIfNeeded();
  await settled(page);
  const before = await page.evaluate(() => fakeFile.asked.length);
  assert.ok(before < 40, `${before} of 450 were asked for`);
  assert.equal(await page.locator('.file-tensors tbody tr').count(), 200);
  await page.fill('.file-find input', 'block.10');
  await page.waitForFunction(() => document.querySelectorAll('.file-tensors tbody tr').length === 22);
  assert.equal(await page.innerText('.file-bar .note'), '22 of 450 tensors');
  await page.fill('.file-find input', '');
  await page.waitForFunction(() => document.querySelectorAll('.file-tensors tbody tr').length === 200);
  await page.click('vscode-button:text-is("Show 200 More")');
  assert.equal(await page.locator('.file-tensors tbody tr').count(), 400);
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  assert.match(focused ?? '', /^block\.100\.weight/, 'reading goes on at the first new row');
  await page.keyboard.press('End');
  await settled(page);
  await doneWithFile(page);
});

test('a large tensor is read when somebody asks for it, and can be stopped; what is not finite is seen', async () => {
  const page = await open(MANY, `${LARGE}&delay=60`);
  await page.waitForSelector('.file-state .button');
  assert.deepEqual(await page.evaluate(() => fakeFile.asked), []);
  await page.locator('.file-state .button').focus();
  await page.keyboard.press('Enter');
  await page.locator('.file-state', { hasText: /[1-9]\d* % read/ }).waitFor();
  await page.locator('.file-state .button', { hasText: 'Stop' }).click();
  await page.locator('.file-state .button', { hasText: 'Compute' }).waitFor();
  assert.deepEqual(await page.evaluate(() => [fakeFile.asked, fakeFile.aborted]), [[0], 1]);
  await page.locator('.file-state .button').click();
  await page.locator('.infinite.problem').waitFor();
  assert.equal(await page.innerText('td.infinite'), '1');
  assert.match((await page.locator('.histogram').getAttribute('aria-label')) ?? '', /^One value: 1/);
  await doneWithFile(page);
});

test('a damaged file has one sentence and is read again when asked; an untrusted one is not read before', async () => {
  const page = await open(DAMAGED);
  await page.waitForSelector('[role=alert]');
  assert.match(await page.innerText('[role=alert]'), /^"damaged\.keras" is a packed file \(zip\).*\.$/);
  await page.click('vscode-button:text-is("Read Again")');
  await page.waitForFunction(() => fakeFile.events.some(([name]) => name === 'read'));
  await doneWithFile(page);
  const untrusted = await open(SENTIMENT, '&untrusted');
  await untrusted.waitForSelector('vscode-button');
  assert.match(await untrusted.innerText('main'), /not trusted, so nothing of sentiment\.h5 was read/);
  assert.equal(await untrusted.locator('table').count(), 0);
  assert.deepEqual(await axeProblems(untrusted), []);
  await untrusted.locator('vscode-button').focus();
  await untrusted.keyboard.press('Enter');
  await settled(untrusted);
  await doneWithFile(untrusted);
});

test('every sentence comes through the door', async () => {
  for (const [file, more] of [
    [SENTIMENT, ''],
    [MANY, ''],
    [MANY, LARGE],
    [SENTIMENT, '&untrusted'],
  ]) {
    const page = await open(file, `&language=brackets${more}`, { width: 1100, height: 1200 });
    if (more !== '&untrusted') await settled(page);
    const bare = await page.evaluate(() =>
      [...document.querySelectorAll('h2, p, thead th, vscode-button, label')]
        .filter((element) => (element as HTMLElement).checkVisibility())
        .map((element) => element.textContent ?? '')
        .filter((text) => text.trim() !== '' && !/^⟦/.test(text.trim())),
    );
    assert.deepEqual(bare, []);
    await doneWithFile(page);
  }
});

for (const theme of Object.keys(themes))
  for (const width of [480, 900, 1920])
    test(`axe finds nothing in the page of a file: ${theme}, ${width} px`, async () => {
      for (const file of [SENTIMENT, STATES]) {
        const page = await open(file, `&theme=${theme}`, { width, height: 1100 });
        await settled(page);
        assert.deepEqual(await axeProblems(page), []);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} px too wide`);
        await doneWithFile(page);
      }
    });
