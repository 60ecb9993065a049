// Tests inside the extension host, run by host.test.ts (VS Code Server) and electron.mjs (desktop VS Code).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { runTests, test } from './hostRunner.js';

/** What VS Code calls, see `extensionTestsPath`. */
export const run = runTests;

const extensionId = 'rnn-lens.rnn-lens';

test('the extension activates', async () => {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension, `${extensionId} is not installed`);
  await extension.activate();
  assert.equal(extension.isActive, true);
});

test('every command of the manifest is registered', async () => {
  const registered = await vscode.commands.getCommands(true);
  for (const name of ['tagDocument', 'clearTags', 'openPanel', 'selectModel']) {
    assert.ok(registered.includes(`rnnLens.${name}`), `rnnLens.${name} is not registered`);
  }
});
