// Pin States and comparing in the extension host: what differs, of what, and what is said when it cannot be told.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Difference } from '../../src/protocol/panel.js';
import { test } from './hostRunner.js';
import { api, closeAll, loggedDuring, showNew, tag, withModel, withSetting } from './hostSupport.js';
import { until } from './until.js';

const TEXT =
  'The keeper waits for the boat.\nYou light the lamp at dusk.\nNobody wrote to her in winter.\nShe reads.\n';
const NOTHING = { inserted: 0, replaced: 0, removed: 0, first: null, changes: [], changeCount: 0 };
const LAST_BACKWARD = { layer: 1, direction: 'backward', quantity: 'h' } as const;

/** Registers the tests. */
export function testPins(): void {
  testEdit();
  testOtherTasks();
  testSelections();
  testModels();
  testProblems();
}

function testEdit(): void {
  test('pinned states: typed words are new, a tag that changed is listed, and undo makes all differences 0', async () => {
    const editor = await showNew('pinned.txt', TEXT);
    await tag(editor.document);
    await vscode.commands.executeCommand('rnnLens.pinStates');
    const { uri } = editor.document;
    assert.deepEqual(await differenceOf(uri), NOTHING);
    await insert(editor, 1, 4, 'see the ');
    const typed = await until('two new words', async () => {
      const found = await differenceOf(uri);
      return found.inserted === 2 && found.changeCount > 0 ? found : undefined;
    });
    assert.deepEqual(typed.first, { token: 8, text: 'see', line: 2 });
    const light = typed.changes.find(({ text }) => text === 'light');
    assert.deepEqual([light?.beforeLabel, light?.label, light?.line], ['VERB', 'NOUN', 2]);
    // Backward the sentence is read from its end: what stands before the new words differs, too.
    const { differenceOf: at } = await api();
    assert.equal((await at(uri, LAST_BACKWARD)).first?.text, 'You');
    await replace(editor, 'see the ', '');
    assert.deepEqual(await differenceOf(uri), NOTHING);
    await replace(editor, 'keeper', 'captain');
    const replaced = await differenceOf(uri);
    assert.deepEqual([replaced.replaced, replaced.inserted, replaced.first?.text], [1, 0, 'captain']);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, editor.document.lineCount, 0)));
    const gone = await differenceOf(uri);
    assert.ok(gone.removed > 20);
    assert.equal(gone.first, null);
    await insert(editor, 0, 0, TEXT);
    assert.deepEqual(await differenceOf(uri), NOTHING);
    await tag(editor.document);
    assert.deepEqual(await differenceOf(uri), NOTHING, 'a whole run of the same text does not differ');
    await vscode.commands.executeCommand('rnnLens.unpinStates');
    assert.equal((await api()).comparisonOf(uri), null);
    await closeAll();
  });

  test('keys that come one after the other are followed: the last answer is that of the last text', async () => {
    const editor = await showNew('fast.txt', TEXT.repeat(50));
    await tag(editor.document);
    await vscode.commands.executeCommand('rnnLens.pinStates');
    const answers: Promise<Difference>[] = [];
    for (const [k, letter] of [...'ancient '].entries()) {
      await insert(editor, 0, 4 + k, letter);
      answers.push(differenceOf(editor.document.uri));
    }
    assert.deepEqual((await Promise.all(answers)).at(-1)?.first, { token: 1, text: 'ancient', line: 1 });
    await closeAll();
    assert.equal((await api()).comparisonOf(editor.document.uri), null, 'closed is unpinned');
  });
}

function testOtherTasks(): void {
  test('a language model: the surprisal that changed, and none once it is undone', () =>
    withModel('tolstoy-lstm', async () => {
      const editor = await showNew('story.txt', 'Prince Andrew rode home. '.repeat(20));
      await tag(editor.document);
      await vscode.commands.executeCommand('rnnLens.pinStates');
      await replace(editor, 'rode', 'rodz');
      const typed = await until('another surprisal', async () => {
        const found = await differenceOf(editor.document.uri);
        return found.changeCount > 0 ? found : undefined;
      });
      assert.deepEqual([typed.first?.text, typed.replaced], ['z', 1]);
      assert.equal(typed.changes[0].beforeText, 'e');
      await replace(editor, 'rodz', 'rode');
      const undone = await differenceOf(editor.document.uri);
      assert.deepEqual([undone.first, undone.inserted, undone.replaced, undone.removed], [null, 0, 0, 0]);
      await closeAll();
    }));

  test('a classifier: the line whose class changed', () =>
    withModel('english-feelings', async () => {
      const editor = await showNew('review.txt', 'A wonderful, moving film.\nThe plot is clear.\n');
      await tag(editor.document);
      await vscode.commands.executeCommand('rnnLens.pinStates');
      await replace(editor, 'wonderful, moving', 'boring, terrible');
      const { changes } = await until('another class', async () => {
        const found = await differenceOf(editor.document.uri);
        return found.changeCount === 1 ? found : undefined;
      });
      const [{ line, beforeLabel, label }] = changes;
      assert.deepEqual([line, beforeLabel, label], [1, 'positive', 'negative']);
      await closeAll();
    }));
}

