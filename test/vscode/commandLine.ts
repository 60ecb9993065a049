import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** What the command line prints as JSON, to be compared with what people see. */
export function printed<T>(...args: string[]): T {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli.js', ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as T;
}
