import type { Tokenizer } from '../text/segmentation.js';
import type { Example } from './example.js';
import { tokensOf } from './gold.js';
import { negationTexts, type NegationLanguage, type Polarity } from './negation.js';

/** Generated texts with negations, see `negationTexts`, that are learned from beside a collection of texts. */
export interface NegationData {
  readonly language: NegationLanguage;
  readonly texts: number;
  readonly seed: number;
  /** By head the labels of what is liked and what is not; other heads learn nothing from them. */
  readonly heads: Readonly<Record<string, Readonly<Record<Polarity, string>>>>;
}

/** The examples of the training part; `ofSets` where the heads' labels do not exclude one another. */
export function negationExamples(
  { language, texts, seed, heads }: NegationData,
  names: readonly string[],
  tokenizer: Tokenizer,
  ofSets: boolean,
): Example[] {
  return negationTexts(language, 'training', texts, seed).map(({ text, polarity }) => {
    const tokens = tokensOf(text, tokenizer);
    const labels = names.map((name) => heads[name]?.[polarity] ?? null);
    if (!ofSets) return { tokens, labels: labels.map((label) => [label]) };
    const sets = labels.map((label) => [label === null ? null : [label]]);
    return { tokens, labels: names.map(() => []), sets };
  });
}
