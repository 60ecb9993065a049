import type { MorphologyExample } from '../data/morphology.js';
import { EDITS_HEAD, labelSetOf, type LabelSet } from '../morphology/labelSet.js';
import { lemmaOf, xposOf, type Morpheme } from '../morphology/morpheme.js';
import { decodeSentence, eojeolConfidences } from '../morphology/tokenColumns.js';
import type { AnalysedSentence } from '../morphology/treebank.js';
import { RnnLensError } from '../problems.js';
import type { Pipeline } from '../pipeline.js';
import { CalibrationBins, type Calibration } from './calibration.js';
import { runRows, type ExampleRows } from './tagging.js';

/** What `evaluate` prints for a morphological analyser besides the scores of its heads: shares in [0, 1]. */
export interface MorphologyScores {
  readonly eojeols: number;
  /** The composite tag is exact (XPOS column). */
  readonly xposExact: number;
  /** The morphemes are exact (LEMMA column). */
  readonly morphemesExact: number;
  /** Both. */
  readonly analysisExact: number;
  /** Of an eojeol's analysis, which is as probable as the labels of its syllables together. */
  readonly calibration?: Calibration;
}

/** Analyses sentences with their gold eojeols and compares morphemes and composite tags with the treebank's. */
export function scoreMorphology(
  pipeline: Pipeline,
  examples: readonly MorphologyExample[],
): MorphologyScores {
  const head = pipeline.model.architecture.heads.findIndex(({ name }) => name === EDITS_HEAD);
  if (head < 0) throw new RnnLensError('The model has no head "{0}".', EDITS_HEAD);
  const labels = labelSetOf(pipeline.model.architecture.heads[head]);
  let [eojeols, xpos, lemmas, both] = [0, 0, 0, 0];
  const bins = new CalibrationBins();
  runRows(pipeline, examples, ({ gold }, rows) => {
    const confidences = eojeolConfidences(gold, rows[head], labels.labels.length);
    decodeSentence(gold, rows[head].labels, labels).forEach((morphemes, e) => {
      const [tagsRight, formsRight] = rightness(gold, e, morphemes);
      eojeols++;
      if (tagsRight) xpos++;
      if (formsRight) lemmas++;
      if (tagsRight && formsRight) both++;
      bins.add(confidences[e], tagsRight && formsRight);
    });
  });
  const share = (count: number): number => count / Math.max(1, eojeols);
  return {
    eojeols,
    xposExact: share(xpos),
    morphemesExact: share(lemmas),
    analysisExact: share(both),
    calibration: bins.result(),
  };
}

/** Whether the tags and the forms of eojeol `e` are the treebank's. */
function rightness(
  gold: AnalysedSentence,
  e: number,
  morphemes: readonly Morpheme[],
): [tags: boolean, forms: boolean] {
  return [xposOf(morphemes) === gold.xpos[e], lemmaOf(morphemes) === gold.lemmas[e].normalize('NFC')];
}

/** Visits the eojeols of a sentence: how probable the analysis of each is, and whether it is right. */
export function judgeEojeols(
  { gold }: MorphologyExample,
  labels: LabelSet,
  rows: ExampleRows,
  visit: (confidence: number, isRight: boolean) => void,
): void {
  const confidences = eojeolConfidences(gold, rows, labels.labels.length);
  decodeSentence(gold, rows.labels, labels).forEach((morphemes, e) =>
    visit(confidences[e], rightness(gold, e, morphemes).every(Boolean)),
  );
}
