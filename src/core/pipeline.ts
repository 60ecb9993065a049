import { argmaxRows, linear, softmaxRows } from './heads/softmax.js';
import type { FloatArray } from './math/matrix.js';
import type { Tagger } from './model.js';
import { outputSize, stateSize } from './rnn/config.js';
import type { Offsets } from './rnn/direction.js';
import { forward, type Trace } from './rnn/stack.js';
import { encodeWords } from './tokens/words.js';

/** What a tagger says about N tokens, and how it came to it. */
export interface TaggedTokens {
  /** Most probable label of each token, [N] */
  readonly labels: Uint8Array;
  /** [N, classes], rows sum to 1 */
  readonly probabilities: Float32Array;
  readonly trace: Trace;
}

/** Character states kept before the memory is dropped and filled anew. */
const MAX_CACHED_FORMS = 100_000;

/**
 * Runs one tagger on tokens: ids → states → labels and probabilities. It remembers the character states of
 * forms it has seen; they depend on nothing but the form, so results do not depend on what was run before.
 */
export class TaggerPipeline {
  private readonly characterStates = new Map<string, FloatArray>();

  constructor(readonly tagger: Tagger) {}

  /** Tags the tokens of some segments; segment `s` is tokens `offsets[s] … offsets[s + 1] - 1`. */
  run(tokens: readonly string[], offsets: Offsets): TaggedTokens {
    const { tagger } = this;
    const x = this.inputs(tokens);
    const trace = forward(tagger.architecture.rnn, tagger.weights, x, offsets);
    const classes = tagger.labels.length;
    const probabilities = softmaxRows(linear(tagger.head, trace.output, tokens.length), classes);
    return { labels: argmaxRows(probabilities, classes), probabilities, trace };
  }

  /** x of the stacked network, [N, input]: word embedding beside character states. */
  private inputs(tokens: readonly string[]): FloatArray {
    const { architecture, words, wordEmbedding } = this.tagger;
    const { wordSize, rnn } = architecture;
    this.rememberForms(tokens);
    const { words: ids } = encodeWords(tokens, words, this.tagger.characters);
    const x = new Float32Array(tokens.length * rnn.inputSize);
    tokens.forEach((form, t) => {
      const at = t * rnn.inputSize;
      x.set(wordEmbedding.subarray(ids[t] * wordSize, (ids[t] + 1) * wordSize), at);
      x.set(this.characterStates.get(form)!, at + wordSize);
    });
    return x;
  }

  private rememberForms(tokens: readonly string[]): void {
    if (this.characterStates.size > MAX_CACHED_FORMS) this.characterStates.clear();
    const missing = [...new Set(tokens)].filter((form) => !this.characterStates.has(form));
    if (missing.length === 0) return;
    const { architecture, words, characters, characterEmbedding, characterWeights } = this.tagger;
    const config = architecture.characterRnn;
    const encoded = encodeWords(missing, words, characters);
    const x = gather(characterEmbedding, encoded.characters, config.inputSize);
    const trace = forward(config, characterWeights, x, encoded.characterOffsets);
    const states = lastHidden(trace);
    const width = outputSize(config);
    missing.forEach((form, k) => this.characterStates.set(form, states.slice(k * width, (k + 1) * width)));
  }
}

/** Rows of a table [V, width] by index, [indices, width]. */
function gather(table: FloatArray, indices: Uint32Array, width: number): FloatArray {
  const out = new Float32Array(indices.length * width);
  indices.forEach((row, k) => out.set(table.subarray(row * width, (row + 1) * width), k * width));
  return out;
}

/** What a many-to-one head reads, [B, D·P]: the last layer's final h of each direction, side by side. */
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
