/** What the panel is told of two runs that are compared. */
import type { ClassRow, ComparedDocuments } from './engine.js';
import type { Kinship } from './networks.js';

/** Two runs whose difference the panel shows: the second is the run that is shown. */
export interface PanelComparison {
  /** Another number for every comparison. */
  readonly id: number;
  /** Another number whenever the first run is another one; of the second one its own revision tells. */
  readonly revision: number;
  readonly kind: 'edit' | 'selections' | 'models';
  /** What the two are called: `pinned` and `now`, for example. */
  readonly before: string;
  readonly after: string;
  /** One sentence that says what is compared. */
  readonly what: string;
  /** Why there is nothing to see now, in one sentence; null if there is. */
  readonly problem: string | null;
  /** Whether unit k of one is unit k of the other: only then are states subtracted. */
  readonly kinship: Kinship;
  /** Those of the first run's first head. */
  readonly labels: readonly string[];
}

/** A token of which two runs say different things. */
export interface ChangedToken {
  readonly token: number;
  readonly text: string;
  /** What stood in its place; the same as `text` unless it was replaced. */
  readonly beforeText: string;
  /** 1-based line. */
  readonly line: number;
  readonly beforeLabel: string;
  readonly label: string;
  /** Of the labels; of a language model that of the token itself. */
  readonly beforeProbability: number;
  readonly probability: number;
}

/** How two runs differ. */
export interface Difference {
  /** Tokens that only the second run has, that stand for others, and that only the first one has. */
  readonly inserted: number;
  readonly replaced: number;
  readonly removed: number;
  /** The first token that is new, replaced or has other states at the place asked for; null if there is none. */
  readonly first: { readonly token: number; readonly text: string; readonly line: number } | null;
  /** Tokens (of classifiers: the first ones of segments) with another label or probability, the largest change first; some of many. */
  readonly changes: readonly ChangedToken[];
  /** How many there are. */
  readonly changeCount: number;
}

/** A token (or segment, by a token of it) of which a further head says something else. */
export interface HeadChange {
  readonly token: number;
  readonly beforeToken: number;
  readonly beforeLabel: string;
  readonly label: string;
  readonly beforeProbability: number;
  readonly probability: number;
}

/** The name of what single steps say together: of the edits that make morphemes. */
export const MORPHEMES = 'morphemes';

/** What a further head says differently, the largest change first; some of many. */
export interface HeadChanges {
  readonly name: string;
  readonly level: 'token' | 'segment';
  readonly changes: readonly HeadChange[];
  readonly count: number;
}

/** The same as the panel lists it. */
export interface PanelHeadChanges extends Omit<HeadChanges, 'changes' | 'level'> {
  readonly changes: readonly ChangedToken[];
}

/** What the engine answers about the further heads of two documents of one model. */
export type HeadRequests = {
  headDifferences: { params: ComparedDocuments; result: readonly HeadChanges[] };
};

/** What the panel asks of them. */
export interface HeadQuestions {
  headDifferences: {
    params: Readonly<Record<string, never>>;
    result: { readonly heads: readonly PanelHeadChanges[] };
  };
}

/** A token whose classes are asked for, and by which heads; the first of each if they are left out. */
export interface ClassesAsked {
  readonly token: number;
  readonly head?: number;
  readonly beforeHead?: number;
}

/** All classes of a token (or segment) in both runs; null where the first run does not have the token. */
export interface DifferenceClasses {
  readonly before: ClassRow | null;
  readonly after: ClassRow;
}
