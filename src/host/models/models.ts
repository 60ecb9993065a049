import * as vscode from 'vscode';
import { MODEL_FILES, type ModelManifest } from '../../core/formats/modelPackage.js';
import { RnnLensError } from '../../core/problems.js';
import { parseManifest } from './modelManifest.js';
import type { ModelFiles } from '../../live/engineClient.js';

/** What is in `media/models`: a usable model, or a folder and what is wrong with it. */
export type ModelEntry =
  | {
      readonly kind: 'usable';
      readonly name: string;
      readonly manifest: ModelManifest;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'damaged'; readonly name: string; readonly problem: string };

/** A model cannot be used; `message` is a sentence that names the file and what to do. */
export class ModelError extends Error {}

const { manifest: MANIFEST, weights: WEIGHTS } = MODEL_FILES;

/** The models that come with the extension, read through VS Code's file system (there may be no other). */
export class Models {
  private readonly root: vscode.Uri;

  constructor(extensionUri: vscode.Uri) {
    this.root = vscode.Uri.joinPath(extensionUri, 'media', 'models');
  }

  /** Names of all model folders, sorted; whether they can be used is not looked at. */
  async names(): Promise<string[]> {
    return (await readFolders(this.root)).sort();
  }

  /** All model folders by name; a damaged one does not hide the others. */
  async list(): Promise<ModelEntry[]> {
    return Promise.all((await this.names()).map((name) => this.entry(name)));
  }

  /** One sentence on why a model cannot be used, or null; the numbers in its weights are not looked at. */
  async problemWith(name: string): Promise<string | null> {
    const folders = await readFolders(this.root);
    if (!folders.includes(name))
      return `There is no model "${name}": choose one with "RNN Lens: Select Model".`;
    const entry = await this.entry(name);
    return entry.kind === 'damaged' ? unusable(name, entry.problem) : null;
  }

  /** The files of one model; rejects with ModelError. */
  async read(name: string): Promise<ModelFiles> {
    const problem = await this.problemWith(name);
    if (problem !== null) throw new ModelError(problem);
    const manifest = await this.readText(name);
    // The file system may hand out a Node Buffer, part of a pool: it must not be transferred to the worker.
    const weights = new Uint8Array(await vscode.workspace.fs.readFile(this.file(name, WEIGHTS)));
    return { manifest, weights };
  }

  private async entry(name: string): Promise<ModelEntry> {
    try {
      const manifest = parseManifest(await this.readText(name), name);
      const { size } = await vscode.workspace.fs.stat(this.file(name, WEIGHTS)).then(undefined, () => {
        throw new ModelError(`${WEIGHTS} is missing`);
      });
      if (size === 0) throw new ModelError(`${WEIGHTS} is empty`);
      return { kind: 'usable', name, manifest, sizeBytes: size };
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const named = error instanceof ModelError || error instanceof RnnLensError;
      return { kind: 'damaged', name, problem: named ? what : `${MANIFEST}: ${what}` };
    }
  }

  private async readText(name: string): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(this.file(name, MANIFEST)).then(undefined, () => {
      throw new ModelError(`${MANIFEST} is missing`);
    });
    return new TextDecoder().decode(bytes);
  }

  private file(name: string, file: string): vscode.Uri {
    return vscode.Uri.joinPath(this.root, name, file);
  }
}

/** The one sentence for a model whose files are damaged, whoever found out. */
export function unusable(name: string, problem: string): string {
  const what = problem.replace(/\.$/, '');
  return `The model "${name}" cannot be used (media/models/${name}: ${what}): reinstall RNN Lens or select another model.`;
}

async function readFolders(root: vscode.Uri): Promise<string[]> {
  const entries = await vscode.workspace.fs.readDirectory(root).then(undefined, () => []);
  return entries.filter(([, type]) => (type & vscode.FileType.Directory) !== 0).map(([name]) => name);
}
