import * as vscode from 'vscode';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { byStyle } from './drawnPlaces.js';
import { EditorDrawing } from './editorDrawing.js';
import { syncViews, type EditorView } from './editorViews.js';
import type { MarkStyle } from './markStyles.js';
import { placedMarks } from './placedMarks.js';
import type { Run } from '../../live/run.js';
import { throttle, trailing, type Throttled } from '../../live/throttle.js';
import { StyleTypes } from './styleTypes.js';
import { marginOf, windowsToMark } from './visibleWindow.js';

/** A mark where an editor shows it now. */
export interface AppliedMark {
  /** What it says: a tag, a class, a range of surprisal. */
  readonly label: string;
  readonly range: vscode.Range;
}

const APPLY_MS = 30;

/**
 * How long marks wait for the panel after an edit. Editor and panel are drawn on one thread: what is told first keeps
 * the other from being drawn for a frame, and the panel is what people look at for what an edit changed.
 */
const AFTER_PANEL_MS = 50;

/** What models say, in the editors: one decoration type a style, set for what is visible and some lines around. */
export class Marks implements vscode.Disposable {
  private readonly types = new StyleTypes(decorationOf);
  private readonly views = new Map<vscode.TextEditor, EditorMarks>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runs: DocumentRuns,
    /** Documents whose marks would cover or be taken for something else. */
    private readonly isHidden: (uri: string) => boolean,
    /** A panel shows what edits change, too. */
    private readonly isPanelSeen: () => boolean,
  ) {
    this.subscriptions = [
      runs.onDidChange((uri) => this.updateDocument(uri)),
      runs.onDidFollow((uri) => this.followed(uri)),
      vscode.window.onDidChangeVisibleTextEditors(() => this.syncEditors()),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) =>
        this.update((editor) => editor === textEditor),
      ),
    ];
    this.syncEditors();
  }

  /** What an editor shows now. */
  of(editor: vscode.TextEditor): readonly AppliedMark[] {
    return this.views.get(editor)?.applied ?? [];
  }

  dispose(): void {
    for (const view of this.views.values()) view.dispose();
    vscode.Disposable.from(...this.subscriptions, this.types).dispose();
  }

  /** Sets all marks anew. */
  updateAll(): void {
    this.update(() => true);
  }

  private updateDocument(uri: string): void {
    this.update((editor) => editor.document.uri.toString() === uri);
  }

  private followed(uri: string): void {
    if (!this.isPanelSeen()) return this.updateDocument(uri);
    for (const [editor, view] of this.views) if (editor.document.uri.toString() === uri) view.scheduleLater();
  }

  private update(which: (editor: vscode.TextEditor) => boolean): void {
    for (const [editor, view] of this.views) if (which(editor)) view.schedule();
  }

  /** An editor that comes into view has lost its decorations and gets them anew. */
  private syncEditors(): void {
    syncViews(this.views, (editor) => {
      const runs = () => {
        const uri = editor.document.uri.toString();
        return this.isHidden(uri) ? [] : this.runs.all(uri);
      };
      return new EditorMarks(editor, runs, this.types);
    });
  }
}

/** The marks of one editor. */
class EditorMarks implements EditorView {
  /** Everything is looked at at once on the first sign and then seldom enough for fast typing. */
  readonly schedule: Throttled = throttle(() => this.apply(), APPLY_MS);
  readonly scheduleLater = trailing(() => this.schedule(), AFTER_PANEL_MS);
  private readonly drawing: EditorDrawing<MarkStyle>;

  constructor(
    private readonly editor: vscode.TextEditor,
    private readonly runs: () => readonly Run[],
    types: StyleTypes<MarkStyle>,
  ) {
    this.drawing = new EditorDrawing(editor, types);
  }

  get applied(): readonly AppliedMark[] {
    return this.drawing.drawn.map(({ style, range }) => ({ label: style.label, range }));
  }

  dispose(): void {
    this.schedule.dispose();
    this.scheduleLater.dispose();
    this.drawing.dispose();
  }

  private apply(): void {
    const runs = this.runs();
    const marks = runs.flatMap((run) =>
      placedMarks(run, windowsToMark(this.editor, marginOf(run.model.task))),
    );
    // A style's places are ascending, also where two runs have it.
    if (runs.length > 1) marks.sort((a, b) => a.start - b.start);
    this.drawing.draw(byStyle(marks, ({ style }) => style));
  }
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
