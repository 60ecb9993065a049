import type { Pipeline } from '../pipeline.js';
import type { Example } from '../data/example.js';
import { LabelCounts, type LabelScores } from './labels.js';
import { CalibrationBins, type Calibration } from './calibration.js';
import { confidencesOf, labelNames, runRows } from './tagging.js';

/** What `evaluate` prints for a classifier. */
export interface ClassificationScores extends LabelScores {
  readonly texts: number;
  /** Texts without a token: nothing was read, the first label was assumed. */
  readonly emptyTexts: number;
  readonly calibration?: Calibration;
}

/** Classifies texts and scores the first head against its gold labels; texts without one are left out. */
export function scoreClassifier(pipeline: Pipeline, examples: readonly Example[]): ClassificationScores {
  const counts = new LabelCounts();
  const labelled = examples.filter(({ labels }) => labels[0][0] !== null);
  const bins = new CalibrationBins();
  runRows(pipeline, labelled, ({ labels }, rows) => {
    const [gold, predicted] = [labels[0][0] ?? '', labelNames(pipeline, 0, rows[0].labels)[0]];
    counts.add(gold, predicted);
    bins.add(confidencesOf(rows[0])[0], gold === predicted);
  });
  const empty = labelled.filter(({ tokens }) => tokens.length === 0);
  const assumed = pipeline.model.architecture.heads[0].labels[0];
  for (const { labels } of empty) counts.add(labels[0][0] ?? '', assumed);
  return { texts: counts.total, emptyTexts: empty.length, ...counts.scores(), calibration: bins.result() };
}
