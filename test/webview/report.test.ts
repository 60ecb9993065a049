// The page that `rnn-lens report` writes, in a browser: nothing is fetched, nothing is refused, axe finds nothing.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { ok } from '../cli/program.js';
import { findBrowser } from '../vscode/browser.mjs';
import { axeProblems } from './page.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-page-'));
let browser: Browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: findBrowser()!,
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

const TEXT =
  'Marta had <script>document.title = "run"</script> kept <img src="https://example.org/x.png"> it.\n';

for (const [model, colorScheme] of [
  ['english-pos', 'light'],
  ['tolstoy-gru', 'dark'],
  ['parentheses', 'dark'],
  ['english-feelings', 'light'],
] as const)
  test(`${model}, ${colorScheme}: it stands alone, and axe finds nothing at 480 and 1000 px`, async () => {
    const [from, out] = [path.join(folder, 'text.txt'), path.join(folder, `${model}.html`)];
    writeFileSync(from, model === 'parentheses' ? '(()(' : TEXT);
    await ok(['report', '--model', model, '--out', out, from]);
    for (const width of [480, 1000]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) said.push(request.url());
      });
      await page.goto(pathToFileURL(out).href);
      assert.equal(await page.title(), `${model} on text.txt`);
      const seen = await page.evaluate(() => ({
        pictures: [...document.images].map((image) => image.naturalWidth > 0),
        isWide: document.documentElement.scrollWidth > innerWidth,
        back: getComputedStyle(document.body).backgroundColor,
      }));
      const back = colorScheme === 'dark' ? 'rgb(13, 17, 23)' : 'rgb(255, 255, 255)';
      const pictures = model === 'parentheses' ? [] : [true];
      assert.deepEqual(seen, { pictures, isWide: false, back });
      assert.deepEqual(said, []);
      assert.deepEqual(await axeProblems(page), []);
      await page.close();
    }
  });
