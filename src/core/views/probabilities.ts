/** One class with its probability. */
export interface RankedClass {
  /** Index into the model's labels. */
  readonly label: number;
  /** 0…1. */
  readonly probability: number;
}

/** All classes, most probable first (ties in model order) or in the model's order. */
export function rankClasses(probabilities: Float32Array, order: 'probability' | 'model'): RankedClass[] {
  const rows = Array.from(probabilities, (probability, label) => ({ label, probability }));
  if (order === 'probability') rows.sort((a, b) => b.probability - a.probability || a.label - b.label);
  return rows;
}

/** Sum of the probabilities, in double precision. */
export function probabilitySum(probabilities: Float32Array): number {
  return probabilities.reduce((sum, probability) => sum + probability, 0);
}

/** Shannon entropy in bits: 0 when one class has everything, log2(classes) when all are equal. */
export function entropyBits(probabilities: Float32Array): number {
  return probabilities.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}

/**
 * Bits of the least probability that single precision tells from 0: what is told as 0 is at least as surprising as
 * that, and how much more nobody knows.
 */
export const MOST_BITS = 149;

/** Surprisal in bits of something that had this probability, 0…`MOST_BITS`; NaN for NaN. */
export function surprisalBits(probability: number): number {
  if (Number.isNaN(probability)) return NaN;
  return Math.min(MOST_BITS, Math.max(0, -Math.log2(probability)));
}
