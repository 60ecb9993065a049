import type { TokenTexts } from '../../core/analysis/tokenAlignment.js';
import type { Pipeline } from '../../core/pipeline.js';
import type { HiddenState } from '../../core/rnn/state.js';
import { ascending, type ContentChange } from '../../core/session/editedText.js';
import type { SegmentDelta } from '../../core/session/segments/editPlan.js';
import type { SequenceNetwork } from '../../core/session/stream/sequenceNetwork.js';
import { SequenceRun, type SequenceOptions } from '../../core/session/stream/sequenceRun.js';
import { SequenceTokens } from '../../core/session/stream/sequenceTokens.js';
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
  type StepWindow,
} from './engineDocument.js';
import { Expectations } from './expectations.js';
import { generated } from './generation.js';
import { charactersOf } from './readCharacters.js';
import { SequenceLabelling, STEPS_PER_TURN } from './sequenceLabelling.js';
import { networkOf, quantityOfWindow } from './sequenceStates.js';

/** Units from which a network is slow: what is visible is run alone first, and from saved states nearer to it. */
const LARGE = 256;
const LARGE_OPTIONS: SequenceOptions = { leadSteps: STEPS_PER_TURN, spacing: 64 };

/** A whole document as one sequence of characters under a language model. */
export class SequenceDocument implements EngineDocument {
  private tokens: SequenceTokens;
  private run: SequenceRun;
  private expectations: Expectations;
  private labelling: SequenceLabelling;
  private readonly network: SequenceNetwork;

  /**
   * What is before `fromUtf16` is not read. RangeError for a network with a backward direction, which cannot predict
   * what comes.
   */
  constructor(
    readonly pipeline: Pipeline,
    text: string,
    initialState?: HiddenState,
    fromUtf16 = 0,
  ) {
    const characters = charactersOf(pipeline, text.slice(fromUtf16), fromUtf16);
    this.tokens = new SequenceTokens(text, characters);
    this.network = networkOf(pipeline);
    const { config } = this.network;
    this.run = new SequenceRun(this.network, characters.ids, {
      ...(config.layers * config.hiddenSize >= LARGE ? LARGE_OPTIONS : {}),
      ...(initialState ? { initialState } : {}),
    });
    this.expectations = new Expectations(pipeline, this.run);
    this.labelling = new SequenceLabelling(config, this.run, this.expectations);
  }

  get segmentCount(): number {
    return Math.min(1, this.tokenCount);
  }

  get provisionalFrom(): number {
    return this.run.exactUntil;
  }

  get tokenCount(): number {
    return this.tokens.count;
  }

  get stepCount(): number {
    return this.tokenCount;
  }

  flat(): SegmentedText {
    return this.tokens.flat();
  }

  /** No state is still that of the text before an edit: all are exact or have settled. */
  get isSettled(): boolean {
    return this.run.staleFrom >= this.stepCount;
  }

  /** Edits one change after the other: each place counts in the text after the ones before it. */
  edit(changes: readonly ContentChange[]): EditedPlace[] {
    let moved = 0;
    return ascending(changes, this.tokens.lengthUtf16).map(({ startUtf16, endUtf16, inserted }) => {
      const change = { startUtf16: startUtf16 + moved, endUtf16: endUtf16 + moved, inserted };
      moved += inserted.length - (endUtf16 - startUtf16);
      return this.editOnce(change);
    });
  }

  private editOnce(change: ContentChange): EditedPlace {
    const { startUtf16, endUtf16, inserted } = change;
    const { tokens } = this;
    const { count } = tokens;
    // One character more at either side: a change may tear a surrogate pair, or close one.
    const from = Math.max(0, tokens.lastStartingBy(startUtf16) - 1);
    const to = Math.min(count, Math.max(from, tokens.lastStartingBy(Math.max(0, endUtf16 - 1)) + 2));
    const origin = tokens.startOf(from);
    const end = to > from ? tokens.endOf(to - 1) : origin;
    const piece = tokens.read(origin, startUtf16) + inserted + tokens.read(endUtf16, end);
    const { starts, ends, ids } = charactersOf(this.pipeline, piece, origin);
    tokens.edit(change, { from, to, starts, ends });
    this.run.edit(from, to - from, ids);
    this.labelling.edited(from);
    const after = tokens.count;
    const delta: SegmentDelta = {
      fromSegment: 0,
      removedSegments: count > 0 && after === 0 ? 1 : 0,
      insertedSegments: count === 0 && after > 0 ? 1 : 0,
      fromToken: from,
      removedTokens: to - from,
      insertedTokens: ids.length,
      startUtf16: origin,
      removedUtf16: end - origin,
      insertedUtf16: piece.length,
    };
    const segmentOffsets = delta.insertedSegments > 0 ? Uint32Array.of(0, after) : Uint32Array.of(0);
    return { delta, starts, ends, segmentOffsets };
  }

