import type { TokenTexts } from '../../core/analysis/tokenAlignment.js';
import { sample } from '../../core/heads/sampling.js';
import { argmaxRows, linear, softmaxRows } from '../../core/heads/softmax.js';
import { Random } from '../../core/math/random.js';
import type { FloatArray } from '../../core/math/matrix.js';
import { EMBEDDING } from '../../core/model/model.js';
import type { Pipeline } from '../../core/pipeline.js';
import { gather } from '../../core/tokens/embedding.js';
import { GATE_ORDER, gateCount, outputSize, type Quantity } from '../../core/rnn/config.js';
import type { HiddenState } from '../../core/rnn/state.js';
import { ascending, type ContentChange } from '../../core/session/editedText.js';
import type { SegmentDelta } from '../../core/session/segments/editPlan.js';
import type { SequenceNetwork } from '../../core/session/stream/sequenceNetwork.js';
import {
  SequenceRun,
  type DeliveredSteps,
  type SequenceOptions,
} from '../../core/session/stream/sequenceRun.js';
import type { LayerWindow } from '../../core/session/stream/sequenceWindow.js';
import { lastAtMost } from '../../core/text/ranges.js';
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
import { joinedPieces, type Outputs } from './outputs.js';
import { charactersOf, type Characters } from './readCharacters.js';

/** Characters run between two looks at the message queue. */
const STEPS_PER_TURN = 512;
/** Units from which a network is slow: what is visible is run alone first, and from saved states nearer to it. */
const LARGE = 256;
const LARGE_OPTIONS: SequenceOptions = { leadSteps: STEPS_PER_TURN, spacing: 64 };
/** Characters generated between two looks at the message queue. */
const GENERATED_PER_TURN = 32;

/** A whole document as one sequence of characters under a language model. */
export class SequenceDocument implements EngineDocument {
  private characters: Characters;
  /** Labels were told of all characters before this one. */
  private told = 0;
  /** The first character that the last edit replaced or brought. */
  private editedAt = 0;
  private run: SequenceRun;
  private readonly network: SequenceNetwork;

  /**
   * What is before `fromUtf16` is not read. RangeError for a network with a backward direction, which cannot predict
   * what comes.
   */
  constructor(
    readonly pipeline: Pipeline,
    private text: string,
    initialState?: HiddenState,
    fromUtf16 = 0,
  ) {
    this.characters = charactersOf(pipeline, text.slice(fromUtf16), fromUtf16);
    this.network = networkOf(pipeline);
    const { layers, hiddenSize } = this.network.config;
    this.run = new SequenceRun(this.network, this.characters.ids, {
      ...(layers * hiddenSize >= LARGE ? LARGE_OPTIONS : {}),
      ...(initialState ? { initialState } : {}),
    });
  }

  get segmentCount(): number {
    return Math.min(1, this.tokenCount);
  }

  get provisionalFrom(): number {
    return this.run.exactUntil;
  }

  get tokenCount(): number {
    return this.characters.ids.length;
  }

  get stepCount(): number {
    return this.tokenCount;
  }

  flat(): SegmentedText {
    const { starts, ends } = this.characters;
    const segmentOffsets = starts.length > 0 ? Uint32Array.of(0, starts.length) : Uint32Array.of(0);
    return { starts: starts.slice(), ends: ends.slice(), segmentOffsets };
  }

  /** No state is still that of the text before an edit: all are exact or have settled. */
  get isSettled(): boolean {
    return this.run.staleFrom >= this.stepCount;
  }

  /** Edits one change after the other: each place counts in the text after the ones before it. */
  edit(changes: readonly ContentChange[]): EditedPlace[] {
    let moved = 0;
    return ascending(changes, this.text.length).map(({ startUtf16, endUtf16, inserted }) => {
      const place = this.editOnce(startUtf16 + moved, endUtf16 + moved, inserted);
      moved += inserted.length - (endUtf16 - startUtf16);
      return place;
    });
  }

  private editOnce(startUtf16: number, endUtf16: number, inserted: string): EditedPlace {
    const { starts, ends, ids } = this.characters;
    const count = ids.length;
    // One character more at either side: a change may tear a surrogate pair, or close one.
    const from = Math.max(0, lastAtMost(starts, startUtf16) - 1);
    const to = Math.min(count, Math.max(from, lastAtMost(starts, Math.max(0, endUtf16 - 1)) + 2));
    const origin = from < count ? starts[from] : this.text.length;
    const end = to > from ? ends[to - 1] : origin;
    const piece = this.text.slice(origin, startUtf16) + inserted + this.text.slice(endUtf16, end);
    const fresh = charactersOf(this.pipeline, piece, origin);
    this.text = this.text.slice(0, startUtf16) + inserted + this.text.slice(endUtf16);
    const moved = inserted.length - (endUtf16 - startUtf16);
    this.characters = {
      starts: spliced(starts, from, to, fresh.starts, moved),
      ends: spliced(ends, from, to, fresh.ends, moved),
      ids: spliced(ids, from, to, fresh.ids, 0),
    };
    this.run.edit(from, to - from, fresh.ids);
    this.editedAt = from;
    this.told = Math.min(this.told, from);
    const after = this.tokenCount;
    const delta: SegmentDelta = {
      fromSegment: 0,
      removedSegments: count > 0 && after === 0 ? 1 : 0,
      insertedSegments: count === 0 && after > 0 ? 1 : 0,
      fromToken: from,
      removedTokens: to - from,
      insertedTokens: fresh.ids.length,
      startUtf16: origin,
      removedUtf16: end - origin,
      insertedUtf16: piece.length,
    };
    const segmentOffsets = delta.insertedSegments > 0 ? Uint32Array.of(0, after) : Uint32Array.of(0);
    return { delta, starts: fresh.starts, ends: fresh.ends, segmentOffsets };
  }

