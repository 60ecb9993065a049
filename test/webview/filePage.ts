// Opens the page of a model file in a headless browser.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { FakeFileHost } from './fakeFileHost.js';
import { release, startHarness } from './page.js';

declare global {
  var fakeFile: FakeFileHost;
}

/** A browser and a server for a file of tests. */
export interface FileHarness {
  open(query: string, size?: { width: number; height: number }): Promise<Page>;
  close(): Promise<void>;
}

/** Starts the browser and the server. */
export async function startFiles(): Promise<FileHarness> {
  const harness = await startHarness();
  return {
    open: (query, size) => harness.open(query, size, { at: 'file', ready: 'h1' }),
    close: () => harness.close(),
  };
}

/** Ends a test's page; whatever it did, the content security policy was kept. */
export async function doneWithFile(page: Page): Promise<void> {
  assert.deepEqual(await page.evaluate(() => fakeFile.violations), []);
  await release(page);
}
