import type { LinearHead } from '../heads/softmax.js';
import type { FloatArray } from '../math/matrix.js';
import { outputSize, type RnnConfig } from '../rnn/config.js';
import { collectWeights, parameterSpecs, type ParameterSpec, type RnnWeights } from '../rnn/weights.js';
import { embeddingOf, type Embedding } from '../tokens/embedding.js';
import { Vocabulary } from '../tokens/vocabulary.js';

/** What a network is for; `states` has no heads: it is there to be looked at. */
export const TASKS = ['tagging', 'classification', 'language-model', 'states'] as const;
export type Task = (typeof TASKS)[number];

/** One step a token: the word's own embedding beside the last states of a network that reads its characters. */
export interface WordInput {
  readonly kind: 'words';
  readonly wordSize: number;
  readonly characterRnn: RnnConfig;
  /** Words are read in lower case (for data that have no capitals). */
  readonly lowerCase: boolean;
}

/** One step a code point (Korean: a syllable). */
export interface CharacterInput {
  readonly kind: 'characters';
  readonly characterSize: number;
  /** Width of a second embedding, of the pair (symbol before, this symbol); 0 for none. */
  readonly pairSize: number;
  /** Tokens are more than one step long, and a step with a space stands between two of them. */
  readonly separated: boolean;
}

/** One step a line of numbers: x is what the text says. */
export interface VectorInput {
  readonly kind: 'vectors';
}

export type InputConfig = WordInput | CharacterInput | VectorInput;

/**
 * What a head gives one label to: a step, a token (it reads the forward h at its last step and the backward h at
 * its first), or a whole segment (many-to-one).
 */
export const HEAD_LEVELS = ['step', 'token', 'segment'] as const;
export type HeadLevel = (typeof HEAD_LEVELS)[number];

/** What a segment's head reads: the last states, or the largest or the mean output of each unit. */
export const POOLINGS = ['last', 'max', 'mean'] as const;
export type Pooling = (typeof POOLINGS)[number];

/** A linear head with softmax. */
export interface HeadConfig {
  readonly name: string;
  readonly level: HeadLevel;
  /** Heads of segments only; `last` for all others. */
  readonly pooling: Pooling;
  readonly labels: readonly string[];
}

/** What a network is built of: symbols to vectors, a stacked recurrent network, heads. */
export interface Architecture {
  readonly input: InputConfig;
  readonly rnn: RnnConfig;
  /** The first is the one that is shown where there is room for one. */
  readonly heads: readonly HeadConfig[];
}

/** Symbols of a network: index k + 1 of an embedding is symbol k, 0 is unknown. Lists may be empty. */
export interface ModelSymbols {
  readonly words: readonly string[];
  readonly characters: readonly string[];
  /** Two characters each; the first of a segment stands alone. */
  readonly pairs: readonly string[];
}

/** The vocabularies of a network. */
export interface Vocabularies {
  readonly words: Vocabulary;
  readonly characters: Vocabulary;
  readonly pairs: Vocabulary;
}

/** A network ready to run. */
export interface Model {
  readonly architecture: Architecture;
  readonly vocabularies: Vocabularies;
  /** By parameter name. */
  readonly embeddings: ReadonlyMap<string, Embedding>;
  /** The network that reads the characters of a word; null unless words come in. */
  readonly characterWeights: RnnWeights | null;
  readonly weights: RnnWeights;
  /** In the order of the architecture's heads. */
  readonly heads: readonly LinearHead[];
}

/** Names in the weights file: those the modules would have in PyTorch. */
export const PREFIX = { characterRnn: 'char_rnn.', rnn: 'rnn.' } as const;
export const EMBEDDING = {
  words: 'word_embedding.weight',
  characters: 'char_embedding.weight',
  pairs: 'pair_embedding.weight',
} as const;

/** Width of x. */
export function inputWidth(input: InputConfig, rnn: RnnConfig): number {
  if (input.kind === 'words') return input.wordSize + outputSize(input.characterRnn);
  if (input.kind === 'characters') return input.characterSize + input.pairSize;
  return rnn.inputSize;
}

function embeddingSpecs(input: InputConfig, symbols: ModelSymbols): ParameterSpec[] {
  const table = (kind: keyof typeof EMBEDDING, width: number): ParameterSpec => ({
    name: EMBEDDING[kind],
    shape: [symbols[kind].length + 1, width],
  });
  if (input.kind === 'words')
    return [table('words', input.wordSize), table('characters', input.characterRnn.inputSize)];
  if (input.kind === 'vectors') return [];
  const characters = table('characters', input.characterSize);
  return input.pairSize > 0 ? [characters, table('pairs', input.pairSize)] : [characters];
}

/** Names and shapes of all parameters of a network. */
export function modelParameters({ input, rnn, heads }: Architecture, symbols: ModelSymbols): ParameterSpec[] {
  const prefixed = (config: RnnConfig, prefix: string): ParameterSpec[] =>
    parameterSpecs(config).map(({ name, shape }) => ({ name: prefix + name, shape }));
  return [
    ...embeddingSpecs(input, symbols),
    ...(input.kind === 'words' ? prefixed(input.characterRnn, PREFIX.characterRnn) : []),
    ...prefixed(rnn, PREFIX.rnn),
    ...heads.flatMap(({ name, labels }) => [
      { name: headParameter(name, 'weight'), shape: [labels.length, outputSize(rnn)] },
      { name: headParameter(name, 'bias'), shape: [labels.length] },
    ]),
  ];
}

/** How many numbers a network has in all its parameters. */
export function parameterCount(architecture: Architecture, symbols: ModelSymbols): number {
  const sizes = modelParameters(architecture, symbols).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  return sizes.reduce((a, b) => a + b, 0);
}

/** Name of a head's parameter in the weights file. */
export function headParameter(head: string, parameter: 'weight' | 'bias'): string {
  return `heads.${head}.${parameter}`;
}

/** The three vocabularies of some symbols. */
export function vocabulariesOf({ words, characters, pairs }: ModelSymbols): Vocabularies {
  return {
    words: new Vocabulary(words),
    characters: new Vocabulary(characters),
    pairs: new Vocabulary(pairs),
  };
}

/**
 * Puts a network together from parameters found by name; `find` throws where one is missing, and so does
 * `findEmbedding` (name, width), which may give rows that are decoded when they are read.
 */
export function assembleModel(
  architecture: Architecture,
  symbols: ModelSymbols,
  find: (name: string) => FloatArray,
  findEmbedding = (name: string, width: number): Embedding => embeddingOf(find(name), width),
): Model {
  const { input, rnn, heads } = architecture;
  const network = (config: RnnConfig, prefix: string): RnnWeights =>
    collectWeights(config, ({ name }) => find(prefix + name));
  return {
    architecture,
    vocabularies: vocabulariesOf(symbols),
    embeddings: new Map(
      embeddingSpecs(input, symbols).map(({ name, shape }) => [name, findEmbedding(name, shape[1])]),
    ),
    characterWeights: input.kind === 'words' ? network(input.characterRnn, PREFIX.characterRnn) : null,
    weights: network(rnn, PREFIX.rnn),
    heads: heads.map(({ name }) => ({
      weight: find(headParameter(name, 'weight')),
      bias: find(headParameter(name, 'bias')),
    })),
  };
}
