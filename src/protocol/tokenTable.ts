/** What crosses both boundaries for the table of tokens: what rows say of certainty, and in which order they stand. */
import type { TokenOrderQuery } from '../core/views/tokenOrder.js';
import type { TokenRows } from './panel.js';
import type { ShareDone } from './units.js';

export type { TokenOrderQuery } from '../core/views/tokenOrder.js';

/** What stands beside the labels of some tokens; of a classifier at the first token of each segment. */
export interface TokenCertainties {
  readonly fromToken: number;
  /** Indices into the model's labels; `NO_LABEL` for none. */
  readonly runnerUps: Uint16Array;
  /** NaN for none, as all that follow. */
  readonly runnerUpProbabilities: Float32Array;
  /** In bits. */
  readonly entropies: Float32Array;
  /** How probable the morphemes of each token are, all together. */
  readonly confidences: Float32Array;
}

/** Some rows `[fromRow, toRow)` of a table in some order. */
export interface OrderedRange extends TokenOrderQuery {
  readonly fromRow: number;
  readonly toRow: number;
}

/** The tokens of some rows; of a classifier the first ones of its segments. */
export interface OrderedTokens {
  readonly tokens: Uint32Array;
  /** How many rows there are, and how many there would be without a filter. */
  readonly count: number;
  readonly of: number;
}

/** What the engine says of some tokens, wherever they are. */
export interface PickedTokens extends Omit<TokenCertainties, 'fromToken'> {
  readonly details: readonly string[];
  /** See `TokenDetails`. */
  readonly forms: readonly string[] | null;
  readonly unknown: Uint8Array;
}

/** What the engine answers about the table. */
export type TableRequests = {
  certainties: {
    params: { documentId: number; fromToken: number; toToken: number };
    result: TokenCertainties;
  };
  tokenOrder: {
    params: { documentId: number; range: OrderedRange };
    result: OrderedTokens;
    progress: ShareDone;
  };
  /** The row of a token in an order; -1 where it has none. */
  rowOfToken: {
    params: { documentId: number; query: TokenOrderQuery; token: number };
    result: number;
    progress: ShareDone;
  };
  pickedTokens: { params: { documentId: number; tokens: Uint32Array }; result: PickedTokens };
};

/** Some rows of the table with all that stands in them. */
export interface TableRows extends OrderedTokens {
  readonly fromRow: number;
  /** One a row, whatever its `fromToken`. */
  readonly rows: TokenRows;
  readonly certainties: TokenCertainties;
  /** What a row of a classifier is of, its whole segment, cut; null where rows are of tokens. */
  readonly segmentTexts: readonly string[] | null;
}

/** What the panel asks about the table as it stands in the text. */
export interface TableRunQuestions {
  certainties: { params: { fromToken: number; toToken: number }; result: TokenCertainties };
}

/** What it asks about it in another order. */
export interface TableTextQuestions {
  /** May answer fewer than asked for, as `rows`. */
  tableRows: { params: OrderedRange; result: TableRows };
  rowOfToken: { params: TokenOrderQuery & { readonly token: number }; result: { readonly row: number } };
}
