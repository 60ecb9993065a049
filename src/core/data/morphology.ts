import { countTransitions, type LabelTransitions } from '../heads/transitions.js';
import type { GeneratedFamilies } from '../morphology/families/families.js';
import { NO_LABEL, type LabelSet } from '../morphology/labelSet.js';
import { readAnalysedSentences, sentenceLabels, type AnalysedSentence } from '../morphology/treebank.js';
import { RnnLensError } from '../problems.js';
import type { Example } from './example.js';

/** A treebank whose LEMMA and XPOS columns hold morphemes. */
export interface MorphologyData {
  readonly format: 'morphology';
  /** Edit labels that are seen less often are left out. */
  readonly minimumLabelCount: number;
  /** λ: how much it weighs which label followed which inside an eojeol in the training split; left out if absent. */
  readonly transitionWeight?: number;
  /** The name of its tags where other treebanks have others. */
  readonly tagSet?: string;
  /** Which share of its sentences an epoch draws; all of them if absent. */
  readonly share?: number;
  /** Treebanks that are learned from beside it; those of one tag set share its heads. */
  readonly others?: readonly OtherTreebank[];
  /** While learning, a head tells the composite tag too; its loss is multiplied by this. Left out if absent. */
  readonly helpingWeight?: number;
}

/** A treebank beside the main one: files of the data folder, or generated words of the families. */
export type OtherTreebank = { readonly tagSet: string; readonly share?: number } & (
  { readonly train: string; readonly development: string } | GeneratedFamilies
);

/** A sentence of a treebank as an example with its gold columns. */
export interface MorphologyExample extends Example {
  readonly gold: AnalysedSentence;
}

/** Sentences whose LEMMA and XPOS hold morphemes; throws RnnLensError if there are none. */
export function analysedSentences(text: string, file: string): AnalysedSentence[] {
  const sentences = readAnalysedSentences(text);
  if (sentences.length === 0)
    throw new RnnLensError('{0} has no words to evaluate on or learn from: is it CoNLL-U?', file);
  return sentences;
}

/** Examples for two heads: universal tags of the eojeols (tokens), edit labels of the syllables (steps). */
export function morphologyExamples(
  sentences: readonly AnalysedSentence[],
  labels: LabelSet,
): MorphologyExample[] {
  return sentences.map((gold) => ({
    gold,
    tokens: gold.forms,
    labels: [
      gold.upos,
      Array.from(sentenceLabels(gold, labels), (k) => (k === NO_LABEL ? null : labels.labels[k])),
    ],
  }));
}

/** What follows what inside the eojeols of a treebank that the labels can express; `weight` is λ. */
export function labelTransitions(
  sentences: readonly AnalysedSentence[],
  labels: LabelSet,
  weight: number,
): LabelTransitions {
  const eojeols = sentences.flatMap((sentence) => {
    const numbers = sentenceLabels(sentence, labels);
    const own = Array.from(sentence.starts, (start, e) => numbers.subarray(start, sentence.ends[e]));
    return own.filter(([first]) => first !== undefined && first !== NO_LABEL);
  });
  return countTransitions(eojeols, labels.labels.length, weight);
}
