import { sameBits } from '../../rnn/rowStates.js';
import type { Trace } from '../../rnn/stack.js';
import type { HiddenState } from '../../rnn/state.js';
import type { SequenceBlock, SequenceBlocks } from './sequenceBlocks.js';
import { runRows, type SequenceNetwork } from './sequenceNetwork.js';
import { NOT_SETTLED, settle } from './settling.js';

/** Steps run beside the old states between two looks at whether they have settled. */
const PIECE = 128;
/** A state is remembered this far before the last edit, for the next one is near it. */
const BEFORE_EDIT = 16;

/** States that were just computed. */
export interface DeliveredSteps {
  readonly fromStep: number;
  readonly steps: number;
  readonly trace: Trace;
  /** The old states of the same symbols; null where they are not run. */
  readonly before: Trace | null;
}

/** What a call did. */
export interface RunProgress {
  /** Nothing is left to do. */
  readonly done: boolean;
  /** The steps whose states are new, `[fromStep, toStep)`; equal if there are none. */
  readonly fromStep: number;
  readonly toStep: number;
  /** Steps computed, those of old states and those before the edit included. */
  readonly rowSteps: number;
  /** The last step of a streak that settled; null if none did in this call. */
  readonly settledAt: number | null;
}

/** A run on its way: it is about to go through block `index`. */
interface Front {
  readonly index: number;
  /** The new state before the block; null if the block before has to be run for it. */
  incoming: HiddenState | null;
  /** Steps of the block that were run, and the new and the old state there. */
  offset: number;
  now: HiddenState | null;
  old: HiddenState | null;
  streak: number;
  /** Steps still to be run alone. */
  lead: number;
}

/** An edit of a sequence: the block it was in before, and the one that is there now. */
export interface EditedBlock {
  readonly before: SequenceBlock | null;
  readonly now: SequenceBlock | null;
  /** Steps of the block before the edit. */
  readonly offset: number;
}

/** What runs on from an edit until the new states have settled on the old ones. */
export class SettlingRun {
  private front: Front | null = null;
  /** A state inside a block, shortly before the last edit. `base` is the block's state it was computed from. */
  private warm: { block: SequenceBlock; base: HiddenState; offset: number; state: HiddenState } | null = null;
  /** Where the last edit was, inside its block. */
  private edited: { block: SequenceBlock; offset: number } | null = null;

  constructor(
    private readonly network: SequenceNetwork,
    private readonly blocks: SequenceBlocks,
    /** Steps after an edit that are run alone. */
    private readonly leadSteps: number,
  ) {}

  /** A block was edited; a run that was on its way stops. */
  follow({ before, now, offset }: EditedBlock): void {
    this.front = null;
    const { warm } = this;
    const isUsable = warm && warm.block === before && now && warm.offset <= Math.min(offset, now.ids.length);
    this.warm = isUsable ? { ...warm, block: now } : null;
    this.edited = now ? { block: now, offset } : null;
  }

  /** The next run begins with the end of the block before this one. */
  startBefore(index: number): void {
    this.front = frontAt(index, this.leadSteps);
  }

  /** States are exact up to some block: a run that was on its way begins again. */
  interrupt(): void {
    this.front = null;
  }

  /** The blocks are others. */
  forget(): void {
    this.front = this.warm = this.edited = null;
  }

  /**
   * Runs on from the last edit, and after it from earlier ones, until their states have settled on the old ones;
   * stops after `maxSteps` new states or a little more. `deliver` is given the states as they are computed.
   */
  run(maxSteps: number, deliver?: (steps: DeliveredSteps) => void): RunProgress {
    const progress = { fromStep: Infinity, toStep: 0, rowSteps: 0, settledAt: null as number | null };
    let left = maxSteps;
    const tell = (steps: DeliveredSteps): void => {
      left -= steps.steps;
      progress.fromStep = Math.min(progress.fromStep, steps.fromStep);
      progress.toStep = Math.max(progress.toStep, steps.fromStep + steps.steps);
      deliver?.(steps);
    };
    while (left > 0) {
      this.front ??= this.nextFront();
      if (!this.front) break;
      if (!this.front.incoming) progress.rowSteps += this.enter(this.front, tell);
      else progress.rowSteps += this.advance(this.front, tell, progress);
    }
    this.front ??= this.nextFront();
    return { ...progress, fromStep: Math.min(progress.fromStep, progress.toStep), done: this.front === null };
  }

