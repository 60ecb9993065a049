// Commands that ask or wait, in the extension host, while people go on: what is edited meanwhile, what is left alone.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { twinModel } from './damagedModels.js';
import { test } from './hostRunner.js';
import {
  api,
  closeAll,
  followed,
  loggedDuring,
  longText,
  results,
  show,
  showNew,
  tag,
  withModel,
  workspaceFile,
} from './hostSupport.js';
import { until } from './until.js';

const KEYS_IN_A_ROW = 8;

const DAMAGED = /^The model ".*" cannot be used/;

const PROSE = 'the keeper climbed the tower.\nnobody wrote to her.\n';

/** Registers the tests. */
export function testCommands(): void {
  testPlaces();
  testGeneration();

  test('what is tagged again without anybody having asked does not hide what went wrong before', async () => {
    const { document } = await showNew('behind.txt', PROSE);
    await tag(document);
    const front = await showNew('front.txt', PROSE);
    await withModel(twinModel, async () => {
      const tests = await api();
      await until('the tags are those of another model', () => tests.progressOf(document.uri)?.stale);
      await selectLastModel();
      assert.match(tests.problem ?? '', DAMAGED);
      await show(document.uri);
      await until('tags of the model that is set', () => tests.runOf(document.uri)?.model === twinModel);
      await show(front.document.uri);
      assert.match(tests.problem ?? '', DAMAGED);
      await vscode.commands.executeCommand('rnnLens.clearTags');
      assert.equal(tests.problem, null);
    });
    await closeAll();
  });
}

/** Chooses the last model of "Select Model": those that cannot be used come after the others. */
async function selectLastModel(): Promise<void> {
  const selecting = vscode.commands.executeCommand('rnnLens.selectModel');
  // Nothing tells when the list is there.
  await new Promise((done) => setTimeout(done, 2_000));
  await vscode.commands.executeCommand('workbench.action.quickOpenSelectPrevious');
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await selecting;
}

function testPlaces(): void {
  test('a state is saved where the cursor was in the text, whatever is typed while the model reads', () =>
    withModel('tiny-lm', async () => {
      const editor = await showNew('cursor.txt', PROSE.repeat(4_000));
      editor.selection = new vscode.Selection(1, 6, 1, 6);
      const [early, late] = ['early.safetensors', 'late.safetensors'].map(workspaceFile);
      // On its way while the command looks where the cursor is.
      const typing = editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'once.\n'));
      const logged = await loggedDuring(() =>
        vscode.commands.executeCommand('rnnLens.saveHiddenState', early),
      );
      assert.equal(await typing, true);
      assert.match(logged.join(), /Saved the hidden state of tiny-lm at offset 42\./);
      await followed(editor.document);
      editor.selection = new vscode.Selection(2, 6, 2, 6);
      await vscode.commands.executeCommand('rnnLens.saveHiddenState', late);
      const [a, b] = await Promise.all([early, late].map((file) => vscode.workspace.fs.readFile(file)));
      assert.deepEqual(a, b);
      await closeAll();
    }));

  test('what is tagged is what was selected, whatever is typed while the model is prepared', async () => {
    const editor = await showNew('selected.txt', longText(20));
    editor.selection = new vscode.Selection(0, 4, 0, 18);
    assert.equal(editor.document.getText(editor.selection), 'keeper climbed');
    const { crashEngine, runOf } = await api();
    // A new engine has to be given the model: what is typed by then comes before the text is taken.
    crashEngine();
    const typing = editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Once upon a time. '));
    await vscode.commands.executeCommand('rnnLens.tagSelection');
    assert.equal(await typing, true);
    assert.deepEqual(runOf(editor.document.uri)?.texts, ['keeper', 'climbed']);
    await closeAll();
  });
}