  /**
   * Runs what was not run, some characters at a time, and yields what is known after each: from the last edit until
   * the new states have settled on the old ones, then everything that is not exact yet.
   */
  *runRest(): Generator<LabelledRange> {
    for (let done = false; !done;) {
      const pieces: DeliveredSteps[] = [];
      done = this.run.runOn(STEPS_PER_TURN, (steps) => pieces.push(steps)).done;
      for (const piece of joinedPieces(pieces)) yield* this.labelledAfter(piece);
    }
    for (let from = Math.min(this.told, this.run.exactUntil); from < this.tokenCount;) {
      if (from >= this.run.exactUntil) this.run.exactPass(STEPS_PER_TURN);
      const to = Math.min(this.run.exactUntil, from + STEPS_PER_TURN);
      yield this.labelled(from, to);
      from = to;
      this.told = Math.max(this.told, to);
    }
  }

  /** Labels of what comes after each of some steps that were just run, and of the first step itself if it is new. */
  private *labelledAfter({ fromStep, outputs }: Outputs): Generator<LabelledRange> {
    const steps = outputs.reduce((sum, { length }) => sum + length, 0) / outputSize(this.network.config);
    const to = Math.min(this.tokenCount, fromStep + steps + 1);
    // Elsewhere the run began before what was edited, or goes on from steps that were told.
    if (fromStep === this.editedAt) yield this.labelled(fromStep, fromStep + 1);
    const from = fromStep + 1;
    if (to <= from) return;
    const all = new Float32Array((to - from) * outputSize(this.network.config));
    let at = 0;
    for (const output of outputs) {
      all.set(output.subarray(0, all.length - at), at);
      at += output.length;
    }
    yield this.labelsOf(from, to, this.probabilitiesOf(all, to - from));
  }

  /** What was expected before each character of [from, to), and how probable the one that came was. */
  private labelled(from: number, to: number): LabelledRange {
    return this.labelsOf(from, to, this.nextProbabilities(Math.max(0, from - 1), to - 1));
  }

  /** The same of probabilities after each character from that before `from` on, [n, classes]. */
  private labelsOf(from: number, to: number, probabilities: FloatArray): LabelledRange {
    const before = Math.max(0, from - 1);
    const { classes } = this;
    const expected = argmaxRows(probabilities, classes);
    const labels = new Uint16Array(to - from);
    const own = new Float32Array(to - from).fill(NaN);
    for (let t = Math.max(1, from); t < to; t++) {
      const row = t - 1 - before;
      labels[t - from] = expected[row];
      own[t - from] = probabilities[row * classes + this.characters.ids[t]];
    }
    return { level: 'token', from, labels, probabilities: own };
  }

  private get classes(): number {
    return this.pipeline.model.heads[0].bias.length;
  }

  /** Probabilities of what comes after each character of [from, to), [n, classes]. */
  private nextProbabilities(from: number, to: number): FloatArray {
    if (to <= from) return new Float32Array(0);
    const { layers } = this.run.window(from, to);
    return this.probabilitiesOf(layers[layers.length - 1].h, to - from);
  }

  private probabilitiesOf(output: FloatArray, rows: number): FloatArray {
    const { heads } = this.pipeline.model;
    return softmaxRows(linear(heads[0], output, rows, this.pipeline.engine), this.classes);
  }

