import { test } from 'node:test';
import { runHostSuite } from './hostRun.js';
import type { VsCode } from './workbench.js';

/** Runs a suite in the extension host and registers each of its tests, which ends as it did there. */
export async function reportHostSuite(
  vscode: VsCode,
  trusted: boolean,
  suite?: string,
  timeoutMs?: number,
): Promise<void> {
  const trust = trusted ? 'trusted workspace' : 'untrusted workspace';
  const where = vscode.host === 'web' ? `in the browser, ${trust}` : trust;
  for (const { name, error, notes, elapsedMs } of await runHostSuite(vscode, trusted, suite, timeoutMs))
    test(`${where}: ${name}`, (context) => {
      context.diagnostic(`${Math.round(elapsedMs)} ms in the extension host`);
      for (const note of notes) context.diagnostic(note);
      if (error !== null) throw Object.assign(new Error(error.split('\n', 1)[0]), { stack: error });
    });
}
