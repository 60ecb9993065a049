import * as vscode from 'vscode';
import type { Change } from '../../live/liveRun.js';
import type { LiveText } from '../../live/liveText.js';
import type { RunText } from '../../live/runText.js';
import { visibleOffsets } from '../editor/visibleWindow.js';

/** Reads a document as it is when it is asked. */
function currentText(document: vscode.TextDocument): RunText {
  return {
    read: (start, end) => textBetween(document, start, end),
    positionOf: (offset) => {
      const { line, character } = document.positionAt(offset);
      return [line + 1, character + 1];
    },
  };
}

/** A piece of the text by UTF-16 offsets: no position stands between the two characters of a line break. */
function textBetween(document: vscode.TextDocument, start: number, end: number): string {
  const [from, to] = [document.positionAt(start), document.positionAt(end)];
  if (document.eol === vscode.EndOfLine.LF) return document.getText(new vscode.Range(from, to));
  const first = document.offsetAt(from);
  if (first === start && document.offsetAt(to) === end) return document.getText(new vscode.Range(from, to));
  const lines = document.getText(new vscode.Range(from, new vscode.Position(to.line + 1, 0)));
  return lines.slice(start - first, end - first);
}

/** A document as the live layer sees it. */
export function liveText(document: vscode.TextDocument): LiveText {
  return {
    uri: document.uri.toString(),
    name: nameOf(document),
    get version() {
      return document.version;
    },
    get isClosed() {
      return document.isClosed;
    },
    read: () => document.getText(),
    current: currentText(document),
    visible: () => visibleOffsets(editorOf(document)),
  };
}

/** Changes as the live layer takes them: they apply one after the other. */
export function changesOf({ contentChanges }: vscode.TextDocumentChangeEvent): Change[] {
  return contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
    startUtf16: rangeOffset,
    endUtf16: rangeOffset + rangeLength,
    inserted: text,
    insertedLength: text.length,
  }));
}

/** The last part of the path: what its tab says. */
export function nameOf({ uri }: Pick<vscode.TextDocument, 'uri'>): string {
  return uri.path.split('/').at(-1) || uri.toString();
}

/** Length of the text in UTF-16 code units, without making it. */
export function endOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** An editor that shows the document now. */
export function editorOf(document: vscode.TextDocument): vscode.TextEditor | null {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor?.document === document) return activeTextEditor;
  return visibleTextEditors.find((editor) => editor.document === document) ?? null;
}
