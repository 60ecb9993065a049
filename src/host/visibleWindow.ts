import * as vscode from 'vscode';

/** Lines above and below what is visible that get their marks before they are scrolled into view. */
const MARGIN_LINES = 50;

/** Characters marked around a visible place at most, for documents with endless lines. */
const MAX_UTF16 = 30_000;

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
export function windowsToMark(editor: vscode.TextEditor): OffsetWindow[] {
  const { document } = editor;
  const windows: OffsetWindow[] = [];
  for (const visible of editor.visibleRanges) {
    const from = document.offsetAt(new vscode.Position(Math.max(0, visible.start.line - MARGIN_LINES), 0));
    const lastLine = Math.min(document.lineCount - 1, visible.end.line + MARGIN_LINES);
    const to = document.offsetAt(document.lineAt(lastLine).range.end);
    const seen: OffsetWindow = [document.offsetAt(visible.start), document.offsetAt(visible.end)];
    addWindow(windows, clip([from, to], seen));
  }
  return windows;
}

/** Adds a window behind the others without marking anything twice. */
function addWindow(windows: OffsetWindow[], [from, to]: OffsetWindow): void {
  const last = windows.at(-1);
  if (last && from <= last[1]) windows[windows.length - 1] = [last[0], Math.max(to, last[1])];
  else windows.push([from, to]);
}

function clip([from, to]: OffsetWindow, [seenFrom, seenTo]: OffsetWindow): OffsetWindow {
  if (to - from <= MAX_UTF16) return [from, to];
  const margin = Math.max(0, MAX_UTF16 - (seenTo - seenFrom)) / 2;
  const start = Math.max(from, Math.floor(seenFrom - margin));
  return [start, Math.min(to, start + MAX_UTF16)];
}
