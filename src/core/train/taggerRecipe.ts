import type { DataSource } from '../formats/modelPackage.js';
import type { TaggerArchitecture, TaggerSymbols } from '../model.js';
import { outputSize, type CellKind, type RnnConfig } from '../rnn/config.js';
import { Vocabulary } from '../tokens/vocabulary.js';
import type { FitConfig } from './fit.js';
import type { SymbolCounts } from './sentences.js';
import type { Dropout } from './taggerNetwork.js';

/** A training recipe: a JSON file that, with the data folder, makes the model again. */
export interface TaggerRecipe {
  readonly name: string;
  readonly title: string;
  readonly task: 'tagging';
  readonly language: string;
  readonly tokenizer: 'english';
  readonly data: DataSource & {
    /** File names in the data folder. */
    readonly train: string;
    readonly development: string;
    /** The CoNLL-U column that is learned. */
    readonly column: 'upos' | 'xpos';
  };
  readonly labelDescriptions: Readonly<Record<string, string>>;
  readonly network: {
    readonly cell: CellKind;
    readonly layers: number;
    readonly hiddenSize: number;
    readonly wordSize: number;
    readonly characterSize: number;
    readonly characterHiddenSize: number;
  };
  readonly vocabulary: { readonly minimumWordCount: number; readonly minimumCharacterCount: number };
  readonly batchSentences: number;
  readonly dropout: Dropout;
  readonly fit: FitConfig;
}

/** The network a recipe describes. */
export function architectureFor({ network }: TaggerRecipe): TaggerArchitecture {
  const { cell, layers, hiddenSize, wordSize, characterSize, characterHiddenSize } = network;
  const common = { cell, projSize: 0, bidirectional: true, bias: true };
  const characterRnn: RnnConfig = {
    ...common,
    inputSize: characterSize,
    hiddenSize: characterHiddenSize,
    layers: 1,
  };
  return {
    wordSize,
    characterRnn,
    rnn: { ...common, inputSize: wordSize + outputSize(characterRnn), hiddenSize, layers },
  };
}

/** Vocabularies and labels of a training split. */
export function symbolsFor({ vocabulary }: TaggerRecipe, counts: SymbolCounts): TaggerSymbols {
  return {
    words: Vocabulary.fromCounts(counts.words, vocabulary.minimumWordCount).symbols,
    characters: Vocabulary.fromCounts(counts.characters, vocabulary.minimumCharacterCount).symbols,
    labels: [...counts.labels.keys()].sort(),
  };
}
