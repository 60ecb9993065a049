// Documents in two scripts and with markup in the extension host: each piece is read by its language's model.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, showNew, tag, withModel, withSetting } from './hostSupport.js';
import { until } from './until.js';

const MIXED = 'The keeper climbed the tower.\n등대지기는 탑을 올랐다.\n\nIt rained all night. 비가 왔다.\n';

/** Registers the tests of documents in two scripts, and of Markdown. */
export function testScripts(): void {
  test('of a document in two scripts every word is marked, each by its model', async () => {
    const editor = await showNew('mixed.txt', MIXED);
    await tag(editor.document);
    await until('a mark on every word', async () => sameWords(await markedWords(editor), MIXED));
    const { runOf } = await api();
    const modelAt = async (place: number, model: string): Promise<void> => {
      const position = editor.document.positionAt(place);
      editor.selection = new vscode.Selection(position, position);
      await until(`${model} in front`, () => runOf(editor.document.uri)?.model === model);
    };
    await modelAt(MIXED.indexOf('탑을'), 'korean-morphology');
    assert.ok(runOf(editor.document.uri)!.texts.includes('등대지기는'));
    await modelAt(MIXED.indexOf('keeper'), 'english-pos');
    await modelAt(MIXED.indexOf('왔다') + 2, 'korean-morphology');
    await withModel('english-pos', () =>
      until('one model for all', () => runOf(editor.document.uri)?.texts.includes('등대지기는')),
    );
    await until('two models again', () => !runOf(editor.document.uri)?.texts.includes('keeper'));
  });

  test('a sentence typed in another script gets its model, and is followed', async () => {
    const editor = await showNew('typed.txt', 'The keeper climbed the tower.\n');
    const { document } = editor;
    await tag(document);
    const insert = async (text: string): Promise<void> => {
      const { end } = document.lineAt(document.lineCount - 1).range;
      editor.selection = new vscode.Selection(end, end);
      await editor.edit((edit) => edit.insert(end, text));
    };
    const isMarked = async () => sameWords(await markedWords(editor), document.getText());
    await insert('등대지기는 탑을 올랐다.');
    const { runOf } = await api();
    await until('its model', () => runOf(document.uri)?.model === 'korean-morphology');
    await until('marks of both', isMarked);
    await insert(' 비가 왔다.\nIt rained.\n');
    await until('marks of what came since', isMarked);
    for (const key of 'The wind was cold.') await insert(key);
    await until('marks of what was typed', isMarked);
    await until('its model in front', () => runOf(document.uri)?.model === 'english-pos');
  });

  test('Markdown is read as its text, until a setting says otherwise', async () => {
    const editor = await showNew(
      'notes.md',
      '# The *old* house\n\n```ts\nconst a = 1;\n```\n\nIt **burn**ed.\n',
    );
    await tag(editor.document);
    const read = ['The', 'old', 'house', 'It', 'burn**ed', '.'];
    await until('marks of the prose', async () => sameWords(await markedWords(editor), read.join(' ')));
    const { runOf } = await api();
    await withSetting('readMarkup', false, () =>
      until('all of it is read', () => runOf(editor.document.uri)?.texts.includes('const')),
    );
    await until('the prose again', () => runOf(editor.document.uri)?.texts.join(' ') === read.join(' '));
  });
}

async function markedWords(editor: vscode.TextEditor): Promise<string[]> {
  const { marksOf } = await api();
  return marksOf(editor).map(({ range }) => editor.document.getText(range));
}

/** Whether marks are on all letters of a text. */
function sameWords(marked: readonly string[], text: string): true {
  assert.equal(marked.join(''), text.replace(/\s/g, ''));
  return true;
}
