import type * as vscode from 'vscode';
import type { Sessions } from '../../live/sessions.js';
import { renamedUri } from '../models/modelChoice.js';
import { canRunAgain, chosenFor } from './taggedMemory.js';

/** Tagged documents whose files were renamed: VS Code closes them and opens them again under the new name. */
export class RenamedDocuments {
  /** The model chosen by hand (null: none), by the new name. */
  private readonly waiting = new Map<string, string | null>();

  constructor(private readonly runs: Pick<Sessions, 'documents' | 'get'>) {}

  /** Files are about to be renamed. */
  willRename(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): void {
    for (const [uri, byHand] of [...this.waiting]) {
      const renamed = renamedUri(uri, files);
      if (renamed === null) continue;
      this.waiting.delete(uri);
      this.waiting.set(renamed, byHand);
    }
    for (const uri of this.runs.documents) {
      const renamed = renamedUri(uri, files);
      const run = this.runs.get(uri);
      if (renamed !== null && run && canRunAgain(run)) this.waiting.set(renamed, chosenFor(run));
    }
  }

  /** The model chosen by hand (null: none) for a document that had tags under another name, once; else undefined. */
  take(uri: string): string | null | undefined {
    const byHand = this.waiting.get(uri);
    this.waiting.delete(uri);
    return byHand;
  }
}
