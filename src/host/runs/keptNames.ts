import * as vscode from 'vscode';

/** Documents whose uris are others' when the window is loaded again. */
const CELL_SCHEME = 'vscode-notebook-cell:';

/** Stands between a notebook's uri and the number of one of its cells; no uri has it, as `#` is written `%23` in them. */
const CELL_MARK = '#cell-';

/**
 * By what a document is found again when the window is loaded again: its uri, or that of its notebook with the number of
 * the cell; null for a cell that is in no notebook any more.
 */
export function keptName(uri: string): string | null {
  if (!uri.startsWith(CELL_SCHEME)) return uri;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const number = notebook.getCells().findIndex(({ document }) => document.uri.toString() === uri);
    if (number >= 0) return `${notebook.uri.toString()}${CELL_MARK}${number}`;
  }
  return null;
}

/** The uri of what was kept under a name; the name itself while its notebook is not open, or if the cell is not there. */
export function uriOfKept(name: string): string {
  const [file, number] = name.split(CELL_MARK);
  if (number === undefined) return name;
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === file);
  return notebook?.getCells()[Number(number)]?.document.uri.toString() ?? name;
}

/** The uri that a tab has of what was kept under a name. */
export function tabUriOfKept(name: string): string {
  return name.split(CELL_MARK)[0];
}

/** Whether a document's uri is another's when its window is loaded again. */
export function isFleeting({ scheme }: vscode.Uri): boolean {
  return scheme === 'untitled' || `${scheme}:` === CELL_SCHEME;
}
