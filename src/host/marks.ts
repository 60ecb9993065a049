import * as vscode from 'vscode';
import { tagColour, tagEmphasis, type TagEmphasis } from '../core/views/tagPalette.js';
import type { DocumentRuns } from './documentRuns.js';
import type { Mark, Run } from './run.js';
import { throttle, type Throttled } from './throttle.js';
import { windowsToMark } from './visibleWindow.js';

/** A tag where an editor shows it now. */
export interface AppliedMark {
  readonly label: string;
  readonly range: vscode.Range;
}

const APPLY_MS = 30;

/** An underline and a tint; opacities are two hexadecimal digits. */
interface Look {
  readonly width: string;
  readonly style: string;
  readonly opacity: string;
  readonly staleOpacity: string;
  readonly tint: string | null;
}

const LOOKS: Record<TagEmphasis, Look> = {
  content: { width: '0 0 2px 0', style: 'solid', opacity: 'ff', staleOpacity: 'a0', tint: '1a' },
  function: { width: '0 0 2px 0', style: 'dotted', opacity: 'd0', staleOpacity: '70', tint: null },
  faint: { width: '0 0 1px 0', style: 'dotted', opacity: '70', staleOpacity: '40', tint: null },
};

/**
 * The tags in the editors: one decoration type for each tag, set for what is visible and some lines around. Stale
 * marks lose their tint and fade, so that nothing old looks current.
 */
export class Marks implements vscode.Disposable {
  private readonly types = new Map<string, vscode.TextEditorDecorationType>();
  private readonly views = new Map<vscode.TextEditor, EditorMarks>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly runs: DocumentRuns) {
    this.subscriptions = [
      runs.onDidChange((uri) => this.update((editor) => editor.document.uri.toString() === uri)),
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
      const run = () => this.runs.get(editor.document.uri.toString());
      const view = new EditorMarks(editor, run, (label, index, stale) => this.typeOf(label, index, stale));
      this.views.set(editor, view);
      view.schedule();
    }
  }

  private typeOf(label: string, index: number, stale: boolean): vscode.TextEditorDecorationType {
    const key = `${label} ${tagColour(label, index).light} ${stale}`;
    const known = this.types.get(key);
    if (known) return known;
    const type = vscode.window.createTextEditorDecorationType(decorationOf(label, index, stale));
    this.types.set(key, type);
    return type;
  }
}

type TypeOf = (label: string, index: number, stale: boolean) => vscode.TextEditorDecorationType;

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
    const marks = run ? windowsToMark(this.editor).flatMap(([from, to]) => run.marksIn(from, to)) : [];
    const signature = signatureOf(run, this.editor.document.version, marks);
    if (signature === this.signature) return;
    this.signature = signature;
    const groups = run ? this.group(run, marks) : new Map<vscode.TextEditorDecorationType, AppliedMark[]>();
    for (const type of this.used.keys()) if (!groups.has(type)) this.editor.setDecorations(type, []);
    for (const [type, group] of groups)
      this.editor.setDecorations(
        type,
        group.map(({ range }) => range),
      );
    this.used = groups;
  }

  private group(run: Run, marks: readonly Mark[]): Map<vscode.TextEditorDecorationType, AppliedMark[]> {
    const { document } = this.editor;
    const groups = new Map<vscode.TextEditorDecorationType, AppliedMark[]>();
    for (const { label: index, start, end } of marks) {
      const label = run.model.labels[index] ?? '';
      const type = this.typeOf(label, index, run.stale);
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      const group = groups.get(type);
      if (group) group.push({ label, range });
      else groups.set(type, [{ label, range }]);
    }
    return groups;
  }
}

/** Changes whenever the editor has to be told something: while the rest of a long text is tagged it does not. */
function signatureOf(run: Run | null, documentVersion: number, marks: readonly Mark[]): string {
  let hash = 0;
  for (const { label, start } of marks) hash = (Math.imul(hash, 31) + start * 257 + label) | 0;
  return `${run?.documentId} ${run?.stale} ${documentVersion} ${marks.length} ${hash}`;
}

function decorationOf(label: string, index: number, stale: boolean): vscode.DecorationRenderOptions {
  const colour = tagColour(label, index);
  const look = LOOKS[tagEmphasis(label)];
  const themed = (hex: string) => ({
    borderColor: hex + (stale ? look.staleOpacity : look.opacity),
    ...(look.tint && !stale ? { backgroundColor: hex + look.tint } : {}),
  });
  return {
    borderWidth: look.width,
    borderStyle: look.style,
    borderRadius: '2px 2px 0 0',
    // Letters typed at a mark's border belong to another word.
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    light: themed(colour.light),
    dark: themed(colour.dark),
  };
}
