import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';

/** Somebody who types has the editor refuse a few, one after the other. */
const MOST_REFUSALS = 500;
const PAUSE_MS = 20;

/** A new untitled document that text is added to at its end, as it comes. */
export class GrowingDocument {
  private waiting = '';
  private writing: Promise<void> | null = null;

  private constructor(readonly document: vscode.TextDocument) {}

  /** Shows a new document that begins with `content`, its long lines wrapped. */
  static async open(content: string, language: string): Promise<GrowingDocument> {
    const document = await vscode.workspace.openTextDocument({ content, language });
    await vscode.window.showTextDocument(document, { preview: false });
    // Of this editor only; where people have set that lines are wrapped, the command would end it.
    const { wordWrap } = vscode.workspace.getConfiguration('editor', document);
    if (wordWrap === 'off') await vscode.commands.executeCommand('editor.action.toggleWordWrap');
    return new GrowingDocument(document);
  }

  /** Adds text; pieces that come while one is written are written together. */
  append(text: string): void {
    this.waiting += text;
    if (this.waiting !== '') this.writing ??= this.write();
  }

  /** Resolves when everything is in the document, or people have closed it; rejects if it does not take it. */
  async written(): Promise<void> {
    while (this.writing) await this.writing;
    if (this.waiting !== '' && !this.document.isClosed)
      throw new Error(t('The generated text could not be written.'));
  }

  /** Calls back when people close it. */
  onDidClose(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidCloseTextDocument((closed) => {
      if (closed === this.document && closed.isClosed) listener();
    });
  }

  private async write(): Promise<void> {
    try {
      for (let refusals = 0; refusals < MOST_REFUSALS && this.waiting !== '' && !this.document.isClosed;) {
        const text = this.waiting;
        this.waiting = '';
        const isWritten = await this.addAtEnd(text);
        refusals = isWritten ? 0 : refusals + 1;
        if (isWritten) continue;
        this.waiting = text + this.waiting;
        await new Promise((done) => setTimeout(done, PAUSE_MS));
      }
    } finally {
      this.writing = null;
    }
  }

  /** Whether the text was taken: it is not if somebody typed in the document on its way there. */
  private async addAtEnd(text: string): Promise<boolean> {
    const { document } = this;
    const { end } = document.lineAt(document.lineCount - 1).range;
    // Of an edit of the active editor's text that comes by itself, VS Code checks the version too early.
    const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
    if (editor) return editor.edit((edit) => edit.insert(end, text)).then(undefined, () => false);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, end, text);
    return vscode.workspace.applyEdit(edit);
  }
}
