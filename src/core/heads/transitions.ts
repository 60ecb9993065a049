/**
 * How likely one label follows another inside a token, beyond what the network knows of each alone: counted in the
 * training split, kept as sparse counts, read as one factor a pair.
 */

/** Counts of labels inside tokens, and how much they weigh. */
export interface LabelTransitions {
  /** λ: the weight of a transition's score against the network's log-probability. */
  readonly weight: number;
  /** How often a token begins with each label, [classes]. */
  readonly starts: readonly number[];
  /** For each label the labels that followed it and how often: label, count, label, count …; [classes] lists. */
  readonly follows: readonly (readonly number[])[];
}

/** Factors exp(λ·s) of a token's first label and of each pair of labels. */
export interface TransitionFactors {
  /** [classes] */
  readonly starts: Float64Array;
  /** Of label b after label a, at a · classes + b; [classes, classes] */
  readonly pairs: Float64Array;
}

/** Scores s are cut to -LARGEST_SCORE … LARGEST_SCORE. */
export const LARGEST_SCORE = 6;
/** Every label is counted this often more, in its share of all labels, after each label. */
const SMOOTHING_PER_CLASS = 0.1;

/** Counts what follows what in tokens; each is a list of label numbers, labels out of range are an error of the caller. */
export function countTransitions(
  tokens: Iterable<ArrayLike<number>>,
  classes: number,
  weight: number,
): LabelTransitions {
  const starts = new Array<number>(classes).fill(0);
  const counts = Array.from({ length: classes }, () => new Map<number, number>());
  for (const labels of tokens) {
    if (labels.length === 0) continue;
    starts[labels[0]] += 1;
    for (let k = 1; k < labels.length; k += 1) {
      const row = counts[labels[k - 1]];
      row.set(labels[k], (row.get(labels[k]) ?? 0) + 1);
    }
  }
  const follows = counts.map((row) => [...row].sort(([a], [b]) => a - b).flat());
  return { weight, starts, follows };
}

/**
 * The factors of s = log P(b|a) − log P(b), both smoothed towards how frequent b is; the same for a token's first
 * label, with the tokens' starts in the place of a.
 */
export function transitionFactors({ weight, starts, follows }: LabelTransitions): TransitionFactors {
  const classes = starts.length;
  const shares = labelShares(starts, follows);
  const smoothing = SMOOTHING_PER_CLASS * classes;
  const factor = (count: number, share: number, total: number): number => {
    const score = Math.log((count / share + smoothing) / (total + smoothing));
    return Math.exp(weight * Math.min(LARGEST_SCORE, Math.max(-LARGEST_SCORE, score)));
  };
  const pairs = new Float64Array(classes * classes);
  follows.forEach((row, a) => {
    let total = 0;
    for (let k = 1; k < row.length; k += 2) total += row[k];
    pairs.fill(factor(0, 1, total), a * classes, (a + 1) * classes);
    for (let k = 0; k < row.length; k += 2)
      pairs[a * classes + row[k]] = factor(row[k + 1], shares[row[k]], total);
  });
  const tokens = starts.reduce((sum, count) => sum + count, 0);
  return { starts: Float64Array.from(starts, (count, b) => factor(count, shares[b], tokens)), pairs };
}

/** How frequent each label is among all, never 0, [classes]. */
function labelShares(starts: readonly number[], follows: readonly (readonly number[])[]): Float64Array {
  const counts = Float64Array.from(starts, (count) => count + 0.5);
  for (const row of follows) for (let k = 0; k < row.length; k += 2) counts[row[k]] += row[k + 1];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
