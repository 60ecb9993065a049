/** Where units are on together in other texts than the one that is run, on both boundaries. */
import type { RunUnit } from './engine.js';
import type { MatchQuery, ShareDone } from './units.js';
import type { UnitScales } from '../core/views/unitScale.js';

/** What is looked for in another text: as in one that is run, but that nothing was chosen there. */
export interface OtherQuery extends Omit<MatchQuery, 'fromStep' | 'toStep' | 'most'> {
  /** Steps of the stretch that was chosen: matches as long as it come first. */
  readonly length: number;
}

/** A text that is looked through, and how it is read. */
export interface SearchedText {
  /** A loaded model. */
  readonly modelName: string;
  readonly text: string;
  readonly unit?: RunUnit;
  readonly languageId?: string;
  readonly query: OtherQuery;
  /** What values are shares of: the scales of the text in which the threshold was chosen. */
  readonly scales: UnitScales | null;
  /** Matches that are told, the best ones. */
  readonly most: number;
}

/** Where they are on, in UTF-16 offsets of the text. */
export interface TextMatches {
  /** `[start, end)` of each, and how many of the units are on there together, [matches, 3]. */
  readonly matches: Uint32Array;
  /** How many there are. */
  readonly count: number;
}

/** What the engine answers; the text is no document of it, before or after. */
export type OtherTextRequests = {
  matchesInText: { params: SearchedText; result: TextMatches; progress: ShareDone };
};

/** A match as the panel lists it. */
export interface FileMatch {
  /** 1-based line and column (UTF-16) where it begins, and where it ends. */
  readonly from: readonly [line: number, column: number];
  readonly to: readonly [line: number, column: number];
  readonly text: string;
  /** How many of the units are on. */
  readonly units: number;
}

/** What was found in one file. */
export interface SearchedFile {
  readonly uri: string;
  /** As people know it: its path in the workspace. */
  readonly name: string;
  readonly matches: readonly FileMatch[];
  /** How many there are: some of many are told. */
  readonly count: number;
}

/** What was found in the workspace's other files. */
export interface FileMatches {
  /** Those with a match, the best first. */
  readonly files: readonly SearchedFile[];
  /** Files that were looked through. */
  readonly searched: number;
  /** Files that were not: more than are looked at, too long, or no text. */
  readonly left: number;
}

/** What the panel asks; a further `round` looks through all files again. */
export interface FileQuestions {
  fileMatches: { params: OtherQuery & { readonly round: number }; result: FileMatches };
}

/** What people do with it. */
export interface FileClicks {
  openMatch: { readonly uri: string } & Pick<FileMatch, 'from' | 'to'>;
}
