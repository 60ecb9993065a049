import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import { openEntry, type Exports } from './host/entry/entry.js';
import type { HostPlatform } from './host/platform.js';
import { startEngine, startTrainer } from './worker/start.node.js';

/** Called by VS Code's desktop and remote extension hosts, in every window; what it returns is for other extensions. */
export function activate(context: vscode.ExtensionContext): Exports {
  const script = (name: string): string =>
    vscode.Uri.joinPath(context.extensionUri, 'dist', `${name}.node.cjs`).fsPath;
  // A bundle of its own: loading it takes many times as long as all that a window needs before its first use.
  const load = () => import('./host/activate.js');
  const platform: HostPlatform = {
    startEngine: (onEnd) => startEngine(script('engine'), onEnd),
    startTrainer: (onEnd) => startTrainer(script('trainer'), onEnd),
    cores: availableParallelism(),
    yieldTurn: () => new Promise((resolve) => setImmediate(resolve)),
    pathOf: ({ scheme, fsPath }) => (scheme === 'file' ? fsPath : null),
    atPath: (path) => vscode.Uri.file(path),
  };
  return openEntry(context, async (status) => (await load()).activateHost(context, platform, status));
}