  classProbabilities(token: number, head: number): ClassRow {
    checkRange('tokens', token, token + 1, this.tokenCount);
    if (head !== 0) throw new RangeError(`This model has no head ${head}.`);
    this.checkKnown(token, token + 1);
    const probabilities = Float32Array.from(this.nextProbabilities(token, token + 1));
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
    const { starts, ends } = this.characters;
    const layers = n > 0 ? this.run.window(fromStep, toStep).layers : [];
    return {
      values: (layer, _direction, quantity) =>
        n === 0 ? new Float32Array(0) : quantityOfWindow(layers[layer], this.network, quantity),
      tokens: Uint32Array.from({ length: n }, (_, k) => fromStep + k),
      symbols: Array.from({ length: n }, (_, k) => this.text.slice(starts[fromStep + k], ends[fromStep + k])),
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
    const { text } = this;
    const { starts, ends } = this.characters;
    return { count: starts.length, text: (token) => text.slice(starts[token], ends[token]) };
  }

  sequenceOf(token: number): readonly [number, number] {
    checkRange('tokens', token, token + 1, this.tokenCount);
    return [0, this.tokenCount];
  }

  copy(): SequenceDocument {
    const document = new SequenceDocument(this.pipeline, '');
    document.text = this.text;
    document.characters = this.characters;
    document.told = this.told;
    document.run = this.run.copy();
    return document;
  }

  shapes(): RunShapes {
    return runShapes(this.pipeline.model.architecture.rnn, this.segmentCount, this.tokenCount);
  }

  /** The state after the last character that ends at or before an offset. */
  stateAt(offsetUtf16: number): HiddenState {
    const step = lastAtMost(this.characters.ends, offsetUtf16) + 1;
    while (step > 0 && !this.run.isKnown(step - 1, step) && !this.run.exactPass(STEPS_PER_TURN).done);
    return this.run.stateBefore(step);
  }

  /** Goes on from the text before an offset, drawing characters one by one; yields them in pieces. */
  *generate(offsetUtf16: number, settings: GenerationSettings): Generator<string> {
    const { symbols } = this.pipeline.model.vocabularies.characters;
    const random = new Random(settings.seed);
    let state = this.stateAt(offsetUtf16);
    let all = '';
    let piece = '';
    let next = lastAtMost(this.characters.ends, offsetUtf16);
    let id = next >= 0 ? this.characters.ids[next] : -1;
    // Nothing was read: an unknown character stands for it.
    let output = id < 0 ? null : lastOutput(state, this.network);
    for (let count = 0; count < settings.maxCharacters; count++) {
      if (!output) {
        const trace = this.forward(Uint32Array.of(0), state);
        state = trace.hiddenState;
        output = trace.output;
      }
      id = sample(this.probabilitiesOf(output, 1), settings.temperature, random, UNKNOWN);
      next++;
      all += symbols[id - 1];
      piece += symbols[id - 1];
      if (settings.stop !== '' && all.endsWith(settings.stop)) {
        const rest = piece.slice(0, piece.length - settings.stop.length);
        if (rest !== '') yield rest;
        return;
      }
      if (piece.length >= GENERATED_PER_TURN + settings.stop.length) {
        // The end of what is told stays back as long as it might become the stop text.
        const kept = settings.stop.length;
        yield piece.slice(0, piece.length - kept);
        piece = piece.slice(piece.length - kept);
      }
      const trace = this.forward(Uint32Array.of(id), state);
      state = trace.hiddenState;
      output = trace.output;
    }
    if (piece !== '') yield piece;
  }

  private forward(ids: Uint32Array, initialState: HiddenState) {
    const { engine, config, weights, embed } = this.network;
    const options = { initialState, outputOnly: true };
    return engine.forward(config, weights, embed(ids), Uint32Array.of(0, ids.length), options);
  }
}

/** Class 0 stands for all characters the model does not know and can't be written. */
const UNKNOWN: ReadonlySet<number> = new Set([0]);

/** The last layer's h of a state: the output of the step that led to it. */
function lastOutput({ h }: HiddenState, { config }: SequenceNetwork): FloatArray {
  return h.subarray(h.length - h.length / config.layers);
}

/** Numbers with [from, to) replaced and those behind moved by `by`. */
function spliced(
  numbers: Uint32Array,
  from: number,
  to: number,
  inserted: Uint32Array,
  by: number,
): Uint32Array {
  const out = new Uint32Array(numbers.length - (to - from) + inserted.length);
  out.set(numbers.subarray(0, from));
  out.set(inserted, from);
  const behind = numbers.subarray(to);
  out.set(by === 0 ? behind : behind.map((n) => n + by), from + inserted.length);
  return out;
}

function networkOf({ model, engine }: Pipeline): SequenceNetwork {
  const { input, rnn } = model.architecture;
  const embedding = model.embeddings.get(EMBEDDING.characters);
  if (input.kind !== 'characters' || !embedding) throw new RangeError('This model does not read characters.');
  const embed = (ids: Uint32Array): FloatArray => gather(embedding, ids);
  return { engine, config: rnn, weights: model.weights, embed };
}

/** One quantity of a window, dense [n, units]. */
function quantityOfWindow(
  { h, c, gates }: LayerWindow,
  { config }: SequenceNetwork,
  quantity: Quantity,
): Float32Array {
  if (quantity === 'h') return h;
  if (quantity === 'c' && c) return c;
  const gate = GATE_ORDER[config.cell].findIndex((name) => name === quantity);
  if (gate < 0 || !gates) throw new RangeError(`A ${config.cell} has no quantity ${quantity}.`);
  const H = config.hiddenSize;
  const width = gateCount(config.cell) * H;
  const out = new Float32Array((gates.length / width) * H);
  for (let at = 0, p = 0; at < out.length; at += H, p += width)
    out.set(gates.subarray(p + gate * H, p + (gate + 1) * H), at);
  return out;
}
