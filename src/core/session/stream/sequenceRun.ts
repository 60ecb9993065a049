/**
 * One long sequence of symbols (a whole document for a character model) that is being edited. States are kept at
 * checkpoints only and recomputed from there. After an edit:
 *
 * - `runOn` runs from the checkpoint before the edit until the new states have settled on the old ones, which are
 *   kept from there on and are **provisional**: they differ from a full run's by rounding noise.
 * - `exactPass` goes on from the first provisional state until every state is a full run's, bit for bit.
 *
 * Both do a bounded piece of work a call, and can be called, or not, in any order with edits between. Each
 * checkpoint knows whether it is, bit for bit, where the one before it leads (`linked`): a state is exact when all
 * checkpoints up to it are linked, however often the text was edited. That is also why the exact pass may skip
 * what follows a checkpoint that it finds unchanged.
 */

import { stateSize, type RnnConfig } from '../../rnn/config.js';
import { sameBits } from '../../rnn/rowStates.js';
import type { Trace } from '../../rnn/stack.js';
import { zeroState, type HiddenState } from '../../rnn/state.js';
import { SequenceBlocks, joined, type SequenceBlock } from './sequenceBlocks.js';
import { runRows, type SequenceNetwork } from './sequenceNetwork.js';
import { readWindow, type SequenceWindow } from './sequenceWindow.js';
import { NOT_SETTLED, settle } from './settling.js';

/** Steps between checkpoints, if memory allows. */
const SPACING = 256;
/** Bytes for checkpoints; with more of them every second one goes. */
const CHECKPOINT_BYTES = 64 * 2 ** 20;
/** Steps run beside the old states between two looks at whether they have settled. */
const PIECE = 128;
/** A state is remembered this far before the last edit, for the next one is near it. */
const BEFORE_EDIT = 16;

/** Settings of a sequence; the defaults are what a document needs. */
export interface SequenceOptions {
  readonly spacing?: number;
  readonly checkpointBytes?: number;
  /**
   * Steps after an edit that are run alone, without the old states beside them (and so without looking for their
   * settling): what is visible is there sooner, and a network that settles slowly has less work; 0 unless set.
   */
  readonly leadSteps?: number;
  /** The state before the first step, (layers, 1, hidden). */
  readonly initialState?: HiddenState;
}

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

/** A sequence, its checkpoints and what is left to run. */
export class SequenceRun {
  private blocks = new SequenceBlocks();
  private readonly initialState: HiddenState;
  private readonly stateBytes: number;
  private readonly checkpointBytes: number;
  private readonly leadSteps: number;
  private spacing: number;
  private front: Front | null = null;
  /** A state inside a block, shortly before the last edit. `base` is the block's state it was computed from. */
  private warm: { block: SequenceBlock; base: HiddenState; offset: number; state: HiddenState } | null = null;
  /** Where the last edit was, inside its block. */
  private edited: { block: SequenceBlock; offset: number } | null = null;

  /** Nothing is run yet: that is what `exactPass` is for. RangeError for a bidirectional network. */
  constructor(
    private readonly network: SequenceNetwork,
    ids: Uint32Array,
    options: SequenceOptions = {},
  ) {
    const { config } = network;
    if (config.bidirectional) throw new RangeError('A backward direction cannot be continued after an edit.');
    this.initialState = options.initialState ?? zeroState(config, 1);
    this.stateBytes = checkpointSize(config);
    this.checkpointBytes = options.checkpointBytes ?? CHECKPOINT_BYTES;
    this.leadSteps = options.leadSteps ?? 0;
    this.spacing = options.spacing ?? SPACING;
    while ((ids.length / this.spacing) * this.stateBytes > this.checkpointBytes) this.spacing *= 2;
    this.blocks.splice(0, 0, this.blocksOf(ids, this.initialState, true, false));
  }

  /** The sequence as it is now; edits and runs of either are not the other's. */
  copy(): SequenceRun {
    const { spacing, checkpointBytes, leadSteps, initialState } = this;
    const options = { spacing, checkpointBytes, leadSteps, initialState };
    const run = new SequenceRun(this.network, new Uint32Array(0), options);
    run.blocks = this.blocks.copy();
    return run;
  }

