import type { Random } from '../math/random.js';
import type { FloatArray } from '../math/matrix.js';

/**
 * Draws a class from probabilities [classes] sharpened or flattened by a temperature above 0 (p^(1/temperature),
 * normalised); classes in `excluded` are never drawn. With a temperature near 0 that is the most probable one.
 */
export function sample(
  probabilities: FloatArray,
  temperature: number,
  random: Random,
  excluded: ReadonlySet<number> = new Set(),
): number {
  const logs = Float64Array.from(probabilities, (p, k) =>
    excluded.has(k) ? -Infinity : Math.log(Math.max(p, 1e-45)) / temperature,
  );
  const largest = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = logs.map((value) => Math.exp(value - largest));
  const total = weights.reduce((a, b) => a + b, 0);
  let left = random.next() * total;
  for (let k = 0; k < weights.length; k++) {
    left -= weights[k];
    if (left < 0) return k;
  }
  return logs.indexOf(largest);
}
