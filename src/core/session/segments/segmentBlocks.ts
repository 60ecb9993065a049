/**
 * A list of segments in two levels, so that a change in the middle moves block references and not segments:
 * one edit in a million tokens touches one block of about a hundred segments and a few hundred sums.
 */

import { lastAtMost } from '../../text/ranges.js';
import type { Segment } from './segment.js';

/** Blocks have between `SMALL_BLOCK` and `FULL_BLOCK` segments; the last one may be smaller. */
const FULL_BLOCK = 128;
const SMALL_BLOCK = 32;

/** What the network reads of the segments of a block. */
export interface BlockSteps {
  /** First step of each segment, counted from the block's, then their number, `[segments + 1]`. */
  readonly firsts: Uint32Array;
  /** Steps of the longest segment. */
  readonly longest: number;
}

/** Neighbouring segments and their sums. */
export interface Block<R> {
  readonly segments: Segment<R>[];
  readonly utf16: number;
  readonly tokens: number;
  /** Segments without a result. */
  missing: number;
  /** Null until somebody counts. */
  steps: BlockSteps | null;
}

/** Segments `[from, to)` are replaced by others; numbers of the list before. */
export interface Splice<R> {
  readonly from: number;
  readonly to: number;
  readonly segments: readonly Segment<R>[];
}

/** A segment and where it is; offsets count from the first segment of the list. */
export interface PlacedSegment<R> {
  readonly segment: Segment<R>;
  /** Its number. */
  readonly index: number;
  /** Number of its first token. */
  readonly firstToken: number;
  readonly startUtf16: number;
}

/** What a segment can be found by. */
export type SegmentKey = 'segment' | 'token' | 'utf16';

/** The two-level list. */
export class SegmentBlocks<R> {
  private blocks: Block<R>[] = [];
  /** Sums over all blocks before block b, `[B + 1]`. */
  private sums: Record<SegmentKey, Uint32Array> = prefixSums([]);

  get segmentCount(): number {
    return this.sums.segment[this.blocks.length];
  }

  get tokenCount(): number {
    return this.sums.token[this.blocks.length];
  }

  get lengthUtf16(): number {
    return this.sums.utf16[this.blocks.length];
  }

  /** Another list after every change; a block that did not change is the same. */
  get list(): readonly Block<R>[] {
    return this.blocks;
  }

  /** The block a segment is in, and the segment's number there. */
  placeOf(segment: number): { readonly block: number; readonly local: number } {
    const block = lastAtMost(this.sums.segment, segment);
    return { block, local: segment - this.sums.segment[block] };
  }

  /** Number of a block's first segment. */
  firstSegmentOf(block: number): number {
    return this.sums.segment[block];
  }

  /** Replaces ascending, disjoint runs of segments. */
  replace(splices: readonly Splice<R>[]): void {
    const packer = new Packer<R>();
    let done = 0;
    for (const { from, to, segments } of splices) {
      this.copy(packer, done, from);
      packer.add(segments, 0, segments.length);
      done = to;
    }
    this.copy(packer, done, this.segmentCount);
    this.blocks = packer.finish();
    this.sums = prefixSums(this.blocks);
  }

  /** The segment with that number, token or code unit; the last one for a larger key, undefined in an empty list. */
  find(key: SegmentKey, value: number): PlacedSegment<R> | undefined {
    if (this.blocks.length === 0) return undefined;
    const b = Math.min(this.blocks.length - 1, Math.max(0, lastAtMost(this.sums[key], value)));
    const { segments } = this.blocks[b];
    let firstToken = this.sums.token[b];
    let startUtf16 = this.sums.utf16[b];
    for (let i = 0; ; i++) {
      const segment = segments[i];
      const index = this.sums.segment[b] + i;
      const next = {
        segment: index + 1,
        token: firstToken + segment.ends.length,
        utf16: startUtf16 + segment.text.length,
      };
      if (value < next[key] || i + 1 === segments.length) return { segment, index, firstToken, startUtf16 };
      firstToken = next.token;
      startUtf16 = next.utf16;
    }
  }

