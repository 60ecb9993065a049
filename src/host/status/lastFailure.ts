import * as vscode from 'vscode';

/** What went wrong with the last command, for the panel; null once a command worked. */
export class LastFailure implements vscode.Disposable {
  sentence: string | null = null;
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  set(sentence: string | null): void {
    if (sentence === this.sentence) return;
    this.sentence = sentence;
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
