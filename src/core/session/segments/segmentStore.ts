/**
 * The segments of a document that is being edited: after each edit the same as if the whole new text had been
 * segmented, with the results of all segments that did not change.
 */

import { StreamingSegmenter, type SegmentRules } from '../../text/segmenter.js';
import type { SegmentedText } from '../../text/segmented.js';
import { EditedText, ascending, type ContentChange } from '../editedText.js';
import { EditPlan, type SegmentDelta } from './editPlan.js';
import { resegment, type OldSegments } from './resegment.js';
import { ResultPool, formsOf, piecesOf, segmentOf, type Segment, type SegmentPiece } from './segment.js';
import { SegmentSteps } from './segmentSteps.js';
import { SegmentBlocks, type PlacedSegment, type Splice } from './segmentBlocks.js';

/** Code units segmented between two turns of a streamed build. */
const CHUNK_UTF16 = 1 << 18;

/** A token of a document and the segment it is in. */
export interface PlacedToken {
  readonly token: number;
  readonly segment: number;
  readonly startUtf16: number;
  readonly endUtf16: number;
}

/** What adds something up over the segments of a document. */
export interface SegmentTally {
  add(segment: Segment<unknown>): void;
  remove(segment: Segment<unknown>): void;
  /** Told of the text before the first segment. */
  replaceHead?(removed: string, inserted: string): void;
}

/** The segments of one document, with a result R or null for each. */
export class SegmentStore<R> implements OldSegments {
  /** The text before the first segment: white space, and what is no token. */
  private head = '';
  private readonly blocks = new SegmentBlocks<R>();
  private tally: SegmentTally | null = null;

  private constructor(private readonly rules: SegmentRules) {}

  /** Segments a text at once; results of equal segments are taken over from `previous`. */
  static of<R>(rules: SegmentRules, text: string, previous?: SegmentStore<R>): SegmentStore<R> {
    const store = new SegmentStore<R>(rules);
    for (const step of store.fill(text, previous)) void step;
    return store;
  }

  /** As `of`, giving way after every quarter of a million code units; rejects when `turn` does. */
  static async build<R>(
    rules: SegmentRules,
    text: string,
    turn: () => Promise<void>,
    previous?: SegmentStore<R>,
  ): Promise<SegmentStore<R>> {
    const store = new SegmentStore<R>(rules);
    const steps = store.fill(text, previous);
    while (!steps.next().done) await turn();
    return store;
  }

  /** The document as it is now, with its results; edits and results of either are not the other's. */
  copy(): SegmentStore<R> {
    const store = new SegmentStore<R>(this.rules);
    const segments = Array.from(this.segments(0, this.segmentCount), ({ segment }) => ({ ...segment }));
    store.head = this.head;
    store.blocks.replace([{ from: 0, to: 0, segments }]);
    return store;
  }

  get segmentCount(): number {
    return this.blocks.segmentCount;
  }

  get tokenCount(): number {
    return this.blocks.tokenCount;
  }

  get lengthUtf16(): number {
    return this.head.length + this.blocks.lengthUtf16;
  }

  /** The segment with that number; undefined if there is none. */
  segment(index: number): PlacedSegment<R> | undefined {
    return index >= 0 && index < this.segmentCount
      ? this.placed(this.blocks.find('segment', index))
      : undefined;
  }

  /** The segment that holds a token; undefined for a token that is not there. */
  segmentOfToken(token: number): PlacedSegment<R> | undefined {
    return token >= 0 && token < this.tokenCount ? this.placed(this.blocks.find('token', token)) : undefined;
  }

  /** The last segment that begins at or before an offset (the first one if none does); undefined without segments. */
  segmentAt(offsetUtf16: number): PlacedSegment<R> | undefined {
    return this.placed(this.blocks.find('utf16', Math.max(0, offsetUtf16 - this.head.length)));
  }

  /** The last token that begins at or before an offset (the first one if none does); undefined without tokens. */
  tokenAt(offsetUtf16: number): PlacedToken | undefined {
    const place = this.segmentAt(offsetUtf16);
    if (!place) return undefined;
    const { starts } = place.segment;
    let t = 0;
    while (t + 1 < starts.length && place.startUtf16 + starts[t + 1] <= offsetUtf16) t++;
    return tokenOf(place, t);
  }

  /** Segments `[from, to)` in order. */
  *segments(from: number, to: number): Generator<PlacedSegment<R>> {
    for (const place of this.blocks.range(Math.max(0, from), to)) yield this.placed(place)!;
  }

  /** Tokens `[from, to)` in order. */
  *tokens(from: number, to: number): Generator<PlacedToken> {
    const first = this.segmentOfToken(from);
    if (!first) return;
    for (const place of this.segments(first.index, this.segmentCount))
      for (let t = Math.max(0, from - place.firstToken); t < place.segment.starts.length; t++) {
        if (place.firstToken + t >= to) return;
        yield tokenOf(place, t);
      }
  }

  /** Forms of the tokens of segments `[from, to)`, and where each segment starts among them, `[to - from + 1]`. */
  forms(from: number, to: number): { tokens: string[]; offsets: Uint32Array } {
    return formsOf(Array.from(this.segments(from, to), ({ segment }) => segment));
  }

  /** Segments `[from, to)` as flat arrays: offsets into the document, token numbers from the first of them on. */
  flat(from: number, to: number): SegmentedText {
    return flatOf([...this.segments(from, to)]);
  }

