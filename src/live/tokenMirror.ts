import { ChunkedArray } from '../core/session/chunks/chunkedArray.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type { EditedPlace } from '../protocol/engine.js';
import { RowLabels } from './rowLabels.js';

/** What labels are of: tokens, or (classifiers) segments. */
export type LabelLevel = 'token' | 'segment';

/**
 * Where the tokens and segments of a document are and what they are labelled, kept up with what the engine tells of a
 * run and of edits. All lists are in chunks: following an edit costs the same in a document of any length.
 */
export class TokenMirror {
  /** UTF-16 offsets by token, ascending, in the text the engine read last. */
  starts: ChunkedArray<Uint32Array> = ChunkedArray.of(new Uint32Array(0));
  ends: ChunkedArray<Uint32Array> = ChunkedArray.of(new Uint32Array(0));
  /** Of tokens or segments, by `level`. */
  labels = new RowLabels(0);
  /** First token of each segment, then their number, [S + 1] */
  private segments: ChunkedArray<Uint32Array> = ChunkedArray.of(new Uint32Array(1));

  constructor(readonly level: LabelLevel) {}

  get tokenCount(): number {
    return this.starts.length;
  }

  get segmentCount(): number {
    return Math.max(0, this.segments.length - 1);
  }

  /** The segment a token is in. */
  segmentOf(token: number): number {
    return this.segments.lastAtMost(token);
  }

  /** First token of a segment; for the number of segments that of tokens. */
  firstTokenOf(segment: number): number {
    return this.segments.at(segment);
  }

  /** What says of which row a token's label is. */
  rowOf(token: number): number {
    return this.level === 'token' ? token : this.segmentOf(token);
  }

  /** Takes over where everything is; no label is known then. */
  segmented(starts: Uint32Array, ends: Uint32Array, segmentOffsets: Uint32Array): void {
    this.starts = ChunkedArray.of(starts);
    this.ends = ChunkedArray.of(ends);
    this.segments = ChunkedArray.of(segmentOffsets);
    this.labels = new RowLabels(this.level === 'token' ? this.tokenCount : this.segmentCount);
  }

  /** Takes over labels from row `from` on; a range may come twice. */
  tagged(from: number, labels: Uint16Array, probabilities: Float32Array): void {
    this.labels.set(from, labels, probabilities);
  }

  /** Follows an edit: all its places in one pass; labels of what is new are not known yet. */
  edited(places: readonly EditedPlace[]): void {
    const tokens = places.map(({ delta }) => ({
      from: delta.fromToken,
      removed: delta.removedTokens,
      moved: delta.insertedUtf16 - delta.removedUtf16,
    }));
    this.starts.splice(tokens, (k) => places[k].starts);
    this.ends.splice(tokens, (k) => places[k].ends);
    const segments = places.map(({ delta }) => ({
      from: delta.fromSegment,
      removed: delta.removedSegments,
      moved: delta.insertedTokens - delta.removedTokens,
    }));
    this.segments.splice(segments, (k) => firstTokens(places[k]));
    // A sequence is one segment from the start on, whatever is typed before its first character.
    this.segments.set(0, Uint32Array.of(0));
    const isToken = this.level === 'token';
    this.labels.splice(isToken ? tokens : segments, (k) =>
      isToken ? places[k].delta.insertedTokens : places[k].delta.insertedSegments,
    );
  }

  /** Everything as flat arrays: a snapshot. */
  flat(): SegmentedText & ReturnType<RowLabels['flat']> {
    return {
      starts: this.starts.read(0, new Uint32Array(this.tokenCount)),
      ends: this.ends.read(0, new Uint32Array(this.tokenCount)),
      segmentOffsets: this.segments.read(0, new Uint32Array(this.segments.length)),
      ...this.labels.flat(),
    };
  }
}

/** First tokens of the segments that a place inserted. */
function firstTokens({ delta, segmentOffsets }: EditedPlace): Uint32Array {
  return segmentOffsets.subarray(0, delta.insertedSegments).map((token) => token + delta.fromToken);
}
