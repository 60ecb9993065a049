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
      // What is asked of the run is asked where people are.
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.lookWhereCursorIs(textEditor)),
      ...[this.onDidChange, this.onDidFollow].map((event) =>
        event((uri) => {
          const { activeTextEditor } = vscode.window;
          if (activeTextEditor?.document.uri.toString() === uri) this.lookWhereCursorIs(activeTextEditor);
        }),
      ),
    ];
  }

  private lookWhereCursorIs({ document, selection }: vscode.TextEditor): void {
    const uri = document.uri.toString();
    if (this.all(uri).length > 1) this.lookAt(uri, document.offsetAt(selection.active));
  }

  override dispose(): void {
    super.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
