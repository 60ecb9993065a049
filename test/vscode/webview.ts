// What tests look at inside a webview: its frame, axe's findings, and violations of its content security policy.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { root } from '../project.mjs';

const ownExtension = 'rnn-lens.rnn-lens';

/** The frame with an extension's document, or undefined while it is loading or hidden. */
export async function webviewFrame(page: Page, extensionId = ownExtension): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    // The outer frame's address names the extension; the inner one is "pending" until its document stands.
    if (!frame.parentFrame()?.url().includes(`extensionId=${extensionId}`)) continue;
    const element = await frame.frameElement();
    if ((await element.getAttribute('id')) !== 'active-frame' || !(await element.isVisible())) continue;
    if (await frame.evaluate(() => document.body?.childElementCount > 0)) return frame;
  }
  return undefined;
}

/** One line for each accessibility problem axe finds in the frame, for example `color-contrast: … (.tag)`. */
export async function axeViolations(frame: Frame, options: RunOptions = {}): Promise<string[]> {
  await frame.evaluate(readFileSync(path.join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
  await frame.evaluate(() => {
    // A webview is transparent over VS Code's editor colour, and axe would take it for white.
    const { style } = document.documentElement;
    style.backgroundColor ||= 'var(--vscode-editor-background)';
  });
  const results: AxeResults = await frame.evaluate(
    (given) => (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(document, given),
    options,
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help} (${node.target.join(' ')})`),
  );
}

interface WithViolations {
  cspViolations?: string[];
}

/** Makes every document of the page, also those written into a frame, record violations from its start on. */
export async function recordCspViolations(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const found: string[] = [];
    (globalThis as WithViolations).cspViolations = found;
    const listen = () =>
      document.addEventListener('securitypolicyviolation', (event) => {
        found.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`.trim());
      });
    listen();
    // VS Code writes a webview's document with document.open, which removes all listeners.
    const open = Document.prototype.open as (...args: unknown[]) => Document;
    Document.prototype.open = function (this: Document, ...args: unknown[]) {
      const opened = open.apply(this, args);
      listen();
      return opened;
    } as typeof Document.prototype.open;
  });
}

/** The violations of the content security policy in a frame so far. */
export function cspViolations(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => (globalThis as WithViolations).cspViolations ?? []);
}
