import * as vscode from 'vscode';

/** Text that VS Code shows in editors of its own around the documents people work on. */
const NOT_DOCUMENTS: ReadonlySet<string> = new Set(['output', 'vscode-scm', 'comment', 'debug']);

/**
 * The document people are working on: that of the active text editor, and still the same while the focus is in
 * the panel, in a list or in the output.
 */
export class ActiveEditor implements vscode.Disposable {
  private current: vscode.TextDocument | null = null;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];

  /** Another document is the active one, or its editor was shown or hidden. */
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      this.changed,
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.update()),
      // A document closes without a change of editors when it was hidden before.
      vscode.workspace.onDidCloseTextDocument(() => this.update()),
    ];
    this.update();
  }

  /** The active document, or the last active one that is still open. */
  get document(): vscode.TextDocument | null {
    return this.current?.isClosed === false ? this.current : null;
  }

  /** An editor that shows the document now; the active one of several. */
  get editor(): vscode.TextEditor | null {
    const document = this.document;
    const active = vscode.window.activeTextEditor;
    if (active && active.document === document) return active;
    return vscode.window.visibleTextEditors.find((editor) => editor.document === document) ?? null;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private update(): void {
    const active = vscode.window.activeTextEditor?.document;
    if (active && isDocument(active)) this.current = active;
    else if (this.document === null) this.current = firstVisible();
    this.changed.fire();
  }
}

/** Whether people can have opened this as a text of theirs. */
export function isDocument(document: vscode.TextDocument): boolean {
  return !NOT_DOCUMENTS.has(document.uri.scheme);
}

function firstVisible(): vscode.TextDocument | null {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => isDocument(document));
  return editor?.document ?? null;
}
