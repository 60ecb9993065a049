import type { FloatArray } from '../math/matrix.js';

/**
 * Rows of numbers by a text, in one array: tens of thousands of small arrays would take twice the memory. When there
 * are more than its limit all are dropped, so what one call needs always fits.
 */
export class RowCache {
  private readonly rows = new Map<string, number>();
  private values = new Float32Array(0);
  private width = 0;
  /** Another object whenever all rows were dropped. */
  generation = {};

  constructor(private readonly limit: number) {}

  /** Those of the texts that have no row yet, each once; may drop all rows before. */
  missing(texts: readonly string[]): string[] {
    if (this.rows.size > this.limit) {
      this.rows.clear();
      this.generation = {};
    }
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

  /** How many rows there are. */
  get size(): number {
    return this.rows.size;
  }

  /** Number of a text's row, which it keeps for a generation; RangeError if it has none. */
  indexOf(text: string): number {
    const row = this.rows.get(text);
    if (row === undefined) throw new RangeError(`There is no row for "${text}".`);
    return row;
  }

  /** A row by its number, [width]: a view that holds until the next call of `missing`. */
  at(row: number): Float32Array {
    return this.values.subarray(row * this.width, (row + 1) * this.width);
  }
}
