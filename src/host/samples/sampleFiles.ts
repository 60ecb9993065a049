import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';

/**
 * A copy of a file of `media/samples` as it was installed, in the extension's storage: it may be edited and saved. Copies
 * that somebody changed stay as they are; the new one is in another folder then. Rejects with a sentence if the file is not there.
 */
export async function freshCopy(context: SampleFolders, file: string): Promise<vscode.Uri> {
  const { fs } = vscode.workspace;
  const installed = vscode.Uri.joinPath(context.extensionUri, 'media', 'samples', file);
  const original = await fs.readFile(installed).then(undefined, () => {
    throw new Error(t('The sample "{0}" is missing: reinstall the extension.', file));
  });
  for (let folder = 1; ; folder++) {
    const copy = vscode.Uri.joinPath(context.storageUri, 'samples', String(folder), file);
    const there = await fs.readFile(copy).then(undefined, () => null);
    if (there === null) await fs.writeFile(copy, original);
    if (there === null || (isSame(there, original) && !isBeingEdited(copy))) return copy;
  }
}

/** Where samples are, and where their copies go. */
export interface SampleFolders {
  readonly extensionUri: vscode.Uri;
  readonly storageUri: vscode.Uri;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, k) => byte === b[k]);
}

function isBeingEdited(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some(
    (document) => document.isDirty && document.uri.toString() === key,
  );
}