function testSelections(): void {
  test('two selections: the second is compared with the first, then the whole document is there again', async () => {
    const editor = await showNew('pairs.txt', 'The boy runs home.\nThe boys run home.\nThe end.\n');
    const { document } = editor;
    const whole = await tag(document);
    editor.selections = [new vscode.Selection(1, 0, 1, 18), new vscode.Selection(0, 0, 0, 18)];
    await vscode.commands.executeCommand('rnnLens.compareSelections');
    const { runOf, comparisonOf } = await api();
    assert.deepEqual(runOf(document.uri)?.texts, ['The', 'boys', 'run', 'home', '.']);
    assert.match(comparisonOf(document.uri)?.what ?? '', /“The boys run home\.”.*“The boy runs home\.”/);
    const found = await differenceOf(document.uri);
    assert.deepEqual([found.replaced, found.inserted, found.removed], [2, 0, 0]);
    assert.deepEqual(found.first, { token: 1, text: 'boys', line: 2 });
    await vscode.commands.executeCommand('rnnLens.unpinStates');
    await until('the whole document', () => runOf(document.uri)?.tokenCount === whole.tokenCount);
    await closeAll();
  });

  test('two selections of a language model are read each from its own beginning', () =>
    withModel('tolstoy-lstm', async () => {
      const editor = await showNew('lines.txt', 'He was glad.\nHe was sad.\n');
      editor.selections = [new vscode.Selection(0, 0, 0, 12), new vscode.Selection(1, 0, 1, 11)];
      await vscode.commands.executeCommand('rnnLens.compareSelections');
      const found = await differenceOf(editor.document.uri);
      assert.deepEqual([found.first?.text, found.first?.line], ['s', 2]);
      await closeAll();
    }));

  test('other than two passages are refused with a sentence', async () => {
    const editor = await showNew('one.txt', TEXT);
    const refused = async (...selections: vscode.Selection[]) => {
      editor.selections = selections;
      const lines = await loggedDuring(() => vscode.commands.executeCommand('rnnLens.compareSelections'));
      assert.equal((await api()).comparisonOf(editor.document.uri), null);
      return lines.join();
    };
    const line = (k: number) => new vscode.Selection(k, 0, k, 5);
    assert.match(await refused(new vscode.Selection(0, 0, 0, 0)), /Nothing is selected: select two passages/);
    assert.match(await refused(line(0)), /One passage is selected/);
    assert.match(await refused(line(0), line(1), line(2)), /3 passages are selected/);
    await closeAll();
  });
}

function testModels(): void {
  test('two models of one tokenizer: a twin does not differ, not even while one types', async () => {
    const editor = await showNew('twins.txt', TEXT);
    const { uri } = editor.document;
    await tag(editor.document);
    await vscode.commands.executeCommand('rnnLens.compareWithModel', 'english-pos-twin');
    const comparison = (await api()).comparisonOf(uri);
    assert.deepEqual([comparison?.before, comparison?.after], ['english-pos-twin', 'english-pos']);
    assert.deepEqual(await differenceOf(uri), NOTHING);
    await insert(editor, 1, 0, 'Yesterday ');
    await untilNothing(uri);
    await withSetting('follow', 'off', async () => {
      await insert(editor, 2, 0, 'Sadly ');
      await tag(editor.document);
      await untilNothing(uri);
    });
    await closeAll();
  });

  test('networks that were trained apart are not subtracted: what they say and how alike they are is told', () =>
    withModel('tolstoy-lstm', async () => {
      const editor = await showNew('two.txt', 'It was a long winter. '.repeat(10));
      const { uri } = editor.document;
      await tag(editor.document);
      await vscode.commands.executeCommand('rnnLens.compareWithModel', 'tolstoy-rnn');
      const { comparisonOf, networksOf } = await api();
      assert.deepEqual(comparisonOf(uri)?.kinship, { isSame: false, r: null });
      assert.equal((await differenceOf(uri)).first, null);
      const { tokens, heads, likeness } = await networksOf(uri);
      assert.deepEqual(tokens, { before: 220, after: 220, same: 220, looked: 220 });
      const [next] = heads;
      assert.deepEqual([next.afterName, next.rows, heads.length], ['next', 219, 1]);
      assert.ok(next.surprisal !== null && next.surprisal.apart > 0 && next.changeCount > 0);
      assert.equal(next.changes[0].text, 'It was a long winter. '[next.changes[0].token % 22]);
      assert.ok(likeness[0] > 0.1 && likeness[0] < 1);
      await insert(editor, 0, 0, 'Yes. ');
      await until('the text with what was typed', async () => {
        const found = await networksOf(uri).catch(() => null);
        return found?.tokens.same === 225;
      });
      await closeAll();
    }));

  test('models of other tokens and tasks are compared at what is the same stretch of text', async () => {
    const editor = await showNew('korean.txt', '나는 서울이 좋다.\n그 영화는 재미있었다.\n');
    const { uri } = editor.document;
    await withModel('korean-morphology', async () => {
      await tag(editor.document);
      await vscode.commands.executeCommand('rnnLens.compareWithModel', 'korean-sentiment');
      const { networksOf, comparisonOf, runOf } = await api();
      const { tokens, heads, beforePlaces, afterPlaces } = await networksOf(uri);
      // The words without a full stop behind them.
      assert.deepEqual([tokens.before, tokens.after, tokens.same], [6, 8, 4]);
      assert.deepEqual([heads.length, beforePlaces.length, afterPlaces.length], [0, 2, 4]);
      await withModel('english-pos', async () => {
        await until('the run of another model', () => runOf(uri)?.model === 'english-pos');
        assert.match(
          comparisonOf(uri)?.problem ?? '',
          /^english-pos reads the text by now, and not korean-morph/,
        );
      });
    });
    await closeAll();
  });
}

