import type { ModelManifest } from '../formats/manifest.js';
import { MAX_UNIT_TOKENS, type SegmentLimits } from '../text/limits.js';
import { segmentRules, type SegmentUnit, type Tokenizer } from '../text/segmentation.js';
import type { SegmentRules } from '../text/segmenter.js';
import type { WordSeparation } from '../text/separatedWords.js';

/** How a model reads a text. */
export interface Reading {
  readonly tokenizer: Tokenizer;
  readonly rules: SegmentRules;
  /** What is between its words, where the model says so. */
  readonly separation?: WordSeparation;
  /**
   * The whole document is one sequence of any length: the segments that `rules` cut are pieces of it, each goes on
   * from the state that the one before it leads to.
   */
  readonly isStream: boolean;
}

/** Tokens and UTF-16 code units of one piece of a stream. */
const PIECE = { tokens: 1024 + MAX_UNIT_TOKENS, utf16: 16_384 };

/** How a model reads a text of which `unit` (its own unless another is chosen) is one sequence. */
export function readingOf(manifest: Read, unit: SegmentUnit = manifest.segment): Reading {
  // A language model reads characters, whatever else a text could be cut into.
  const tokenizer = manifest.task === 'language-model' ? 'characters' : manifest.tokenizer;
  const separation = separationOf(manifest);
  const of = { tokenizer, ...(separation && { separation }) };
  if (!isStream(manifest, unit)) {
    const rules = segmentRules(tokenizer, unit, separation);
    return { ...of, rules: { ...rules, limits: limitsOf(manifest, rules.limits) }, isStream: false };
  }
  const rules = segmentRules(tokenizer, 'document', separation);
  return { ...of, rules: { ...rules, limits: { ...rules.limits, ...PIECE } }, isStream: true };
}

/**
 * Whether a model reads the words of a language, and so a document without its markup. What reads characters, lines or
 * numbers is given all that is written.
 */
export function readsProse(manifest: Read): boolean {
  const { tokenizer, isStream } = readingOf(manifest);
  return !isStream && (tokenizer === 'english' || tokenizer === 'korean');
}

type Read = Pick<
  ModelManifest,
  | 'task'
  | 'tokenizer'
  | 'segment'
  | 'words'
  | 'input'
  | 'window'
  | 'stem'
  | 'rnn'
  | 'body'
  | 'heads'
  | 'vocabulary'
>;

/** What is between the words of a model that says so, and which words it has rows for. */
function separationOf({ words, input, vocabulary }: Read): WordSeparation | undefined {
  if (!words) return undefined;
  const { separators, leavesOutUnknown } = words;
  if (!leavesOutUnknown) return { separators };
  const known = new Set(vocabulary.words);
  const isLower = input.kind === 'symbols' && input.lowerCase;
  return { separators, isKnown: (word) => known.has(isLower ? word.toLowerCase() : word) };
}

/** A window that does not slide is all that is read at once: what is longer is cut. */
function limitsOf({ window }: Read, limits: SegmentLimits): SegmentLimits {
  if (!window || window.slides) return limits;
  return { ...limits, tokens: Math.min(limits.tokens, window.steps + MAX_UNIT_TOKENS - 1) };
}

/**
 * Whether a document is one sequence that goes on step by step: what was read decides what a state is, nothing that
 * is behind it does, and no class is of the whole. Every token has to be one step, whatever stands before it.
 */
function isStream(manifest: Read, unit: SegmentUnit): boolean {
  const { task, tokenizer, input, window, stem, rnn, body, heads } = manifest;
  if (task === 'language-model') return true;
  if (window || stem || body) return false;
  if (unit !== 'document' || rnn.bidirectional || heads.some(({ level }) => level === 'segment'))
    return false;
  return (
    input.kind !== 'characters' || (tokenizer === 'characters' && !input.separated && input.pairSize === 0)
  );
}
