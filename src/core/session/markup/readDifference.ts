/** Where two readings of one place of a document differ: in what is read, or in where that is. */

import type { Stretch } from '../../text/markup/stretch.js';
import type { ReadEdit } from './markedText.js';

/** What is read of some stretches, code unit by code unit. */
interface Reading {
  readonly text: string;
  /** Where each code unit begins and ends in the document, from the first stretch on. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly documentLength: number;
}

/** Offsets of what is read, and of the document. */
interface Place {
  readonly read: number;
  readonly document: number;
}

/** The stretches of a place before an edit, and those that replace them. */
export class ReadDifference {
  /** Equal stretches at both ends, of which nothing is looked at. */
  private readonly front: number;
  private readonly back: number;

  constructor(
    private readonly old: readonly Stretch[],
    private readonly fresh: readonly Stretch[],
  ) {
    const most = Math.min(old.length, fresh.length);
    let [front, back] = [0, 0];
    while (front < most && old[front].equals(fresh[front])) front++;
    while (back < most - front && old[old.length - 1 - back].equals(fresh[fresh.length - 1 - back])) back++;
    this.front = front;
    this.back = back;
  }

  /** As little as possible; null if nothing differs. `from` is where the stretches began, `shift` what came since. */
  edit(from: Place, shift: Place): ReadEdit | null {
    const skipped = sizeOf(this.old.slice(0, this.front));
    const before = readingOf(this.old.slice(this.front, this.old.length - this.back));
    const after = readingOf(this.fresh.slice(this.front, this.fresh.length - this.back));
    const documentGrowth = after.documentLength - before.documentLength;
    const [head, tail] = commonEnds(before, after, documentGrowth);
    const [oldEnd, newEnd] = [before.text.length - tail, after.text.length - tail];
    if (head === oldEnd && head === newEnd && documentGrowth === 0) return null;
    const origin = from.read + skipped.read;
    const place = from.document + skipped.document + shift.document;
    const inserted = after.text.slice(head, newEnd);
    const isSame = before.text.slice(head, oldEnd) === inserted;
    return {
      change: isSame ? null : { startUtf16: origin + head, endUtf16: origin + oldEnd, inserted },
      read: [origin + shift.read + head, origin + shift.read + newEnd],
      document: [
        place + (head > 0 ? after.ends[head - 1] : 0),
        place + (tail > 0 ? after.starts[newEnd] : after.documentLength),
      ],
      readGrowth: newEnd - oldEnd,
      documentGrowth,
    };
  }
}

function sizeOf(stretches: readonly Stretch[]): Place {
  let [read, document] = [0, 0];
  for (const stretch of stretches) {
    read += stretch.read.length;
    document += stretch.text.length;
  }
  return { read, document };
}

function readingOf(stretches: readonly Stretch[]): Reading {
  const size = sizeOf(stretches);
  const [starts, ends] = [new Uint32Array(size.read), new Uint32Array(size.read)];
  let [at, origin] = [0, 0];
  for (const stretch of stretches) {
    stretch.place(origin, starts.subarray(at), ends.subarray(at));
    at += stretch.read.length;
    origin += stretch.text.length;
  }
  const text = stretches.map(({ read }) => read).join('');
  return { text, starts, ends, documentLength: size.document };
}

/** How many code units at both ends are the same, and at the same places. */
function commonEnds(before: Reading, after: Reading, growth: number): readonly [number, number] {
  const most = Math.min(before.text.length, after.text.length);
  const isSame = (b: number, a: number, moved: number): boolean =>
    before.text.charCodeAt(b) === after.text.charCodeAt(a) &&
    before.starts[b] + moved === after.starts[a] &&
    before.ends[b] + moved === after.ends[a];
  let [head, tail] = [0, 0];
  while (head < most && isSame(head, head, 0)) head++;
  const [b, a] = [before.text.length - 1, after.text.length - 1];
  while (tail < most - head && isSame(b - tail, a - tail, growth)) tail++;
  return [head, tail];
}
