import type { LinearHead } from './heads/softmax.js';
import type { FloatArray } from './math/matrix.js';
import { outputSize, type RnnConfig } from './rnn/config.js';
import { collectWeights, parameterSpecs, type ParameterSpec, type RnnWeights } from './rnn/weights.js';
import { Vocabulary } from './tokens/vocabulary.js';

/** What a tagger is built of: words and characters in, a stacked network, a linear head. */
export interface TaggerArchitecture {
  /** Width of a word's own embedding. */
  readonly wordSize: number;
  /** Reads the characters of a word; its last states stand beside the word's embedding. */
  readonly characterRnn: RnnConfig;
  /** Reads the words of a segment. */
  readonly rnn: RnnConfig;
}

/** Symbols of a tagger: index k + 1 of an embedding is symbol k, 0 is unknown. */
export interface TaggerSymbols {
  readonly words: readonly string[];
  readonly characters: readonly string[];
  readonly labels: readonly string[];
}

/** A tagger ready to run. */
export interface Tagger {
  readonly architecture: TaggerArchitecture;
  readonly labels: readonly string[];
  readonly words: Vocabulary;
  readonly characters: Vocabulary;
  /** [words.size, wordSize] */
  readonly wordEmbedding: FloatArray;
  /** [characters.size, characterRnn.inputSize] */
  readonly characterEmbedding: FloatArray;
  readonly characterWeights: RnnWeights;
  readonly weights: RnnWeights;
  readonly head: LinearHead;
}

/** Names in the weights file: those the modules would have in PyTorch. */
export const PREFIX = { characterRnn: 'char_rnn.', rnn: 'rnn.' } as const;

/** Names and shapes of all parameters of a tagger. */
export function taggerParameters(architecture: TaggerArchitecture, symbols: TaggerSymbols): ParameterSpec[] {
  const { wordSize, characterRnn, rnn } = architecture;
  const prefixed = (config: RnnConfig, prefix: string): ParameterSpec[] =>
    parameterSpecs(config).map(({ name, shape }) => ({ name: prefix + name, shape }));
  return [
    { name: 'word_embedding.weight', shape: [symbols.words.length + 1, wordSize] },
    { name: 'char_embedding.weight', shape: [symbols.characters.length + 1, characterRnn.inputSize] },
    ...prefixed(characterRnn, PREFIX.characterRnn),
    ...prefixed(rnn, PREFIX.rnn),
    { name: 'head.weight', shape: [symbols.labels.length, outputSize(rnn)] },
    { name: 'head.bias', shape: [symbols.labels.length] },
  ];
}

/** Puts a tagger together from parameters found by name; `find` throws where one is missing. */
export function assembleTagger(
  architecture: TaggerArchitecture,
  symbols: TaggerSymbols,
  find: (name: string) => FloatArray,
): Tagger {
  return {
    architecture,
    labels: symbols.labels,
    words: new Vocabulary(symbols.words),
    characters: new Vocabulary(symbols.characters),
    wordEmbedding: find('word_embedding.weight'),
    characterEmbedding: find('char_embedding.weight'),
    characterWeights: collectWeights(architecture.characterRnn, ({ name }) =>
      find(PREFIX.characterRnn + name),
    ),
    weights: collectWeights(architecture.rnn, ({ name }) => find(PREFIX.rnn + name)),
    head: { weight: find('head.weight'), bias: find('head.bias') },
  };
}
