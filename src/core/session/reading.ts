import type { ModelManifest } from '../formats/manifest.js';
import { MAX_UNIT_TOKENS } from '../text/limits.js';
import { segmentRules, type SegmentUnit, type Tokenizer } from '../text/segmentation.js';
import type { SegmentRules } from '../text/segmenter.js';

/** How a model reads a text. */
export interface Reading {
  readonly tokenizer: Tokenizer;
  readonly rules: SegmentRules;
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
  if (!isStream(manifest, unit)) return { tokenizer, rules: segmentRules(tokenizer, unit), isStream: false };
  const rules = segmentRules(tokenizer, 'document');
  return { tokenizer, rules: { ...rules, limits: { ...rules.limits, ...PIECE } }, isStream: true };
}

/**
 * Whether a model reads the words of a language, and so a document without its markup. What reads characters, lines or
 * numbers is given all that is written.
 */
export function readsProse(manifest: Read): boolean {
  const { tokenizer, isStream } = readingOf(manifest);
  return !isStream && (tokenizer === 'english' || tokenizer === 'korean');
}

type Read = Pick<ModelManifest, 'task' | 'tokenizer' | 'segment' | 'input' | 'rnn' | 'heads'>;

/**
 * Whether a document is one sequence that goes on step by step: what was read decides what a state is, nothing that
 * is behind it does, and no class is of the whole. Every token has to be one step, whatever stands before it.
 */
function isStream({ task, tokenizer, input, rnn, heads }: Read, unit: SegmentUnit): boolean {
  if (task === 'language-model') return true;
  if (unit !== 'document' || rnn.bidirectional || heads.some(({ level }) => level === 'segment'))
    return false;
  return (
    input.kind !== 'characters' || (tokenizer === 'characters' && !input.separated && input.pairSize === 0)
  );
}
