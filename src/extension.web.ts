import * as vscode from 'vscode';
import { openEntry, type Exports } from './host/entry/entry.js';
import { readScript, runScript } from './host/entry/webScripts.js';
import type { HostPlatform } from './host/platform.js';
import { startEngine, startTrainer } from './worker/start.web.js';
import { yieldTurn } from './worker/turn.web.js';

/** Called by VS Code's extension host in a browser, in every window; what it returns is for other extensions. */
export function activate(context: vscode.ExtensionContext): Exports {
  const read = (name: string) => readScript(vscode.Uri.joinPath(context.extensionUri, 'dist', name));
  return openEntry(context, async (status) => {
    const [host, engine] = await Promise.all([read('host/activate.web.js'), read('engine.web.js')]);
    const { activateHost } = runScript<typeof import('./host/activate.js')>(host, { vscode });
    const script = URL.createObjectURL(new Blob([engine], { type: 'text/javascript' }));
    context.subscriptions.push({ dispose: () => URL.revokeObjectURL(script) });
    const platform: HostPlatform = {
      startEngine: (onEnd) => startEngine(script, onEnd),
      startTrainer: (onEnd) => startTrainer(() => read('trainer.web.js'), onEnd),
      // Training is not shared out there: nothing is shared between a browser's workers.
      cores: 1,
      yieldTurn,
      pathOf: () => null,
      // A path is one of the machine that the workspace is on, in the form that addresses have.
      atPath: (path) => {
        const form = path.replaceAll('\\', '/').replace(/^(?!\/)/, '/');
        return vscode.workspace.workspaceFolders?.[0]?.uri.with({ path: form }) ?? null;
      },
    };
    return activateHost(context, platform, status);
  });
}
