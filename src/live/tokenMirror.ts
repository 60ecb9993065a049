import type { EditedPlace } from '../protocol/engine.js';

/** What labels are of: tokens, or (classifiers) segments. */
export type LabelLevel = 'token' | 'segment';

/**
 * Where the tokens and segments of a document are and what they are labelled, in flat arrays, kept up with what the
 * engine tells of a run and of edits.
 */
export class TokenMirror {
  starts: Uint32Array = new Uint32Array(0);
  ends: Uint32Array = new Uint32Array(0);
  /** First token of each segment, then their number, [S + 1] */
  segmentOffsets: Uint32Array = new Uint32Array(1);
  /** Labels of tokens or segments, by `level`. */
  labels: Uint16Array = new Uint16Array(0);
  /** NaN where nothing is labelled yet, and for the first symbol of a language model. */
  probabilities: Float32Array = new Float32Array(0);
  /** 1 where the engine said something of a token or segment. */
  labelled: Uint8Array = new Uint8Array(0);
  /** How many of `labelled` are 1. */
  labelledCount = 0;

  constructor(readonly level: LabelLevel) {}

  get tokenCount(): number {
    return this.starts.length;
  }

  get segmentCount(): number {
    return Math.max(0, this.segmentOffsets.length - 1);
  }

  /** Takes over where everything is; no label is known then. The arrays are the mirror's from then on. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.starts = starts;
    this.ends = ends;
    this.segmentOffsets = segmentOffsets;
    const count = this.level === 'token' ? this.tokenCount : this.segmentCount;
    this.labels = new Uint16Array(count);
    this.probabilities = new Float32Array(count).fill(NaN);
    this.labelled = new Uint8Array(count);
    this.labelledCount = 0;
  }

  /** Takes over labels from number `from` on; a range may come twice. */
  tagged(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    this.labelledCount += labels.length - countOnes(this.labelled, from, from + labels.length);
    this.labelled.fill(1, from, from + labels.length);
    this.labels.set(labels, from);
    this.probabilities.set(probabilities, from);
  }

  /** Follows an edit: all its places in one pass; labels of what is new are not known yet. */
  edited(places: readonly EditedPlace[]): void {
    const tokens = places.map(({ delta }) => ({
      from: delta.fromToken,
      removed: delta.removedTokens,
      moved: delta.insertedUtf16 - delta.removedUtf16,
    }));
    this.starts = spliced(this.starts, tokens, (k) => places[k].starts);
    this.ends = spliced(this.ends, tokens, (k) => places[k].ends);
    const segments = places.map(({ delta }) => ({
      from: delta.fromSegment,
      removed: delta.removedSegments,
      moved: delta.insertedTokens - delta.removedTokens,
    }));
    this.segmentOffsets = spliced(this.segmentOffsets, segments, (k) => firstTokens(places[k]));
    // A sequence is one segment from the start on, whatever is typed before its first character.
    this.segmentOffsets[0] = 0;
    this.editLabels(places);
  }

  private editLabels(places: readonly EditedPlace[]): void {
    const isToken = this.level === 'token';
    const cuts = places.map(({ delta }) => ({
      from: isToken ? delta.fromToken : delta.fromSegment,
      removed: isToken ? delta.removedTokens : delta.removedSegments,
      moved: 0,
    }));
    const inserted = ({ delta }: EditedPlace): number =>
      isToken ? delta.insertedTokens : delta.insertedSegments;
    this.labels = spliced(this.labels, cuts, (k) => new Uint16Array(inserted(places[k])));
    const unknown = (k: number): Float32Array => new Float32Array(inserted(places[k])).fill(NaN);
    this.probabilities = spliced(this.probabilities, cuts, unknown);
    this.labelled = spliced(this.labelled, cuts, (k) => new Uint8Array(inserted(places[k])));
    this.labelledCount = countOnes(this.labelled, 0, this.labelled.length);
  }
}

/** The mean of -log2 p over those that are known. */
export function meanBits(probabilities: Float32Array): number {
  let [bits, count] = [0, 0];
  for (const probability of probabilities)
    if (!Number.isNaN(probability)) {
      bits -= Math.log2(Math.max(probability, Number.MIN_VALUE));
      count++;
    }
  return bits / count;
}

/** First tokens of the segments that a place inserted. */
function firstTokens({ delta, segmentOffsets }: EditedPlace): Uint32Array {
  return segmentOffsets.subarray(0, delta.insertedSegments).map((token) => token + delta.fromToken);
}

function countOnes(flags: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let k = from; k < to; k++) count += flags[k];
  return count;
}

type Numbers = Uint32Array | Uint16Array | Uint8Array | Float32Array;

/** Some numbers that go, counted after the cuts before; what is behind them moves by `moved`. */
interface Cut {
  readonly from: number;
  readonly removed: number;
  readonly moved: number;
}

/** Numbers after ascending cuts and what is inserted at each, in one pass; a cut may reach into what came before it. */
function spliced<T extends Numbers>(numbers: T, cuts: readonly Cut[], insertedAt: (k: number) => T): T {
  const insertions = cuts.map((_, k) => insertedAt(k));
  const Constructor = numbers.constructor as new (length: number) => T;
  const most = insertions.reduce((sum, { length }) => sum + length, numbers.length);
  const out = new Constructor(most);
  let [length, read, shift] = [0, 0, 0];
  const copyTo = (end: number): void => {
    out.set(numbers.subarray(read, end), length);
    const to = length + end - read;
    if (shift !== 0) for (let k = length; k < to; k++) out[k] += shift;
    [length, read] = [to, end];
  };
  cuts.forEach(({ from, removed, moved }, k) => {
    if (from > length) copyTo(read + from - length);
    const taken = length - from;
    length = from;
    read += removed - taken;
    shift += moved;
    out.set(insertions[k], length);
    length += insertions[k].length;
  });
  copyTo(numbers.length);
  return length === most ? out : (out.slice(0, length) as T);
}
