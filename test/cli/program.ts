import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';

/** The program that people run. */
export const cli = path.resolve('dist/cli.js');

/** How a run of the program ended, and what it said. */
export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end. */
export function rnnLens(args: readonly string[], input = '', cwd = process.cwd()): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** What the program prints where nothing goes wrong. */
export async function ok(args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await rnnLens(args, input);
  assert.equal(code, 0, stderr);
  return stdout;
}
