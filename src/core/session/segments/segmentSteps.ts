import { lastAtMost } from '../../text/ranges.js';
import type { Segment } from './segment.js';
import type { Block, BlockSteps, SegmentBlocks } from './segmentBlocks.js';

/**
 * Which steps are which segment's, and how long the longest one is. Counted when it is first asked for, and after an
 * edit only in the blocks that changed.
 */
export class SegmentSteps<R> {
  /** The blocks that were summed. */
  private summed: readonly Block<R>[] | null = null;
  private counts: readonly BlockSteps[] = [];
  /** First step of each block, then their number. */
  private firsts = new Uint32Array(1);
  private most = 0;

  constructor(
    private readonly blocks: SegmentBlocks<R>,
    private readonly stepsOf: (segment: Segment<unknown>) => number,
  ) {}

  /** Number of all steps. */
  get total(): number {
    this.sum();
    return this.firsts[this.counts.length];
  }

  /** Steps of the longest segment; 0 without segments. */
  get longest(): number {
    this.sum();
    return this.most;
  }

  /** First step of a segment; for the number of segments that of steps. */
  firstOf(segment: number): number {
    this.sum();
    const { block, local } = this.blocks.placeOf(segment);
    return this.firsts[block] + (this.counts[block]?.firsts[local] ?? 0);
  }

  /** The segment a step is in. */
  segmentOf(step: number): number {
    this.sum();
    const block = Math.min(this.counts.length - 1, lastAtMost(this.firsts, step));
    return (
      this.blocks.firstSegmentOf(block) + lastAtMost(this.counts[block].firsts, step - this.firsts[block])
    );
  }

  private sum(): void {
    const { list } = this.blocks;
    if (this.summed === list) return;
    this.counts = list.map((block) => (block.steps ??= this.count(block)));
    this.firsts = new Uint32Array(list.length + 1);
    this.most = 0;
    this.counts.forEach(({ firsts, longest }, b) => {
      this.firsts[b + 1] = this.firsts[b] + firsts[firsts.length - 1];
      this.most = Math.max(this.most, longest);
    });
    this.summed = list;
  }

  private count({ segments }: Block<R>): BlockSteps {
    const firsts = new Uint32Array(segments.length + 1);
    let longest = 0;
    segments.forEach((segment, s) => {
      const steps = this.stepsOf(segment);
      firsts[s + 1] = firsts[s] + steps;
      longest = Math.max(longest, steps);
    });
    return { firsts, longest };
  }
}
