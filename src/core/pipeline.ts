import type { HeadOutput } from './heads/head.js';
import { headLogits } from './heads/probabilities.js';
import type { FloatArray } from './math/matrix.js';
import { EMBEDDING, PLACE, type Model } from './model/model.js';
import { runOperations } from './operations/run.js';
import { inputWidth, type WordInput } from './tokens/input.js';
import { directionCount, outputOffset, outputSize, stateSize, stateUnits } from './rnn/config.js';
import type { Offsets } from './rnn/direction.js';
import { referenceEngine, type RecurrentEngine } from './rnn/engine.js';
import type { InputRows, Trace } from './rnn/stack.js';
import type { HiddenState } from './rnn/state.js';
import { decideHead, headRows, segmentSequences, type NetworkRun } from './running/runHeads.js';
import { runSliding, type SlidingOptions, type SlidingRun } from './running/slidingRun.js';
import { gather, type Embedding } from './tokens/embedding.js';
import { RowCache } from './tokens/rowCache.js';
import { encodeTokens, oneStepEach, type EncodedSteps, type StepLayout } from './tokens/steps.js';
import { fillWindows, layoutOfPlaces, type SequenceWindow } from './tokens/windows.js';
import { encodeWords } from './tokens/words.js';

/** Forms whose x is kept before all are dropped and filled anew: some 10 MB. */
const MAX_CACHED_FORMS = 12_000;

/** What a network says about some segments, and how it came to it. */
export interface PipelineRun {
  /** In the order of the architecture's heads; empty if the heads were not asked for. */
  readonly heads: readonly HeadOutput[];
  /** Over the steps; its offsets are those of `layout`. */
  readonly trace: Trace;
  readonly layout: StepLayout;
}

export interface RunOptions {
  /** Where to go on from; the default is zero. */
  readonly initialState?: HiddenState | undefined;
  /** Leaves the heads out where only states are looked at. */
  readonly withoutHeads?: boolean;
  /** Only heads, output and hidden state are wanted: the trace's layers may be empty. */
  readonly outputOnly?: boolean;
}

/** How a pipeline works; what comes out is the same. */
export interface PipelineOptions {
  /** Tells the engine what its steps read, so that it computes that once: worth its memory for a lot of text. */
  readonly tellsRows?: boolean;
}

/** What the stacked network reads of some segments. */
export interface StepInputs {
  /** What was looked up, before the stem; x where there is none. */
  readonly input: FloatArray;
  /** [N, input] */
  readonly x: FloatArray;
  /** What the rows of x are, where symbols say that. */
  readonly rows?: InputRows | undefined;
  readonly layout: StepLayout;
}

/**
 * Runs one network on tokens: ids → states → labels and probabilities. It remembers what the network reads of the
 * forms it has seen; that depends on nothing but the form, so results do not depend on what was run before.
 */
export class Pipeline {
  /** x of forms, [forms, input] */
  private readonly forms = new RowCache(MAX_CACHED_FORMS);

  constructor(
    readonly model: Model,
    readonly engine: RecurrentEngine = referenceEngine,
    private readonly options: PipelineOptions = {},
  ) {}

  /** Runs the tokens of some segments; segment `s` is tokens `offsets[s] … offsets[s + 1] - 1`. */
  run(tokens: readonly string[], offsets: Offsets, options: RunOptions = {}): PipelineRun {
    const { window } = this.model.architecture;
    if (window?.slides) return this.slide(tokens, offsets, window, options);
    const { initialState, outputOnly = false, withoutHeads = false } = options;
    const asked = { initialState, outputOnly, withoutHeads };
    const ran = this.runNetwork(this.read(tokens, offsets), asked);
    const { trace, layout } = ran;
    const read = withoutHeads ? null : headRows(this.model, this.engine, ran);
    return { heads: read ? this.heads(tokens, offsets, layout, read) : [], trace, layout };
  }

  /**
   * What a head says of each row that it reads of some segments, [rows, classes], before its temperature and whatever
   * decides labels; `RunOptions.initialState` is where to go on from.
   */
  logits(tokens: readonly string[], offsets: Offsets, which: number, initialState?: HiddenState): FloatArray {
    const { model, engine } = this;
    const { window, heads } = model.architecture;
    const options = { outputOnly: true, withoutHeads: false };
    const read = window?.slides
      ? this.slideWindows(tokens, offsets, window, options).heads[which]
      : headRows(
          model,
          engine,
          this.runNetwork(this.read(tokens, offsets), { ...options, initialState }),
        )(heads[which]);
    return headLogits(heads[which], model.heads[which], read.values, read.rows, engine);
  }

