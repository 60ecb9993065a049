import * as tf from '@tensorflow/tfjs';
import type { Random } from '../math/random.js';
import {
  assembleModel,
  EMBEDDING,
  headParameter,
  modelParameters,
  PREFIX,
  type Architecture,
  type Model,
} from '../model/model.js';
import { vocabulariesOf, type ModelSymbols } from '../tokens/vocabulary.js';
import { embeddingOf, gather } from '../tokens/embedding.js';
import type { WordInput } from '../tokens/input.js';
import { layerOutputSize, outputSize, type RnnConfig } from '../rnn/config.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import type { HiddenState } from '../rnn/state.js';
import type { ParameterSpec } from '../rnn/weights.js';
import type { EncodedSteps } from '../tokens/steps.js';
import type { Vocabulary } from '../tokens/vocabulary.js';
import type { EncodedWords } from '../tokens/words.js';
import type { SymbolCounts, TrainingBatch } from './examples.js';
import { dropped, stepMask, type Dropout } from './dropout.js';
import { headLoss } from './loss.js';
import { gatherRows, headInput, lastHidden, recurrent, values } from './ops.js';
import { foldedParameters, rowsOfWords, type PretrainedWords } from './pretrainedWords.js';

/** Where a run starts, and who is told where it ended. */
export interface CarriedState {
  readonly carriedState?: HiddenState | undefined;
  readonly onState?: ((state: HiddenState) => void) | undefined;
}

/** What the loss of each head is multiplied by, in their order; 1 if absent. */
export interface LossWeights {
  readonly headWeights?: readonly number[];
}

/** A network whose parameters are TensorFlow.js variables. */
export class TrainingNetwork {
  private readonly variables: ReadonlyMap<string, tf.Variable>;
  /** How often each symbol id was seen, by kind of embedding. */
  private readonly counts: Readonly<Record<keyof typeof EMBEDDING, Uint32Array>>;

  constructor(
    private readonly architecture: Architecture,
    private readonly symbols: ModelSymbols,
    counts: SymbolCounts,
    random: Random,
    private readonly engine: RecurrentEngine = referenceEngine,
    private readonly pretrained: PretrainedWords | null = null,
  ) {
    const vocabularies = vocabulariesOf(symbols);
    this.counts = {
      words: countsById(vocabularies.words, counts.words),
      characters: countsById(vocabularies.characters, counts.characters),
      pairs: countsById(vocabularies.pairs, counts.pairs),
    };
    this.variables = new Map(
      modelParameters(architecture, trainedSymbols(symbols, pretrained)).map((spec) => [
        spec.name,
        tf.variable(tf.tensor(this.initialValues(spec, random), [...spec.shape]), true),
      ]),
    );
  }

  /** What an optimiser changes, by parameter name. */
  get parameters(): ReadonlyMap<string, tf.Variable> {
    return this.variables;
  }

  /** A model with a copy of the parameters as they are now. */
  snapshot(): Model {
    const parameters = this.finished(
      new Map([...this.variables].map(([name, variable]) => [name, values(variable).slice()])),
    );
    return assembleModel(this.architecture, this.symbols, (name) => {
      const found = parameters.get(name);
      if (!found) throw new Error(`Parameter ${name} is missing.`);
      return found;
    });
  }

  /** Trained parameters as a finished model has them: vectors of words in one table. */
  finished(parameters: ReadonlyMap<string, Float32Array>): ReadonlyMap<string, Float32Array> {
    return foldedParameters(this.pretrained, parameters);
  }

  /** Sum over the heads that have targets of the mean cross-entropy over the rows that have one, in nats. */
  loss(
    batch: TrainingBatch,
    dropout: Dropout,
    random: Random,
    { headWeights, ...state }: CarriedState & LossWeights = {},
  ): tf.Scalar {
    const { rnn, heads } = this.architecture;
    const { layout } = batch.input;
    const output = this.output(batch, dropout, random, state);
    const losses = heads.flatMap((head, k) => {
      if (batch.targets[k].length === 0) return [];
      const read = headInput(head, rnn, output, layout);
      const weight = this.variable<tf.Tensor2D>(headParameter(head.name, 'weight'));
      const bias = this.variable<tf.Tensor1D>(headParameter(head.name, 'bias'));
      const segments = dropout.locked && head.level === 'step' ? layout.offsets : null;
      const x = dropped(read, dropout.output, random, segments);
      const loss = headLoss(x, { weight, bias }, batch.targets[k], 'mean', this.engine);
      const factor = headWeights?.[k] ?? 1;
      return factor === 1 ? loss : tf.mul<tf.Scalar>(loss, factor);
    });
    return losses.length === 1 ? losses[0] : (tf.addN(losses) as tf.Scalar);
  }

  /** The last layer's output, [N, D·P]. */
  output(batch: TrainingBatch, dropout: Dropout, random: Random, state: CarriedState = {}): tf.Tensor2D {
    const { rnn } = this.architecture;
    const { layout, steps } = batch.input;
    const { offsets } = layout;
    const segments = dropout.locked ? offsets : null;
    const x = dropped(this.inputs(steps, dropout.symbol, random), dropout.input, random, segments);
    const count = offsets[offsets.length - 1];
    const layerMask = (_: unknown, layer: number): Float32Array =>
      stepMask(count, layerOutputSize(rnn, layer), dropout.layer, random, segments);
    const layerMasks = dropout.layer > 0 ? Array.from({ length: rnn.layers - 1 }, layerMask) : undefined;
    const options = { offsets, layerMasks, engine: this.engine, ...state };
    return recurrent(rnn, this.prefixed(PREFIX.rnn), x, options);
  }

