import * as vscode from 'vscode';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { syncViews } from './editorViews.js';
import type { MarkStyle } from './markStyles.js';
import { placedMarks, type PlacedMark } from './placedMarks.js';
import type { Run } from '../../live/run.js';
import type { TextChange } from '../../live/editMap.js';
import { throttle, type Throttled } from '../../live/throttle.js';
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
      vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)),
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

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const changes = contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      startUtf16: rangeOffset,
      endUtf16: rangeOffset + rangeLength,
      insertedLength: text.length,
    }));
    for (const [editor, view] of this.views)
      if (editor.document === document) view.edited(changes, document.version);
  }

  private updateDocument(uri: string): void {
    this.update((editor) => editor.document.uri.toString() === uri);
  }

  private update(which: (editor: vscode.TextEditor) => boolean): void {
    for (const [editor, view] of this.views) if (which(editor)) view.schedule();
  }

  /** An editor that comes into view has lost its decorations and gets them anew. */
  private syncEditors(): void {
    syncViews(this.views, (editor) => {
      const run = () => {
        const uri = editor.document.uri.toString();
        return this.isHidden(uri) ? null : this.runs.get(uri);
      };
      return new EditorMarks(editor, run, (style) => this.typeOf(style));
    });
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

/** Marks of one style: where the editor was told they are, moved with the edits since as the editor moves them. */
interface StyleMarks {
  applied: readonly AppliedMark[];
  /** UTF-16 offsets; null where an edit touched one of them, and only the editor knows what became of it. */
  places: readonly TextRange[] | null;
}

type TextRange = readonly [start: number, end: number];

/** The marks of one editor; it is told of a style only if the style's marks are not where the editor has them. */
class EditorMarks {
  /** Everything is looked at at once on the first sign and then seldom enough for fast typing. */
  readonly schedule: Throttled = throttle(() => this.apply(), APPLY_MS);
  private used = new Map<vscode.TextEditorDecorationType, StyleMarks>();
  /** VS Code's, of the text that the places are in. */
  private version = 0;

  constructor(
    private readonly editor: vscode.TextEditor,
    private readonly run: () => Run | null,
    private readonly typeOf: TypeOf,
  ) {}

  applied(): readonly AppliedMark[] {
    const marks = [...this.used.values()].flatMap(({ applied }) => applied);
    return marks.sort((a, b) => a.range.start.compareTo(b.range.start));
  }

  /** The text was edited, and the editor moved its decorations. */
  edited(changes: readonly TextChange[], version: number): void {
    // Whoever heard of the edit earlier may have had everything applied already.
    if (version === this.version) return;
    this.version = version;
    for (const marks of this.used.values())
      for (const change of changes) marks.places = marks.places && movedBy(change, marks.places);
  }

  dispose(): void {
    this.schedule.dispose();
  }

  private apply(): void {
    const run = this.run();
    if (!run && this.used.size === 0) return;
    const marks = run ? placedMarks(run, windowsToMark(this.editor, marginOf(run.model.task))) : [];
    const groups = this.group(marks);
    const { version } = this.editor.document;
    const used =
      version === this.version ? this.used : new Map<vscode.TextEditorDecorationType, StyleMarks>();
    for (const type of this.used.keys()) if (!groups.has(type)) this.editor.setDecorations(type, []);
    for (const [type, { applied, places }] of groups)
      if (!areSame(places, used.get(type)?.places ?? null))
        this.editor.setDecorations(
          type,
          applied.map(({ range }) => range),
        );
    this.used = groups;
    this.version = version;
  }

  private group(marks: readonly PlacedMark[]): Map<vscode.TextEditorDecorationType, StyleMarks> {
    const { document } = this.editor;
    const groups = new Map<
      vscode.TextEditorDecorationType,
      { readonly applied: AppliedMark[]; readonly places: TextRange[] }
    >();
    for (const { style, start, end } of marks) {
      const type = this.typeOf(style);
      const group = groups.get(type) ?? { applied: [], places: [] };
      groups.set(type, group);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      group.applied.push({ label: style.label, range });
      group.places.push([start, end]);
    }
    return groups;
  }
}

/** Ranges after a change, null if it touched one of them; an editor moves the others just so. */
function movedBy({ startUtf16, endUtf16, insertedLength }: TextChange, ranges: readonly TextRange[]) {
  const by = insertedLength - (endUtf16 - startUtf16);
  if (ranges.some(([start, end]) => start <= endUtf16 && end >= startUtf16)) return null;
  return ranges.map(([start, end]): TextRange => (start > endUtf16 ? [start + by, end + by] : [start, end]));
}

function areSame(a: readonly TextRange[] | null, b: readonly TextRange[] | null): boolean {
  if (!a || !b || a.length !== b.length) return false;
  return a.every(([start, end], k) => start === b[k][0] && end === b[k][1]);
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
