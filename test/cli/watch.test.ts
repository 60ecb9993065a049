import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-watch-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('after a fresh `npm run watch` the command line runs', { timeout: 120_000 }, async () => {
  // The project as a fresh clone has it: without dist/.
  for (const name of ['src', 'webview', 'media', 'node_modules', 'package.json', 'tsconfig.json'])
    symlinkSync(path.resolve(name), path.join(folder, name), 'junction');
  const watching = spawn(process.execPath, [path.resolve('esbuild.mjs'), '--watch'], { cwd: folder });
  try {
    let told = '';
    await new Promise<void>((resolve, reject) => {
      for (const stream of [watching.stdout, watching.stderr])
        stream.on('data', (bytes) => (told += bytes) && /^Built;/m.test(told) && resolve());
      watching.on('error', reject);
      watching.on('exit', () => reject(new Error(`It ended: ${told}`)));
    });
    const models = execFileSync(process.execPath, ['dist/cli.js', 'models'], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.match(models, /^english-pos \(default\)/m);
  } finally {
    watching.removeAllListeners('exit');
    watching.kill();
  }
});
