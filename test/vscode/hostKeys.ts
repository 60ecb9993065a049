// Keys and the palette, in the extension host: nothing clashes with what VS Code has, and what cannot run is not offered.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { extensionId } from './hostSupport.js';

interface Binding {
  readonly key: string;
  readonly command: string;
}

/** Registers the test of default key bindings. */
export function testKeys(): void {
  test('no key of the manifest is a default one of VS Code or of what it comes with', async () => {
    const uri = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const known = bindingsIn(text);
    assert.ok(known.length > 300, `${known.length} were read`);
    const own = ownKeys();
    assert.ok(own.length > 0);
    const clashes = known.filter(({ key, command }) => own.includes(key) && !command.startsWith('rnnLens.'));
    assert.deepEqual(clashes, []);
  });
}

/** The list that VS Code writes, which has comments around it. */
function bindingsIn(text: string): Binding[] {
  const found = text.matchAll(/"key": "([^"]+)",\s*"command": "([^"]+)"/g);
  return [...found].map(([, key, command]) => ({ key, command }));
}

function ownKeys(): string[] {
  const { contributes } = vscode.extensions.getExtension(extensionId)!.packageJSON as {
    readonly contributes: { readonly keybindings: readonly { readonly key: string }[] };
  };
  return contributes.keybindings.map(({ key }) => key);
}
