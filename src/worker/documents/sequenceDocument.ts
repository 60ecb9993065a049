import type { TokenTexts } from '../../core/analysis/tokenAlignment.js';
import type { Pipeline } from '../../core/pipeline.js';
import { windowAround } from '../../core/analysis/attribution/stretch.js';
import { RnnLensError, type Problem } from '../../core/problems.js';
import { stateUnits, unitsOf } from '../../core/rnn/config.js';
import { initialRows } from '../../core/rnn/stack.js';
import type { HiddenState } from '../../core/rnn/state.js';
import type { ContentChange } from '../../core/session/editedText.js';
import { SequenceRun, type SequenceOptions } from '../../core/session/stream/sequenceRun.js';
import type { SegmentedText } from '../../core/text/segmented.js';
import type {
  ClassRow,
  EditedPlace,
  GenerationSettings,
  RunShapes,
  StepRange,
} from '../../protocol/engine.js';
import {
  checkRange,
  runShapes,
  type EngineDocument,
  type LabelledRange,
  type ReadStep,
  type StepWindow,
  type TokenStretch,
} from './engineDocument.js';
import { Expectations } from './expectations.js';
import { generated } from './generation.js';
import type { TokenSayings } from './sayings.js';
import { SequenceLabelling, STEPS_PER_TURN } from './sequenceLabelling.js';
import { quantityOfWindow } from './sequenceStates.js';
import type { ReadSequence } from './sequenceText.js';
import { StepLabels } from './stepLabels.js';

/** Units from which a network is slow: what is visible is run alone first, and from saved states nearer to it. */
const LARGE = 256;
const LARGE_OPTIONS: SequenceOptions = { leadSteps: STEPS_PER_TURN, spacing: 64 };

/** A whole document as one sequence under a network that reads forward: of a language model, or of any other task. */
export class SequenceDocument implements EngineDocument {
  private readonly labelling: SequenceLabelling;

  private constructor(
    readonly pipeline: Pipeline,
    private readonly read: Pick<ReadSequence, 'text' | 'network'>,
    private readonly run: SequenceRun,
    /** Of a language model: labels are what it expects to come. */
    isWriter: boolean,
    told = 0,
  ) {
    const labels = isWriter ? new Expectations(pipeline, run) : new StepLabels(pipeline, run);
    this.labelling = new SequenceLabelling(read.network.config, run, labels, told);
  }

  /**
   * A text and where the network goes on from (zero if it is left out); nothing is run yet. RangeError for a network
   * with a backward direction, which has no state to go on from.
   */
  static of(
    pipeline: Pipeline,
    { text, ids, network }: ReadSequence,
    initialState?: HiddenState,
    isWriter = false,
  ): SequenceDocument {
    const { layers, hiddenSize } = network.config;
    const run = new SequenceRun(network, ids, {
      ...(layers * hiddenSize >= LARGE ? LARGE_OPTIONS : {}),
      ...(initialState ? { initialState } : {}),
    });
    return new SequenceDocument(pipeline, { text, network }, run, isWriter);
  }

  get segmentCount(): number {
    return Math.min(1, this.tokenCount);
  }

  get provisionalFrom(): number {
    return this.run.exactUntil;
  }

  get tokenCount(): number {
    return this.read.text.count;
  }

  get stepCount(): number {
    return this.tokenCount;
  }

  flat(): SegmentedText {
    return this.read.text.flat();
  }

  /** No state is still that of the text before an edit: all are exact or have settled. */
  get isSettled(): boolean {
    return this.run.staleFrom >= this.stepCount;
  }

  /** Each place counts in the text after the ones before it. */
  edit(changes: readonly ContentChange[]): EditedPlace[] {
    return this.read.text.edit(changes).map(({ place, from, removed, ids }) => {
      // What a language model expects is told from the step before an edit on: none is left out.
      if (this.labelling.labels instanceof Expectations) this.run.edit(from, removed, ids);
      else editChanged(this.run, from, removed, ids);
      this.labelling.edited(from);
      return place;
    });
  }

  /** See `SequenceLabelling.runRest`. */
  runRest(): Generator<LabelledRange> {
    return this.labelling.runRest();
  }

  classProbabilities(token: number, head: number): ClassRow {
    checkRange('tokens', token, token + 1, this.tokenCount);
    checkKnown(this.run, token, token + 1);
    return this.labelling.labels.classes(token, head);
  }

  segmentProbabilities(): ClassRow {
    throw new RnnLensError('Only a classifier gives classes to whole segments.');
  }

  details(from: number, to: number): readonly string[] {
    checkRange('tokens', from, to, this.tokenCount);
    checkKnown(this.run, from, to);
    return this.labelling.labels.details(from, to);
  }

  sayings(from: number, to: number): TokenSayings {
    checkRange('tokens', from, to, this.tokenCount);
    checkKnown(this.run, from, to);
    return this.labelling.labels.sayings(from, to);
  }

