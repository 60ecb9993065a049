import * as vscode from 'vscode';
import { nameOf } from '../runs/documentText.js';

/** What people are asked to save. */
export interface Saved {
  readonly title: string;
  /** Behind the document's name, with its ending. */
  readonly suffix: string;
  /** Kinds of files by their names, each with its endings. */
  readonly filters: Readonly<Record<string, string[]>>;
}

/** Asks where something of a document is to be saved; undefined if people think better of it. */
export function askWhere(
  document: vscode.TextDocument,
  { title, suffix, filters }: Saved,
): Thenable<vscode.Uri | undefined> {
  const folder =
    document.uri.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(document.uri, '..');
  const defaultUri = folder && vscode.Uri.joinPath(folder, `${nameOf(document)}.${suffix}`);
  return vscode.window.showSaveDialog({ title, filters, ...(defaultUri && { defaultUri }) });
}
