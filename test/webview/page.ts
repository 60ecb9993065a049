// Opens the panel's test page in a headless browser, with what the tests ask of it.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';
import { root } from '../project.mjs';
import { findBrowser } from '../vscode/browser.mjs';
import type { FakeHost } from './fakeHost.js';
import { serveHarness, writtenHarness } from './harness.mjs';

const SCREENSHOTS = path.join(root, 'out', 'screenshots');

declare global {
  var fake: FakeHost;
}

/** A browser and a server for a file of tests. */
export interface Harness {
  /** Opens a page of the server, the panel's by itself, and waits until what is `ready` is there. */
  open(
    query?: string,
    size?: { width: number; height: number },
    which?: { at: string; ready: string },
  ): Promise<Page>;
  close(): Promise<void>;
}

const PANEL = { at: '', ready: '.whole:not([hidden]), .empty:not([hidden])' };

/** Starts the browser and the server. */
export async function startHarness(): Promise<Harness> {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('The panel is tested in Chrome or Chromium: name it in RNN_LENS_CHROME.');
  const server = await serveHarness(0, writtenHarness());
  const browser: Browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const idle: Page[] = [];
  const pageOf = async (viewport: { width: number; height: number }): Promise<Page> => {
    const used = idle.pop();
    await used?.setViewportSize(viewport);
    const page = used ?? (await browser.newPage({ viewport }));
    if (!used)
      page.on('pageerror', (error) => {
        throw error;
      });
    releases.set(page, () => idle.push(page));
    return page;
  };
  return {
    open: async (query = '', viewport = { width: 1100, height: 680 }, { at, ready } = PANEL) => {
      const page = await pageOf(viewport);
      await page.goto(`${server.url}${at}?${query}`);
      await page.waitForSelector(ready);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** What takes back a page that is done with: a window for each costs four times what a page in an old one does. */
const releases = new WeakMap<Page, () => void>();

/** A test is through with a page, whose next text will be another one. */
export async function release(page: Page): Promise<void> {
  // The mouse of a new page is nowhere.
  await page.mouse.move(-10, -10);
  releases.get(page)?.();
}

/** Brings a view to the front, whether there is room for its tab or not. */
export async function openView(
  page: Page,
  view:
    | 'tags'
    | 'read'
    | 'probabilities'
    | 'states'
    | 'units'
    | 'network'
    | 'attribution'
    | 'difference'
    | 'trajectory'
    | 'train',
): Promise<void> {
  const tab = page.locator(`#tab-${view}`);
  if (await tab.isVisible()) await tab.click();
  else {
    const title = (await tab.textContent()) ?? '';
    await page.click('.more-tabs > .menu-button');
    await page.click(`.more-tabs .menu button:text-is("${title}")`);
  }
  await settle(page);
}

/** Chooses a line of the menu of further actions. */
export async function chooseMore(page: Page, line: string): Promise<void> {
  await page.click('.more > .menu-button');
  await page.click(`.more .menu button:text-is("${line}")`);
  await settle(page);
}

/** Opens the card beside the views where there is no room for it. */
export async function openCard(page: Page): Promise<void> {
  if (await page.locator('.sidebar').isVisible()) return;
  await page.click('.card-toggle');
  await settle(page);
}

/** Waits until what was asked for is here and drawn. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(60);
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    // An answer may make the page ask for more in the next frame.
    for (let quiet = 0; quiet < 3; quiet = fake.unanswered === 0 ? quiet + 1 : 0) await frame();
  });
}

/** Payloads of an event the panel sent. */
export function sent(page: Page, name: string): Promise<unknown[]> {
  return page.evaluate(
    (wanted) => fake.events.filter(([event]) => event === wanted).map(([, data]) => data),
    name,
  );
}

/** Parameters of the requests the panel made. */
export function asked(page: Page, name: string): Promise<Record<string, unknown>[]> {
  return page.evaluate(
    (wanted) => fake.requests.filter(([request]) => request === wanted).map(([, data]) => data as never),
    name,
  );
}

/** Of a theme that is not the dark one only colours can be others; contrast is 4.5:1, in themes of high contrast 7:1. */
const COLOUR_RULES = {
  'vscode-light': ['color-contrast', 'link-in-text-block'],
  'vscode-high-contrast': ['color-contrast-enhanced', 'link-in-text-block'],
  'vscode-high-contrast-light': ['color-contrast-enhanced', 'link-in-text-block'],
};

/** One line for each accessibility problem axe finds. */
export async function axeProblems(page: Page): Promise<string[]> {
  const axePath = path.join(root, 'node_modules', 'axe-core', 'axe.min.js');
  const known = await page.evaluate(() => 'axe' in globalThis);
  if (!known) await page.evaluate(readFileSync(axePath, 'utf8'));
  const results: AxeResults = await page.evaluate((rules) => {
    const theme = document.body.dataset['vscodeThemeKind'] as keyof typeof rules;
    return (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
      // Describing each element that passes takes most of the time.
      resultTypes: ['violations'],
      preload: false,
      ...(rules[theme] && { runOnly: rules[theme] }),
    });
  }, COLOUR_RULES);
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(' ')}) ${node.failureSummary ?? ''}`),
  );
}

/** Saves `out/screenshots/webview-NAME.png`. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `webview-${name}.png`) });
}

/** Ends a test's page; whatever it did, the content security policy was kept. */
export async function done(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(() => fake.violations), []);
  await release(page);
}
