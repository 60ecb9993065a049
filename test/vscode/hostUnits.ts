// Finding a unit from the editor: what is in front of the list colours the text, and Escape takes it back.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, closeAll, showNew, tag, withModel } from './hostSupport.js';
import { until } from './until.js';

const TEXT = '"A cab." A bad cab came by. "Bye." A bad cab. "A cab came." Bye.\n'.repeat(8);

/** Registers the tests. */
export function testUnits(): void {
  test('a unit in front of the list colours the text; Escape takes it back, and Enter keeps it', () =>
    withModel('tolstoy-gru', async () => {
      const editor = await showNew('quoted.txt', TEXT);
      await tag(editor.document);
      const tests = await api();
      editor.selection = new vscode.Selection(0, 0, 0, 8);
      const left = vscode.commands.executeCommand('rnnLens.findUnits');
      await until('a look at the first unit', () => tests.colouring ?? undefined);
      await until('its colours', () => tests.coloursOf(editor).length > 0 || undefined);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await left;
      assert.equal(tests.colouring, null);
      await until('no colours', () => tests.coloursOf(editor).length === 0 || undefined);

      const place = { layer: 0, direction: 'forward', quantity: 'h', unit: 1 };
      await vscode.commands.executeCommand('rnnLens.colourByUnit', place);
      const before = tests.colouring;
      assert.match(before ?? '', /unit 1 \(h\)$/);
      const kept = vscode.commands.executeCommand('rnnLens.findUnits');
      await until('a look at another unit', () => tests.colouring !== before || undefined);
      const first = tests.colouring;
      await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
      const second = await until('a look at the next', () =>
        tests.colouring !== first ? tests.colouring : undefined,
      );
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await kept;
      assert.equal(tests.colouring, second);
      await vscode.commands.executeCommand('rnnLens.stopColouring');
      await closeAll();
    }));

  test('a unit is named by a command, shown in the status bar, exported and imported', () =>
    withModel('tolstoy-gru', async () => {
      const editor = await showNew('named.txt', TEXT);
      await tag(editor.document);
      const tests = await api();
      const place = { layer: 0, direction: 'forward', quantity: 'h', unit: 114 };
      await vscode.commands.executeCommand('rnnLens.colourByUnit', place);
      await until('the name it came with', () => /“in quotes”$/.test(tests.colouring ?? '') || undefined);
      const words = { name: ' inside  quotes', note: 'told by a test' };
      await vscode.commands.executeCommand('rnnLens.nameUnit', { ...place, ...words });
      await until('its new name', () => /“inside quotes”$/.test(tests.colouring ?? '') || undefined);
      const file = vscode.Uri.joinPath(editor.document.uri, '..', 'tolstoy-gru.units.json');
      await vscode.commands.executeCommand('rnnLens.exportUnitNames', file);
      const json = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      assert.match(json, /"name": "inside quotes",\s+"note": "told by a test"/);
      assert.match(json, /"unit": 73/);
      await vscode.commands.executeCommand('rnnLens.nameUnit', { ...place, name: '', note: '' });
      await until('no name', () => /\(h\)$/.test(tests.colouring ?? '') || undefined);
      await vscode.commands.executeCommand('rnnLens.importUnitNames', file);
      await until(
        'the name that was sent',
        () => /“inside quotes”$/.test(tests.colouring ?? '') || undefined,
      );
      await vscode.workspace.fs.delete(file);
      await vscode.commands.executeCommand('rnnLens.stopColouring');
      await closeAll();
    }));
}
