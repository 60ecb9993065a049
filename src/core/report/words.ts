import type { HeadLevel } from '../heads/head.js';
import type { Direction } from '../rnn/config.js';
import type { Say } from '../sentence.js';
import type { SegmentUnit } from '../text/segmentation.js';
import type { InputConfig } from '../tokens/input.js';
import { formatCount } from '../views/format.js';

/** Names of the manifest as words of a report. */

export function directionWord(direction: Direction, t: Say): string {
  return direction === 'forward' ? t('forward') : t('backward');
}

export function levelWord(level: HeadLevel, t: Say): string {
  const words = { step: () => t('step'), token: () => t('token'), segment: () => t('segment') };
  return words[level]();
}

export function segmentWord(segment: SegmentUnit, t: Say): string {
  const words = {
    sentence: () => t('sentence'),
    line: () => t('line'),
    document: () => t('document'),
  };
  return words[segment]();
}

export function inputWord(kind: InputConfig['kind'], t: Say): string {
  const words = {
    words: () => t('words'),
    characters: () => t('characters'),
    symbols: () => t('symbols'),
    vectors: () => t('vectors'),
  };
  return words[kind]();
}

/** How many of the sequences are shown. */
export function sequencesShown(shown: number, total: number, t: Say): string {
  if (shown < total) return t('the first {0} of {1} sequences', formatCount(shown), formatCount(total));
  return shown === 1 ? t('the one sequence') : t('all {0} sequences', formatCount(shown));
}

/** How many of the tokens are shown. */
export function tokensShown(shown: number, total: number, t: Say): string {
  if (shown < total) return t('the first {0} of {1} tokens', formatCount(shown), formatCount(total));
  return shown === 1 ? t('the one token') : t('all {0} tokens', formatCount(shown));
}
