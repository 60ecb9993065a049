import { outputSize, type RnnConfig } from '../rnn/config.js';

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

/** One step a token: its row of one table, looked up as it is written. */
export interface SymbolInput {
  readonly kind: 'symbols';
  readonly symbolSize: number;
  /** Tokens are looked up in lower case. */
  readonly lowerCase: boolean;
}

/** One step a line of numbers: x is what the text says. */
export interface VectorInput {
  readonly kind: 'vectors';
}

/** What one step of the network reads. */
export type InputConfig = WordInput | CharacterInput | SymbolInput | VectorInput;

/** Width of what is looked up for a step: of x, where nothing stands between them. */
export function inputWidth(input: InputConfig, rnn: RnnConfig): number {
  if (input.kind === 'words') return input.wordSize + outputSize(input.characterRnn);
  if (input.kind === 'characters') return input.characterSize + input.pairSize;
  if (input.kind === 'symbols') return input.symbolSize;
  return rnn.inputSize;
}
