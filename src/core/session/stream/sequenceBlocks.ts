import type { HiddenState } from '../../rnn/state.js';
import { lastAtMost } from '../../text/ranges.js';

/** A piece of a sequence that begins at a checkpoint. */
export interface SequenceBlock {
  readonly ids: Uint32Array;
  /** The state before its first step; null as long as no run has come here. */
  state: HiddenState | null;
  /** The state is, bit for bit, what the block before leads to. */
  linked: boolean;
  /** A run has come up to here with another state, and it is not known yet how far that reaches. */
  open: boolean;
}

/** The blocks of a sequence and where they start. */
export class SequenceBlocks {
  private list: SequenceBlock[] = [];
  /** First step of each block, then the number of all steps. */
  private starts = new Uint32Array(1);
  /** No block before this one is without a link. */
  private linkedBefore = 0;
  /** No block before this one is open. */
  private closedBefore = 0;

  /** The blocks as they are now; what happens to either is not the other's. */
  copy(): SequenceBlock[] {
    return this.list.map((block) => ({ ...block }));
  }

  get count(): number {
    return this.list.length;
  }

  get steps(): number {
    return this.starts[this.list.length];
  }

  at(index: number): SequenceBlock {
    return this.list[index];
  }

  /** First step of a block; for `count` the number of all steps. */
  startOf(index: number): number {
    return this.starts[index];
  }

  /** The block a step is in; the last one for the end of the sequence, -1 if there is none. */
  find(step: number): number {
    return Math.min(this.list.length - 1, lastAtMost(this.starts, step));
  }

  /** Replaces blocks `[from, to)`. */
  splice(from: number, to: number, blocks: readonly SequenceBlock[]): void {
    const before = this.starts;
    const starts = new Uint32Array(this.list.length - (to - from) + blocks.length + 1);
    starts.set(before.subarray(0, from + 1));
    blocks.forEach(({ ids }, k) => (starts[from + k + 1] = starts[from + k] + ids.length));
    const moved = starts[from + blocks.length] - before[to];
    for (let b = to + 1; b < before.length; b++) starts[b - to + from + blocks.length] = before[b] + moved;
    this.list = this.list.slice(0, from).concat(blocks, this.list.slice(to));
    this.starts = starts;
    this.linkedBefore = Math.min(this.linkedBefore, from);
    this.closedBefore = Math.min(this.closedBefore, from);
  }

  /** The symbol at a step. */
  idAt(step: number): number {
    const block = this.find(step);
    return this.list[block].ids[step - this.starts[block]];
  }

  /** The block behind a change is no longer where the one before it leads; a run has to come up to it. */
  openAfter(index: number, isRun: boolean): void {
    if (index >= this.list.length) return;
    const block = this.list[index];
    if (isRun && block.state !== null) this.open(index);
    this.unlink(index);
  }

  private open(index: number): void {
    this.list[index].open = true;
    this.closedBefore = Math.min(this.closedBefore, index);
  }

  /** Says that a block's state, if there is such a block, may not be where the block before leads. */
  unlink(index: number): void {
    if (index >= this.list.length) return;
    this.list[index].linked = false;
    this.linkedBefore = Math.min(this.linkedBefore, index);
  }

  /** The first block without a link; `count` if there is none, and all states are exact. */
  firstUnlinked(): number {
    while (this.linkedBefore < this.list.length && this.list[this.linkedBefore].linked) this.linkedBefore++;
    return this.linkedBefore;
  }

  /** The first open block that can be reached from a state before it; -1 if there is none. */
  firstOpen(): number {
    const { list } = this;
    while (this.closedBefore < list.length && !list[this.closedBefore].open) this.closedBefore++;
    for (let b = Math.max(1, this.closedBefore); b < list.length; b++)
      if (list[b].open && list[b - 1].state !== null) return b;
    return -1;
  }

  /** Gives up every second checkpoint. */
  thin(): void {
    const halved: SequenceBlock[] = [];
    for (let b = 0; b < this.list.length; b += 2) {
      const [first, second, next] = this.list.slice(b, b + 3);
      halved.push(second ? { ...first, ids: joined([first.ids, second.ids]) } : first);
      // What comes next went on from the checkpoint that goes.
      if (next && !second.linked) next.linked = false;
      if (next && second.open) next.open = true;
    }
    this.splice(0, this.list.length, halved);
  }
}

/** Lists of symbols one after the other. */
export function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
