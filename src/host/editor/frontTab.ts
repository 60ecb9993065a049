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
  if (!(input instanceof vscode.TabInputTextDiff)) return null;
  const sides = [input.original, input.modified].map(String);
  const own = sides.indexOf(uri.toString());
  if (own < 0) return null;
  const other = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === sides[1 - own],
  );
  return other?.document ?? null;
}

function frontInput(): unknown {
  return vscode.window.tabGroups.activeTabGroup.activeTab?.input;
}