  private nextFront(): Front | null {
    const index = this.blocks.firstOpen();
    return index < 0 ? null : frontAt(index, 0);
  }

  /** Runs the end of the block before the front, from where the last edit was if it was there. */
  private enter(front: Front, tell: (steps: DeliveredSteps) => void): number {
    const index = front.index - 1;
    const block = this.blocks.at(index);
    const edit = this.edited?.block === block ? this.edited.offset : block.ids.length;
    const warm = this.warm?.block === block && this.warm.base === block.state ? this.warm : null;
    let from = warm ? warm.offset : 0;
    let state = warm ? warm.state : block.state!;
    const begin = from;
    const split = Math.max(from, edit - BEFORE_EDIT);
    if (split > from && edit < block.ids.length) {
      state = runRows(this.network, [{ ids: block.ids.subarray(from, split), state }], true).hiddenState;
      from = split;
      this.warm = { block, base: block.state!, offset: split, state };
    }
    const ids = block.ids.subarray(from);
    const trace = runRows(this.network, [{ ids, state }], false);
    front.incoming = trace.hiddenState;
    front.now = trace.hiddenState;
    front.lead -= ids.length;
    if (edit < block.ids.length)
      tell({ fromStep: this.blocks.startOf(index) + from, steps: ids.length, trace, before: null });
    if (front.index >= this.blocks.count || !this.blocks.at(front.index).open) this.front = null;
    return block.ids.length - begin;
  }

  /** Runs a piece of the front's block, beside the old states where there are some. */
  private advance(
    front: Front,
    tell: (steps: DeliveredSteps) => void,
    progress: { settledAt: number | null },
  ): number {
    const block = this.blocks.at(front.index);
    const start = this.blocks.startOf(front.index);
    if (front.offset === 0 && block.state && sameBits(block.state, front.incoming!)) {
      block.linked = true;
      block.open = false;
      progress.settledAt = start;
      this.front = null;
      return 0;
    }
    const ids = block.ids.subarray(front.offset, front.offset + PIECE);
    if (front.offset === 0 && front.lead <= 0) front.old = block.state;
    front.lead -= ids.length;
    // One after the other: the kernels take two rows side by side no faster than four.
    const trace = runRows(this.network, [{ ids, state: front.now! }], false);
    const before = front.old && runRows(this.network, [{ ids, state: front.old }], false);
    tell({ fromStep: start + front.offset, steps: ids.length, trace, before });
    const { settledAt, streak } = before ? settle(trace, before, ids.length, front.streak) : NOT_SETTLED;
    if (settledAt >= 0) progress.settledAt = start + front.offset + settledAt;
    front.streak = streak;
    front.now = trace.hiddenState;
    front.old = before && before.hiddenState;
    front.offset += ids.length;
    if (settledAt >= 0 || front.offset >= block.ids.length) this.leave(front, settledAt >= 0);
    return (before ? 2 : 1) * ids.length;
  }

  /** The front's block gets its new state; the run goes on to the next block unless it has settled. */
  private leave(front: Front, settled: boolean): void {
    const block = this.blocks.at(front.index);
    block.state = front.incoming;
    block.linked = true;
    block.open = false;
    const next = front.index + 1;
    this.front = null;
    if (settled) this.blocks.unlink(next);
    else {
      this.blocks.openAfter(next, true);
      if (next < this.blocks.count && this.blocks.at(next).open)
        this.front = {
          ...frontAt(next, front.lead),
          incoming: front.now,
          now: front.now,
          streak: front.streak,
        };
    }
  }
}

function frontAt(index: number, lead: number): Front {
  return { index, lead, incoming: null, offset: 0, now: null, old: null, streak: 0 };
}
