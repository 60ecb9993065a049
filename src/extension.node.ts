import * as vscode from 'vscode';
import { openEntry, type Entry } from './host/entry/entry.js';
import { startEngine } from './worker/start.node.js';

/** Called by VS Code's desktop and remote extension hosts, in every window; what it returns is for tests. */
export function activate(context: vscode.ExtensionContext): Entry {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine.node.cjs').fsPath;
  // A bundle of its own: loading it takes many times as long as all that a window needs before its first use.
  const load = () => import('./host/activate.js');
  return openEntry(context, async (status) =>
    (await load()).activateHost(context, (onExit) => startEngine(script, onExit), status),
  );
}
