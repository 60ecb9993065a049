// Changes as large as people make them: a megabyte pasted, ten thousand places replaced at once, and undone again.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { closeAll, followed, results, sameAsFullRun, showNew, tag, withModel } from './hostSupport.js';
import { until } from './until.js';

const PLACES = 10_000;

/** A megabyte in sentences of words as long as compounds are: fewer tokens are compared. */
const MEGABYTE = `The ${'lighthouse'.repeat(3)}s of ${'wintertime'.repeat(4)} burned.\n`.repeat(12_000);

/** Registers the tests. */
export function testLargeChanges(): void {
  test('a megabyte is pasted and undone: followed, as a full run', async () => {
    const start = 'The keeper climbed the old tower.\nNobody wrote to her.\n';
    const editor = await showNew('pasted.txt', start);
    const { document } = editor;
    const before = await tag(document);
    editor.selection = new vscode.Selection(1, 7, 1, 7);
    assert.ok(MEGABYTE.length > 1_000_000);
    await vscode.commands.executeCommand('paste', { text: MEGABYTE });
    assert.equal(document.getText().length, start.length + MEGABYTE.length);
    await followed(document);
    await sameAsFullRun(document, 'pasted');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), start);
    assert.deepEqual(results(await followed(document)), results(before));
    await closeAll();
  });

  // One model cuts the text into sentences, the other reads it as one sequence; small, as the places are many.
  for (const model of ['tiny-morphology', 'tiny-lm'])
    test(`${PLACES} places are replaced at once: followed by ${model}, as a full run`, () =>
      withModel(model, async () => {
        const { document } = await showNew(`replaced-${model}.txt`, 'winter.\n'.repeat(PLACES));
        await tag(document);
        const edit = { searchString: 'winter', replaceString: 'it is. so', isRegex: false };
        await vscode.commands.executeCommand('editor.actions.findWithArgs', edit);
        await vscode.commands.executeCommand('editor.action.replaceAll');
        await vscode.commands.executeCommand('closeFindWidget');
        await until('the replaced text', () => document.getText() === 'it is. so.\n'.repeat(PLACES));
        await followed(document);
        await sameAsFullRun(document, 'replaced');
        await closeAll();
      }));
}
