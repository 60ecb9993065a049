// Every way VS Code has to change a document, on tagged documents of every task: what is shown is a full run's.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import {
  closeAll,
  followed,
  sameAsFullRun,
  show,
  showNew,
  tag,
  withModel,
  workspaceFile,
} from './hostSupport.js';
import { until } from './until.js';

/** One of each task: a tagger, a classifier of lines, a language model, a Korean analyser. */
const MODELS = ['english-pos', 'tiny-sentiment', 'tiny-lm', 'tiny-morphology'] as const;

const TEXT = [
  'The keeper climbed the old tower. Nobody wrote to her.',
  '  나는 서울이 했다. 그는 😀 집에 갔다.',
  'The lamp burned, and she was glad.',
  'a good day\t',
  '',
].join('\n');

/** Looks at what is shown now: it must have followed, and be a full run's. */
type Check = (what: string) => Promise<void>;

type Change = (editor: vscode.TextEditor, check: Check) => Promise<void>;

const command = (name: string, argument?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand(name, argument);

async function undoAll(document: vscode.TextDocument): Promise<void> {
  await until('the text before', async () => {
    if (document.getText() === TEXT) return true;
    await command('undo');
    return false;
  });
}

const CHANGES: Readonly<Record<string, Change>> = {
  'typing, undo and redo': async (editor, check) => {
    editor.selection = new vscode.Selection(0, 4, 0, 4);
    for (const letter of 'ancient ') await command('type', { text: letter });
    await check('typed');
    await undoAll(editor.document);
    await check('undone');
    while (!editor.document.getText().startsWith('The ancient keeper')) await command('redo');
  },

  'several cursors': async (editor, check) => {
    editor.selections = [0, 1, 2, 3].map((line) => new vscode.Selection(line, 2, line, 2));
    await command('type', { text: 'so ' });
    await check('typed');
    await command('deleteLeft');
    await command('type', { text: '\n' });
    assert.equal(editor.document.lineCount, 9);
    await check('broken');
    for (let k = 0; k < 3; k++) await command('deleteLeft');
  },

  'letters of two code units and of two code points': async (editor, check) => {
    editor.selection = new vscode.Selection(1, 3, 1, 3);
    for (const text of ['👩', '\u200d', '🚀', 'e', '\u0301', '\u1112', '\u1161', '\u11ab'])
      await command('type', { text });
    await check('typed');
    await editor.edit((edit) => edit.delete(new vscode.Range(1, 3, 1, 5)));
    await check('cut');
    await command('deleteLeft');
  },

  'Format Document': async ({ document }) => {
    const formatter = vscode.languages.registerDocumentFormattingEditProvider('plaintext', {
      provideDocumentFormattingEdits: (formatted) =>
        Array.from({ length: formatted.lineCount }, (_, line) => formatted.lineAt(line)).flatMap(
          ({ range, text }) => [
            vscode.TextEdit.insert(range.start, '> '),
            vscode.TextEdit.replace(range, text.trim().replaceAll(/[,.] ?/g, ' ;\n')),
          ],
        ),
    });
    try {
      await command('editor.action.formatDocument');
      await until('the formatted text', () =>
        /^> The keeper climbed the old tower ;$/m.test(document.getText()),
      );
    } finally {
      formatter.dispose();
    }
  },

  'lines moved, joined, sorted, copied, in capitals, commented out': async (editor, check) => {
    editor.selection = new vscode.Selection(0, 0, 3, 2);
    for (const name of ['moveLinesDownAction', 'copyLinesDownAction', 'sortLinesDescending', 'joinLines'])
      await command(`editor.action.${name}`);
    await check('moved');
    editor.selection = new vscode.Selection(0, 5, 1, 8);
    await command('editor.action.transformToUppercase');
    await editor.insertSnippet(new vscode.SnippetString('Once ${1:upon} $1 ${2:a time}. '));
    await command('leaveSnippet');
  },

  'find and replace': async ({ document }) => {
    await command('editor.actions.findWithArgs', {
      searchString: 'e',
      replaceString: 'ee. E',
      isRegex: false,
    });
    await command('editor.action.replaceAll');
    await until('the replaced text', () => document.getText().startsWith('Thee. E kee. Eee. Epee. Er'));
    await command('closeFindWidget');
  },

  'line breaks of another kind, and back': async (editor, check) => {
    const { document } = editor;
    for (const kind of [vscode.EndOfLine.CRLF, vscode.EndOfLine.LF, vscode.EndOfLine.CRLF]) {
      await editor.edit((edit) => edit.setEndOfLine(kind));
      assert.equal(document.eol, kind);
      await check(`line breaks ${kind}`);
    }
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 8), ' now\nand'));
  },

  'saving, which trims and adds': async ({ document }) => {
    const files = vscode.workspace.getConfiguration('files');
    const names = ['trimTrailingWhitespace', 'trimFinalNewlines', 'insertFinalNewline'];
    const set = async (value: true | undefined): Promise<void> => {
      for (const name of names) await files.update(name, value, vscode.ConfigurationTarget.Global);
    };
    await set(true);
    try {
      const end = new vscode.Position(document.lineCount, 0);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, end, '\n\nthe keeper   ');
      await vscode.workspace.applyEdit(edit);
      assert.ok(await document.save());
      assert.match(document.getText(), /a good day\n\n\nthe keeper\n$/);
    } finally {
      await set(undefined);
    }
  },

  'another program writing the file': async ({ document }, check) => {
    for (const changed of [TEXT.replace('keeper', 'the long winter'), 'a\n', `${TEXT}\n${TEXT}`]) {
      await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(changed));
      await command('workbench.action.files.revert');
      await until('the text of the file', () => document.getText() === changed);
      await check(`${changed.length} characters`);
    }
  },

  'two editors, and an extension that edits by itself': async ({ document }, check) => {
    const beside = await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    await beside.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Once '));
    await check('beside');
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await command('type', { text: 'And ' });
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(1, 0), 'so ');
    edit.delete(document.uri, new vscode.Range(2, 0, 2, 9));
    await vscode.workspace.applyEdit(edit);
  },

  'edits while another document is in front': async ({ document }) => {
    await showNew('front.txt', 'The other text.\n');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 4, 1, 3), 'woman\nand ');
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document);
  },

  'another language': async ({ document }) => {
    await vscode.languages.setTextDocumentLanguage(document, 'markdown');
    assert.equal(document.languageId, 'markdown');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 4), 'old ');
    await vscode.workspace.applyEdit(edit);
  },

  'everything at once, and nothing left': async (editor, check) => {
    const { document } = editor;
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, document.lineCount, 0)));
    assert.equal((await followed(document)).tokenCount, 0);
    await command('type', { text: 'a ' });
    await check('a letter');
    await undoAll(document);
  },
};

