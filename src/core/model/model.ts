import type { HeadConfig, LinearHead } from '../heads/head.js';
import type { FloatArray } from '../math/matrix.js';
import { outputSize, type RnnConfig } from '../rnn/config.js';
import { collectWeights, parameterSpecs, type ParameterSpec, type RnnWeights } from '../rnn/weights.js';
import { embeddingOf, type Embedding } from '../tokens/embedding.js';
import type { InputConfig } from '../tokens/input.js';
import { vocabulariesOf, type ModelSymbols, type Vocabularies } from '../tokens/vocabulary.js';

/** What a network is for; `states` has no heads: it is there to be looked at. */
export const TASKS = ['tagging', 'classification', 'language-model', 'states'] as const;
export type Task = (typeof TASKS)[number];

/** What a network is built of: symbols to vectors, a stacked recurrent network, heads. */
export interface Architecture {
  readonly input: InputConfig;
  readonly rnn: RnnConfig;
  /** The first is the one that is shown where there is room for one. */
  readonly heads: readonly HeadConfig[];
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