  private runNetwork(
    { input, x, rows, layout }: StepInputs,
    { initialState, outputOnly, withoutHeads }: SlidingOptions & Pick<RunOptions, 'initialState'>,
  ): NetworkRun {
    const { architecture, weights } = this.model;
    const inputRows = this.options.tellsRows ? rows : undefined;
    // A body may read any layer.
    const isOutputEnough = outputOnly && (withoutHeads || !architecture.body);
    const options = { initialState, outputOnly: isOutputEnough, inputRows };
    const trace = this.engine.forward(architecture.rnn, weights, x, layout.offsets, options);
    return { input, trace, layout };
  }

  /** Each token from a window of its own. */
  private slide(
    tokens: readonly string[],
    offsets: Offsets,
    window: SequenceWindow,
    { outputOnly = false, withoutHeads = false }: RunOptions,
  ): PipelineRun {
    const run = this.slideWindows(tokens, offsets, window, { outputOnly, withoutHeads });
    const layout = oneStepEach(tokens.length, offsets);
    let next = 0;
    const heads = withoutHeads ? [] : this.heads(tokens, offsets, layout, () => run.heads[next++]);
    return { heads, trace: run.trace(this.readSteps(tokens, offsets).x), layout };
  }

  private slideWindows(
    tokens: readonly string[],
    offsets: Offsets,
    window: SequenceWindow,
    options: SlidingOptions,
  ): SlidingRun {
    return runSliding(this.model, this.engine, window, tokens, offsets, options, (windows) =>
      this.runNetwork(this.readSteps(windows.tokens, windows.offsets), options),
    );
  }

  /** x of tokens each of which is one step, whatever stands before it: [tokens, input]. */
  inputsOf(tokens: readonly string[]): FloatArray {
    return this.read(tokens, Uint32Array.of(0, tokens.length)).x;
  }

  /** What the stacked network reads of the tokens of some segments, as for `run`. */
  read(tokens: readonly string[], offsets: Offsets): StepInputs {
    const { window } = this.model.architecture;
    if (!window || window.slides) return this.readSteps(tokens, offsets);
    const filled = fillWindows(tokens, offsets, window);
    const steps = this.readSteps(filled.tokens, filled.offsets);
    return { ...steps, layout: layoutOfPlaces(steps.layout, filled.places) };
  }

  private readSteps(tokens: readonly string[], offsets: Offsets): StepInputs {
    const { input, rows, layout } = this.lookUp(tokens, offsets);
    const { stem, rnn, input: config } = this.model.architecture;
    if (!stem) return { input, x: input, rows, layout };
    const looked = { values: input, width: inputWidth(config, rnn), offsets: layout.offsets };
    const places = new Map([[PLACE.input, looked]]);
    const find = (name: string): FloatArray => this.model.operations.get(name)!;
    const { values } = runOperations(stem, places, PLACE.input, find, this.engine);
    return { input, x: values, layout };
  }

  private lookUp(tokens: readonly string[], offsets: Offsets): Omit<StepInputs, 'x'> {
    const { architecture, vocabularies } = this.model;
    const { input, rnn } = architecture;
    if (input.kind === 'words')
      return { ...this.wordInputs(tokens, input), layout: oneStepEach(tokens.length, offsets) };
    const { layout, steps } = encodeTokens(input, vocabularies, tokens, offsets, rnn.inputSize);
    return { input: this.embed(steps), rows: this.symbolRows(steps), layout };
  }

  /** A pair says which character it ends with; one that is unknown does not. */
  private symbolRows(steps: EncodedSteps): InputRows | undefined {
    if (steps.kind === 'symbols')
      return { source: this.model, size: this.model.vocabularies.words.size, ids: steps.symbols };
    if (steps.kind !== 'characters') return undefined;
    const { characters, pairs } = steps;
    const { vocabularies } = this.model;
    const first = vocabularies.pairs.size;
    const ids = pairs ? pairs.map((pair, k) => (pair > 0 ? pair : first + characters[k])) : characters;
    return { source: this.model, size: first + vocabularies.characters.size, ids };
  }

