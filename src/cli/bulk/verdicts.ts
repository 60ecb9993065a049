import type { HeadConfig, HeadOutput } from '../../core/heads/head.js';
import { isSigmoid, onLabels } from '../../core/heads/probabilities.js';
import type { Model } from '../../core/model/model.js';
import type { PipelineRun } from '../../core/pipeline.js';

/** What one head says about one unit. */
export interface Verdict {
  readonly head: HeadConfig;
  readonly label: string;
  readonly probability: number;
  /** [classes] */
  readonly probabilities: readonly number[];
}

/** What the heads of whole units say about one of them. */
export function verdictsOf({ architecture }: Model, run: PipelineRun, unit: number): Verdict[] {
  return architecture.heads.flatMap((head, k) =>
    head.level === 'segment' ? [verdictOf(head, run.heads[k], unit)] : [],
  );
}

function verdictOf(head: HeadConfig, { labels, probabilities }: HeadOutput, unit: number): Verdict {
  const classes = head.labels.length;
  const own = Array.from(probabilities.subarray(unit * classes, (unit + 1) * classes));
  return { head, label: head.labels[labels[unit]], probability: own[labels[unit]], probabilities: own };
}

/** A verdict as an object that is written. */
export function said({ head, label, probability, probabilities }: Verdict) {
  return {
    class: label,
    probability,
    ...(isSigmoid(head) && { classes: namesOn(head, probabilities) }),
    probabilities: Object.fromEntries(head.labels.map((name, k) => [name, probabilities[k]])),
  };
}

/** Labels that are on, of a head whose labels do not exclude one another. */
function namesOn(head: HeadConfig, probabilities: readonly number[]): string[] {
  return onLabels(head, Float32Array.from(probabilities)).map((k) => head.labels[k]);
}

/** `# sentiment = positive` and the probabilities of all classes. */
export function commentsOf({ head, label, probabilities }: Verdict): string {
  const all = head.labels.map((name, k) => `${name}=${probabilities[k].toFixed(6)}`).join('|');
  const shown = isSigmoid(head) ? namesOn(head, probabilities).join('|') || '_' : label;
  return `# ${head.name} = ${shown}\n# ${head.name}_probabilities = ${all}\n`;
}
