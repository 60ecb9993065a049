import type { HeadConfig } from '../heads/head.js';
import { isSigmoid, onLabels } from '../heads/probabilities.js';
import type { ReportClass, ReportVerdict } from './report.js';

/** The most probable class besides some, the first of equal ones; undefined where there is no other. */
export function runnerUpOf(
  labels: readonly string[],
  probabilities: Float32Array,
  besides: readonly number[],
): (ReportClass & { readonly place: number }) | undefined {
  let best = -1;
  probabilities.forEach((p, k) => {
    if (!besides.includes(k) && (best < 0 || p > probabilities[best])) best = k;
  });
  return best < 0 ? undefined : { label: labels[best], probability: probabilities[best], place: best };
}

/** What a head says of a sequence: the label that is shown, or all that are on where labels do not exclude one another. */
export function verdictOf(
  head: HeadConfig,
  probabilities: Float32Array,
  shown: number,
): Pick<ReportVerdict, 'labels' | 'runnerUp'> {
  const places = isSigmoid(head) ? onLabels(head, probabilities) : [shown];
  return {
    labels: places.map((k) => ({ label: head.labels[k], probability: probabilities[k] })),
    runnerUp: runnerUpOf(head.labels, probabilities, places),
  };
}
