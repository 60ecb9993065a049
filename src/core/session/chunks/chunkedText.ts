import { lastAtMost } from '../../text/ranges.js';

/** A new text's pieces in UTF-16 code units; edits keep them between `SMALL_PIECE` and `FULL_PIECE`, but for the last. */
const NEW_PIECE = 4096;
const FULL_PIECE = 8192;
const SMALL_PIECE = 1024;

/** A long text that is edited, in pieces: an edit copies the piece it is in, and the text is never put together. */
export class ChunkedText {
  private pieces: readonly string[];
  /** Where each piece begins, then the text's length. */
  private starts = new Uint32Array(1);

  constructor(text: string) {
    this.pieces = cut(text, NEW_PIECE);
    this.count();
  }

  /** The text as it is now; edits of either are not the other's. */
  copy(): ChunkedText {
    const text = new ChunkedText('');
    [text.pieces, text.starts] = [this.pieces, this.starts];
    return text;
  }

  /** In UTF-16 code units. */
  get length(): number {
    return this.starts[this.pieces.length];
  }

  /** An edit's work grows with that and with nothing else. */
  get pieceCount(): number {
    return this.pieces.length;
  }

  /** Code units `[from, to)`, less where the text begins later or ends before. */
  read(from: number, to: number): string {
    const start = Math.max(0, from);
    if (!(start < to)) return '';
    let text = '';
    for (let k = lastAtMost(this.starts, start); k < this.pieces.length; k++) {
      const origin = this.starts[k];
      if (origin >= to) break;
      text += this.pieces[k].slice(Math.max(0, start - origin), to - origin);
    }
    return text;
  }

  /** Replaces code units `[from, to)`. RangeError, with nothing changed, where they are not in the text. */
  splice(from: number, to: number, inserted: string): void {
    if (!(from >= 0 && from <= to && to <= this.length))
      throw new RangeError(`Code units ${from} to ${to} are not in a text of ${this.length}.`);
    const last = this.pieces.length - 1;
    const first = Math.min(last, lastAtMost(this.starts, from));
    let end = Math.min(last, lastAtMost(this.starts, to));
    if (last < 0) {
      this.pieces = cut(inserted, FULL_PIECE);
      return this.count();
    }
    let text =
      this.pieces[first].slice(0, from - this.starts[first]) +
      inserted +
      this.pieces[end].slice(to - this.starts[end]);
    if (text.length < SMALL_PIECE && end < last) text += this.pieces[++end];
    this.pieces = [...this.pieces.slice(0, first), ...cut(text, FULL_PIECE), ...this.pieces.slice(end + 1)];
    this.count();
  }

  private count(): void {
    const starts = new Uint32Array(this.pieces.length + 1);
    this.pieces.forEach(({ length }, k) => (starts[k + 1] = starts[k] + length));
    this.starts = starts;
  }
}

/** Pieces of about one length, none longer than `most`; none of an empty text. */
function cut(text: string, most: number): string[] {
  const count = Math.ceil(text.length / most);
  return Array.from({ length: count }, (_, k) => {
    const [from, to] = [k, k + 1].map((n) => Math.floor((n * text.length) / count));
    return text.slice(from, to);
  });
}
