import { RnnLensError } from '../problems.js';
import type { Tokenizer } from '../text/segmentation.js';
import type { Example } from './example.js';
import { tokensOf } from './gold.js';
import type { NegationData } from './negationExamples.js';

/** What one head learns from sets of labels. */
export interface LabelSetHead {
  readonly name: string;
  /** The head's label by the data's own, where several are one; without it the data's own are the head's. */
  readonly groups?: Readonly<Record<string, string>>;
}

/** Texts with none, one or more labels each: lines of `text TAB ids`, ids joined by commas, without a header. */
export interface LabelSetData {
  readonly format: 'label-sets';
  /** The data's labels; the ids are their places, counted from 0. */
  readonly labels: readonly string[];
  readonly heads: readonly LabelSetHead[];
  /** Generated texts that are learned from besides. */
  readonly negation?: NegationData;
}

/** The labels of a head, in the order in which the data names them or their groups. */
export function labelsOfHead({ labels }: LabelSetData, { groups }: LabelSetHead): string[] {
  return [...new Set(groups ? Object.values(groups) : labels)];
}

/** Texts with the labels each head gives them; throws RnnLensError naming the file and the line that is wrong. */
export function labelSetExamples(
  table: string,
  data: LabelSetData,
  tokenizer: Tokenizer,
  file: string,
): Example[] {
  const examples = table.split(/\r?\n/).flatMap((line, k): Example[] => {
    if (line === '') return [];
    const [text, ids] = line.split('\t');
    const own = (ids ?? '').split(',').map((id) => data.labels[/^\d+$/.test(id) ? Number(id) : -1]);
    if (own.some((label) => label === undefined))
      throw new RnnLensError('{0}: line {1} must be a text, a tab and numbers of labels.', file, k + 1);
    const sets = data.heads.map(({ groups }) => [[...new Set(own.map((label) => groups?.[label] ?? label))]]);
    return [{ tokens: tokensOf(text, tokenizer), labels: sets.map(() => []), sets }];
  });
  if (examples.length === 0) throw new RnnLensError('{0} has no texts.', file);
  return examples;
}