  private inputs(steps: EncodedSteps, rate: number, random: Random): tf.Tensor2D {
    const { input, rnn } = this.architecture;
    if (steps.kind === 'vectors')
      return tf.tensor2d(steps.values, [steps.values.length / rnn.inputSize, rnn.inputSize]);
    if (steps.kind === 'words') return this.wordInputs(steps.words, input as WordInput, rate, random);
    if (steps.kind === 'symbols')
      return gatherRows(
        this.variable(EMBEDDING.words),
        forgetSome(steps.symbols, this.counts.words, rate, random),
      );
    const rows = (kind: 'characters' | 'pairs', ids: Uint32Array): tf.Tensor2D =>
      gatherRows(this.variable(EMBEDDING[kind]), forgetSome(ids, this.counts[kind], rate, random));
    const characters = rows('characters', steps.characters);
    return steps.pairs ? tf.concat2d([characters, rows('pairs', steps.pairs)], 1) : characters;
  }

  private wordInputs(
    encoded: EncodedWords,
    { characterRnn }: WordInput,
    rate: number,
    random: Random,
  ): tf.Tensor2D {
    const characters = gatherRows(this.variable(EMBEDDING.characters), encoded.characters);
    const offsets = encoded.characterOffsets;
    const parameters = this.prefixed(PREFIX.characterRnn);
    const output = recurrent(characterRnn, parameters, characters, { offsets, engine: this.engine });
    const states = lastHidden(characterRnn, output, offsets);
    const words = this.wordVectors(encoded.words, rate, random);
    return tf.concat2d([words, gatherRows(states, encoded.forms)], 1);
  }

  private wordVectors(ids: Uint32Array, rate: number, random: Random): tf.Tensor2D {
    const table = this.variable(EMBEDDING.words);
    const counts = this.counts.words;
    if (!this.pretrained) return gatherRows(table, forgetSome(ids, counts, rate, random));
    const forget = (id: number): boolean => rate > 0 && random.next() < rate / (rate + counts[id]);
    const { own, given } = rowsOfWords(ids, this.pretrained, forget, random, rate > 0);
    return gatherRows(table, own, gather(embeddingOf(this.pretrained.table, this.pretrained.width), given));
  }

  private initialValues(spec: ParameterSpec, random: Random): Float32Array {
    // What is added to given vectors starts near nothing.
    const isAdded = this.pretrained !== null && spec.name === EMBEDDING.words;
    return initialValues(spec, this.architecture, random, isAdded ? ADDED_SPREAD : EMBEDDING_SPREAD);
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

/** Symbols that have a row of their own in the trained tables. */
function trainedSymbols(symbols: ModelSymbols, pretrained: PretrainedWords | null): ModelSymbols {
  return pretrained ? { ...symbols, words: symbols.words.slice(0, pretrained.trained) } : symbols;
}

function countsById(vocabulary: Vocabulary, counts: ReadonlyMap<string, number>): Uint32Array {
  return Uint32Array.from([0, ...vocabulary.symbols.map((symbol) => counts.get(symbol) ?? 0)]);
}

/** Ids with some made unknown: id k, seen n times, with probability rate / (rate + n). */
function forgetSome(ids: Uint32Array, counts: Uint32Array, rate: number, random: Random): Uint32Array {
  if (rate === 0) return ids;
  return ids.map((id) => (random.next() < rate / (rate + counts[id]) ? 0 : id));
}

/** PyTorch's defaults but for a smaller spread of embeddings and forget gates that start open. */
function initialValues(
  spec: ParameterSpec,
  architecture: Architecture,
  random: Random,
  spread: number,
): Float32Array {
  const length = spec.shape.reduce((a, b) => a * b, 1);
  if (spec.name.endsWith('embedding.weight'))
    return Float32Array.from({ length }, () => random.normal() * spread);
  const fanIn = spec.name.startsWith('heads.')
    ? outputSize(architecture.rnn)
    : networkOf(spec, architecture).hiddenSize;
  const values = Float32Array.from({ length }, () => random.uniform(1 / Math.sqrt(fanIn)));
  const { cell, hiddenSize } = networkOf(spec, architecture);
  // An LSTM that starts by remembering learns long spans sooner (Jozefowicz et al. 2015).
  if (cell === 'LSTM' && /bias_ih_l\d+(_reverse)?$/.test(spec.name))
    for (let k = hiddenSize; k < 2 * hiddenSize; k++) values[k] += 1;
  return values;
}
const EMBEDDING_SPREAD = 0.3;
const ADDED_SPREAD = 0.01;

function networkOf({ name }: ParameterSpec, { input, rnn }: Architecture): RnnConfig {
  return input.kind === 'words' && name.startsWith(PREFIX.characterRnn) ? input.characterRnn : rnn;
}
