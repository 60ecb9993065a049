import * as vscode from 'vscode';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import type { ForeignPlace } from '../../protocol/imports.js';
import type { HostFiles } from '../platform.js';

/** What is read whole, where a file system cannot be read by parts, is at most so large. */
const MOST_BYTES = 256 * 1024 * 1024;
/** Files beside a model that are handed over with it: shards, configurations, vocabularies. */
const MOST_BESIDE = 64;

/** Where the engine finds files to import: by their path on its machine, by their bytes elsewhere. */
export class ForeignPlaces {
  constructor(private readonly files: Pick<HostFiles, 'pathOf'>) {}

  /** A model's file, with those beside it. Rejects with a refusal if it is too large to be read from where it is. */
  async model(file: vscode.Uri): Promise<ForeignPlace> {
    return this.byPath(file) ?? handed(file, await namesBeside(file));
  }

  /** A file that says all by itself: symbols, labels. */
  async file(file: vscode.Uri): Promise<ForeignPlace> {
    return this.byPath(file) ?? handed(file, []);
  }

  /** As `file`, one beside another or in a folder below. */
  beside(file: vscode.Uri, name: string): Promise<ForeignPlace> {
    return this.file(vscode.Uri.joinPath(file, '..', ...name.split('/')));
  }

  private byPath(file: vscode.Uri): ForeignPlace | null {
    const path = this.files.pathOf(file);
    return path === null ? null : { kind: 'path', path };
  }
}

async function namesBeside(file: vscode.Uri): Promise<readonly string[]> {
  // A file that was chosen by itself may lie where folders cannot be listed.
  const entries = await vscode.workspace.fs
    .readDirectory(vscode.Uri.joinPath(file, '..'))
    .then(undefined, () => []);
  const names = entries.filter(([, type]) => (type & vscode.FileType.File) !== 0).map(([own]) => own);
  return names.filter((name) => name !== nameOf(file)).slice(0, MOST_BESIDE);
}

async function handed(file: vscode.Uri, beside: readonly string[]): Promise<ForeignPlace> {
  const { fs } = vscode.workspace;
  const name = nameOf(file);
  const files = new Map<string, Uint8Array>();
  let total = 0;
  for (const own of [name, ...beside]) {
    const uri = own === name ? file : vscode.Uri.joinPath(file, '..', own);
    const { size } = await fs.stat(uri);
    if (total + size > MOST_BYTES) {
      if (own === name)
        throw new Refusal(t('{0} is too large to be read from here: copy it to this machine.', name));
      continue;
    }
    total += size;
    // The file system may hand out a Node Buffer, which would arrive as a list of numbers.
    files.set(own, new Uint8Array(await fs.readFile(uri)));
  }
  return { kind: 'bytes', name, files };
}

function nameOf(file: vscode.Uri): string {
  return file.path.slice(file.path.lastIndexOf('/') + 1);
}
