/**
 * A long list of numbers that is edited: chunks of some thousand, so that an edit copies the chunk it is in and no
 * more than the list of the others. Offsets in a chunk move all at once, by the chunk's shift.
 */

import { lastAtMost } from '../../text/ranges.js';

/** What a list is made of. */
export type Numbers = Uint32Array | Uint16Array | Uint8Array | Float32Array;

/** Some numbers that go, counted after the cuts before; what is behind them moves by `moved`. */
export interface Cut {
  readonly from: number;
  readonly removed: number;
  readonly moved: number;
}

/** A new list's chunks; edits keep them between `SMALL_CHUNK` and `FULL_CHUNK`, but for the last. */
const NEW_CHUNK = 2048;
const FULL_CHUNK = 4096;
const SMALL_CHUNK = 512;

/** Numbers in chunks. */
export class ChunkedArray<T extends Numbers> {
  private parts: T[] = [];
  /** What is added to each number of a part. */
  private shifts: number[] = [];
  /** Index of each part's first number, then the length of the list. */
  private firsts = new Uint32Array(1);
  /** The part that was read last: numbers are mostly read one after the other. */
  private recent = 0;

  /** A list of its own: `numbers` are copied. */
  static of<T extends Numbers>(numbers: T): ChunkedArray<T> {
    const list = new ChunkedArray<T>();
    const parts: T[] = [];
    for (let at = 0; at < numbers.length; at += NEW_CHUNK) parts.push(numbers.slice(at, at + NEW_CHUNK) as T);
    list.take(
      parts,
      parts.map(() => 0),
    );
    return list;
  }

  /** The list as it is now; what happens to either is not the other's. */
  copy(): ChunkedArray<T> {
    const list = new ChunkedArray<T>();
    list.take(
      this.parts.map((part) => part.slice() as T),
      [...this.shifts],
    );
    return list;
  }

  get length(): number {
    return this.firsts[this.parts.length];
  }

  /** An edit's work grows with that and with nothing else. */
  get chunkCount(): number {
    return this.parts.length;
  }

  /** The number at an index; NaN for one that is not there. */
  at(index: number): number {
    if (!(index >= 0 && index < this.length)) return NaN;
    const part = this.partOf(index);
    return this.parts[part][index - this.firsts[part]] + this.shifts[part];
  }

  /** The last index whose number is ≤ `value` in an ascending list; -1 if all are larger. */
  lastAtMost(value: number): number {
    let [low, high] = [0, this.parts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.parts[middle][0] + this.shifts[middle] <= value) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return -1;
    return this.firsts[low - 1] + lastAtMost(this.parts[low - 1], value - this.shifts[low - 1]);
  }

  /** Writes numbers `[from, from + out.length)`, as many as there are, into `out`; returns it. */
  read<N extends T>(from: number, out: N): N {
    const to = Math.min(this.length, from + out.length);
    for (let part = from < to ? this.partOf(from) : 0, at = from; at < to; part++) {
      const end = Math.min(to, this.firsts[part + 1]);
      copyShifted(this.parts[part], this.shifts[part], [at - this.firsts[part], end - this.firsts[part]], {
        out,
        at: at - from,
      });
      at = end;
    }
    return out;
  }

  /** Puts numbers in the place of those from `from` on. RangeError where they leave the list. */
  set(from: number, numbers: T): void {
    const to = from + numbers.length;
    if (!(from >= 0 && to <= this.length))
      throw new RangeError(`Numbers ${from} to ${to} leave a list of ${this.length}.`);
    for (let part = from < to ? this.partOf(from) : 0, at = from; at < to; part++) {
      const end = Math.min(to, this.firsts[part + 1]);
      this.settle(part).set(numbers.subarray(at - from, end - from), at - this.firsts[part]);
      at = end;
    }
  }

