import * as vscode from 'vscode';
import { MODEL_FILES } from '../../core/formats/manifest.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import type { TrainingPlace } from '../../live/training/trainingPlace.js';

/** Folders of the workspace: trainings, and the models they make. */
const TRAININGS = ['.rnn-lens', 'training'];
const MODELS = ['.rnn-lens', 'models'];

/** Trainings in the first folder of the workspace, wherever that is. */
export function workspacePlace(): TrainingPlace {
  const { fs } = vscode.workspace;
  const inside = (path: readonly string[], ...more: string[]): vscode.Uri => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder)
      throw new Refusal(t('Trainings are kept in the workspace: open a folder and run the command again.'));
    return vscode.Uri.joinPath(folder.uri, ...path, ...more);
  };
  const remove = async (place: vscode.Uri): Promise<void> => {
    if (await isThere(place)) await fs.delete(place, { recursive: true, useTrash: false });
  };
  return {
    names: async () => {
      if (!vscode.workspace.workspaceFolders) return [];
      const entries = await fs.readDirectory(inside(TRAININGS)).then(undefined, () => []);
      return entries.filter(([, type]) => type & vscode.FileType.Directory).map(([name]) => name);
    },
    folder: (name) => ({
      // The file system may hand out a Node Buffer, part of a pool: it must not be transferred to the worker.
      read: (file) =>
        fs.readFile(inside(TRAININGS, name, ...file.split('/'))).then(
          (bytes) => new Uint8Array(bytes),
          () => null,
        ) as Promise<Uint8Array<ArrayBuffer> | null>,
      write: (file, bytes) => replaceFile(inside(TRAININGS, name, ...file.split('/')), bytes),
      remove: (file) => remove(inside(TRAININGS, name, ...file.split('/'))),
    }),
    removeTraining: (name) => remove(inside(TRAININGS, name)),
    writeModel: async (name, { manifest, weights, card }) => {
      const encoder = new TextEncoder();
      // The manifest comes last: before it there is no model to be listed.
      await replaceFile(inside(MODELS, name, MODEL_FILES.weights), weights);
      await replaceFile(inside(MODELS, name, MODEL_FILES.card), encoder.encode(card));
      await replaceFile(inside(MODELS, name, MODEL_FILES.manifest), encoder.encode(manifest));
    },
    removeModel: (name) => remove(inside(MODELS, name)),
    isTaken: async (name) =>
      (await isThere(inside(MODELS, name))) || (await isThere(inside(TRAININGS, name))),
  };
}

async function isThere(place: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(place).then(
    () => true,
    () => false,
  );
}

/** Writes beside a file's place and puts it there when it is whole. */
async function replaceFile(place: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const part = place.with({ path: `${place.path}.part` });
  await fs.writeFile(part, bytes);
  await fs.rename(part, place, { overwrite: true });
}
