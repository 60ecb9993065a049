import { decoderOf } from './heads/decodeTokens.js';
import type { HeadOutput } from './heads/head.js';
import { readout } from './heads/readout.js';
import { applySurface } from './heads/surfaceRules.js';
import { headProbabilities, shownLabels } from './heads/probabilities.js';
import type { FloatArray } from './math/matrix.js';
import { EMBEDDING, type Model } from './model/model.js';
import type { WordInput } from './tokens/input.js';
import { outputSize, stateSize } from './rnn/config.js';
import type { Offsets } from './rnn/direction.js';
import { referenceEngine, type RecurrentEngine } from './rnn/engine.js';
import type { Trace } from './rnn/stack.js';
import type { HiddenState } from './rnn/state.js';
import { gather, type Embedding } from './tokens/embedding.js';
import { RowCache } from './tokens/rowCache.js';
import { encodeTokens, type EncodedSteps, type StepLayout } from './tokens/steps.js';
import { encodeWords } from './tokens/words.js';

/** Forms whose character states are kept before all are dropped and filled anew: some 10 MB. */
const MAX_CACHED_FORMS = 20_000;

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

/**
 * Runs one network on tokens: ids → states → labels and probabilities. It remembers the character states of
 * forms it has seen; they depend on nothing but the form, so results do not depend on what was run before.
 */
export class Pipeline {
  private readonly characterStates = new RowCache(MAX_CACHED_FORMS);

  constructor(
    readonly model: Model,
    readonly engine: RecurrentEngine = referenceEngine,
  ) {}

  /** Runs the tokens of some segments; segment `s` is tokens `offsets[s] … offsets[s + 1] - 1`. */
  run(tokens: readonly string[], offsets: Offsets, options: RunOptions = {}): PipelineRun {
    const { architecture, vocabularies, weights } = this.model;
    const { rnn, input } = architecture;
    const { layout, steps } = encodeTokens(input, vocabularies, tokens, offsets, rnn.inputSize);
    const x = input.kind === 'words' ? this.wordInputs(tokens, input) : this.embed(steps);
    const { initialState, outputOnly = false } = options;
    const trace = this.engine.forward(rnn, weights, x, layout.offsets, { initialState, outputOnly });
    return { heads: options.withoutHeads ? [] : this.heads(tokens, trace, layout), trace, layout };
  }

  /** x of tokens each of which is one step, whatever stands before it: [tokens, input]. */
  inputsOf(tokens: readonly string[]): FloatArray {
    const { architecture, vocabularies } = this.model;
    const { input, rnn } = architecture;
    if (input.kind === 'words') return this.wordInputs(tokens, input);
    const offsets = Uint32Array.of(0, tokens.length);
    return this.embed(encodeTokens(input, vocabularies, tokens, offsets, rnn.inputSize).steps);
  }

  private heads(tokens: readonly string[], trace: Trace, layout: StepLayout): HeadOutput[] {
    return this.model.architecture.heads.map((head, k) => {
      const { values, rows } = readout(head, trace.config, trace.output, layout);
      const probabilities = headProbabilities(head, this.model.heads[k], values, rows, this.engine);
      const labels = shownLabels(head, probabilities, head.labels.length);
      const decoder = head.transitions && decoderOf(head.transitions, head.temperature);
      const decoded = decoder?.decode(probabilities, labels, layout);
      const decided = { name: head.name, labels, probabilities, ...decoded };
      applySurface(head, tokens, decided);
      return decided;
    });
  }

  private embedding(kind: keyof typeof EMBEDDING): Embedding {
    return this.model.embeddings.get(EMBEDDING[kind])!;
  }

  /** x of the stacked network, [N, input], from characters or numbers. */
  private embed(steps: EncodedSteps): FloatArray {
    const { input } = this.model.architecture;
    if (steps.kind === 'vectors') return steps.values;
    if (steps.kind !== 'characters' || input.kind !== 'characters') return new Float32Array(0);
    const characters = gather(this.embedding('characters'), steps.characters);
    if (!steps.pairs) return characters;
    const pairs = gather(this.embedding('pairs'), steps.pairs);
    return sideBySide(characters, pairs, steps.characters.length);
  }

  /** x of the stacked network, [N, input]: word embedding beside character states. */
  private wordInputs(tokens: readonly string[], input: WordInput): FloatArray {
    const { vocabularies, architecture } = this.model;
    const forms = input.lowerCase ? tokens.map((form) => form.toLowerCase()) : tokens;
    this.rememberForms(forms, input);
    const { words: ids } = encodeWords(forms, vocabularies.words, vocabularies.characters);
    const embedding = this.embedding('words');
    const width = architecture.rnn.inputSize;
    const x = new Float32Array(forms.length * width);
    forms.forEach((form, t) => {
      embedding.copyRow(ids[t], x, t * width);
      x.set(this.characterStates.get(form), t * width + input.wordSize);
    });
    return x;
  }

  private rememberForms(forms: readonly string[], { characterRnn }: WordInput): void {
    const missing = this.characterStates.missing(forms);
    const { vocabularies, characterWeights } = this.model;
    if (missing.length === 0 || !characterWeights) return;
    const encoded = encodeWords(missing, vocabularies.words, vocabularies.characters);
    const x = gather(this.embedding('characters'), encoded.characters);
    const options = { outputOnly: true };
    const trace = this.engine.forward(characterRnn, characterWeights, x, encoded.characterOffsets, options);
    this.characterStates.add(missing, lastHidden(trace), outputSize(characterRnn));
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
  const P = stateSize(config);
  const D = config.bidirectional ? 2 : 1;
  const batch = offsets.length - 1;
  const first = (config.layers - 1) * D;
  const out = new Float32Array(batch * D * P);
  for (let direction = 0; direction < D; direction++)
    for (let row = 0; row < batch; row++) {
      const at = ((first + direction) * batch + row) * P;
      out.set(hiddenState.h.subarray(at, at + P), (row * D + direction) * P);
    }
  return out;
}
