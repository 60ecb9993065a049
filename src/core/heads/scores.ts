/**
 * A label's score in bits, of what the network itself says: its odds as a logarithm, which do not run out of room near
 * certainty as a probability does, or the logarithm of its probability, which is a surprisal less its sign.
 */
import type { FloatArray } from '../math/matrix.js';
import type { HeadConfig } from './head.js';

/** `odds`: log₂ p/(1-p); `probability`: log₂ p. */
export type ScoreKind = 'odds' | 'probability';

type Activated = Pick<HeadConfig, 'activation' | 'temperature'>;

/** The score of a label, in bits, from the logits of all labels [classes] before the temperature. */
export function scoreBits(head: Activated, kind: ScoreKind, logits: FloatArray, label: number): number {
  const { temperature = 1 } = head;
  const own = logits[label] / temperature;
  if (head.activation === 'sigmoid')
    return kind === 'odds' ? own / Math.LN2 : -Math.log1p(Math.exp(-own)) / Math.LN2;
  return (own - logSum(logits, temperature, kind === 'odds' ? label : -1)) / Math.LN2;
}

/** The derivative of `scoreBits` by each logit, [classes]. */
export function scoreGradient(
  head: Activated,
  kind: ScoreKind,
  logits: FloatArray,
  label: number,
): Float64Array {
  const { temperature = 1 } = head;
  const unit = 1 / (temperature * Math.LN2);
  const gradient = new Float64Array(logits.length);
  if (head.activation === 'sigmoid') {
    gradient[label] = kind === 'odds' ? unit : unit / (1 + Math.exp(logits[label] / temperature));
    return gradient;
  }
  const without = kind === 'odds' ? label : -1;
  const log = logSum(logits, temperature, without);
  logits.forEach((logit, k) => {
    if (k !== without) gradient[k] = -unit * Math.exp(logit / temperature - log);
  });
  gradient[label] += unit;
  return gradient;
}

/** log Σ exp(z/temperature) of all labels but one. */
function logSum(logits: FloatArray, temperature: number, without: number): number {
  let most = -Infinity;
  for (let k = 0; k < logits.length; k++) if (k !== without && logits[k] > most) most = logits[k];
  let sum = 0;
  for (let k = 0; k < logits.length; k++)
    if (k !== without) sum += Math.exp((logits[k] - most) / temperature);
  return most / temperature + Math.log(sum);
}
