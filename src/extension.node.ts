import * as vscode from 'vscode';
import { activateHost } from './host/activate.js';
import type { TestApi } from './host/testApi.js';
import { startEngine } from './worker/start.node.js';

/** Called by VS Code's desktop and remote extension hosts; what it returns is for tests. */
export function activate(context: vscode.ExtensionContext): TestApi {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'engine.node.cjs').fsPath;
  return activateHost(context, (onExit) => startEngine(script, onExit));
}
