import type { EditedPlace } from '../protocol/contracts.js';

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
  labels = new Uint16Array(0);
  /** NaN where nothing is labelled yet. */
  probabilities = new Float32Array(0);

  constructor(readonly level: LabelLevel) {}

  get tokenCount(): number {
    return this.starts.length;
  }

  get segmentCount(): number {
    return Math.max(0, this.segmentOffsets.length - 1);
  }

  /** Takes over where everything is; no label is known then. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.starts = Uint32Array.from(starts);
    this.ends = Uint32Array.from(ends);
    this.segmentOffsets = Uint32Array.from(segmentOffsets);
    const count = this.level === 'token' ? this.tokenCount : this.segmentCount;
    this.labels = new Uint16Array(count);
    this.probabilities = new Float32Array(count).fill(NaN);
  }

  /** Takes over labels from number `from` on. */
  tagged(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    this.labels.set(labels, from);
    this.probabilities.set(probabilities, from);
  }

  /** Follows an edit, one place after the other; labels of what is new are not known yet. */
  edited(places: readonly EditedPlace[]): void {
    for (const place of places) this.editedAt(place);
  }

  private editedAt({ delta, starts, ends, segmentOffsets }: EditedPlace): void {
    const { fromToken, removedTokens, insertedTokens, fromSegment, removedSegments, insertedSegments } =
      delta;
    const end = fromToken + removedTokens;
    const moved = delta.insertedUtf16 - delta.removedUtf16;
    this.starts = splice(this.starts, fromToken, end, starts, moved);
    this.ends = splice(this.ends, fromToken, end, ends, moved);
    const own = segmentOffsets.subarray(0, insertedSegments).map((token) => token + fromToken);
    this.segmentOffsets = splice(
      this.segmentOffsets,
      fromSegment,
      fromSegment + removedSegments,
      own,
      insertedTokens - removedTokens,
    );
    // A sequence is one segment from the start on, whatever is typed before its first character.
    if (removedSegments === 0 && insertedSegments === 0 && fromSegment === 0) this.segmentOffsets[0] = 0;
    const [from, removed, inserted] =
      this.level === 'token'
        ? [fromToken, removedTokens, insertedTokens]
        : [fromSegment, removedSegments, insertedSegments];
    this.labels = splice(this.labels, from, from + removed, new Uint16Array(inserted), 0);
    const unknown = new Float32Array(inserted).fill(NaN);
    this.probabilities = splice(this.probabilities, from, from + removed, unknown, 0);
  }
}

/** Numbers with [from, to) replaced, and those behind moved by `by`. */
function splice<T extends Uint32Array | Uint16Array | Float32Array>(
  numbers: T,
  from: number,
  to: number,
  inserted: T,
  by: number,
): T {
  const Constructor = numbers.constructor as new (length: number) => T;
  const out = new Constructor(numbers.length - (to - from) + inserted.length);
  out.set(numbers.subarray(0, from));
  out.set(inserted, from);
  const behind = from + inserted.length;
  out.set(numbers.subarray(to), behind);
  if (by !== 0) for (let k = behind; k < out.length; k++) out[k] += by;
  return out;
}
