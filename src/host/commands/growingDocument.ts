import * as vscode from 'vscode';

/** A new untitled document that text is added to at its end, as it comes. */
export class GrowingDocument {
  private waiting = '';
  private writing: Promise<void> | null = null;

  private constructor(private readonly document: vscode.TextDocument) {}

  /** Shows a new document that begins with `content`. */
  static async open(content: string, language: string): Promise<GrowingDocument> {
    const document = await vscode.workspace.openTextDocument({ content, language });
    await vscode.window.showTextDocument(document, { preview: false });
    return new GrowingDocument(document);
  }

  /** Adds text; pieces that come while one is written are written together. */
  append(text: string): void {
    this.waiting += text;
    if (this.waiting !== '') this.writing ??= this.write();
  }

  /** Resolves when everything is in the document. */
  async written(): Promise<void> {
    while (this.writing) await this.writing;
  }

  /** Calls back when people close it. */
  onDidClose(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidCloseTextDocument((closed) => {
      if (closed === this.document && closed.isClosed) listener();
    });
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting !== '' && !this.document.isClosed) {
        const edit = new vscode.WorkspaceEdit();
        const end = this.document.lineAt(this.document.lineCount - 1).range.end;
        edit.insert(this.document.uri, end, this.waiting);
        this.waiting = '';
        await vscode.workspace.applyEdit(edit);
      }
    } finally {
      this.writing = null;
    }
  }
}
