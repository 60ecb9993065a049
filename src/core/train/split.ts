import type { Example } from '../data/example.js';
import type { HeadConfig } from '../heads/head.js';
import type { TagSet } from '../model/tagSets.js';

/** Gold data: what is learned from, and what early stopping looks at. */
export interface Split {
  readonly train: readonly Example[];
  readonly development: readonly Example[];
  /** The heads whose scores count on it, by their place; all of them if absent. */
  readonly scored?: readonly number[];
  /** Which share of the training examples an epoch draws, others each time; all of them if absent. */
  readonly share?: number;
  /** Further training examples, of which an epoch draws all. */
  readonly whole?: readonly Example[];
}

/** A head that helps to learn and is not kept; its loss is multiplied by `weight`. */
export interface HelpingHead {
  readonly head: HeadConfig;
  readonly weight: number;
}

/** Data sets of a recipe, and the heads that learn from them. */
export interface LabelledSplit {
  /** Batches are of one set each; heads that a set says nothing of have no rows in its examples. */
  readonly sets: readonly Split[];
  readonly heads: readonly HeadConfig[];
  /** Their labels come behind those of the heads. */
  readonly helping?: readonly HelpingHead[];
  readonly tagSets?: readonly TagSet[];
}
