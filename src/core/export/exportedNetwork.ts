import type { CrfScores } from '../heads/crf.js';
import type { Activation } from '../heads/head.js';
import type { Operation } from '../operations/operation.js';
import type { RnnConfig } from '../rnn/config.js';
import type { RnnWeights } from '../rnn/weights.js';
import type { Sentence } from '../sentence.js';

/** A table of vectors, [rows, width], as it is exported. */
export interface ExportedTable {
  /** Name of its module: `char_embedding`. */
  readonly name: string;
  readonly rows: number;
  readonly width: number;
  readonly values: Float32Array;
}

/** Recurrent layers that are one module of PyTorch: of one cell and as many units each. */
export interface ExportedStack {
  /** Name of its module: `rnn`. */
  readonly name: string;
  /** Without `layerUnits`. */
  readonly config: RnnConfig;
  readonly weights: RnnWeights;
  /** Its one direction reads from the end of the text. */
  readonly isReversed: boolean;
}

/** A linear head; its temperature is in its numbers. */
export interface ExportedHead {
  readonly name: string;
  readonly labels: readonly string[];
  readonly activation: Activation;
  /** [labels, inputs] */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly crf: CrfScores | null;
}

/** What a network is given: ids of steps, or numbers; of tokens of several steps their first and last steps. */
export type ExportedInput =
  'ids' | 'words' | 'characters' | 'lengths' | 'pairs' | 'x' | 'first_steps' | 'last_steps';

/** What a node does with the values it reads: those of texts are [n, steps, width], where they are pooled [n, width]. */
export type ExportedOperation =
  /** Numbers that are given, [n, steps, width] */
  | { readonly kind: 'numbers'; readonly width: number }
  | { readonly kind: 'embedding'; readonly input: ExportedInput; readonly table: ExportedTable }
  /** The last states of a network that reads the characters of each word, both directions side by side. */
  | { readonly kind: 'word-states'; readonly table: ExportedTable; readonly stack: ExportedStack }
  | { readonly kind: 'recurrent'; readonly stack: ExportedStack }
  /** Columns of what a recurrent layer gives: one of its directions. */
  | { readonly kind: 'columns'; readonly from: number; readonly to: number }
  /** Columns before `split` at the last step (of each token), the others at the first. */
  | { readonly kind: 'ends'; readonly of: 'text' | 'token'; readonly split: number; readonly width: number }
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly width: number;
      readonly find: (letter: string) => Float32Array;
    }
  | { readonly kind: 'head'; readonly head: ExportedHead };

/** A node; it reads what earlier nodes give, by their names. */
export interface ExportedNode {
  readonly name: string;
  readonly operation: ExportedOperation;
  readonly inputs: readonly string[];
}

/** Symbols of one table by their ids; id 0 is what stands for nothing where texts are filled up, else the unknown. */
export interface ExportedSymbols {
  readonly input: ExportedInput;
  readonly ids: ReadonlyMap<string, number>;
  readonly unknownId: number;
}

/** A network of the house as other formats are given it. */
export interface ExportedNetwork {
  readonly name: string;
  readonly inputs: readonly ExportedInput[];
  /** In an order in which they can be run; heads and what else is an answer at the end. */
  readonly nodes: readonly ExportedNode[];
  /** Names of the nodes that are answers: the heads, or the states where there are none. */
  readonly outputs: readonly string[];
  readonly symbols: readonly ExportedSymbols[];
  /** Symbols are looked up in lower case. */
  readonly isLowerCase: boolean;
  /** Steps that a token is: one, its characters, or these with a space between two tokens. */
  readonly steps: 'one' | 'characters' | 'separated';
  /** Steps that a text is filled up to, with id 0. */
  readonly window: { readonly steps: number; readonly padding: 'before' | 'after' } | null;
  /** What is not in any file, for people. */
  readonly notes: readonly Sentence[];
}