  /**
   * Follows ascending cuts and what is inserted at each, in one pass; one that reaches into what came before it
   * begins another. RangeError where they leave the list.
   */
  splice(cuts: readonly Cut[], insertedAt: (cut: number) => T): void {
    const packer = new Packer<T>();
    let [read, shift, done] = [0, 0, 0];
    const copyTo = (end: number): void => {
      if (!(end >= read && end <= this.length))
        throw new RangeError(`A cut at ${end} leaves a list of ${this.length}.`);
      this.pack(packer, read, end, shift);
      read = end;
    };
    for (; done < cuts.length && cuts[done].from >= packer.length; done++) {
      const { from, removed, moved } = cuts[done];
      copyTo(read + from - packer.length);
      read += removed;
      shift += moved;
      packer.add(insertedAt(done), 0);
    }
    copyTo(this.length);
    packer.close();
    this.take(packer.parts, packer.shifts);
    if (done < cuts.length) this.splice(cuts.slice(done), (cut) => insertedAt(cut + done));
  }

  /** A part whose numbers are what they say. */
  private settle(part: number): T {
    const numbers = this.parts[part];
    const shift = this.shifts[part];
    if (shift !== 0) for (let k = 0; k < numbers.length; k++) numbers[k] += shift;
    this.shifts[part] = 0;
    return numbers;
  }

  private partOf(index: number): number {
    const { recent, firsts } = this;
    if (index < firsts[recent] || index >= firsts[recent + 1]) this.recent = lastAtMost(firsts, index);
    return this.recent;
  }

  private take(parts: T[], shifts: number[]): void {
    const firsts = new Uint32Array(parts.length + 1);
    parts.forEach(({ length }, k) => (firsts[k + 1] = firsts[k] + length));
    [this.parts, this.shifts, this.firsts, this.recent] = [parts, shifts, firsts, 0];
  }

  /** Hands `[from, to)` on, moved by `by`: parts that are in it whole as they are. */
  private pack(packer: Packer<T>, from: number, to: number, by: number): void {
    if (from >= to) return;
    for (let part = lastAtMost(this.firsts, from), at = from; at < to; part++) {
      const [first, next] = [this.firsts[part], this.firsts[part + 1]];
      const end = Math.min(to, next);
      const numbers = this.parts[part];
      const whole = at === first && end === next;
      packer.add(
        whole ? numbers : (numbers.subarray(at - first, end - first) as T),
        this.shifts[part] + by,
        whole,
      );
      at = end;
    }
  }
}

/** Packs a stream of numbers and whole chunks into chunks of the right size. */
class Packer<T extends Numbers> {
  length = 0;
  readonly parts: T[] = [];
  /** What is added to each number of a part. */
  readonly shifts: number[] = [];
  /** What is to be in chunks of its own. */
  private open: { readonly numbers: T; readonly shift: number }[] = [];
  private openLength = 0;

  /** Takes numbers over, `whole` chunks as they are unless what is open is too small for a chunk. */
  add(numbers: T, shift: number, whole = false): void {
    this.length += numbers.length;
    const isSmall = this.openLength > 0 && this.openLength < SMALL_CHUNK;
    if (!whole || isSmall || numbers.length < SMALL_CHUNK) {
      this.open.push({ numbers, shift });
      this.openLength += numbers.length;
      return;
    }
    this.close();
    this.parts.push(numbers);
    this.shifts.push(shift);
  }

  /** Nothing more comes. */
  close(): void {
    const { open, openLength } = this;
    [this.open, this.openLength] = [[], 0];
    if (openLength === 0) return;
    const Constructor = open[0].numbers.constructor as new (length: number) => T;
    const all = new Constructor(openLength);
    let at = 0;
    for (const { numbers, shift } of open) {
      copyShifted(numbers, shift, [0, numbers.length], { out: all, at });
      at += numbers.length;
    }
    const count = Math.ceil(openLength / FULL_CHUNK);
    for (let k = 0; k < count; k++) {
      const [from, to] = [k, k + 1].map((n) => Math.floor((n * openLength) / count));
      this.parts.push(count === 1 ? all : (all.slice(from, to) as T));
      this.shifts.push(0);
    }
  }
}

/** Numbers `[from, to)` plus a shift. */
function copyShifted(
  numbers: Numbers,
  shift: number,
  [from, to]: readonly [number, number],
  { out, at }: { readonly out: Numbers; readonly at: number },
): void {
  if (shift === 0) out.set(numbers.subarray(from, to), at);
  else for (let k = from; k < to; k++) out[at + k - from] = numbers[k] + shift;
}
