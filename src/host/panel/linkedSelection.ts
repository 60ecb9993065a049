import * as vscode from 'vscode';
import type { Run } from '../../live/run.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';

/** The editor's cursor and the panel's token, which follow one another. */
export class LinkedSelection {
  /** The selection the panel asked for; it is not told of it again. */
  private own: vscode.Selection | null = null;

  constructor(
    private readonly active: ActiveEditor,
    private readonly runs: DocumentRuns,
  ) {}

  /** The token the cursor is in; null if it is in none, or if no editor shows the document. */
  get token(): number | null {
    const { editor } = this.active;
    const run = editor && this.runs.get(editor.document.uri.toString());
    if (!editor || !run) return null;
    return run.tokens.at(editor.document.offsetAt(editor.selection.start));
  }

  /** Tokens `[from, to)` that are selected, where they are more than one; null as well while an edit is being followed. */
  get stretch(): readonly [from: number, to: number] | null {
    const { editor } = this.active;
    const run = editor && this.runs.get(editor.document.uri.toString());
    if (!editor || !run || run.stale || run.unanswered > 0) return null;
    const { start, end } = editor.selection;
    const [from, to] = [start, end].map((place) => run.tokens.firstFrom(editor.document.offsetAt(place)));
    return to > from + 1 ? [from, to] : null;
  }

  /** The cursor is where the panel sent it, and the editor has not said so yet. */
  get isSent(): boolean {
    return this.own !== null && this.active.editor?.selection.isEqual(this.own) === true;
  }

  /** Whether a selection is the one the panel asked for; asked once for each change of it. */
  takeOwn(selection: vscode.Selection | undefined): boolean {
    const isOwn = this.own !== null && selection?.isEqual(this.own) === true;
    this.own = null;
    return isOwn;
  }

  /** The active document's editor gets the focus, and selects a token unless the cursor is in it; null: none. */
  async enterEditor(run: Run | null, token: number | null): Promise<void> {
    const { document, editor } = this.active;
    if (!document) return vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup');
    // Before the focus: the editor's cursor is told of when it gets there.
    if (run && token !== null && token !== this.token) await this.select(run, token);
    const viewColumn = editor?.viewColumn ?? vscode.ViewColumn.One;
    await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: false });
  }

  /** Selects a token of the active document's run in its editor; the focus stays where it is. */
  async select(run: Run, token: number): Promise<void> {
    const { document } = this.active;
    const range = run.tokens.rangeOf(token);
    if (!document || !range) return;
    const column = { viewColumn: vscode.ViewColumn.One, preserveFocus: true };
    const editor = this.active.editor ?? (await vscode.window.showTextDocument(document, column));
    const selection = new vscode.Selection(document.positionAt(range[0]), document.positionAt(range[1]));
    if (!editor.selection.isEqual(selection)) {
      this.own = selection;
      editor.selection = selection;
    }
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}
