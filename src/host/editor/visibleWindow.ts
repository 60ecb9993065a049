import * as vscode from 'vscode';
import type { Task } from '../../core/model/model.js';

/** What gets its marks before it is scrolled into view. */
export interface MarkMargin {
  /** Lines above and below what is visible. */
  readonly lines: number;
  /** Characters marked around a visible place at most, for documents with endless lines. */
  readonly maxUtf16: number;
}

const WORDS_MARGIN: MarkMargin = { lines: 50, maxUtf16: 30_000 };
/** A mark every few characters instead of words. */
const CHARACTERS_MARGIN: MarkMargin = { lines: 15, maxUtf16: 10_000 };

/** How far around what is visible a task's marks are set: decorations cost time on every key. */
export function marginOf(task: Task): MarkMargin {
  return task === 'language-model' ? CHARACTERS_MARGIN : WORDS_MARGIN;
}

/** A range of UTF-16 offsets in a document, `[from, to)`. */
export type OffsetWindow = readonly [number, number];

/** From the first to the last visible offset; `[0, 0]` if nothing is. */
export function visibleOffsets(editor: vscode.TextEditor | null): OffsetWindow {
  const first = editor?.visibleRanges[0];
  const last = editor?.visibleRanges.at(-1);
  if (!editor || !first || !last) return [0, 0];
  return [editor.document.offsetAt(first.start), editor.document.offsetAt(last.end)];
}

/** What is visible and some lines around it: several windows if there are folded lines between. */
export function windowsToMark(editor: vscode.TextEditor, margin: MarkMargin): OffsetWindow[] {
  const { document } = editor;
  const windows: OffsetWindow[] = [];
  for (const visible of editor.visibleRanges) {
    const from = document.offsetAt(new vscode.Position(Math.max(0, visible.start.line - margin.lines), 0));
    const lastLine = Math.min(document.lineCount - 1, visible.end.line + margin.lines);
    const to = document.offsetAt(document.lineAt(lastLine).range.end);
    const seen: OffsetWindow = [document.offsetAt(visible.start), document.offsetAt(visible.end)];
    addWindow(windows, clip([from, to], seen, margin.maxUtf16));
  }
  return windows;
}

/** Adds a window behind the others without marking anything twice. */
function addWindow(windows: OffsetWindow[], [from, to]: OffsetWindow): void {
  const last = windows.at(-1);
  if (last && from <= last[1]) windows[windows.length - 1] = [last[0], Math.max(to, last[1])];
  else windows.push([from, to]);
}

function clip([from, to]: OffsetWindow, [seenFrom, seenTo]: OffsetWindow, maxUtf16: number): OffsetWindow {
  if (to - from <= maxUtf16) return [from, to];
  const margin = Math.max(0, maxUtf16 - (seenTo - seenFrom)) / 2;
  const start = Math.max(from, Math.floor(seenFrom - margin));
  return [start, Math.min(to, start + maxUtf16)];
}
