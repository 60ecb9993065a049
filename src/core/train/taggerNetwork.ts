import * as tf from '@tensorflow/tfjs';
import type { Random } from '../math/random.js';
import { assembleTagger, PREFIX, taggerParameters, type Tagger, type TaggerArchitecture } from '../model.js';
import type { TaggerSymbols } from '../model.js';
import { outputSize } from '../rnn/config.js';
import type { ParameterSpec } from '../rnn/weights.js';
import { Vocabulary } from '../tokens/vocabulary.js';
import { encodeWords, normaliseWord } from '../tokens/words.js';
import { crossEntropy, linear } from './loss.js';
import { gatherRows, lastHidden, recurrent } from './ops.js';
import type { SentenceBatch } from './sentences.js';

/** What is left out at random while training; all 0 gives the network as it is used. */
export interface Dropout {
  /** Inputs of the stacked network. */
  readonly input: number;
  /** Between its layers. */
  readonly layer: number;
  /** Its output, before the head. */
  readonly output: number;
  /** A word seen n times is read as unknown with probability w / (w + n). */
  readonly word: number;
}

/** A tagger whose parameters are TensorFlow.js variables. */
export class TaggerNetwork {
  private readonly variables: ReadonlyMap<string, tf.Variable>;
  private readonly words: Vocabulary;
  private readonly characters: Vocabulary;

  constructor(
    private readonly architecture: TaggerArchitecture,
    private readonly symbols: TaggerSymbols,
    private readonly wordCounts: ReadonlyMap<string, number>,
    random: Random,
  ) {
    this.words = new Vocabulary(symbols.words);
    this.characters = new Vocabulary(symbols.characters);
    this.variables = new Map(
      taggerParameters(architecture, symbols).map((spec) => [
        spec.name,
        tf.variable(tf.tensor(initialValues(spec, architecture, random), [...spec.shape]), true),
      ]),
    );
  }

  /** What an optimiser changes, by parameter name. */
  get parameters(): ReadonlyMap<string, tf.Variable> {
    return this.variables;
  }

  /** A tagger with a copy of the parameters as they are now. */
  snapshot(): Tagger {
    return assembleTagger(this.architecture, this.symbols, (name) => {
      const variable = this.variables.get(name);
      if (!variable) throw new Error(`Parameter ${name} is missing.`);
      return variable.dataSync<'float32'>().slice();
    });
  }

  /** Mean cross-entropy over all tokens of a batch, in nats. */
  loss(batch: SentenceBatch, dropout: Dropout, random: Random): tf.Scalar {
    return crossEntropy(this.logits(batch, dropout, random), batch.targets, 'mean');
  }

  /** [N, classes] */
  logits({ forms, offsets }: SentenceBatch, dropout: Dropout, random: Random): tf.Tensor2D {
    const { rnn } = this.architecture;
    const width = outputSize(rnn);
    const x = dropped(this.inputs(forms, dropout.word, random), dropout.input, random);
    const layerMasks = Array.from({ length: rnn.layers - 1 }, () =>
      mask(forms.length * width, dropout.layer, random),
    );
    const output = recurrent(rnn, this.prefixed(PREFIX.rnn), x, { offsets, layerMasks });
    return linear(
      dropped(output, dropout.output, random),
      this.variable<tf.Tensor2D>('head.weight'),
      this.variable<tf.Tensor1D>('head.bias'),
    );
  }

  private inputs(forms: readonly string[], wordDropout: number, random: Random): tf.Tensor2D {
    const encoded = encodeWords(forms, this.words, this.characters);
    const words = encoded.words.map((id, t) => (this.isDropped(forms[t], wordDropout, random) ? 0 : id));
    const config = this.architecture.characterRnn;
    const characters = gatherRows(this.variable('char_embedding.weight'), encoded.characters);
    const offsets = encoded.characterOffsets;
    const states = lastHidden(
      config,
      recurrent(config, this.prefixed(PREFIX.characterRnn), characters, { offsets }),
      offsets,
    );
    return tf.concat2d(
      [gatherRows(this.variable('word_embedding.weight'), words), gatherRows(states, encoded.forms)],
      1,
    );
  }

  private isDropped(form: string, wordDropout: number, random: Random): boolean {
    if (wordDropout === 0) return false;
    const count = this.wordCounts.get(normaliseWord(form)) ?? 0;
    return random.next() < wordDropout / (wordDropout + count);
  }

  private variable<T extends tf.Tensor = tf.Tensor2D>(name: string): T {
    return this.variables.get(name) as tf.Tensor as T;
  }

  private prefixed(prefix: string): ReadonlyMap<string, tf.Tensor> {
    return new Map(
      [...this.variables].map(([name, variable]) => [name.slice(prefix.length), variable as tf.Tensor]),
    );
  }
}

/** Dropout factors: 0 with probability `rate`, else 1 / (1 - rate). */
function mask(length: number, rate: number, random: Random): Float32Array {
  const keep = 1 / (1 - rate);
  return Float32Array.from({ length }, () => (rate > 0 && random.next() < rate ? 0 : keep));
}

function dropped(x: tf.Tensor2D, rate: number, random: Random): tf.Tensor2D {
  return rate === 0 ? x : tf.mul(x, tf.tensor2d(mask(x.size, rate, random), x.shape));
}

/** PyTorch's defaults: embeddings normal (here with a smaller spread), everything else uniform by fan-in. */
function initialValues(spec: ParameterSpec, architecture: TaggerArchitecture, random: Random): Float32Array {
  const length = spec.shape.reduce((a, b) => a * b, 1);
  if (spec.name.endsWith('embedding.weight'))
    return Float32Array.from({ length }, () => random.normal() * EMBEDDING_SPREAD);
  const config = spec.name.startsWith(PREFIX.characterRnn) ? architecture.characterRnn : architecture.rnn;
  const fanIn = spec.name.startsWith('head.') ? outputSize(config) : config.hiddenSize;
  return Float32Array.from({ length }, () => random.uniform(1 / Math.sqrt(fanIn)));
}
const EMBEDDING_SPREAD = 0.3;