  /** The text of `[start, end)`; the whole text without arguments. */
  text(start = 0, end = this.lengthUtf16): string {
    const parts = [this.head.slice(start, end)];
    const first = end > this.head.length ? this.segmentAt(start) : undefined;
    if (first)
      for (const { segment, startUtf16 } of this.segments(first.index, this.segmentCount)) {
        if (startUtf16 >= end) break;
        parts.push(segment.text.slice(Math.max(0, start - startUtf16), end - startUtf16));
      }
    return parts.join('');
  }

  /** Steps of all segments, kept up with edits; `stepsOf` must say the same of a segment for ever. */
  countSteps(stepsOf: (segment: Segment<unknown>) => number): SegmentSteps<R> {
    return new SegmentSteps(this.blocks, stepsOf);
  }

  /** Tells a tally of all segments, and from now on of those that come and go with edits. */
  keepTally(tally: SegmentTally): void {
    this.tally = tally;
    tally.replaceHead?.('', this.head);
    for (const { segment } of this.blocks.range(0, this.segmentCount)) tally.add(segment);
  }

  /** Sets the result of a segment, or removes it (null). RangeError for a segment that is not there. */
  setResult(index: number, result: R | null): void {
    if (!(index >= 0 && index < this.segmentCount)) throw new RangeError(`There is no segment ${index}.`);
    this.blocks.setResult(index, result);
  }

  /** Number of the first segment from `from` on that has no result; -1 if all have one. */
  nextWithoutResult(from = 0): number {
    return this.blocks.nextWithoutResult(from);
  }

  /**
   * Takes over changes of the text, given in any order in offsets of the text before all of them. Segments that
   * stay equal keep their results, also where they moved. RangeError, with nothing changed, where changes overlap
   * or leave the text.
   */
  edit(changes: readonly ContentChange[]): SegmentDelta[] {
    const sorted = ascending(changes, this.lengthUtf16);
    const edited = new EditedText((start, end) => this.text(start, end), this.lengthUtf16, sorted);
    const plan = new EditPlan<R>(this, this.head);
    for (let change = 0; change < sorted.length;) {
      const region = resegment(this.rules, this, edited, change);
      plan.add(region);
      change = region.nextChange;
    }
    if (this.tally) follow(this.tally, this.blocks, plan.splices);
    if (plan.head !== this.head) this.tally?.replaceHead?.(this.head, plan.head);
    if (plan.splices.length > 0) this.blocks.replace(plan.splices);
    this.head = plan.head;
    return plan.deltas;
  }

  /** The last segment that begins at or before an offset, and its start; segment 0 at 0 if none does. */
  restartAt(offsetUtf16: number): { segment: number; startUtf16: number } {
    const place = this.segmentAt(offsetUtf16);
    return place && place.startUtf16 <= offsetUtf16
      ? { segment: place.index, startUtf16: place.startUtf16 }
      : { segment: 0, startUtf16: 0 };
  }

  /** Number of the segment that begins at an offset; -1 if none does. */
  segmentStartingAt(offsetUtf16: number): number {
    const place = this.segmentAt(offsetUtf16);
    return place && place.startUtf16 === offsetUtf16 ? place.index : -1;
  }

  private placed(place: PlacedSegment<R> | undefined): PlacedSegment<R> | undefined {
    return place && { ...place, startUtf16: place.startUtf16 + this.head.length };
  }

  private *fill(text: string, previous?: SegmentStore<R>): Generator<void> {
    const segmenter = new StreamingSegmenter(this.rules);
    const pieces: SegmentPiece[] = [];
    for (let at = 0; at < text.length; at += CHUNK_UTF16) {
      const block = segmenter.push(text.slice(at, at + CHUNK_UTF16));
      for (const piece of block ? piecesOf(block) : []) pieces.push(piece);
      yield;
    }
    const last = segmenter.end();
    for (const piece of last ? piecesOf(last) : []) pieces.push(piece);
    const pool = new ResultPool<R>();
    if (previous) for (const { segment } of previous.segments(0, previous.segmentCount)) pool.add(segment);
    const segments: Segment<R>[] = [];
    for (let s = 0; s < pieces.length; s++) {
      const segment = segmentOf<R>(pieces, s, text, text.length);
      pool.apply(segment);
      segments.push(segment);
      if (s % 8192 === 8191) yield;
    }
    this.head = text.slice(0, pieces.length > 0 ? pieces[0].start : text.length);
    this.blocks.replace([{ from: 0, to: 0, segments }]);
  }
}

/** Tells a tally what goes and what comes, before it does. */
function follow<R>(tally: SegmentTally, blocks: SegmentBlocks<R>, splices: readonly Splice<R>[]): void {
  for (const { from, to, segments } of splices) {
    for (const { segment } of blocks.range(from, to)) tally.remove(segment);
    for (const segment of segments) tally.add(segment);
  }
}

function flatOf<R>(places: readonly PlacedSegment<R>[]): SegmentedText {
  const segmentOffsets = new Uint32Array(places.length + 1);
  places.forEach(({ segment }, s) => (segmentOffsets[s + 1] = segmentOffsets[s] + segment.starts.length));
  const starts = new Uint32Array(segmentOffsets[places.length]);
  const ends = new Uint32Array(starts.length);
  places.forEach(({ segment, startUtf16 }, s) => {
    for (let t = 0, at = segmentOffsets[s]; t < segment.starts.length; t++, at++) {
      starts[at] = startUtf16 + segment.starts[t];
      ends[at] = startUtf16 + segment.ends[t];
    }
  });
  return { starts, ends, segmentOffsets };
}

function tokenOf<R>({ segment, index, firstToken, startUtf16 }: PlacedSegment<R>, t: number): PlacedToken {
  return {
    token: firstToken + t,
    segment: index,
    startUtf16: startUtf16 + segment.starts[t],
    endUtf16: startUtf16 + segment.ends[t],
  };
}
