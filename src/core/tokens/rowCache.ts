import type { FloatArray } from '../math/matrix.js';

/**
 * Rows of numbers by a text, in one array: tens of thousands of small arrays would take twice the memory. When there
 * are more than its limit all are dropped, so what one call needs always fits.
 */
export class RowCache {
  private readonly rows = new Map<string, number>();
  private values = new Float32Array(0);
  private width = 0;

  constructor(private readonly limit: number) {}

  /** Those of the texts that have no row yet, each once; may drop all rows before. */
  missing(texts: readonly string[]): string[] {
    if (this.rows.size > this.limit) this.rows.clear();
    return [...new Set(texts)].filter((text) => !this.rows.has(text));
  }

  /** Keeps a row of values [texts, width] for each text; the width must be that of the first call. */
  add(texts: readonly string[], values: FloatArray, width: number): void {
    this.width = width;
    const first = this.rows.size;
    const needed = (first + texts.length) * width;
    if (needed > this.values.length) {
      const grown = new Float32Array(Math.max(needed, 2 * this.values.length));
      grown.set(this.values.subarray(0, first * width));
      this.values = grown;
    }
    this.values.set(values, first * width);
    texts.forEach((text, k) => this.rows.set(text, first + k));
  }

  /** The row of a text, [width]: a view that holds until the next call of `missing`; RangeError if it has none. */
  get(text: string): Float32Array {
    const row = this.rows.get(text);
    if (row === undefined) throw new RangeError(`There is no row for "${text}".`);
    return this.values.subarray(row * this.width, (row + 1) * this.width);
  }
}
