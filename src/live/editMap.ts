/**
 * Where tokens of an older text are in the edited one. The edits since then are kept as a short sorted list of
 * hunks (what was replaced → what is there now), so that a keystroke costs O(hunks) whatever the number of
 * tokens, and token arrays are never rewritten: offsets are mapped when a range of them is looked at.
 */

/** One replacement, in UTF-16 offsets of the text before it. */
export interface TextChange {
  readonly startUtf16: number;
  readonly endUtf16: number;
  readonly insertedLength: number;
}

/** `[oldStart, oldEnd)` of the original text is `[newStart, newEnd)` of the current one. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** All edits since the original text: sorted, neither overlapping nor touching; empty if nothing was edited. */
export type EditMap = readonly Hunk[];

/** Ascending UTF-16 offsets by token; undefined or NaN for a token that is not there. */
export interface Offsets {
  readonly length: number;
  at(token: number): number | undefined;
}

/** A token that no edit touched: its number and its offsets in the current text. */
export interface ShiftedToken {
  readonly token: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Adds changes to a map. They apply one after the other, as in VS Code's change events; those come from the
 * end of the text to its start, so that a replace-all of n hits is one pass and not n.
 */
export function addChanges(map: EditMap, changes: readonly TextChange[]): EditMap {
  return descendingBatches(changes).reduce((result, batch) => compose(result, batch.toReversed()), map);
}

/**
 * Changes that apply one after the other, cut where one does not lie before the last: within a batch all offsets
 * are those of the text before the batch.
 */
export function descendingBatches<C extends { readonly startUtf16: number; readonly endUtf16: number }>(
  changes: readonly C[],
): C[][] {
  const batches: C[][] = [];
  for (const change of changes) {
    const batch = batches.at(-1);
    if (batch && change.endUtf16 <= batch[batch.length - 1].startUtf16) batch.push(change);
    else batches.push([change]);
  }
  return batches;
}

/** One interval of the middle text: of an earlier hunk's result or of a new change's range. */
interface Interval {
  readonly start: number;
  readonly end: number;
  /** Length in the original minus length in the middle; 0 for a change. */
  readonly oldGrowth: number;
  /** Length in the new text minus length in the middle; 0 for a hunk. */
  readonly newGrowth: number;
}

/** `map` leads from the original to a middle text, ascending disjoint `changes` from there to the new one. */
function compose(map: EditMap, changes: readonly TextChange[]): EditMap {
  const hunks: Hunk[] = [];
  let oldShift = 0;
  let newShift = 0;
  let open: { start: number; end: number; oldShift: number; newShift: number } | null = null;
  const close = () => {
    if (!open) return;
    hunks.push({
      oldStart: open.start + open.oldShift,
      oldEnd: open.end + oldShift,
      newStart: open.start + open.newShift,
      newEnd: open.end + newShift,
    });
  };
  for (const interval of merged(map, changes)) {
    if (open && interval.start <= open.end) {
      open.end = Math.max(open.end, interval.end);
    } else {
      close();
      open = { start: interval.start, end: interval.end, oldShift, newShift };
    }
    oldShift += interval.oldGrowth;
    newShift += interval.newGrowth;
  }
  close();
  return hunks;
}

/** Both lists as intervals of the middle text, by start. */
function* merged(map: EditMap, changes: readonly TextChange[]): Generator<Interval> {
  let h = 0;
  let c = 0;
  while (h < map.length || c < changes.length) {
    const hunk = map[h];
    const change = changes[c];
    if (hunk && (!change || hunk.newStart <= change.startUtf16)) {
      const oldGrowth = hunk.oldEnd - hunk.oldStart - (hunk.newEnd - hunk.newStart);
      yield { start: hunk.newStart, end: hunk.newEnd, oldGrowth, newGrowth: 0 };
      h++;
    } else if (change) {
      const newGrowth = change.insertedLength - (change.endUtf16 - change.startUtf16);
      yield { start: change.startUtf16, end: change.endUtf16, oldGrowth: 0, newGrowth };
      c++;
    }
  }
}

/**
 * The current offsets of `[start, end)` of the original text, or null if an edit touched it. An edit at its very
 * border counts: an `s` typed behind `dog` makes another word.
 */
export function shiftRange(map: EditMap, start: number, end: number): readonly [number, number] | null {
  const next = firstIndex(map.length, (i) => map[i].oldEnd >= start);
  if (next < map.length && map[next].oldStart <= end) return null;
  const shift = shiftBefore(map, next);
  return [start + shift, end + shift];
}

/** Where `[start, end)` of the original text is now, with all of every edited place it touches. */
export function coveringRange(map: EditMap, start: number, end: number): readonly [number, number] {
  const first = firstIndex(map.length, (i) => map[i].oldEnd >= start);
  const last = firstIndex(map.length, (i) => map[i].oldEnd >= end);
  const from = first < map.length && map[first].oldStart <= start ? map[first].newStart : null;
  const to = last < map.length && map[last].oldStart <= end ? map[last].newEnd : null;
  return [from ?? start + shiftBefore(map, first), to ?? end + shiftBefore(map, last)];
}

/**
 * Where a passage chosen before some changes is after them: what is put in at its borders is outside, and of what was
 * replaced across a border nothing is left. An empty passage is a cursor: behind what is typed at it.
 */
export function passageAfter(
  changes: readonly TextChange[],
  [start, end]: readonly [number, number],
): readonly [number, number] {
  const map = addChanges([], changes);
  const [, from] = coveringRange(map, start, start);
  const [to] = coveringRange(map, end, end);
  return [from, Math.max(from, to)];
}

/** The untouched tokens that lie at least partly in `[from, to)` of the current text, ascending. */
export function shiftTokens(
  map: EditMap,
  starts: Offsets,
  ends: Offsets,
  from: number,
  to: number,
): ShiftedToken[] {
  const result: ShiftedToken[] = [];
  const oldFrom = originalOffset(map, from, 'first');
  const oldTo = originalOffset(map, to, 'last');
  let token = firstIndex(ends.length, (i) => ends.at(i)! > oldFrom);
  let next = firstIndex(map.length, (i) => map[i].oldEnd >= (starts.at(token) ?? 0));
  for (; token < starts.length; token++) {
    const [start, end] = [starts.at(token)!, ends.at(token)!];
    if (start >= oldTo) break;
    while (next < map.length && map[next].oldEnd < start) next++;
    if (next < map.length && map[next].oldStart <= end) continue;
    const shift = shiftBefore(map, next);
    if (end + shift > from && start + shift < to)
      result.push({ token, start: start + shift, end: end + shift });
  }
  return result;
}

/**
 * The untouched token at an offset of the current text, or null. A cursor behind the last letter of a word is
 * still at that word, unless an untouched token starts there.
 */
export function tokenAt(map: EditMap, starts: Offsets, ends: Offsets, offset: number): number | null {
  const next = firstIndex(map.length, (i) => map[i].newEnd >= offset);
  if (next < map.length && map[next].newStart <= offset) return null;
  const original = offset - shiftBefore(map, next);
  const after = firstIndex(starts.length, (i) => starts.at(i)! > original);
  for (let token = after - 1; token >= Math.max(0, after - 2); token--) {
    const end = ends.at(token)!;
    if (end >= original && shiftRange(map, starts.at(token)!, end) !== null) return token;
  }
  return null;
}

/** The offset before the edits; inside an edited place its first or last original offset. */
function originalOffset(map: EditMap, offset: number, side: 'first' | 'last'): number {
  const next = firstIndex(map.length, (i) => map[i].newEnd >= offset);
  const hunk = map[next];
  if (hunk && hunk.newStart <= offset) return side === 'first' ? hunk.oldStart : hunk.oldEnd;
  return offset - shiftBefore(map, next);
}

function shiftBefore(map: EditMap, index: number): number {
  const before = map[index - 1];
  return before ? before.newEnd - before.oldEnd : 0;
}

/** The first of `0 … length` for which a monotone test holds; `length` if for none. */
export function firstIndex(length: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
