import * as vscode from 'vscode';
import { Sessions, type SessionsServices } from '../../live/sessions.js';
import { changesOf, endOf } from './documentText.js';

/** The sessions of VS Code's documents: told of their edits, and ended when they are closed. */
export class DocumentRuns extends Sessions implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];

  constructor(services: SessionsServices) {
    super(services);
    this.subscriptions = [
      vscode.workspace.onDidChangeTextDocument((event) => {
        const { document } = event;
        const after = { version: document.version, length: endOf(document) };
        this.edited(document.uri.toString(), changesOf(event), after);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // Changing a document's language closes and opens it again, and is no reason to forget its tags.
        if (document.isClosed) this.clear(document.uri.toString());
      }),
    ];
  }

  override dispose(): void {
    super.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