  /** Number of steps. */
  get steps(): number {
    return this.blocks.steps;
  }

  /** All states before this step are a full run's, bit for bit; `steps` if all are. */
  get exactUntil(): number {
    return this.blocks.startOf(this.blocks.firstUnlinked());
  }

  /** From this step on, states may still be those of the text before an edit, until `runOn` is done; else `steps`. */
  get staleFrom(): number {
    const open = this.blocks.firstOpen();
    return open < 0 ? this.steps : this.blocks.startOf(open);
  }

  /** The symbol at a step. */
  idAt(step: number): number {
    return this.blocks.idAt(step);
  }

  /** Whether the states of `[fromStep, toStep)`, exact or provisional, can be read. */
  isKnown(fromStep: number, toStep: number): boolean {
    if (fromStep >= toStep) return true;
    for (let b = this.blocks.find(fromStep); b <= this.blocks.find(toStep - 1); b++)
      if (this.blocks.at(b).state === null) return false;
    return true;
  }

  /**
   * The states of `[fromStep, toStep)`, run again from the checkpoints before. RangeError for steps that are not
   * there or to which no run has come yet (`isKnown`).
   */
  window(fromStep: number, toStep: number): SequenceWindow {
    if (!(fromStep >= 0 && fromStep <= toStep && toStep <= this.steps && this.isKnown(fromStep, toStep)))
      throw new RangeError(`There are no states of steps ${fromStep} to ${toStep}.`);
    return readWindow(this.network, this.blocks, fromStep, toStep, this.exactUntil);
  }

  /** The state before a step, (layers, 1, hidden): a run that goes on from it is this run. RangeError as `window`. */
  stateBefore(step: number): HiddenState {
    if (step === 0) return this.initialState;
    const index = this.blocks.find(step - 1);
    const block = index < 0 ? undefined : this.blocks.at(index);
    if (!(step > 0 && step <= this.steps) || !block?.state)
      throw new RangeError(`There is no state before step ${step}.`);
    const ids = block.ids.subarray(0, step - this.blocks.startOf(index));
    return runRows(this.network, [{ ids, state: block.state }], true).hiddenState;
  }

  /** Replaces `removed` symbols from step `at` on. RangeError, with nothing changed, where they are not there. */
  edit(at: number, removed: number, inserted: Uint32Array): void {
    if (!(at >= 0 && removed >= 0 && at + removed <= this.steps))
      throw new RangeError(`Steps ${at} to ${at + removed} are not in a sequence of ${this.steps}.`);
    const { blocks } = this;
    const first = Math.max(0, blocks.find(at));
    const { ids, end } = this.mergedIds(first, at, removed, inserted);
    const left = first < blocks.count ? blocks.at(first) : null;
    const { state, linked, open } = left ?? { state: this.initialState, linked: true, open: false };
    const isWanted = state !== null || open;
    const offset = at - blocks.startOf(first);
    const fresh = this.blocksOf(ids, state, linked, isWanted);
    if (fresh.length > 0) fresh[0].open = open;
    blocks.splice(first, end, fresh);
    this.openAfter(first + fresh.length, isWanted);
    this.front = null;
    const [block] = fresh;
    const near = this.warm;
    const usable =
      near && left && block && near.block === left && near.offset <= Math.min(offset, block.ids.length);
    this.warm = usable ? { ...near, block } : null;
    this.edited = block ? { block, offset } : null;
    if (state !== null && block && !open) this.front = frontAt(first + 1, this.leadSteps);
    if (blocks.count * this.stateBytes > 2 * this.checkpointBytes) this.thin();
  }

