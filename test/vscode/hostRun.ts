// Runs a suite of tests inside VS Code Server's extension host, the way VS Code's own integration tests run.
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root, run } from '../project.mjs';
import { KOREAN } from './displayLanguage.js';
import { askMark, hostResultMark, type HostAsk, type HostResult } from './hostResult.js';
import { testExtension } from './testExtension.js';
import { until } from './until.js';
import type { VsCode, Workbench } from './workbench.js';

/** Bundles of a suite by the extension host that runs them, see `test/prepare.mjs`. */
const SUITES = {
  node: (suite: string) => `${suite}.cjs`,
  web: (suite: string) => path.join('web', `${suite}.js`),
} as const;

/** Each test of a suite has a limit of its own. */
const SUITE_TIMEOUT_MS = 1_800_000;

/**
 * The results of all tests of a suite, a file beside this one, and of one more: that the window, its workers and webviews
 * asked nobody but VS Code Server. Rejects when VS Code ends before the suite does.
 */
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
  testExtension(root, extension);
  const workbench = await vscode.open({
    trusted,
    content: { extension, tests: path.join(root, 'out', 'test', 'vscode', SUITES[vscode.host](suite)) },
    prepare: async (page) => {
      if (process.env['RNN_LENS_LANGUAGE'] === 'ko') await KOREAN.prepare(page);
      await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
        const line = args.map(String).join(' ');
        const result = behind<HostResult>(hostResultMark, line);
        const ask = behind<HostAsk>(askMark, line);
        if (result) results.push(told(result));
        else if (ask) void answer(extension, ask);
        else log.push(line);
      });
      await page.exposeFunction('codeAutomationExit', (code: number) => (exitCode = code));
    },
  });
  try {
    await until('the suite ends', () => exitCode !== undefined, timeoutMs);
  } catch (error) {
    // What ran until then is told all the same: which test hung, or which ones took so long.
    results.push(unended(error as Error, results, log));
  } finally {
    await workbench.close();
    rmSync(extension, { recursive: true, force: true });
  }
  const failed = results.some((result) => result.error !== null);
  if (results.length === 0 || (exitCode !== 0 && !failed))
    throw new Error(`The suite did not run to its end (code ${exitCode}):\n${log.slice(-20).join('\n')}`);
  return [...results, requestsOf(workbench)];
}

/** A result, which a file that `RNN_LENS_PROGRESS` names is told of at once: to watch a long suite. */
function told(result: HostResult): HostResult {
  const file = process.env['RNN_LENS_PROGRESS'];
  const { name, error, elapsedMs } = result;
  if (file)
    appendFileSync(file, `${Math.round(elapsedMs)} ms ${error === null ? 'passed' : 'failed'} ${name}\n`);
  return result;
}

function unended({ message }: Error, results: readonly HostResult[], log: readonly string[]): HostResult {
  const slowest = [...results].sort((a, b) => b.elapsedMs - a.elapsedMs).slice(0, 10);
  const lines = slowest.map(({ name, elapsedMs }) => `${(elapsedMs / 1000).toFixed(1)} s  ${name}`);
  const last = results.at(-1)?.name ?? 'none';
  const error = [`${message} The last test that ended: ${last}.`, ...lines, ...log.slice(-10)].join('\n');
  return { name: 'the suite ends', error, notes: [], elapsedMs: 0 };
}

function requestsOf({ requestsElsewhere }: Workbench): HostResult {
  const error = requestsElsewhere.length > 0 ? `It asked ${requestsElsewhere.join(', ')}.` : null;
  return { name: 'no request went to another machine', error, notes: [], elapsedMs: 0 };
}

/** The value that stands behind a mark in a line; undefined if the mark is not there. */
function behind<T>(mark: string, line: string): T | undefined {
  const at = line.indexOf(mark);
  return at < 0 ? undefined : (JSON.parse(line.slice(at + mark.length)) as T);
}

/** Runs the command line for a test that cannot do so itself. */
async function answer(extension: string, { args, answer: file }: HostAsk): Promise<void> {
  const { output, code } = await run(process.execPath, [path.join(extension, 'dist', 'cli.js'), ...args]);
  writeFileSync(`${file}.partial`, JSON.stringify({ output, code }));
  renameSync(`${file}.partial`, file);
}
