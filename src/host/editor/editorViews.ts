import * as vscode from 'vscode';

/** What this extension draws in one editor while that is visible. */
export interface EditorView extends vscode.Disposable {
  schedule(): void;
}

/** Drops the views of editors that went out of sight and makes those that came in (another tab, a split) new ones. */
export function syncViews<View extends EditorView>(
  views: Map<vscode.TextEditor, View>,
  create: (editor: vscode.TextEditor) => View,
): void {
  const visible = new Set(vscode.window.visibleTextEditors);
  for (const [editor, view] of views) {
    if (visible.has(editor)) continue;
    view.dispose();
    views.delete(editor);
  }
  for (const editor of visible) {
    if (views.has(editor)) continue;
    const view = create(editor);
    views.set(editor, view);
    view.schedule();
  }
}
