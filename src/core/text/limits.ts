/**
 * How far the scanner looks and how long what it cuts may be, all in UTF-16 code units or tokens. They bound what an
 * edit can change, and memory; what a limit cuts is a problem that is counted (`../problems.ts`).
 */

/** The longest token; longer runs are cut, never inside a surrogate pair. */
export const MAX_TOKEN_UTF16 = 1024;

/** The same where a token is a line. */
export const MAX_LINE_UTF16 = 4096;

/** The most white space that is looked across before it counts as a hard break. */
export const GAP_LIMIT = 256;

/** The most tokens of a unit: a contraction of clitics only is looked at up to 64 code units. */
export const MAX_UNIT_TOKENS = 40;

/** How far right of a unit's start its tokens, and whether a segment ends after it, can depend on the text. */
export const LOOKAHEAD_UTF16 = MAX_TOKEN_UTF16 + 64 + GAP_LIMIT + 64;

/** How long a segment may be. */
export interface SegmentLimits {
  readonly tokens: number;
  /** A segment that spans this many UTF-16 code units ends with the unit that reached it. */
  readonly utf16: number;
  /** The longest token, in UTF-16 code units. */
  readonly tokenUtf16: number;
}

/** Of a sentence: what no one wrote as one is cut, so that an edit costs the same in any text. */
export const SENTENCE_LIMITS: SegmentLimits = { tokens: 512, utf16: 16_384, tokenUtf16: MAX_TOKEN_UTF16 };

/** Of what people chose as one sequence (a line, a document): as long as the states of it fit into memory. */
export const SEQUENCE_LIMITS: SegmentLimits = { tokens: 16_384, utf16: 262_144, tokenUtf16: MAX_TOKEN_UTF16 };
