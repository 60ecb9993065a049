import { firstIndex } from './editMap.js';

/** A text that is read by ranges of UTF-16 offsets: a long one is never copied as a whole. */
export interface RunText {
  read(start: number, end: number): string;
  /** 1-based line and column of an offset. */
  positionOf(offset: number): readonly [number, number];
}

/** A text as it was at one moment. */
export class FixedText implements RunText {
  private lineStarts: Uint32Array | null = null;

  constructor(private readonly text: string) {}

  read(start: number, end: number): string {
    return this.text.slice(start, end);
  }

  positionOf(offset: number): readonly [number, number] {
    this.lineStarts ??= findLineStarts(this.text);
    const starts = this.lineStarts;
    const line = firstIndex(starts.length, (i) => starts[i] > offset);
    return [line, offset - starts[line - 1] + 1];
  }
}

/** VS Code joins lines with one kind of line break in a document; both kinds end with a line feed. */
function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return Uint32Array.from(starts);
}
