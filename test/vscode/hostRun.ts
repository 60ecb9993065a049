// Runs a suite of tests inside VS Code Server's extension host, the way VS Code's own integration tests run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../project.mjs';
import { extensionWithDamagedModels } from './damagedModels.mjs';
import { hostResultMark, type HostResult } from './hostResult.js';
import { until } from './until.js';
import type { VsCode } from './workbench.js';

/** Each test of a suite has a limit of its own. */
const SUITE_TIMEOUT_MS = 600_000;

/** The results of all tests of a suite, a file beside this one. Rejects when VS Code ends before the suite does. */
export async function runHostSuite(
  vscode: VsCode,
  trusted: boolean,
  suite = 'hostSuite',
  timeoutMs = SUITE_TIMEOUT_MS,
): Promise<HostResult[]> {
  const results: HostResult[] = [];
  const log: string[] = [];
  let exitCode: number | undefined;
  const extension = mkdtempSync(path.join(tmpdir(), 'rnn-lens-extension-'));
  extensionWithDamagedModels(root, extension);
  const workbench = await vscode.open({
    trusted,
    payload: {
      extensionDevelopmentPath: pathToFileURL(extension).href,
      extensionTestsPath: pathToFileURL(path.join(root, 'out', 'test', 'vscode', `${suite}.cjs`)).href,
    },
    prepare: async (page) => {
      await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
        const line = args.map(String).join(' ');
        const at = line.indexOf(hostResultMark);
        if (at >= 0) results.push(JSON.parse(line.slice(at + hostResultMark.length)) as HostResult);
        else log.push(line);
      });
      await page.exposeFunction('codeAutomationExit', (code: number) => (exitCode = code));
    },
  });
  try {
    await until('the suite ends', () => exitCode !== undefined, timeoutMs);
  } finally {
    await workbench.close();
    rmSync(extension, { recursive: true, force: true });
  }
  const failed = results.some((result) => result.error !== null);
  if (results.length === 0 || (exitCode !== 0 && !failed))
    throw new Error(`The suite did not run to its end (code ${exitCode}):\n${log.slice(-20).join('\n')}`);
  return results;
}
