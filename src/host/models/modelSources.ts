import * as vscode from 'vscode';
import { folderSource, type ModelSource } from '../../models/modelSource.js';
import type { HostFiles } from '../platform.js';
import { modelFoldersSetting } from '../settings.js';
import { installedModels } from './installedModels.js';
import { watchedFolders, type WatchedPlace } from './workspaceFolders.js';

/** A path that does not begin at a workspace's folder. */
const ABSOLUTE = /^([/\\]|[a-z]:)/i;

/** Where models come from: those of the extension, then those of the folders that are set, as far as they are there. */
export function modelSources(extensionUri: vscode.Uri, files: Pick<HostFiles, 'atPath'>): ModelSource[] {
  const own = folderSource('extension', installedModels(extensionUri), (folder) => `media/models/${folder}`);
  const others = modelFoldersSetting().flatMap((path) => placesOf(path, files));
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
function placesOf(path: string, { atPath }: Pick<HostFiles, 'atPath'>): WatchedPlace[] {
  if (ABSOLUTE.test(path)) {
    const root = atPath(path);
    return root === null ? [] : [{ root, pattern: new vscode.RelativePattern(root, '**') }];
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
