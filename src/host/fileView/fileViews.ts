import * as vscode from 'vscode';
import { pageHtml } from '../panel/pageHtml.js';
import { FileView, type FileViewServices } from './fileView.js';

/** The model files of other frameworks that are shown, each in an editor of its own. */
export class FileViews implements vscode.Disposable {
  private readonly views = new Set<FileView>();

  constructor(private readonly services: FileViewServices) {}

  /** Shows a file in an editor that VS Code made for it. */
  show(file: vscode.Uri, editor: vscode.WebviewPanel): void {
    const { extensionUri } = this.services;
    editor.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
    };
    const view = new FileView(file, editor, this.services);
    this.views.add(view);
    editor.onDidDispose(() => {
      this.views.delete(view);
      view.dispose();
    });
    editor.webview.html = pageHtml(editor.webview, extensionUri, 'fileView', null);
  }

  /** The engine stopped, and what it knew of the files with it. */
  engineStopped(): void {
    for (const view of this.views) view.engineStopped();
  }

  dispose(): void {
    for (const view of this.views) view.dispose();
  }
}
