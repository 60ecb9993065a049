// What a workspace that is not trusted keeps from working: exactly what the manifest says.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, extensionId, loggedDuring, showNew, tag, workspaceFile } from './hostSupport.js';

/** Registers the tests of a workspace, trusted or not. */
export function testTrust(): void {
  const { isTrusted } = vscode.workspace;

  test(`folders of models that the workspace sets are ${isTrusted ? 'looked at' : 'not looked at'}`, async () => {
    const { fs } = vscode.workspace;
    const installed = vscode.Uri.joinPath(extensionUri(), 'media', 'models', 'textbook-rnn');
    for (const file of ['model.json', 'weights.safetensors']) {
      const bytes = await fs.readFile(vscode.Uri.joinPath(installed, file));
      await fs.writeFile(workspaceFile(`elsewhere/own/${file}`), new Uint8Array(bytes));
    }
    const { document } = await showNew('numbers.txt', '1 1\n2 2\n');
    const { models } = await api();
    const settings = vscode.workspace.getConfiguration('rnnLens');
    await settings.update('modelFolders', ['elsewhere'], vscode.ConfigurationTarget.Workspace);
    try {
      const found = (await models(document)).filter((name) => name.endsWith('@workspace'));
      assert.deepEqual(found, isTrusted ? ['textbook-rnn@workspace'] : []);
    } finally {
      await settings.update('modelFolders', undefined, vscode.ConfigurationTarget.Workspace);
      await fs.delete(workspaceFile('elsewhere'), { recursive: true });
    }
  });

  if (!isTrusted)
    test('a model file of another framework is not imported, which is said; documents are tagged', async () => {
      const lines = await loggedDuring(() =>
        vscode.commands.executeCommand('rnnLens.importModel', workspaceFile('lighthouse.txt')),
      );
      assert.match(lines.join(), /not trusted/);
      const { document } = await showNew('tagged.txt', 'The keeper climbed the old tower.\n');
      assert.equal((await tag(document)).complete, true);
    });
}

function extensionUri(): vscode.Uri {
  return vscode.extensions.getExtension(extensionId)!.extensionUri;
}
