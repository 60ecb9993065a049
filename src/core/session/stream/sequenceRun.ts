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
import { zeroState, type HiddenState } from '../../rnn/state.js';
import { SequenceBlocks, joined, type SequenceBlock } from './sequenceBlocks.js';
import { runRows, type SequenceNetwork } from './sequenceNetwork.js';
import { readWindow, type SequenceWindow } from './sequenceWindow.js';
import { SettlingRun, type DeliveredSteps, type RunProgress } from './settlingRun.js';

/** Steps between checkpoints, if memory allows. */
const SPACING = 256;
/** Bytes for checkpoints; with more of them every second one goes. */
const CHECKPOINT_BYTES = 64 * 2 ** 20;

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

/** A sequence, its checkpoints and what is left to run. */
export class SequenceRun {
  private readonly blocks = new SequenceBlocks();
  private readonly settling: SettlingRun;
  private readonly initialState: HiddenState;
  private readonly stateBytes: number;
  private readonly checkpointBytes: number;
  private readonly leadSteps: number;
  private spacing: number;

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
    this.settling = new SettlingRun(network, this.blocks, this.leadSteps);
    this.spacing = options.spacing ?? SPACING;
    while ((ids.length / this.spacing) * this.stateBytes > this.checkpointBytes) this.spacing *= 2;
    this.blocks.splice(0, 0, this.blocksOf(ids, this.initialState, true, false));
  }

  /** The sequence as it is now; edits and runs of either are not the other's. */
  copy(): SequenceRun {
    const { spacing, checkpointBytes, leadSteps, initialState } = this;
    const options = { spacing, checkpointBytes, leadSteps, initialState };
    const run = new SequenceRun(this.network, new Uint32Array(0), options);
    run.blocks.splice(0, 0, this.blocks.copy());
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
    blocks.openAfter(first + fresh.length, isWanted);
    const now = fresh.at(0) ?? null;
    this.settling.follow({ before: left, now, offset });
    if (state !== null && now && !open) this.settling.startBefore(first + 1);
    if (blocks.count * this.stateBytes > 2 * this.checkpointBytes) this.thin();
  }

  /** See `SettlingRun.run`. */
  runOn(maxSteps: number, deliver?: (steps: DeliveredSteps) => void): RunProgress {
    return this.settling.run(maxSteps, deliver);
  }

  /**
   * Makes states exact from `exactUntil` on, which is also what runs a new sequence; stops after `maxSteps` steps
   * or up to one checkpoint more.
   */
  exactPass(maxSteps: number): RunProgress {
    const fromStep = this.exactUntil;
    let rowSteps = 0;
    let index = this.blocks.firstUnlinked();
    if (index < this.blocks.count) this.settling.interrupt();
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
    if (open && wasKnown) this.blocks.openAfter(index + 1, true);
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

  private thin(): void {
    this.blocks.thin();
    this.spacing *= 2;
    this.settling.forget();
  }
}

/** Bytes of one checkpoint. */
function checkpointSize(config: RnnConfig): number {
  return 4 * config.layers * (stateSize(config) + (config.cell === 'LSTM' ? config.hiddenSize : 0));
}
