import { conlluExamples, tableExamples, type ConlluData, type TableData } from '../data/gold.js';
import { labelSetExamples, type LabelSetData } from '../data/labelSets.js';
import {
  analysedSentences,
  morphologyExamples,
  type MorphologyData,
  type MorphologyExample,
} from '../data/morphology.js';
import { requestExamples, type RequestData } from '../data/requests.js';
import { spacingExamples, type SpacingData } from '../data/spacing.js';
import type { Example } from '../data/example.js';
import type { NumbersData } from '../data/numbers.js';
import type { ModelManifest } from '../formats/manifest.js';
import { EDITS_HEAD, LabelSet } from '../morphology/labelSet.js';

/** The kinds of gold data whose segments have labels. */
export type LabelledData = ConlluData | TableData | MorphologyData | LabelSetData | RequestData | SpacingData;

/** The kinds of gold data a model can be evaluated on. */
export type GoldData =
  | LabelledData
  | { readonly format: 'text' }
  | NumbersData
  | { readonly format: 'parentheses'; readonly seed: number; readonly developmentSymbols: number };

/** What decides how a model reads gold data. */
export type Described = Pick<ModelManifest, 'task' | 'tokenizer' | 'heads'>;

/** The text of a gold file, and what to call it. */
export interface Gold {
  readonly text: string;
  readonly file: string;
}

/** Segments of a gold file with their labels; throws RnnLensError naming the file if it holds none. */
export function goldExamples(manifest: Described, data: LabelledData, { text, file }: Gold): Example[] {
  switch (data.format) {
    case 'conllu':
      return conlluExamples(text, data, file);
    case 'table':
      return tableExamples(text, data, manifest.tokenizer, { file, isDevelopment: true });
    case 'label-sets':
      return labelSetExamples(text, data, manifest.tokenizer, file);
    case 'requests':
      return requestExamples(text, file);
    case 'spacing':
      return spacingExamples(text, manifest.tokenizer, { file, isJoined: false });
    case 'morphology':
      return analysedExamples(manifest, { text, file });
  }
}

/** Sentences of a gold file with their morphemes; throws RnnLensError naming the file if it holds none. */
export function analysedExamples(manifest: Described, { text, file }: Gold): MorphologyExample[] {
  return morphologyExamples(analysedSentences(text, file), editLabels(manifest));
}

/** The labels of a morphological analyser's syllables. */
export function editLabels({ heads }: Pick<Described, 'heads'>): LabelSet {
  return new LabelSet(heads.find(({ name }) => name === EDITS_HEAD)?.labels ?? []);
}
