/** How far probabilities are from shares that come true. */
export interface Calibration {
  /** What was judged: rows of a head, or eojeols. */
  readonly rows: number;
  /** Mean probability of what was chosen. */
  readonly confidence: number;
  /** Expected calibration error over 15 bins of equal width, weighted by their rows: a share in [0, 1]. */
  readonly expectedError: number;
}

const BINS = 15;

/** Collects how probable what was chosen is, and whether it is right. */
export class CalibrationBins {
  private readonly rows = new Float64Array(BINS);
  private readonly confidence = new Float64Array(BINS);
  private readonly right = new Float64Array(BINS);

  /** Counts one choice of probability `confidence`, 0…1. */
  add(confidence: number, isRight: boolean): void {
    const bin = Math.min(BINS - 1, Math.floor(confidence * BINS));
    this.rows[bin]++;
    this.confidence[bin] += confidence;
    if (isRight) this.right[bin]++;
  }

  result(): Calibration {
    const rows = this.rows.reduce((a, b) => a + b, 0);
    const apart = this.confidence.reduce(
      (sum, confidence, bin) => sum + Math.abs(confidence - this.right[bin]),
      0,
    );
    const confidence = this.confidence.reduce((a, b) => a + b, 0) / Math.max(1, rows);
    return { rows, confidence, expectedError: apart / Math.max(1, rows) };
  }
}

/** Temperatures that are tried: equal steps of their logarithm. */
const [LOWEST, HIGHEST, STEPS] = [0.5, 2.5, 24];
const TEMPERATURES = Array.from({ length: STEPS + 1 }, (_, k) => LOWEST * (HIGHEST / LOWEST) ** (k / STEPS));

/** A probability nearer to 0 or 1 than this counts as this far from it: one mistake must not decide all. */
const SURE = 1e-6;

/**
 * Finds the temperature at which probabilities of a head without one come true best: the least binary cross-entropy of
 * what was chosen against whether it is right.
 */
export class TemperatureFit {
  private readonly costs = new Float64Array(TEMPERATURES.length);
  private readonly sums = new Float64Array(TEMPERATURES.length);

  /** Counts one choice: the label `chosen` of softmax probabilities `row` [classes]. */
  add(row: ArrayLike<number>, chosen: number, isRight: boolean): void {
    const own = Math.log(Math.max(row[chosen], Number.MIN_VALUE));
    const sums = this.sums.fill(0);
    for (let k = 0; k < row.length; k++) {
      if (!(row[k] > 0)) continue;
      const behind = Math.log(row[k]) - own;
      for (let t = 0; t < sums.length; t++) sums[t] += Math.exp(behind / TEMPERATURES[t]);
    }
    for (let t = 0; t < sums.length; t++) this.costs[t] += judged(1 / sums[t], isRight);
  }

  /** Counts one label of a sigmoid head by its probability, and whether it is on. */
  addLabel(probability: number, isOn: boolean): void {
    const p = Math.min(1 - SURE, Math.max(SURE, probability));
    const logit = Math.log(p / (1 - p));
    TEMPERATURES.forEach((temperature, t) => {
      this.costs[t] += judged(1 / (1 + Math.exp(-logit / temperature)), isOn);
    });
  }

  /** The best temperature, between two that were tried if the cost says so; null if nothing was counted. */
  best(): number | null {
    return this.costs.every((cost) => cost === 0) ? null : lowest(TEMPERATURES, this.costs);
  }
}

/** -ln of what a choice of this probability says of whether it is right. */
export function judged(confidence: number, isRight: boolean): number {
  const p = Math.min(1 - SURE, Math.max(SURE, confidence));
  return -Math.log(isRight ? p : 1 - p);
}

/** The temperature of the least cost, between those that were tried (equal steps of the logarithm); 1 without costs. */
export function lowest(temperatures: readonly number[], costs: ArrayLike<number>): number {
  const least = Array.from(costs).indexOf(Math.min(...Array.from(costs)));
  if (costs[least] === 0) return 1;
  const [before, at, after] = [costs[least - 1], costs[least], costs[least + 1]];
  const shift = (before - after) / (2 * (before - 2 * at + after));
  const ratio = temperatures[1] / temperatures[0];
  return Number((temperatures[least] * ratio ** (Number.isFinite(shift) ? shift : 0)).toFixed(3));
}
