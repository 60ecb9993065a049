/** What is said of two runs. */
import type { Task } from '../../../src/core/model/model.js';
import type { Tokenizer } from '../../../src/core/text/segmentation.js';
import { signed, type DifferenceCounts } from '../../../src/core/views/difference.js';
import { formatBits, formatProbability } from '../../../src/core/views/format.js';
import { MOST_BITS, surprisalBits } from '../../../src/core/views/probabilities.js';
import { tokenKind } from '../../../src/core/views/task.js';
import type { PanelComparison } from '../../../src/protocol/panel.js';
import { t } from '../../sentences/text.js';

/** What is new, replaced and gone, in words: `Tokens: 1 new, 2 replaced, 1 gone`; empty for nothing. */
export function countSentence(counts: DifferenceCounts, tokenizer: Tokenizer): string {
  const kinds = ['inserted', 'replaced', 'removed'] as const;
  const named = kinds
    .filter((what) => counts[what] > 0)
    .map((what) => t('difference.countOf', { what, n: counts[what] }));
  if (named.length === 0) return '';
  return t('difference.counts', { kind: tokenKind(tokenizer), counts: named.join(', ') });
}

/** What is said of a token that only the second run has. */
export function newWords(kind: PanelComparison['kind']): string {
  return t('difference.new', { kind });
}

/** What two runs say of a token. */
export interface ChangedWords {
  /** `ADJ 0.812`, or `2.31 bits`. */
  readonly before: string;
  readonly after: string;
  /** The change of the number: `+0.120`, `−1.79 bits`; `…` where it is not known. */
  readonly change: string;
}

/** A change of label and probability in words; of a language model that of the token's surprisal. */
export function changedWords(
  task: Task,
  before: { readonly label: string; readonly probability: number },
  after: { readonly label: string; readonly probability: number },
): ChangedWords {
  if (task === 'language-model') {
    const [old, now] = [before, after].map(({ probability }) => surprisalBits(probability));
    return {
      before: t('bits', { bits: formatBits(old) }),
      after: t('bits', { bits: formatBits(now) }),
      change: t('bits', { bits: isTold(old, now) ? signed(now - old, 2) : '…' }),
    };
  }
  const said = (of: typeof before): string => `${of.label} ${formatProbability(of.probability)}`;
  const change =
    before.label === after.label
      ? `Δp ${signed(after.probability - before.probability, 3)}`
      : t('difference.labelChanged', { task });
  return { before: said(before), after: said(after), change };
}

/** Whether the change of a surprisal is known: beyond `MOST_BITS` nobody knows how far it went. */
function isTold(before: number, after: number): boolean {
  return before < MOST_BITS || after < MOST_BITS;
}
