import { lastAtMost } from '../text/ranges.js';

/** A replacement in a text, in UTF-16 offsets of the text before all changes of its batch. */
export interface ContentChange {
  readonly startUtf16: number;
  readonly endUtf16: number;
  readonly inserted: string;
}

/**
 * Changes in ascending order. Of several at one offset the one that comes later in the list is first in the
 * text, as it is when the list is applied from its beginning, which is how VS Code means it. RangeError where
 * changes overlap or leave the text of `length` code units.
 */
export function ascending(changes: readonly ContentChange[], length: number): ContentChange[] {
  const sorted = changes.toReversed().sort((a, b) => a.startUtf16 - b.startUtf16 || a.endUtf16 - b.endUtf16);
  let end = 0;
  for (const { startUtf16, endUtf16 } of sorted) {
    if (!(startUtf16 >= end && endUtf16 >= startUtf16 && endUtf16 <= length))
      throw new RangeError(`The change of ${startUtf16} to ${endUtf16} overlaps another or leaves the text.`);
    end = endUtf16;
  }
  return sorted;
}

/** A text after ascending changes, read in pieces without ever being put together. */
export class EditedText {
  /** Where the inserted text of change k begins and ends in the new text. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly length: number;

  constructor(
    private readonly readOld: (start: number, end: number) => string,
    oldLength: number,
    readonly changes: readonly ContentChange[],
  ) {
    this.starts = new Uint32Array(changes.length);
    this.ends = new Uint32Array(changes.length);
    let shift = 0;
    changes.forEach(({ startUtf16, endUtf16, inserted }, k) => {
      this.starts[k] = startUtf16 + shift;
      this.ends[k] = this.starts[k] + inserted.length;
      shift += inserted.length - (endUtf16 - startUtf16);
    });
    this.length = oldLength + shift;
  }

  /** How far the text behind change k has moved; 0 for k = -1. */
  shiftAfter(k: number): number {
    return k < 0 ? 0 : this.ends[k] - this.changes[k].endUtf16;
  }

  /** Code units `[from, to)` of the new text, less where it ends before. */
  read(from: number, to: number): string {
    const end = Math.min(to, this.length);
    let text = '';
    let k = lastAtMost(this.ends, from) + 1;
    for (let at = from; at < end;) {
      if (k < this.starts.length && at >= this.starts[k]) {
        const stop = Math.min(end, this.ends[k]);
        text += this.changes[k].inserted.slice(at - this.starts[k], stop - this.starts[k]);
        at = stop;
        k++;
      } else {
        const stop = Math.min(end, k < this.starts.length ? this.starts[k] : this.length);
        const shift = this.shiftAfter(k - 1);
        text += this.readOld(at - shift, stop - shift);
        at = stop;
      }
    }
    return text;
  }
}
