import type { FloatArray } from '../math/matrix.js';
import type { StepLayout } from '../tokens/steps.js';

/** Scores of a linear-chain conditional random field: added to a label's logit, all natural logarithms. */
export interface CrfScores {
  /** Of label b behind label a, `[a][b]`; [classes, classes] */
  readonly follows: readonly (readonly number[])[];
  /** Of the first label and of the last one, [classes] */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** A probability that single precision calls 0. */
const LEAST = 1e-45;

/**
 * Decides the labels of sequences together, rows `tokenStarts[k] … tokenEnds[k] - 1` each. `probabilities` [N, classes]
 * are softmax of the logits and become those of each label given the whole sequence; `labels` [N] the Viterbi path.
 * Returns the probability of each path as a whole. After Lafferty, McCallum and Pereira 2001.
 */
export function decodeCrf(
  scores: CrfScores,
  probabilities: FloatArray,
  labels: Uint16Array,
  { tokenStarts, tokenEnds }: Pick<StepLayout, 'tokenStarts' | 'tokenEnds'>,
): Float32Array {
  const classes = scores.starts.length;
  return Float32Array.from(tokenStarts, (from, k) => {
    const rows = tokenEnds[k] - from;
    if (rows <= 0) return 1;
    const own = probabilities.subarray(from * classes, tokenEnds[k] * classes);
    const logits = Float64Array.from(own, (p) => Math.log(Math.max(p, LEAST)));
    const forward = pass(scores, logits, rows, logSumExp);
    const best = pass(scores, logits, rows, (values) => Math.max(...values));
    const total = logSumExp(last(scores, forward, rows));
    writeMarginals(scores, logits, forward, total, own);
    const path = pathOf(scores, best, rows);
    labels.set(path.labels, from);
    return Math.exp(path.score - total);
  });
}

/** What stands before and at each label, put together by `join`: all sequences, or the best one. */
function pass(
  { follows, starts }: CrfScores,
  logits: Float64Array,
  rows: number,
  join: (values: readonly number[]) => number,
): Float64Array {
  const classes = starts.length;
  const out = new Float64Array(rows * classes);
  for (let row = 0; row < rows; row++)
    for (let b = 0; b < classes; b++) {
      const before =
        row === 0 ? starts[b] : join(follows.map((of, a) => out[(row - 1) * classes + a] + of[b]));
      out[row * classes + b] = before + logits[row * classes + b];
    }
  return out;
}

/** The last row with the scores of last labels. */
function last({ ends }: CrfScores, values: Float64Array, rows: number): number[] {
  return ends.map((score, b) => values[(rows - 1) * ends.length + b] + score);
}

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  if (most === -Infinity) return most;
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

function writeMarginals(
  { follows, ends }: CrfScores,
  logits: Float64Array,
  forward: Float64Array,
  total: number,
  out: FloatArray,
): void {
  const classes = ends.length;
  let behind = [...ends];
  for (let row = logits.length / classes - 1; row >= 0; row--) {
    for (let b = 0; b < classes; b++)
      out[row * classes + b] = Math.exp(forward[row * classes + b] + behind[b] - total);
    const after = behind;
    behind = follows.map((of) =>
      logSumExp(of.map((score, b) => score + logits[row * classes + b] + after[b])),
    );
  }
}

function pathOf(
  scores: CrfScores,
  best: Float64Array,
  rows: number,
): { readonly labels: Uint16Array; readonly score: number } {
  const classes = scores.starts.length;
  const ended = last(scores, best, rows);
  const labels = new Uint16Array(rows);
  labels[rows - 1] = ended.indexOf(Math.max(...ended));
  for (let row = rows - 1; row > 0; row--) {
    const reached = scores.follows.map((of, a) => best[(row - 1) * classes + a] + of[labels[row]]);
    labels[row - 1] = reached.indexOf(Math.max(...reached));
  }
  return { labels, score: ended[labels[rows - 1]] };
}
