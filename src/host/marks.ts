import * as vscode from 'vscode';
import type { DocumentRuns } from './documentRuns.js';
import type { MarkStyle } from './markStyles.js';
import { placedMarks, type PlacedMark } from './placedMarks.js';
import type { Run } from './run.js';
import { throttle, type Throttled } from './throttle.js';
import { marginOf, windowsToMark } from './visibleWindow.js';

/** A mark where an editor shows it now. */
export interface AppliedMark {
  /** What it says: a tag, a class, a range of surprisal. */
  readonly label: string;
  readonly range: vscode.Range;
}

const APPLY_MS = 30;

/** What models say, in the editors: one decoration type a style, set for what is visible and some lines around. */
export class Marks implements vscode.Disposable {
  private readonly types = new Map<string, vscode.TextEditorDecorationType>();
  private readonly views = new Map<vscode.TextEditor, EditorMarks>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runs: DocumentRuns,
    /** Documents whose marks would cover or be taken for something else. */
    private readonly isHidden: (uri: string) => boolean,
  ) {
    this.subscriptions = [
      runs.onDidChange((uri) => this.updateDocument(uri)),
      runs.onDidFollow((uri) => this.updateDocument(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.syncEditors()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.update((editor) => editor === textEditor),
      ),
    ];
    this.syncEditors();
  }

  /** What an editor shows now. */
  of(editor: vscode.TextEditor): readonly AppliedMark[] {
    return this.views.get(editor)?.applied() ?? [];
  }

  dispose(): void {
    for (const view of this.views.values()) view.dispose();
    vscode.Disposable.from(...this.subscriptions, ...this.types.values()).dispose();
  }

  /** Sets all marks anew. */
  updateAll(): void {
    this.update(() => true);
  }

  private updateDocument(uri: string): void {
    this.update((editor) => editor.document.uri.toString() === uri);
  }

  private update(which: (editor: vscode.TextEditor) => boolean): void {
    for (const [editor, view] of this.views) if (which(editor)) view.schedule();
  }

  /** An editor that comes into view (another tab, a split) has lost its decorations and gets them anew. */
  private syncEditors(): void {
    const visible = new Set(vscode.window.visibleTextEditors);
    for (const [editor, view] of this.views) {
      if (visible.has(editor)) continue;
      view.dispose();
      this.views.delete(editor);
    }
    for (const editor of visible) {
      if (this.views.has(editor)) continue;
      const run = () => {
        const uri = editor.document.uri.toString();
        return this.isHidden(uri) ? null : this.runs.get(uri);
      };
      const view = new EditorMarks(editor, run, (style) => this.typeOf(style));
      this.views.set(editor, view);
      view.schedule();
    }
  }

  private typeOf(style: MarkStyle): vscode.TextEditorDecorationType {
    const known = this.types.get(style.key);
    if (known) return known;
    const type = vscode.window.createTextEditorDecorationType(decorationOf(style));
    this.types.set(style.key, type);
    return type;
  }
}

type TypeOf = (style: MarkStyle) => vscode.TextEditorDecorationType;

/** The marks of one editor. */
class EditorMarks {
  /** Everything is re-applied at once on the first sign and then seldom enough for fast typing. */
  readonly schedule: Throttled = throttle(() => this.apply(), APPLY_MS);
  private used = new Map<vscode.TextEditorDecorationType, AppliedMark[]>();
  private signature = '';

  constructor(
    private readonly editor: vscode.TextEditor,
    private readonly run: () => Run | null,
    private readonly typeOf: TypeOf,
  ) {}

  applied(): readonly AppliedMark[] {
    return [...this.used.values()].flat().sort((a, b) => a.range.start.compareTo(b.range.start));
  }

  dispose(): void {
    this.schedule.dispose();
  }

  private apply(): void {
    const run = this.run();
    if (!run && this.used.size === 0) return;
    const marks = run ? placedMarks(run, windowsToMark(this.editor, marginOf(run.model.task))) : [];
    const signature = signatureOf(run, this.editor.document.version, marks);
    if (signature === this.signature) return;
    this.signature = signature;
    const groups = this.group(marks);
    for (const type of this.used.keys()) if (!groups.has(type)) this.editor.setDecorations(type, []);
    for (const [type, group] of groups)
      this.editor.setDecorations(
        type,
        group.map(({ range }) => range),
      );
    this.used = groups;
  }

  private group(marks: readonly PlacedMark[]): Map<vscode.TextEditorDecorationType, AppliedMark[]> {
    const { document } = this.editor;
    const groups = new Map<vscode.TextEditorDecorationType, AppliedMark[]>();
    for (const { style, start, end } of marks) {
      const type = this.typeOf(style);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const group = groups.get(type);
      if (group) group.push({ label: style.label, range });
      else groups.set(type, [{ label: style.label, range }]);
    }
    return groups;
  }
}

/** Changes whenever the editor has to be told something: while the rest of a long text is tagged it does not. */
function signatureOf(run: Run | null, documentVersion: number, marks: readonly PlacedMark[]): string {
  let hash = 0;
  const numbers = new Map<MarkStyle, number>();
  for (const { style, start, end } of marks) {
    if (!numbers.has(style)) numbers.set(style, numbers.size);
    hash = (Math.imul(hash, 31) + start * 257 + end * 17 + numbers.get(style)!) | 0;
  }
  const keys = [...numbers.keys()].map(({ key }) => key).join();
  return `${run?.documentId} ${documentVersion} ${marks.length} ${hash} ${keys}`;
}

function decorationOf(style: MarkStyle): vscode.DecorationRenderOptions {
  const { wholeLine, borderWidth, borderStyle, light, dark } = style;
  return {
    isWholeLine: wholeLine,
    borderWidth,
    borderStyle,
    ...(wholeLine ? {} : { borderRadius: '2px 2px 0 0' }),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    // Letters typed at a mark's border belong to another word.
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    light,
    dark,
  };
}