  /**
   * Runs on from the last edit, and after it from earlier ones, until their states have settled on the old ones;
   * stops after `maxSteps` new states or a little more. `deliver` is given the states as they are computed.
   */
  runOn(maxSteps: number, deliver?: (steps: DeliveredSteps) => void): RunProgress {
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

  /**
   * Makes states exact from `exactUntil` on, which is also what runs a new sequence; stops after `maxSteps` steps
   * or up to one checkpoint more.
   */
  exactPass(maxSteps: number): RunProgress {
    const fromStep = this.exactUntil;
    let rowSteps = 0;
    let index = this.blocks.firstUnlinked();
    if (index < this.blocks.count) this.front = null;
    for (; index < this.blocks.count && rowSteps < maxSteps; index = this.blocks.firstUnlinked()) {
      const before = this.blocks.at(index - 1);
      const { hiddenState } = runRows(this.network, [{ ids: before.ids, state: before.state! }], true);
      rowSteps += before.ids.length;
      this.arrive(index, hiddenState);
    }
    const done = index >= this.blocks.count;
    return { done, fromStep, toStep: this.exactUntil, rowSteps, settledAt: null };
  }

  /** The exact state before a block takes the place of the one that was kept. */
  private arrive(index: number, state: HiddenState): void {
    const block = this.blocks.at(index);
    const { open } = block;
    block.linked = true;
    block.open = false;
    if (block.state && sameBits(block.state, state)) return;
    const wasKnown = block.state !== null;
    block.state = state;
    this.blocks.unlink(index + 1);
    // What lay behind an unsettled state still does, one block further.
    if (open && wasKnown) this.openAfter(index + 1, true);
  }

  /** Symbols of the blocks an edit touches, after it; `end` is the first block behind them. */
  private mergedIds(
    first: number,
    at: number,
    removed: number,
    inserted: Uint32Array,
  ): { ids: Uint32Array; end: number } {
    const { blocks } = this;
    if (blocks.count === 0) return { ids: inserted, end: 0 };
    const last = blocks.find(at + removed);
    const head = blocks.at(first).ids.subarray(0, at - blocks.startOf(first));
    const tail = blocks.at(last).ids.subarray(at + removed - blocks.startOf(last));
    const parts = [head, inserted, tail];
    const length = head.length + inserted.length + tail.length;
    const joinsNext = length < this.spacing / 4 && last + 1 < blocks.count;
    if (joinsNext) parts.push(blocks.at(last + 1).ids);
    return { ids: joined(parts), end: last + (joinsNext ? 2 : 1) };
  }

  /** Symbols as blocks; the first one has the state, the others wait for a run (`open`) or for the exact pass. */
  private blocksOf(
    ids: Uint32Array,
    state: HiddenState | null,
    linked: boolean,
    open: boolean,
  ): SequenceBlock[] {
    const count =
      ids.length > 2 * this.spacing ? Math.floor(ids.length / this.spacing) : Math.min(1, ids.length);
    return Array.from({ length: count }, (_, k) => {
      const own = ids.slice(Math.floor((k * ids.length) / count), Math.floor(((k + 1) * ids.length) / count));
      return k === 0
        ? { ids: own, state, linked, open: false }
        : { ids: own, state: null, linked: false, open };
    });
  }

  /** The block behind a change is no longer where the one before it leads; a run has to come up to it. */
  private openAfter(index: number, isRun: boolean): void {
    if (index >= this.blocks.count) return;
    const block = this.blocks.at(index);
    if (isRun && block.state !== null) this.blocks.open(index);
    this.blocks.unlink(index);
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
      this.openAfter(next, true);
      if (next < this.blocks.count && this.blocks.at(next).open)
        this.front = {
          ...frontAt(next, front.lead),
          incoming: front.now,
          now: front.now,
          streak: front.streak,
        };
    }
  }

  private thin(): void {
    this.blocks.thin();
    this.spacing *= 2;
    this.front = null;
    this.warm = null;
    this.edited = null;
  }
}

function frontAt(index: number, lead: number): Front {
  return { index, lead, incoming: null, offset: 0, now: null, old: null, streak: 0 };
}

/** Bytes of one checkpoint. */
function checkpointSize(config: RnnConfig): number {
  return 4 * config.layers * (stateSize(config) + (config.cell === 'LSTM' ? config.hiddenSize : 0));
}