  private heads(
    tokens: readonly string[],
    offsets: Offsets,
    layout: StepLayout,
    read: ReturnType<typeof headRows>,
  ): HeadOutput[] {
    const sequences = { ofSteps: layout, ofTokens: segmentSequences(offsets) };
    return this.model.architecture.heads.map((head, k) =>
      decideHead(this.model, this.engine, k, tokens, read(head), sequences),
    );
  }

  private embedding(kind: keyof typeof EMBEDDING): Embedding {
    return this.model.embeddings.get(EMBEDDING[kind])!;
  }

  /** x of the stacked network, [N, input], from characters or numbers. */
  private embed(steps: EncodedSteps): FloatArray {
    const { input } = this.model.architecture;
    if (steps.kind === 'vectors') return steps.values;
    if (steps.kind === 'symbols') return gather(this.embedding('words'), steps.symbols);
    if (steps.kind !== 'characters' || input.kind !== 'characters') return new Float32Array(0);
    const characters = gather(this.embedding('characters'), steps.characters);
    if (!steps.pairs) return characters;
    const pairs = gather(this.embedding('pairs'), steps.pairs);
    return sideBySide(characters, pairs, steps.characters.length);
  }

  /** x of words, and their rows. */
  private wordInputs(tokens: readonly string[], input: WordInput): Pick<StepInputs, 'input' | 'rows'> {
    const forms = input.lowerCase ? tokens.map((form) => form.toLowerCase()) : tokens;
    const missing = this.forms.missing(forms);
    const width = this.model.architecture.rnn.inputSize;
    if (missing.length > 0) this.forms.add(missing, this.readForms(missing, input, width), width);
    const x = new Float32Array(forms.length * width);
    const ids = new Uint32Array(forms.length);
    forms.forEach((form, t) => {
      ids[t] = this.forms.indexOf(form);
      x.set(this.forms.at(ids[t]), t * width);
    });
    return { input: x, rows: { source: this.forms.generation, size: this.forms.size, ids } };
  }

  /** x of some forms, each another one, [forms, width]: word embedding beside character states. */
  private readForms(
    forms: readonly string[],
    { characterRnn, wordSize }: WordInput,
    width: number,
  ): FloatArray {
    const { vocabularies, characterWeights } = this.model;
    const encoded = encodeWords(forms, vocabularies.words, vocabularies.characters);
    const embedding = this.embedding('words');
    const x = new Float32Array(forms.length * width);
    forms.forEach((_, k) => embedding.copyRow(encoded.words[k], x, k * width));
    if (!characterWeights) return x;
    const characters = gather(this.embedding('characters'), encoded.characters);
    const options = { outputOnly: true };
    const { characterOffsets } = encoded;
    const trace = this.engine.forward(characterRnn, characterWeights, characters, characterOffsets, options);
    const states = lastHidden(trace);
    const size = outputSize(characterRnn);
    forms.forEach((_, k) => x.set(states.subarray(k * size, (k + 1) * size), k * width + wordSize));
    return x;
  }
}

/** [rows, m + n] from a [rows, m] and b [rows, n]. */
function sideBySide(a: FloatArray, b: FloatArray, rows: number): FloatArray {
  const [m, n] = [a.length / Math.max(1, rows), b.length / Math.max(1, rows)];
  const out = new Float32Array(rows * (m + n));
  for (let row = 0; row < rows; row++) {
    out.set(a.subarray(row * m, (row + 1) * m), row * (m + n));
    out.set(b.subarray(row * n, (row + 1) * n), row * (m + n) + m);
  }
  return out;
}

/** The last layer's final h of each direction, side by side, [B, D·P]. */
export function lastHidden({ config, hiddenState, offsets }: Trace): FloatArray {
  const D = directionCount(config);
  const batch = offsets.length - 1;
  const last = config.layers - 1;
  const width = outputSize(config);
  const out = new Float32Array(batch * width);
  for (let direction = 0; direction < D; direction++) {
    const P = stateUnits(config, last, direction);
    for (let row = 0; row < batch; row++) {
      const at = ((last * D + direction) * batch + row) * stateSize(config);
      out.set(hiddenState.h.subarray(at, at + P), row * width + outputOffset(config, last, direction));
    }
  }
  return out;
}
