import { ChunkedArray, type Cut } from '../core/session/chunks/chunkedArray.js';
import { surprisalBits } from '../core/views/probabilities.js';

/** Smaller changes of a probability are rounding noise: nobody sees them. */
const SEEN_CHANGE = 0.0005;

/** Parts of a bit: sums of whole numbers are the same in whatever order labels come and go. */
const PARTS = 2 ** 16;

/** Labels of the rows (tokens or segments) of a document; an edit costs the same however many there are. */
export class RowLabels {
  private readonly labels: ChunkedArray<Uint16Array>;
  /** NaN where nothing is labelled yet, and for the first symbol of a language model. */
  private readonly probabilities: ChunkedArray<Float32Array>;
  /** 1 where the engine said something of a row. */
  private readonly known: ChunkedArray<Uint8Array>;
  private knowns = 0;
  /** -log2 p of all rows that have one, in `PARTS`, and how many have. */
  private readonly surprisal = { parts: 0, rows: 0 };

  /** Nothing is known of `count` rows. */
  constructor(count: number) {
    this.labels = ChunkedArray.of(new Uint16Array(count));
    this.probabilities = ChunkedArray.of(new Float32Array(count).fill(NaN));
    this.known = ChunkedArray.of(new Uint8Array(count));
  }

  get count(): number {
    return this.known.length;
  }

  /** How many rows are labelled. */
  get knownCount(): number {
    return this.knowns;
  }

  /** The mean of -log2 p over the rows that have a probability, in bits; NaN without any. */
  get meanBits(): number {
    return this.surprisal.parts / PARTS / this.surprisal.rows;
  }

  /** Whether the engine said something of a row; false for one that is not there. */
  isKnown(row: number): boolean {
    return this.known.at(row) === 1;
  }

  /** Index of a row's label and its probability; NaN both for a row that is not there. */
  of(row: number): { readonly label: number; readonly probability: number } {
    return { label: this.labels.at(row), probability: this.probabilities.at(row) };
  }

  /** Takes over labels from row `from` on; a range may come twice. RangeError for rows that are not there. */
  set(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    this.tally(from, from + labels.length, -1);
    this.labels.set(from, labels);
    this.probabilities.set(from, probabilities);
    this.known.set(from, new Uint8Array(labels.length).fill(1));
    this.tally(from, from + labels.length, 1);
  }

  /** Whether what is known of rows from `from` on is visibly another than this. */
  differ(from: number, labels: Uint16Array, probabilities: Float32Array): boolean {
    return labels.some((label, k) => {
      if (!this.isKnown(from + k)) return false;
      const known = this.of(from + k);
      return known.label !== label || Math.abs(known.probability - probabilities[k]) > SEEN_CHANGE;
    });
  }

  /** Follows cuts; nothing is known of the rows that each inserts. */
  splice(cuts: readonly Omit<Cut, 'moved'>[], inserted: (cut: number) => number): void {
    // Rows of the list before that were passed, and rows of the one after: of what a cut inserted nothing is counted.
    let [read, length] = [0, 0];
    cuts.forEach(({ from, removed }, k) => {
      read += Math.max(0, from - length);
      const own = Math.max(0, length - from);
      const gone = Math.max(0, removed - own);
      this.tally(read, read + gone, -1);
      read += gone;
      length = from + Math.max(0, own - removed) + inserted(k);
    });
    // Labels stay what they are, wherever they move.
    const still = cuts.map(({ from, removed }) => ({ from, removed, moved: 0 }));
    this.labels.splice(still, (k) => new Uint16Array(inserted(k)));
    this.probabilities.splice(still, (k) => new Float32Array(inserted(k)).fill(NaN));
    this.known.splice(still, (k) => new Uint8Array(inserted(k)));
  }

  /** All rows as flat arrays, `[rows]` each; `known` is 1 where something was said. */
  flat(): { readonly labels: Uint16Array; readonly probabilities: Float32Array; readonly known: Uint8Array } {
    const { count } = this;
    return {
      labels: this.labels.read(0, new Uint16Array(count)),
      probabilities: this.probabilities.read(0, new Float32Array(count)),
      known: this.known.read(0, new Uint8Array(count)),
    };
  }

  /** Counts what is known of rows `[from, to)` in (1) or out (-1). */
  private tally(from: number, to: number, by: 1 | -1): void {
    for (let row = from; row < to; row++) {
      if (!this.isKnown(row)) continue;
      this.knowns += by;
      const probability = this.probabilities.at(row);
      if (Number.isNaN(probability)) continue;
      this.surprisal.parts += by * Math.round(surprisalBits(probability) * PARTS);
      this.surprisal.rows += by;
    }
  }
}
