import * as vscode from 'vscode';
import { lookAgain } from '../../models/lookAgain.js';
import type { FileFacts, ModelFolders } from '../../models/modelSource.js';

/** How often a place that has models is looked at, whatever its watcher tells. */
const LOOK_EVERY_MS = 3_000;

/** Where the models of a workspace may be: a folder in it, or any other one. */
export interface WatchedPlace {
  readonly root: vscode.Uri;
  /** Files to watch; `root` itself need not be there yet. */
  readonly pattern: vscode.RelativePattern;
}

/** As `workspaceFolders`, of a place in which models come, change and go. */
export function watchedFolders({ root, pattern }: WatchedPlace): ModelFolders {
  const folders = workspaceFolders(root);
  return {
    ...folders,
    write: async (folder, file, bytes) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(root, folder, file), bytes),
    watch: (changed) => {
      const looking = lookAgain({ state: () => stateOf(folders), everyMs: LOOK_EVERY_MS }, changed);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const listening = [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete].map((on) =>
        on(() => {
          looking.now();
          changed();
        }),
      );
      return () => vscode.Disposable.from(looking, watcher, ...listening).dispose();
    },
  };
}

/** What is known of all models at a place without reading them, as one text. */
async function stateOf({ folders, files }: ModelFolders): Promise<string> {
  const names = await folders();
  // A folder may go while it is looked at.
  const facts = await Promise.all(names.map((name) => files(name).catch(() => new Map())));
  return names.length === 0 ? '' : JSON.stringify(names.map((name, k) => [name, ...facts[k]]));
}

/** The folders below a place in VS Code's file system: there may be no other, and the place may be on another machine. */
function workspaceFolders(root: vscode.Uri): ModelFolders {
  const { fs } = vscode.workspace;
  const named = async (place: vscode.Uri, type: vscode.FileType): Promise<string[]> => {
    const entries = await fs.readDirectory(place).then(undefined, () => []);
    return entries.filter(([, found]) => (found & type) !== 0).map(([name]) => name);
  };
  return {
    folders: () => named(root, vscode.FileType.Directory),
    files: async (folder) => {
      const place = vscode.Uri.joinPath(root, folder);
      const names = await named(place, vscode.FileType.File);
      const facts = names.map(async (name): Promise<[string, FileFacts]> => {
        const { size, mtime } = await fs.stat(vscode.Uri.joinPath(place, name));
        return [name, { sizeBytes: size, modified: mtime }];
      });
      return new Map(await Promise.all(facts));
    },
    // The file system may hand out a Node Buffer, part of a pool: it must not be transferred to the worker.
    bytes: async (folder, file) => new Uint8Array(await fs.readFile(vscode.Uri.joinPath(root, folder, file))),
  };
}
