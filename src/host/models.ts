import * as vscode from 'vscode';
import { parseManifest, type ModelSummary } from './modelManifest.js';

/** What is in `media/models`: a usable model, or a folder and what is wrong with it. */
export type ModelEntry =
  | {
      readonly kind: 'usable';
      readonly name: string;
      readonly summary: ModelSummary;
      readonly sizeBytes: number;
    }
  | { readonly kind: 'damaged'; readonly name: string; readonly problem: string };

/** The two files of a model, ready for the engine. */
export interface ModelFiles {
  readonly manifest: string;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** A model cannot be used; `message` is a sentence that names the file and what to do. */
export class ModelError extends Error {}

const MANIFEST = 'model.json';
const WEIGHTS = 'weights.safetensors';

/** The models that come with the extension, read through VS Code's file system (there may be no other). */
export class Models {
  private readonly root: vscode.Uri;

  constructor(extensionUri: vscode.Uri) {
    this.root = vscode.Uri.joinPath(extensionUri, 'media', 'models');
  }

  /** All model folders by name; a damaged one does not hide the others. */
  async list(): Promise<ModelEntry[]> {
    const folders = await readFolders(this.root);
    return Promise.all(folders.sort().map((name) => this.entry(name)));
  }

  /** The files of one model; rejects with ModelError. */
  async read(name: string): Promise<ModelFiles> {
    const folders = await readFolders(this.root);
    if (!folders.includes(name))
      throw new ModelError(`There is no model "${name}": choose one with "RNN Lens: Select Model".`);
    const entry = await this.entry(name);
    if (entry.kind === 'damaged') throw new ModelError(unusable(name, entry.problem));
    const manifest = await this.readText(name);
    // The file system may hand out a Node Buffer, part of a pool: it must not be transferred to the worker.
    const weights = new Uint8Array(await vscode.workspace.fs.readFile(this.file(name, WEIGHTS)));
    return { manifest, weights };
  }

  private async entry(name: string): Promise<ModelEntry> {
    try {
      const summary = parseManifest(await this.readText(name), name);
      const { size } = await vscode.workspace.fs.stat(this.file(name, WEIGHTS)).then(undefined, () => {
        throw new ModelError(`${WEIGHTS} is missing`);
      });
      if (size === 0) throw new ModelError(`${WEIGHTS} is empty`);
      return { kind: 'usable', name, summary, sizeBytes: size };
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      return { kind: 'damaged', name, problem: error instanceof ModelError ? what : `${MANIFEST}: ${what}` };
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
