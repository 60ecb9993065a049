import type { MorphologyExample } from '../data/morphology.js';
import { EDITS_HEAD, LabelSet } from '../morphology/labelSet.js';
import { lemmaOf, xposOf } from '../morphology/morpheme.js';
import { decodeSentence } from '../morphology/tokenColumns.js';
import { RnnLensError } from '../problems.js';
import type { Pipeline } from '../pipeline.js';
import { runExamples } from './tagging.js';

/** What `evaluate` prints for a morphological analyser besides the scores of its heads: shares in [0, 1]. */
export interface MorphologyScores {
  readonly eojeols: number;
  /** The composite tag is exact (XPOS column). */
  readonly xposExact: number;
  /** The morphemes are exact (LEMMA column). */
  readonly morphemesExact: number;
  /** Both. */
  readonly analysisExact: number;
}

/** Analyses sentences with their gold eojeols and compares morphemes and composite tags with the treebank's. */
export function scoreMorphology(
  pipeline: Pipeline,
  examples: readonly MorphologyExample[],
): MorphologyScores {
  const head = pipeline.model.architecture.heads.findIndex(({ name }) => name === EDITS_HEAD);
  if (head < 0) throw new RnnLensError('The model has no head "{0}".', EDITS_HEAD);
  const labels = new LabelSet(pipeline.model.architecture.heads[head].labels);
  let [eojeols, xpos, lemmas, both] = [0, 0, 0, 0];
  const visit = ({ gold }: MorphologyExample, numbers: Uint16Array): void =>
    decodeSentence(gold, numbers, labels).forEach((morphemes, e) => {
      const tagsRight = xposOf(morphemes) === gold.xpos[e];
      const formsRight = lemmaOf(morphemes) === gold.lemmas[e].normalize('NFC');
      eojeols++;
      if (tagsRight) xpos++;
      if (formsRight) lemmas++;
      if (tagsRight && formsRight) both++;
    });
  runExamples(pipeline, examples, (example, predicted) => visit(example, predicted[head]));
  const share = (count: number): number => count / Math.max(1, eojeols);
  return {
    eojeols,
    xposExact: share(xpos),
    morphemesExact: share(lemmas),
    analysisExact: share(both),
  };
}
