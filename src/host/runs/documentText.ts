import * as vscode from 'vscode';
import type { RunText } from '../../live/runText.js';

/** Reads a document as it is when it is asked. */
export function currentText(document: vscode.TextDocument): RunText {
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
