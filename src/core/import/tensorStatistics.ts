import { RnnLensError } from '../problems.js';
import type { ForeignTensor } from './foreign.js';

/** What the numbers of a tensor are like. */
export interface TensorStatistics {
  readonly count: number;
  /** Of those that are finite; null where there is none. */
  readonly range: {
    readonly min: number;
    readonly max: number;
    readonly mean: number;
    /** Of the population: divided by their number. */
    readonly deviation: number;
  } | null;
  readonly zeros: number;
  /** NaN and ±∞. */
  readonly notFinite: number;
  /** How many finite numbers lie in each of so many equal parts from `min` to `max`. */
  readonly histogram: readonly number[];
}

/** Called between two pieces of work with the share that is done, 0 to 1; what it rejects with ends the work. */
type Turn = (share: number) => Promise<void>;

/** Numbers that are read and counted at a time. */
const PIECE = 1 << 20;
/** A tensor that must be read whole may have so many numbers: half a gigabyte of them. */
const MOST_WHOLE = 1 << 27;
const BINS = 32;

/**
 * Reads a tensor by parts, twice where it is larger than one: for the range, then for the histogram. Rejects with
 * RnnLensError where the file is not what it says, or the tensor too large to be read whole where that must be.
 */
export async function tensorStatistics(tensor: ForeignTensor, turn: Turn): Promise<TensorStatistics> {
  const pieces = await piecesOf(tensor);
  const moments = new Moments();
  for (let k = 0; k < pieces.length; k++) {
    moments.add(await pieces[k]());
    await turn((k + 1) / pieces.length / 2);
  }
  const { range, zeros, notFinite, count } = moments;
  const histogram = new Array<number>(BINS).fill(0);
  for (let k = 0; range && k < pieces.length; k++) {
    addTo(histogram, await pieces[k](), range);
    await turn((1 + (k + 1) / pieces.length) / 2);
  }
  return { count, range, zeros, notFinite, histogram };
}

type Pieces = readonly (() => Promise<Float32Array>)[];

/** The tensor's numbers in order; what is in one piece, or cannot be read by parts, is read once and kept. */
async function piecesOf(tensor: ForeignTensor): Promise<Pieces> {
  const count = tensor.shape.reduce((a, b) => a * b, 1);
  const first = count > PIECE && tensor.part ? await tensor.part(0, PIECE) : null;
  if (first)
    return Array.from({ length: Math.ceil(count / PIECE) }, (_, k) => () => partOf(tensor, k * PIECE, count));
  if (count > MOST_WHOLE)
    throw new RnnLensError(
      'Tensor "{0}" has {1} numbers that are not stored in a row: that is too many to look at here.',
      tensor.name,
      count,
    );
  const values = await tensor.values();
  return Array.from(
    { length: Math.ceil(values.length / PIECE) },
    (_, k) => () => Promise.resolve(values.subarray(k * PIECE, (k + 1) * PIECE)),
  );
}

async function partOf(tensor: ForeignTensor, start: number, count: number): Promise<Float32Array> {
  const values = await tensor.part?.(start, Math.min(count, start + PIECE));
  if (!values) throw new RnnLensError('Tensor "{0}" changed while it was read.', tensor.name);
  return values;
}

/** Sums around the first number, so that a small spread around a large mean is not lost. */
class Moments {
  count = 0;
  zeros = 0;
  notFinite = 0;
  private min = Infinity;
  private max = -Infinity;
  private origin = NaN;
  private sum = 0;
  private squares = 0;

  add(values: Float32Array): void {
    this.count += values.length;
    for (const value of values) {
      if (value === 0) this.zeros++;
      if (!Number.isFinite(value)) {
        this.notFinite++;
        continue;
      }
      if (Number.isNaN(this.origin)) this.origin = value;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      const off = value - this.origin;
      this.sum += off;
      this.squares += off * off;
    }
  }

  get range(): TensorStatistics['range'] {
    const finite = this.count - this.notFinite;
    if (finite === 0) return null;
    const off = this.sum / finite;
    const variance = Math.max(0, this.squares / finite - off * off);
    return { min: this.min, max: this.max, mean: this.origin + off, deviation: Math.sqrt(variance) };
  }
}

function addTo(
  histogram: number[],
  values: Float32Array,
  { min, max }: NonNullable<TensorStatistics['range']>,
): void {
  // Numbers at both ends of single precision are further apart than it can say; doubles can.
  const scale = max > min ? histogram.length / (max - min) : 0;
  for (const value of values)
    if (Number.isFinite(value))
      histogram[Math.min(histogram.length - 1, Math.floor((value - min) * scale))]++;
}