  /** Segments `[from, to)` with their places. */
  *range(from: number, to: number): Generator<PlacedSegment<R>> {
    const first = from < to ? this.find('segment', from) : undefined;
    if (!first || from >= this.segmentCount) return;
    let { index, firstToken, startUtf16 } = first;
    for (let b = lastAtMost(this.sums.segment, from); b < this.blocks.length; b++) {
      const { segments } = this.blocks[b];
      for (let i = index - this.sums.segment[b]; i < segments.length; i++, index++) {
        if (index >= to) return;
        const segment = segments[i];
        yield { segment, index, firstToken, startUtf16 };
        firstToken += segment.ends.length;
        startUtf16 += segment.text.length;
      }
    }
  }

  /** Sets or removes (null) the result of a segment. */
  setResult(index: number, result: R | null): void {
    const place = this.placeOf(index);
    const block = this.blocks[place.block];
    const segment = block.segments[place.local];
    block.missing += Number(result === null) - Number(segment.result === null);
    segment.result = result;
  }

  /** Number of the first segment from `from` on without a result; -1 if there is none. */
  nextWithoutResult(from: number): number {
    if (from >= this.segmentCount) return -1;
    for (let b = lastAtMost(this.sums.segment, from); b < this.blocks.length; b++) {
      if (this.blocks[b].missing === 0) continue;
      const { segments } = this.blocks[b];
      const origin = this.sums.segment[b];
      for (let i = Math.max(0, from - origin); i < segments.length; i++)
        if (segments[i].result === null) return origin + i;
    }
    return -1;
  }

  private copy(packer: Packer<R>, from: number, to: number): void {
    if (from >= to) return;
    const { segment: origins } = this.sums;
    for (let b = lastAtMost(origins, from); b < this.blocks.length && origins[b] < to; b++) {
      const block = this.blocks[b];
      if (from <= origins[b] && to >= origins[b + 1]) packer.addBlock(block);
      else
        packer.add(block.segments, Math.max(0, from - origins[b]), Math.min(to, origins[b + 1]) - origins[b]);
    }
  }
}

/** Packs a stream of segments and whole blocks into blocks of the right size. */
class Packer<R> {
  private readonly blocks: Block<R>[] = [];
  private open: Segment<R>[] = [];

  add(segments: readonly Segment<R>[], from: number, to: number): void {
    for (let i = from; i < to; i++) this.open.push(segments[i]);
  }

  /** A block that stays as it is, unless what is open is too small for a block of its own. */
  addBlock(block: Block<R>): void {
    if (this.open.length > 0 && this.open.length < SMALL_BLOCK) {
      this.add(block.segments, 0, block.segments.length);
      return;
    }
    this.close();
    this.blocks.push(block);
  }

  finish(): Block<R>[] {
    this.close();
    return this.blocks;
  }

  private close(): void {
    const { open } = this;
    const count = Math.ceil(open.length / FULL_BLOCK);
    for (let k = 0; k < count; k++) {
      const from = Math.floor((k * open.length) / count);
      this.blocks.push(blockOf(open.slice(from, Math.floor(((k + 1) * open.length) / count))));
    }
    this.open = [];
  }
}

function blockOf<R>(segments: Segment<R>[]): Block<R> {
  let [utf16, tokens, missing] = [0, 0, 0];
  for (const segment of segments) {
    utf16 += segment.text.length;
    tokens += segment.ends.length;
    if (segment.result === null) missing++;
  }
  return { segments, utf16, tokens, missing, steps: null };
}

function prefixSums<R>(blocks: readonly Block<R>[]): Record<SegmentKey, Uint32Array> {
  const segment = new Uint32Array(blocks.length + 1);
  const token = new Uint32Array(blocks.length + 1);
  const utf16 = new Uint32Array(blocks.length + 1);
  for (let b = 0; b < blocks.length; b++) {
    segment[b + 1] = segment[b] + blocks[b].segments.length;
    token[b + 1] = token[b] + blocks[b].tokens;
    utf16[b + 1] = utf16[b] + blocks[b].utf16;
  }
  return { segment, token, utf16 };
}
