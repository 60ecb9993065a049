import type { FloatArray } from '../math/matrix.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import type { HeadConfig, LinearHead } from './head.js';
import { argmaxRows, linear, sigmoidRows, softmaxRows } from './softmax.js';

/** From which probability on a label of a sigmoid head is on, where nothing else was chosen. */
const EVEN = 0.5;

type Activated = Pick<HeadConfig, 'activation' | 'thresholds' | 'temperature'>;

/** Probabilities [rows, classes] that a head gives to rows it reads, x [rows, in]: logits by temperature, activated. */
export function headProbabilities(
  head: Activated,
  weights: LinearHead,
  x: FloatArray,
  rows: number,
  engine: RecurrentEngine = referenceEngine,
): FloatArray {
  const logits = linear(weights, x, rows, engine);
  if (head.activation === 'given') return logits;
  const { temperature = 1 } = head;
  if (temperature !== 1) for (let k = 0; k < logits.length; k++) logits[k] /= temperature;
  return head.activation === 'sigmoid' ? sigmoidRows(logits) : softmaxRows(logits, weights.bias.length);
}

/** Below any probability of single precision: its logarithm is a number. */
const LEAST_PROBABILITY = 1e-45;

/**
 * Logits [rows, classes] before the temperature that a head gives to rows it reads, x [rows, in]; where the network's own
 * layers gave probabilities already, their logarithms.
 */
export function headLogits(
  { activation }: Pick<HeadConfig, 'activation'>,
  weights: LinearHead,
  x: FloatArray,
  rows: number,
  engine: RecurrentEngine = referenceEngine,
): FloatArray {
  const values = linear(weights, x, rows, engine);
  if (activation !== 'given') return values;
  return values.map((probability) => Math.log(Math.max(LEAST_PROBABILITY, probability)));
}

/** Whether the labels of a head do not exclude one another: more than one may be on, or none. */
export function isSigmoid({ activation }: Activated): boolean {
  return activation === 'sigmoid';
}

/** Whether a label of a sigmoid head is on at its probability; the one label of another head always is. */
export function isOn({ activation, thresholds }: Activated, label: number, probability: number): boolean {
  return activation !== 'sigmoid' || probability >= (thresholds?.[label] ?? EVEN);
}

/**
 * The label of each row that is shown where there is room for one, [rows]: the most probable one; of a sigmoid head
 * the most probable of those that are on, and of all where none is.
 */
export function shownLabels(head: Activated, probabilities: FloatArray, classes: number): Uint16Array {
  const likeliest = argmaxRows(probabilities, classes);
  if (!isSigmoid(head)) return likeliest;
  return likeliest.map((most, row) => {
    const of = probabilities.subarray(row * classes, (row + 1) * classes);
    return onLabels(head, of)[0] ?? most;
  });
}

/** The labels of a sigmoid head that are on in one row of probabilities [classes], the most probable first. */
export function onLabels(head: Activated, probabilities: FloatArray): number[] {
  const on: number[] = [];
  probabilities.forEach((p, k) => {
    if (isOn(head, k, p)) on.push(k);
  });
  return on.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
}
