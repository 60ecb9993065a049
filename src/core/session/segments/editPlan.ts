import type { Region } from './resegment.js';
import { ResultPool, detached, sameSegment, segmentOf, type Segment } from './segment.js';
import type { PlacedSegment, Splice } from './segmentBlocks.js';

/**
 * What an edit did to the flat list of segments and tokens. The deltas of an edit are ascending and each counts
 * in the document after the ones before it, so a mirror applies them in order; tokens and segments behind a
 * delta keep what they have and move by the difference of its lengths.
 */
export interface SegmentDelta {
  readonly fromSegment: number;
  readonly removedSegments: number;
  readonly insertedSegments: number;
  readonly fromToken: number;
  readonly removedTokens: number;
  readonly insertedTokens: number;
  readonly startUtf16: number;
  readonly removedUtf16: number;
  readonly insertedUtf16: number;
}

/** The document before the edit. */
interface OldDocument<R> {
  readonly lengthUtf16: number;
  readonly tokenCount: number;
  segment(index: number): PlacedSegment<R> | undefined;
  segments(from: number, to: number): Iterable<PlacedSegment<R>>;
}

/** Old segments `[from, to)` and what replaces them. */
interface Replacement<R> extends Splice<R> {
  readonly headChanged: boolean;
}

/** Collects what an edit replaces, region after region, ascending; the document stays as it is meanwhile. */
export class EditPlan<R> {
  readonly splices: Splice<R>[] = [];
  readonly deltas: SegmentDelta[] = [];
  /** How far the deltas so far have moved what is behind them. */
  private readonly moved = { segments: 0, tokens: 0, utf16: 0 };

  constructor(
    private readonly old: OldDocument<R>,
    /** The text before the first segment: at first the old one, then the new. */
    public head: string,
  ) {}

  /** Takes over a region, as small as equal segments at both its ends allow. */
  add(region: Region): void {
    const { pieces, text, lengthUtf16, fromSegment } = region;
    const withHead = fromSegment === 0 && region.oldStartUtf16 === 0;
    const head = withHead ? text.slice(0, pieces.length > 0 ? pieces[0].start : lengthUtf16) : this.head;
    const headChanged = head !== this.head;
    this.head = head;
    const change = this.trimmed(region, headChanged);
    if (!headChanged && change.segments.length === 0 && change.from === change.to) return;
    this.addDelta(change);
    if (change.segments.length > 0 || change.from < change.to) this.splices.push(change);
  }

  private trimmed(region: Region, headChanged: boolean): Replacement<R> {
    const { pieces, text, lengthUtf16, fromSegment, toSegment } = region;
    const old = Array.from(this.old.segments(fromSegment, toSegment), ({ segment }) => segment);
    const fresh = pieces.map((_, s) => segmentOf<R>(pieces, s, text, lengthUtf16));
    const most = Math.min(old.length, fresh.length);
    let front = 0;
    // The text before the segments is in a delta only together with the segments from the first one on.
    while (!headChanged && front < most && sameSegment(fresh[front], old[front])) front++;
    let back = 0;
    while (back < most - front && sameSegment(fresh.at(-1 - back)!, old.at(-1 - back)!)) back++;
    const pool = new ResultPool<R>();
    for (let s = front; s < old.length - back; s++) pool.add(old[s]);
    const segments: Segment<R>[] = [];
    for (let s = front; s < fresh.length - back; s++) {
      pool.apply(fresh[s]);
      segments.push(detached(fresh[s]));
    }
    return { from: fromSegment + front, to: toSegment - back, segments, headChanged };
  }

  private addDelta({ from, to, segments, headChanged }: Replacement<R>): void {
    const { moved } = this;
    const startUtf16 = headChanged ? 0 : this.startOf(from);
    const delta: SegmentDelta = {
      fromSegment: from + moved.segments,
      removedSegments: to - from,
      insertedSegments: segments.length,
      fromToken: this.firstTokenOf(from) + moved.tokens,
      removedTokens: this.firstTokenOf(to) - this.firstTokenOf(from),
      insertedTokens: segments.reduce((sum, { starts }) => sum + starts.length, 0),
      startUtf16: startUtf16 + moved.utf16,
      removedUtf16: this.startOf(to) - startUtf16,
      insertedUtf16: segments.reduce(
        (sum, { text }) => sum + text.length,
        headChanged ? this.head.length : 0,
      ),
    };
    moved.segments += delta.insertedSegments - delta.removedSegments;
    moved.tokens += delta.insertedTokens - delta.removedTokens;
    moved.utf16 += delta.insertedUtf16 - delta.removedUtf16;
    this.deltas.push(delta);
  }

  private startOf(segment: number): number {
    return this.old.segment(segment)?.startUtf16 ?? this.old.lengthUtf16;
  }

  private firstTokenOf(segment: number): number {
    return this.old.segment(segment)?.firstToken ?? this.old.tokenCount;
  }
}
