import type { HeadConfig, LinearHead } from '../heads/head.js';
import type { FloatArray } from '../math/matrix.js';
import { operationParameters, operationWidth, type Operation } from '../operations/operation.js';
import { directionCount, outputSize, stateUnits, type Direction, type RnnConfig } from '../rnn/config.js';
import { RnnLensError } from '../problems.js';
import { sentence } from '../sentence.js';
import { collectWeights, parameterSpecs, type ParameterSpec, type RnnWeights } from '../rnn/weights.js';
import { embeddingOf, type Embedding } from '../tokens/embedding.js';
import { inputWidth, type InputConfig } from '../tokens/input.js';
import type { SequenceWindow } from '../tokens/windows.js';
import { vocabulariesOf, type ModelSymbols, type Vocabularies } from '../tokens/vocabulary.js';

/** What a network is for; `states` has no heads: it is there to be looked at. */
export const TASKS = ['tagging', 'classification', 'language-model', 'states'] as const;
export type Task = (typeof TASKS)[number];

/** What a network is built of: symbols to vectors, a stacked recurrent network, heads. */
export interface Architecture {
  readonly input: InputConfig;
  /** From what is looked up (the place `input`) to x of the stacked network; nothing where it is left out. */
  readonly stem?: readonly Operation[];
  readonly rnn: RnnConfig;
  /** Where the network reads a fixed number of steps at a time. */
  readonly window?: SequenceWindow;
  /** From places of the network (see `bodyPlaces`) to what the heads read: the output where it is left out. */
  readonly body?: readonly Operation[];
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
  /** Of stem and body, by parameter name. */
  readonly operations: ReadonlyMap<string, FloatArray>;
}

/**
 * Refuses what follows a prediction back by the recurrent layers and the head alone where a network has more than these:
 * an imported one with layers before or behind them, or with windows. Throws RnnLensError.
 */
export function checkNothingAround(architecture: Architecture): void {
  const { window } = architecture;
  if (hasMoreAround(architecture))
    throw new RnnLensError(
      'This is computed through recurrent layers and a head alone: an imported network that has {0} cannot be asked it.',
      window ? sentence('windows of a fixed length') : sentence('layers before or behind the recurrent ones'),
    );
}

/** Whether a network is more than recurrent layers and heads: an imported one with other layers, or with windows. */
export function hasMoreAround({ stem, body, window }: Architecture): boolean {
  return Boolean(stem ?? body ?? window);
}

/** Refuses to follow states from step to step where each has a window of its own: the one before is of another. */
export function checkOneSequence({ window }: Architecture): void {
  if (window?.slides)
    throw new RnnLensError(
      'Each of its predictions comes from a window of its own, read anew from an empty state: the state before a token is not that of the token before it.',
    );
}

/** Where stem and body begin: what is looked up for each step, and the last layer's output, both directions. */
export const PLACE = { input: 'input', output: 'output' } as const;

/** Places that a body can read, with their widths: what is looked up, each layer and direction's h, the output. */
export function bodyPlaces({ input, rnn }: Pick<Architecture, 'input' | 'rnn'>): ReadonlyMap<string, number> {
  const layers = Array.from({ length: rnn.layers * directionCount(rnn) }, (_, k): [string, number] => {
    const direction = k % directionCount(rnn) === 1 ? 'backward' : 'forward';
    const layer = Math.floor(k / directionCount(rnn));
    return [layerPlace(layer, direction), stateUnits(rnn, layer, k % directionCount(rnn))];
  });
  return new Map([[PLACE.input, inputWidth(input, rnn)], ...layers, [PLACE.output, outputSize(rnn)]]);
}

/** What the place of a layer and direction is called. */
export function layerPlace(layer: number, direction: Direction): string {
  return `layer${layer}.${direction}`;
}

/** Widths of what operations give, the places they begin from included, by name; the last one is the result. */
export function operationWidths(
  operations: readonly Operation[],
  places: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const widths = new Map(places);
  for (const operation of operations) {
    const inputs = operation.inputs.map((name) => widths.get(name) ?? 0);
    widths.set(operation.name, operationWidth(operation, inputs));
  }
  return widths;
}

/** Width of what the heads read. */
export function headInputSize(architecture: Pick<Architecture, 'input' | 'rnn' | 'body'>): number {
  const last = architecture.body?.at(-1);
  if (!last) return outputSize(architecture.rnn);
  return operationWidths(architecture.body ?? [], bodyPlaces(architecture)).get(last.name) ?? 0;
}

/** Parameters of stem and body. */
function operationSpecs(
  architecture: Pick<Architecture, 'input' | 'rnn' | 'stem' | 'body'>,
): ParameterSpec[] {
  const { input, rnn, stem = [], body = [] } = architecture;
  const of = (operations: readonly Operation[], places: ReadonlyMap<string, number>): ParameterSpec[] => {
    const widths = operationWidths(operations, places);
    return operations.flatMap((operation) =>
      operationParameters(operation, widths.get(operation.inputs[0]) ?? 0),
    );
  };
  return [
    ...of(stem, new Map([[PLACE.input, inputWidth(input, rnn)]])),
    ...of(body, bodyPlaces(architecture)),
  ];
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
  if (input.kind === 'symbols') return [table('words', input.symbolSize)];
  const characters = table('characters', input.characterSize);
  return input.pairSize > 0 ? [characters, table('pairs', input.pairSize)] : [characters];
}

/** Names and shapes of all parameters of a network. */
export function modelParameters(architecture: Architecture, symbols: ModelSymbols): ParameterSpec[] {
  const { input, rnn, heads } = architecture;
  const prefixed = (config: RnnConfig, prefix: string): ParameterSpec[] =>
    parameterSpecs(config).map(({ name, shape }) => ({ name: prefix + name, shape }));
  return [
    ...embeddingSpecs(input, symbols),
    ...(input.kind === 'words' ? prefixed(input.characterRnn, PREFIX.characterRnn) : []),
    ...prefixed(rnn, PREFIX.rnn),
    ...operationSpecs(architecture),
    ...heads.flatMap(({ name, labels }) => [
      { name: headParameter(name, 'weight'), shape: [labels.length, headInputSize(architecture)] },
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
    operations: new Map(operationSpecs(architecture).map(({ name }) => [name, find(name)])),
    heads: heads.map(({ name }) => ({
      weight: find(headParameter(name, 'weight')),
      bias: find(headParameter(name, 'bias')),
    })),
  };
}
