import * as vscode from 'vscode';
import { folderSource, type ModelSource } from '../../models/modelSource.js';
import { modelFoldersSetting } from '../settings.js';
import { watchedFolders, workspaceFolders, type WatchedPlace } from './workspaceFolders.js';

/** A path that does not begin at a workspace's folder. */
const ABSOLUTE = /^([/\\]|[a-z]:)/i;

/** Where models come from: those of the extension, then those of the folders that are set, as far as they are there. */
export function modelSources(extensionUri: vscode.Uri): ModelSource[] {
  const root = vscode.Uri.joinPath(extensionUri, 'media', 'models');
  const own = folderSource('extension', workspaceFolders(root), (folder) => `media/models/${folder}`);
  const others = modelFoldersSetting().flatMap(placesOf);
  return [
    own,
    ...others.map((place, k) =>
      folderSource(k === 0 ? 'workspace' : `workspace-${k + 1}`, watchedFolders(place), (folder) =>
        vscode.workspace.asRelativePath(vscode.Uri.joinPath(place.root, folder), false),
      ),
    ),
  ];
}

/** A relative path is one in each folder of the workspace. */
function placesOf(path: string): WatchedPlace[] {
  if (ABSOLUTE.test(path)) {
    const root = vscode.Uri.file(path);
    return [{ root, pattern: new vscode.RelativePattern(root, '**') }];
  }
  const inside = path.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/+$/, '');
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => ({
    root: vscode.Uri.joinPath(folder.uri, inside),
    pattern: new vscode.RelativePattern(folder, everythingIn(inside)),
  }));
}

/** Files in a folder, and the folders it is in: of those that go or come as a whole nothing else is told. */
function everythingIn(path: string): string {
  if (path === '') return '**';
  const parts = path.split('/');
  const above = parts.map((_, k) => parts.slice(0, k + 1).join('/'));
  return `{${[...above, `${path}/**`].join(',')}}`;
}
