// `npm run pictures:vector`: draws vector pictures as PNG, for places that take no others: the marketplace's icon and README.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root } from '../project.mjs';
import { ensureBrowser } from '../vscode/browser.mjs';

/** From, to, and the scale: the icon is 256 pixels wide, a chart has two for each of a page. */
const PICTURES = [
  ['docs/icon.svg', 'media/icon.png', 1],
  ['docs/speed.svg', 'docs/speed.png', 2],
];

const browser = await chromium.launch({
  executablePath: await ensureBrowser(console.log),
  args: ['--no-sandbox'],
});
try {
  for (const [from, to, scale] of PICTURES) {
    const page = await browser.newPage({ deviceScaleFactor: scale });
    await page.setContent(`<body style="margin:0">${readFileSync(path.join(root, from), 'utf8')}`);
    const picture = page.locator('svg').first();
    writeFileSync(path.join(root, to), await picture.screenshot({ omitBackground: true }));
    console.log(`${from} → ${to}`);
    await page.close();
  }
} finally {
  await browser.close();
}