  /** See `SequenceLabelling.runRest`. */
  runRest(): Generator<LabelledRange> {
    return this.labelling.runRest();
  }

  classProbabilities(token: number, head: number): ClassRow {
    checkRange('tokens', token, token + 1, this.tokenCount);
    if (head !== 0) throw new RangeError(`This model has no head ${head}.`);
    this.checkKnown(token, token + 1);
    const probabilities = Float32Array.from(this.expectations.after(token, token + 1));
    return { probabilities, note: 'What may come after this character.' };
  }

  segmentProbabilities(): ClassRow {
    throw new RangeError('A language model gives no classes to a text.');
  }

  details(from: number, to: number): readonly string[] {
    checkRange('tokens', from, to, this.tokenCount);
    return Array.from({ length: to - from }, () => '');
  }

  window(fromStep: number, toStep: number): StepWindow {
    this.checkKnown(fromStep, toStep);
    const n = toStep - fromStep;
    const layers = n > 0 ? this.run.window(fromStep, toStep).layers : [];
    return {
      values: (layer, _direction, quantity) =>
        n === 0 ? new Float32Array(0) : quantityOfWindow(layers[layer], this.network, quantity),
      tokens: Uint32Array.from({ length: n }, (_, k) => fromStep + k),
      symbols: Array.from({ length: n }, (_, k) => this.tokens.textOf(fromStep + k)),
      segmentStarts: Uint8Array.from({ length: n }, (_, k) => (fromStep + k === 0 ? 1 : 0)),
    };
  }

  private checkKnown(from: number, to: number): void {
    if (!this.run.isKnown(from, to)) throw new Error('This part of the text is still being run.');
  }

  stepsOfToken(token: number): StepRange {
    checkRange('tokens', token, token + 1, this.tokenCount);
    return { fromStep: token, toStep: token + 1 };
  }

  get texts(): TokenTexts {
    return { count: this.tokenCount, text: (token) => this.tokens.textOf(token) };
  }

  sequenceOf(token: number): readonly [number, number] {
    checkRange('tokens', token, token + 1, this.tokenCount);
    return [0, this.tokenCount];
  }

  copy(): SequenceDocument {
    const document = new SequenceDocument(this.pipeline, '');
    document.tokens = this.tokens.copy();
    document.run = this.run.copy();
    document.expectations = new Expectations(this.pipeline, document.run);
    document.labelling = this.labelling.copy(document.run, document.expectations);
    return document;
  }

  shapes(): RunShapes {
    return runShapes(this.pipeline.model.architecture.rnn, this.segmentCount, this.tokenCount);
  }

  /** The state after the last character that ends at or before an offset. */
  stateAt(offsetUtf16: number): HiddenState {
    while (!this.runTowards(offsetUtf16));
    return this.run.stateBefore(this.stepBefore(offsetUtf16));
  }

  /** Runs some characters on the way to the state at an offset; true when it is known. */
  runTowards(offsetUtf16: number): boolean {
    const step = this.stepBefore(offsetUtf16);
    return step === 0 || this.run.isKnown(step - 1, step) || this.run.exactPass(STEPS_PER_TURN).done;
  }

  /** How many characters end at or before an offset. */
  private stepBefore(offsetUtf16: number): number {
    return this.tokens.lastEndingBy(offsetUtf16) + 1;
  }

  /** Goes on from the text before an offset, drawing characters one by one; yields them in pieces. */
  generate(offsetUtf16: number, settings: GenerationSettings): Generator<string> {
    const { symbols } = this.pipeline.model.vocabularies.characters;
    const writer = { network: this.network, expectations: this.expectations, symbols };
    const hasRead = this.tokens.lastEndingBy(offsetUtf16) >= 0;
    return generated(writer, this.stateAt(offsetUtf16), hasRead, settings);
  }
}