/** Registers the tests. */
export function testChanges(): void {
  for (const [name, change] of Object.entries(CHANGES))
    test(`${name}: followed with every task, as a full run`, () =>
      withEveryModel(async (model) => {
        const editor = await showNew(`change-${model}.txt`, TEXT);
        const { document } = editor;
        const check = async (what: string): Promise<void> => {
          await followed(document);
          await sameAsFullRun(document, `${model}, ${what}`);
        };
        await tag(document);
        await change(editor, check);
        assert.notEqual(document.version, 1);
        await check('in the end');
        await closeAll();
      }));

  test('another encoding: followed with every task, as a full run', () =>
    withEveryModel(async (model) => {
      const uri = workspaceFile(`encoded-${model}.txt`);
      const line = '나는 서울이 했다.\n';
      await vscode.workspace.fs.writeFile(uri, Uint8Array.from(EUC_KR));
      const { document } = await show(uri);
      assert.notEqual(document.getText(), line);
      await tag(document);
      for (const encoding of ['euckr', 'utf8', 'euckr']) {
        await vscode.workspace.openTextDocument(uri, { encoding });
        await until(
          encoding,
          () => document.encoding === encoding && (document.getText() === line) === (encoding === 'euckr'),
        );
        await followed(document);
        await sameAsFullRun(document, `${model}, ${encoding}`);
      }
      await closeAll();
    }));
}

/** The line above as EUC-KR has it. */
const EUC_KR = [0xb3, 0xaa, 0xb4, 0xc2, 0x20, 0xbc, 0xad, 0xbf, 0xef, 0xc0, 0xcc, 0x20, 0xc7, 0xdf, 0xb4, 0xd9, 0x2e, 0x0a]; // prettier-ignore

async function withEveryModel(body: (model: string) => Promise<void>): Promise<void> {
  for (const model of MODELS)
    await withModel(model, () => body(model)).catch((error: unknown) => {
      throw new Error(`With ${model}: ${error instanceof Error ? error.stack : String(error)}`);
    });
}