  window(fromStep: number, toStep: number): StepWindow {
    checkKnown(this.run, fromStep, toStep);
    const n = toStep - fromStep;
    const layers = n > 0 ? this.run.window(fromStep, toStep).layers : [];
    return {
      values: (layer, _direction, quantity) =>
        n === 0 ? new Float32Array(0) : quantityOfWindow(layers[layer], this.read.network, layer, quantity),
      tokens: Uint32Array.from({ length: n }, (_, k) => fromStep + k),
      symbols: Array.from({ length: n }, (_, k) => this.read.text.textOf(fromStep + k)),
      segmentStarts: Uint8Array.from({ length: n }, (_, k) => (fromStep + k === 0 ? 1 : 0)),
    };
  }

  readAt(step: number, layer: number): ReadStep {
    checkRange('steps', step, step + 1, this.stepCount);
    checkKnown(this.run, step, step + 1);
    const { config, embed } = this.read.network;
    const { h0, c0 } = initialRows(config, this.run.stateBefore(step), layer, 0, 1);
    const own = {
      h: h0.subarray(0, stateUnits(config, layer, 0)),
      c: c0?.subarray(0, unitsOf(config, layer, 0)),
    };
    const x =
      layer === 0
        ? embed(Uint32Array.of(this.run.idAt(step)))
        : this.run.window(step, step + 1).layers[layer - 1].h;
    const sequence = { fromStep: 0, toStep: this.stepCount };
    return { x, hBefore: own.h, cBefore: own.c ?? new Float32Array(0), isFirst: step === 0, sequence };
  }

  stepsOfToken(token: number): StepRange {
    checkRange('tokens', token, token + 1, this.tokenCount);
    return { fromStep: token, toStep: token + 1 };
  }

  get texts(): TokenTexts {
    return { count: this.tokenCount, text: (token) => this.read.text.textOf(token) };
  }

  sequenceOf(token: number): readonly [number, number] {
    checkRange('tokens', token, token + 1, this.tokenCount);
    return [0, this.tokenCount];
  }

  stretchAt(token: number): TokenStretch {
    checkRange('tokens', token, token + 1, this.tokenCount);
    const { fromToken, toToken } = windowAround(token, this.tokenCount);
    checkKnown(this.run, fromToken, toToken);
    const length = toToken - fromToken;
    const tokens = Array.from({ length }, (_, k) => this.read.text.textOf(fromToken + k));
    const stretch = { tokens, initialState: this.run.stateBefore(fromToken) };
    return { fromToken, stretch, isExpectation: this.labelling.labels instanceof Expectations };
  }

  copy(): SequenceDocument {
    const { pipeline, read, labelling } = this;
    return new SequenceDocument(
      pipeline,
      { ...read, text: read.text.copy() },
      this.run.copy(),
      this.labelling.labels instanceof Expectations,
      labelling.told,
    );
  }

  problems(): Problem[] {
    return this.read.text.problems();
  }

  shapes(): RunShapes {
    return runShapes(this.pipeline.model.architecture.rnn, this.segmentCount, this.tokenCount);
  }

  /** The state after the last character that ends at or before an offset. */
  stateAt(offsetUtf16: number): HiddenState {
    while (!this.runTowards(offsetUtf16));
    return this.run.stateBefore(this.read.text.lastEndingBy(offsetUtf16) + 1);
  }

  /** Runs some characters on the way to the state at an offset; true when it is known. */
  runTowards(offsetUtf16: number): boolean {
    const step = this.read.text.lastEndingBy(offsetUtf16) + 1;
    return step === 0 || this.run.isKnown(step - 1, step) || this.run.exactPass(STEPS_PER_TURN).done;
  }

  /** Goes on from the text before an offset, drawing characters one by one; RnnLensError unless a language model reads. */
  generate(offsetUtf16: number, settings: GenerationSettings): Generator<string> {
    const { labels } = this.labelling;
    if (!(labels instanceof Expectations))
      throw new RnnLensError('Only a language model goes on with a text.');
    const { symbols } = this.pipeline.model.vocabularies.characters;
    const writer = { network: this.read.network, expectations: labels, symbols };
    const hasRead = this.read.text.lastEndingBy(offsetUtf16) >= 0;
    return generated(writer, this.stateAt(offsetUtf16), hasRead, settings);
  }
}

/** A sentence for people where no run has come to steps yet. */
function checkKnown(run: SequenceRun, from: number, to: number): void {
  if (!run.isKnown(from, to)) throw new RnnLensError('This part of the text is still being run.');
}

/** A line that was cut again may be long: only what is another symbol now is an edit of the run. */
function editChanged(run: SequenceRun, from: number, removed: number, ids: Uint32Array): void {
  let [front, back] = [0, 0];
  const most = Math.min(removed, ids.length);
  while (front < most && run.idAt(from + front) === ids[front]) front++;
  while (back < most - front && run.idAt(from + removed - 1 - back) === ids[ids.length - 1 - back]) back++;
  if (front === removed && removed === ids.length && removed > 0) return;
  run.edit(from + front, removed - front - back, ids.subarray(front, ids.length - back));
}
