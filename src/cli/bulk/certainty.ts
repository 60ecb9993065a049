/** The columns that `--certainty` adds to tables: what comes second, and the entropy. */
import type { HeadConfig } from '../../core/heads/head.js';
import type { Model } from '../../core/model/model.js';
import { EDITS_HEAD } from '../../core/morphology/labelSet.js';
import { eojeolConfidences } from '../../core/morphology/tokenColumns.js';
import type { PipelineRun } from '../../core/pipeline.js';
import { certaintyOf, NO_LABEL } from '../../core/views/certainty.js';
import { tsvNumber, tsvText } from '../../core/report/tokenTsv.js';

/** Their names, for a model with these heads. */
export function certaintyNames(heads: readonly { readonly name: string }[]): string[] {
  const isAnalysed = heads.some(({ name }) => name === EDITS_HEAD);
  const names = ['runner-up', 'runner-up:probability', 'entropy'];
  return isAnalysed ? [...names, 'morphemes:probability'] : names;
}

/** What they say of a row of probabilities, [classes], of which `label` is shown. */
export function certaintyCells(head: HeadConfig, probabilities: ArrayLike<number>, label: number): string[] {
  const own = certaintyOf(head, Float32Array.from(probabilities), label);
  const name = own.runnerUp === NO_LABEL ? '' : tsvText(head.labels[own.runnerUp]);
  return [name, tsvNumber(own.runnerUpProbability), tsvNumber(own.entropy)];
}

/** What they say of each token of a tagger's run. */
export function tokenCertainty({ architecture }: Model, run: PipelineRun): (token: number) => string[] {
  const [head] = architecture.heads;
  const [{ labels, probabilities }] = run.heads;
  const edits = architecture.heads.findIndex(({ name }) => name === EDITS_HEAD);
  const { tokenStarts: starts, tokenEnds: ends } = run.layout;
  const places = { starts, ends };
  const confidences =
    edits < 0 ? null : eojeolConfidences(places, run.heads[edits], architecture.heads[edits].labels.length);
  const classes = head.labels.length;
  return (token) => [
    ...certaintyCells(head, probabilities.subarray(token * classes, (token + 1) * classes), labels[token]),
    ...(confidences ? [tsvNumber(confidences[token])] : []),
  ];
}