function testGeneration(): void {
  test('a document keeps its own tags when a language model goes on from it, from where the cursor was', async () => {
    const editor = await showNew('tagged.txt', PROSE);
    const { document } = editor;
    await tag(document);
    editor.selection = new vscode.Selection(1, 6, 1, 6);
    const generating = vscode.commands.executeCommand('rnnLens.generateFromHere', { maxCharacters: 50 });
    // Nothing tells when the list of language models is there.
    await new Promise((done) => setTimeout(done, 2_000));
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'and '));
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await generating;
    const made = vscode.window.activeTextEditor?.document;
    assert.equal(made?.uri.scheme, 'untitled');
    assert.equal(made.getText().slice(0, 10), 'and nobody');
    assert.equal(made.getText().length, 60);
    const { promptOf } = await api();
    assert.equal(made.getText(promptOf(made)!), 'and nobody');
    assert.equal(promptOf(document), null);
    assert.equal((await followed(made)).tokenCount, 60);
    assert.equal((await followed(document)).model, 'english-pos');
    // Nor is the document one whose model was chosen by hand from now on.
    await show(document.uri);
    const { progressOf } = await api();
    await withModel(twinModel, () =>
      until('tags of the model that is set', () => progressOf(document.uri)?.model === twinModel),
    );
    await closeAll();
  });

  test('a generated text is tagged as if it stood in its document, and edits and undo are followed', () =>
    withModel('tiny-lm', async () => {
      const source = await showNew('goes-on.txt', PROSE);
      source.selection = new vscode.Selection(1, 6, 1, 6);
      const settings = { seed: 7, maxCharacters: 80 };
      await vscode.commands.executeCommand('rnnLens.generateFromHere', settings);
      const editor = vscode.window.activeTextEditor!;
      const { document } = editor;
      const generated = document.getText();
      const before = await followed(document);
      assert.deepEqual([before.model, before.texts.join('')], ['tiny-lm', generated]);
      // What came before it was read, too: the same text in the same place has the same probabilities.
      const start = PROSE.indexOf('nobody');
      const whole = await showNew('whole-text.txt', PROSE.slice(0, start) + generated);
      assert.deepEqual(
        (await tag(whole.document)).probabilities.slice(start + 1),
        before.probabilities.slice(1),
      );
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('cursorTop');
      await vscode.commands.executeCommand('type', { text: 'so ' });
      await followed(document);
      const { promptOf } = await api();
      assert.equal(document.getText(promptOf(document)!), 'nobody');
      await until('the text before', async () => {
        if (document.getText() === generated) return true;
        await vscode.commands.executeCommand('undo');
        return false;
      });
      assert.deepEqual(results(await followed(document)), results(before));
      await closeAll();
      assert.equal(promptOf(document), null);
    }));

  test('nothing of a generated text is lost when somebody types in it', () =>
    withModel('tiny-lm', async () => {
      await showNew('source.txt', PROSE);
      const settings = { seed: 3, maxCharacters: 10_000 };
      await vscode.commands.executeCommand('rnnLens.generateFromHere', settings);
      const alone = vscode.window.activeTextEditor!.document.getText();
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await show(workspaceFile('source.txt'));
      const generating = vscode.commands.executeCommand('rnnLens.generateFromHere', settings);
      const made = await until('the new document', () => {
        const editor = vscode.window.activeTextEditor;
        return editor?.document.isUntitled ? editor.document : undefined;
      });
      let typed = 0;
      let isDone = false;
      void generating.then(() => (isDone = true));
      const generated = () => made.getText().replaceAll('#', '').length;
      for (let before = generated(); !isDone; before = generated()) {
        // Nothing is written while one types that fast: somebody who writes rests, here until something came.
        for (let key = 0; key < KEYS_IN_A_ROW && !isDone; key++, typed++)
          await vscode.commands.executeCommand('type', { text: '#' });
        await until('more text', () => isDone || generated() > before);
      }
      assert.ok(typed > 0, 'somebody typed');
      await until('everything that was typed', () => made.getText().split('#').length === typed + 1);
      assert.equal(made.getText().replaceAll('#', ''), alone);
      await closeAll();
    }));
}
