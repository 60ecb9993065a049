import type { State } from './store.js';

/** Where people were when the page was closed: it is loaded anew whenever the panel is hidden and shown, or the window is. */
export interface Left {
  /** Of the document whose run was shown. */
  readonly uri: string;
  readonly token: number;
  readonly unit: number;
  /** Where the editor's cursor was then; null for nowhere. */
  readonly cursor: number | null;
}

/** Where people are now; null where there is nothing to come back to. */
export function leftAt({ panel, selection, unit, editorToken, left }: State): Left | null {
  const uri = panel?.run?.documentUri;
  if (uri === undefined || !selection) return left;
  return { uri, token: selection.token, unit, cursor: editorToken };
}

/** What an earlier page saved; null for anything else. */
export function restoreLeft(saved: unknown): Left | null {
  const { left } = Object(saved) as Partial<Record<string, unknown>>;
  const { uri, token, unit, cursor } = Object(left) as Partial<Record<string, unknown>>;
  if (typeof uri !== 'string' || !isIndex(token) || !isIndex(unit)) return null;
  return { uri, token, unit, cursor: isIndex(cursor) ? cursor : null };
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
