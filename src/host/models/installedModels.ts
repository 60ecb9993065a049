import * as vscode from 'vscode';
import type { FileFacts, ModelFolders } from '../../models/modelSource.js';

/** Sizes of files in bytes by folder and file, as the build lists them. */
type ModelIndex = Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * The models in `media/models` of the extension, by the list that the build wrote: an extension that a browser loads is
 * files at a web address, which cannot be listed. What it lists does not change while the extension runs.
 */
export function installedModels(extensionUri: vscode.Uri): ModelFolders {
  const { fs } = vscode.workspace;
  const at = (...path: string[]) => vscode.Uri.joinPath(extensionUri, ...path);
  let reading: Promise<ModelIndex> | null = null;
  const index = (): Promise<ModelIndex> => (reading ??= read());
  const read = async () => {
    // Without the list there are no models, and a model that is asked for is said not to be there.
    const bytes = await fs.readFile(at('dist', 'models.json')).then(undefined, () => null);
    return bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as ModelIndex) : {};
  };
  return {
    folders: async () => Object.keys(await index()),
    files: async (folder) => {
      const files = Object.entries((await index())[folder] ?? {});
      return new Map(
        files.map(([file, sizeBytes]): [string, FileFacts] => [file, { sizeBytes, modified: 0 }]),
      );
    },
    // The file system may hand out a Node Buffer, part of a pool: it must not be transferred to the worker.
    bytes: async (folder, file) => new Uint8Array(await fs.readFile(at('media', 'models', folder, file))),
  };
}
