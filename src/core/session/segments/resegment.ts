/**
 * Cuts the text around an edit into segments again, and no further than the edit reaches: from the last segment
 * that cannot see the change to the first old segment that begins where a new one does. Why that is enough is at
 * the top of `../../text/segmenter.ts`.
 */

import { StreamingSegmenter, type SegmentRules, type SegmentedBlock } from '../../text/segmenter.js';
import type { EditedText } from '../editedText.js';
import { piecesOf, skipSpace, type SegmentPiece } from './segment.js';

/** What is read beyond the edit at first: one or two sentences more than the lookahead. */
const MARGIN_UTF16 = 384;

/** Where the old segments are; offsets into the old text. */
export interface OldSegments {
  readonly segmentCount: number;
  /** The last segment that begins at or before `offset`, and its start; segment 0 at 0, with what is before it, if none. */
  restartAt(offset: number): { segment: number; startUtf16: number };
  /** Number of the segment that begins at `offset`; -1 if none does. */
  segmentStartingAt(offset: number): number;
}

/** Old segments `[fromSegment, toSegment)` and what the edited text has in their place. */
export interface Region {
  readonly fromSegment: number;
  readonly toSegment: number;
  /** Where the region begins in the old text. */
  readonly oldStartUtf16: number;
  /** The new text of the region; more may follow behind `lengthUtf16`. */
  readonly text: string;
  readonly lengthUtf16: number;
  /** New segments, offsets relative to the region. */
  readonly pieces: readonly SegmentPiece[];
  /** The first change that is not in the region. */
  readonly nextChange: number;
}

/** Segments the region around change `change`; later changes that are too near are in it too. */
export function resegment(rules: SegmentRules, old: OldSegments, edited: EditedText, change: number): Region {
  const { lookaheadUtf16 } = rules;
  const { segment, startUtf16 } = old.restartAt(edited.changes[change].startUtf16 - lookaheadUtf16);
  const origin = startUtf16 + edited.shiftAfter(change - 1);
  const scan = new RegionScan(rules, old, edited, change, origin);
  scan.run(edited.ends[change] + lookaheadUtf16 + MARGIN_UTF16 - origin);
  return { fromSegment: segment, oldStartUtf16: startUtf16, ...scan.result() };
}

class RegionScan {
  private text = '';
  private readonly pieces: SegmentPiece[] = [];
  private readonly segmenter: StreamingSegmenter;
  /** Where old and new segments meet, relative to the region; -1 as long as they do not. */
  private meetsAt = -1;
  private toSegment: number;
  /** The last change whose new text ends at or before the place looked at. */
  private passed: number;

  constructor(
    private readonly rules: SegmentRules,
    private readonly old: OldSegments,
    private readonly edited: EditedText,
    private readonly change: number,
    private readonly origin: number,
  ) {
    this.segmenter = new StreamingSegmenter(rules);
    this.toSegment = old.segmentCount;
    this.passed = change - 1;
  }

  /** Reads and scans until the segments meet, or to the text's end. Pieces double, so that joining stays linear. */
  run(firstLength: number): void {
    for (let size = firstLength; ; size = Math.max(size, this.text.length)) {
      const from = this.origin + this.text.length;
      const chunk = this.edited.read(from, from + size);
      this.text += chunk;
      this.take(this.segmenter.push(chunk));
      if (this.meetsAt >= 0) return;
      if (from + chunk.length < this.edited.length) continue;
      this.take(this.segmenter.end());
      return;
    }
  }

  result(): Omit<Region, 'fromSegment' | 'oldStartUtf16'> {
    const { text, pieces, toSegment, meetsAt } = this;
    const met = meetsAt >= 0;
    const nextChange = met ? this.passed + 1 : this.edited.changes.length;
    return { text, pieces, toSegment, lengthUtf16: met ? meetsAt : text.length, nextChange };
  }

  private take(block: SegmentedBlock | null): void {
    if (!block) return;
    for (const piece of piecesOf(block)) {
      if (this.meets(piece.start)) return;
      this.pieces.push(piece);
    }
    const end = block.offsetUtf16 + block.text.length;
    const next = this.rules.readsSpace ? end : skipSpace(this.text, end);
    if (next < this.text.length) this.meets(next);
  }

  /** Whether a new segment begins there where an old one began, and nothing behind it sees a change. */
  private meets(start: number): boolean {
    const { edited } = this;
    const at = this.origin + start;
    while (this.passed + 1 < edited.ends.length && edited.ends[this.passed + 1] <= at) this.passed++;
    if (this.passed < this.change) return false;
    const next = this.passed + 1;
    if (next < edited.starts.length && at + this.rules.lookaheadUtf16 > edited.starts[next]) return false;
    const segment = this.old.segmentStartingAt(at - edited.shiftAfter(this.passed));
    if (segment < 0) return false;
    this.meetsAt = start;
    this.toSegment = segment;
    return true;
  }
}
