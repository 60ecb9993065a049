import * as vscode from 'vscode';
import type { DocumentRuns } from './documentRuns.js';
import { canRunAgain, chosenFor } from './taggedMemory.js';

/** A document without a name, and the model chosen for it by hand. */
interface Untitled {
  readonly text: string;
  readonly byHand: string | null;
}

/** Finds the files that tagged documents without a name were saved as. */
export class SavedDocuments implements vscode.Disposable {
  /** Files that were opened while there were tagged documents without a name, and these. */
  private readonly perhaps = new WeakMap<vscode.TextDocument, Untitled[]>();
  private readonly subscription = vscode.workspace.onDidOpenTextDocument((file) => this.opened(file));

  constructor(private readonly runs: Pick<DocumentRuns, 'get'>) {}

  /** The model chosen by hand (null for none) for the untitled document that was saved as this file; undefined if none was. */
  take(file: vscode.TextDocument): string | null | undefined {
    const untitled = this.perhaps.get(file)?.find(({ text }) => text === file.getText());
    if (untitled) this.perhaps.delete(file);
    return untitled?.byHand;
  }

  dispose(): void {
    this.subscription.dispose();
  }

  /** Saving a document that has no name opens an empty file, puts its text there, and empties and closes it. */
  private opened(file: vscode.TextDocument): void {
    if (file.isUntitled) return;
    const untitled = vscode.workspace.textDocuments.flatMap((document) => {
      const run = document.isUntitled ? this.runs.get(document.uri.toString()) : null;
      return run && canRunAgain(run) ? [{ text: document.getText(), byHand: chosenFor(run) }] : [];
    });
    if (untitled.length > 0) this.perhaps.set(file, untitled);
  }
}
