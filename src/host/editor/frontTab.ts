import * as vscode from 'vscode';
import type { FrontTab } from './frontEditor.js';

/** What VS Code's tabs say is in front. */
export function frontTab(): FrontTab {
  const input = frontInput();
  if (input instanceof vscode.TabInputText) return { kind: 'text', uri: input.uri.toString() };
  if (input instanceof vscode.TabInputNotebook) return { kind: 'notebook' };
  return { kind: input instanceof vscode.TabInputCustom ? 'custom' : 'aside' };
}

/** The document beside one of a difference that is in front; null if that is none, or not seen (both are in one editor). */
export function otherSide({ uri }: vscode.TextDocument): vscode.TextDocument | null {
  const input = frontInput();
  const { TabInputText, TabInputNotebook, TabInputWebview } = vscode;
  if ([TabInputText, TabInputNotebook, TabInputWebview].some((kind) => input instanceof kind)) return null;
  // An editor of the differences of several files is of a kind that extensions are not told of.
  if (!(input instanceof vscode.TabInputTextDiff)) return ofSameFile(uri);
  const sides = [input.original, input.modified].map(String);
  const own = sides.indexOf(uri.toString());
  if (own < 0) return null;
  const other = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === sides[1 - own],
  );
  return other?.document ?? null;
}

/** The document of another scheme with the same path that is seen, as a version in a repository is. */
function ofSameFile({ scheme, path }: vscode.Uri): vscode.TextDocument | null {
  const others = vscode.window.visibleTextEditors.map(({ document }) => document);
  return others.find(({ uri }) => uri.path === path && uri.scheme !== scheme) ?? null;
}

function frontInput(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}
