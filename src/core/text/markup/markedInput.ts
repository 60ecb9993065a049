import type { Markup } from './markup.js';
import { STRETCH_WINDOW_UTF16, stretchAt, type Stretch } from './stretch.js';

interface PlacedStretch {
  readonly stretch: Stretch;
  /** Where it begins in the file, and in what is read. */
  readonly start: number;
  readonly readStart: number;
}

/** What is read of a file that comes in pieces, with the way back for offsets that are asked in order. */
export class MarkedInput {
  /** UTF-16 code units that are not read. */
  leftOut = 0;
  private buffer = '';
  private state: string;
  private start = 0;
  private readStart = 0;
  private readonly placed: PlacedStretch[] = [];

  constructor(private readonly markup: Markup) {
    this.state = markup.initial;
  }

  /** Takes the next piece in; what can be read by now. */
  push(piece: string): string {
    this.buffer += piece;
    return this.take(STRETCH_WINDOW_UTF16);
  }

  /** What is left to read. */
  end(): string {
    return this.take(1);
  }

  /** Offsets of what is read, ascending and not before those asked last, as the file's; `side` is of which side of it. */
  toFile(offsets: Uint32Array, side: 'start' | 'end'): Uint32Array {
    let k = 0;
    return offsets.map((offset) => {
      const unit = side === 'start' ? offset : offset - 1;
      while (k + 1 < this.placed.length && this.placed[k + 1].readStart <= unit) k++;
      const { stretch, start, readStart } = this.placed[k];
      return start + (side === 'start' ? stretch.startOf(unit - readStart) : stretch.endOf(unit - readStart));
    });
  }

  /** Nothing before an offset of what is read is asked any more. */
  forget(offset: number): void {
    const next = this.placed.findIndex(({ stretch, readStart }) => readStart + stretch.read.length > offset);
    this.placed.splice(0, next < 0 ? Math.max(0, this.placed.length - 1) : next);
  }

  private take(enough: number): string {
    let [at, read] = [0, ''];
    while (this.buffer.length - at >= enough) {
      const stretch = stretchAt(this.markup, this.buffer, at, this.state);
      this.placed.push({ stretch, start: this.start, readStart: this.readStart });
      at += stretch.text.length;
      read += stretch.read;
      this.state = stretch.endState;
      this.start += stretch.text.length;
      this.readStart += stretch.read.length;
      this.leftOut += stretch.text.length - stretch.keptUtf16;
    }
    this.buffer = this.buffer.slice(at);
    return read;
  }
}