function testProblems(): void {
  test('another model, and the first one again', async () => {
    const editor = await showNew('other.txt', TEXT);
    const { uri } = editor.document;
    const { comparisonOf, runOf } = await api();
    // A document that is seen is run again by itself when the setting changes.
    const runIsOf = (model: string) =>
      until(`the run of ${model}`, () => runOf(uri)?.model === model && runOf(uri)?.complete);
    await tag(editor.document);
    await vscode.commands.executeCommand('rnnLens.pinStates');
    await withModel('english-pos-twin', async () => {
      await runIsOf('english-pos-twin');
      const sentence = /The pinned states are of english-pos, and this run is of english-pos-twin: /;
      assert.match(comparisonOf(uri)?.problem ?? '', sentence);
      await assert.rejects(differenceOf(uri), sentence);
    });
    await runIsOf('english-pos');
    assert.deepEqual(await differenceOf(uri), NOTHING);
    await closeAll();
  });

  test('an engine that dies takes the pinned states along, and that is said; they can be pinned again', async () => {
    const editor = await showNew('crash.txt', TEXT);
    const { uri } = editor.document;
    const { comparisonOf, crashEngine, runOf, log } = await api();
    await tag(editor.document);
    await vscode.commands.executeCommand('rnnLens.pinStates');
    crashEngine();
    assert.equal(comparisonOf(uri), null);
    await until('the run of the next engine', () => runOf(uri)?.complete);
    await assert.rejects(differenceOf(uri), /Nothing is compared/);
    await vscode.commands.executeCommand('rnnLens.pinStates');
    assert.deepEqual(await differenceOf(uri), NOTHING, log.slice(-3).join(' | '));
    await closeAll();
  });

  test('a document that is closed while it is being compared stays uncompared', () =>
    withModel('tolstoy-lstm', async () => {
      const editor = await showNew('closed.txt', 'The prince smiled, and said nothing. '.repeat(1_500));
      const { document } = editor;
      await tag(document);
      const comparing = vscode.commands.executeCommand('rnnLens.compareWithModel', 'tolstoy-rnn');
      await closeAll();
      await until('the document is closed', () => document.isClosed);
      await comparing;
      assert.equal((await api()).comparisonOf(document.uri), null);
    }));

  test('an empty document has nothing to pin', async () => {
    const editor = await showNew('empty.txt', ' \n');
    await vscode.commands.executeCommand('rnnLens.pinStates');
    assert.equal((await api()).comparisonOf(editor.document.uri), null);
    await closeAll();
  });
}

async function differenceOf(uri: vscode.Uri): Promise<Difference> {
  return (await api()).differenceOf(uri);
}

async function untilNothing(uri: vscode.Uri): Promise<void> {
  await until('no difference', async () => {
    // Between an edit and its answers the two may be runs of different texts: that is said, too.
    const found = await differenceOf(uri).catch(() => null);
    return found !== null && JSON.stringify(found) === JSON.stringify(NOTHING);
  });
}

async function insert(
  editor: vscode.TextEditor,
  line: number,
  character: number,
  text: string,
): Promise<void> {
  assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(line, character), text)));
}

async function replace(editor: vscode.TextEditor, old: string, text: string): Promise<void> {
  const { document } = editor;
  const at = document.getText().indexOf(old);
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + old.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, text)));
}
