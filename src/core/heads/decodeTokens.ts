/**
 * The labels of a sequence decided together (those of a token's steps, or of a segment's tokens): Viterbi for the best
 * one, forward-backward for what each label is worth given the others. Sequences do not depend on one another, so the
 * labels of one are the same in every batch.
 */

import type { FloatArray } from '../math/matrix.js';
import type { StepLayout } from '../tokens/steps.js';
import {
  LARGEST_SCORE,
  type LabelTransitions,
  type TransitionFactors,
  transitionFactors,
} from './transitions.js';

/** Labels less likely than this share of a step's best one are not looked at (their probability is put to 0) … */
const NEGLIGIBLE = 1e-4;

/** Decodes tokens with one set of transitions; it keeps its tables, so make it once. */
export class TokenDecoder {
  private readonly classes: number;
  private readonly factors: TransitionFactors;
  /** … unless the transitions could make one of them the best. */
  private readonly leastShare: number;
  private candidates = new Int32Array(64);
  /** First candidate of each step. */
  private offsets = new Int32Array(16);
  private forward = new Float64Array(64);
  private backward = new Float64Array(64);
  private best = new Float64Array(64);
  private cameFrom = new Int32Array(64);
  /** Logarithm of what the best products were divided by, less that of what the sums were. */
  private logShare = 0;

  /** The network's logits were divided by `temperature`: so are the transitions' scores, and the best stays the best. */
  constructor(transitions: LabelTransitions, temperature = 1) {
    const weight = transitions.weight / temperature;
    this.classes = transitions.starts.length;
    this.factors = transitionFactors({ ...transitions, weight });
    // One label has two transitions, each of which can gain 2 · LARGEST_SCORE over another.
    this.leastShare = Math.min(NEGLIGIBLE, Math.exp(-4 * LARGEST_SCORE * weight));
  }

  /**
   * Decides the labels of all sequences, rows `tokenStarts[k] … tokenEnds[k] - 1` each. `labels` [N] holds the most
   * probable ones and is changed to the best sequences, `probabilities` [N, classes] the network's and is changed to
   * those given the whole sequence; rows between sequences stay. Returns the probability of each sequence as a whole.
   */
  decode(
    probabilities: FloatArray,
    labels: Uint16Array,
    { tokenStarts, tokenEnds }: Pick<StepLayout, 'tokenStarts' | 'tokenEnds'>,
  ): Float32Array {
    const sequenceProbabilities = new Float32Array(tokenStarts.length);
    for (let t = 0; t < tokenStarts.length; t += 1)
      sequenceProbabilities[t] = this.decodeToken(probabilities, labels, tokenStarts[t], tokenEnds[t]);
    return sequenceProbabilities;
  }

  /** One token: steps `from … to - 1`; the probability of its best sequence. */
  private decodeToken(p: FloatArray, labels: Uint16Array, from: number, to: number): number {
    if (to <= from) return 1;
    this.choose(p, labels, from, to);
    this.goForward(p, from, to);
    this.goBackward(p, from, to);
    const chance = this.writeBest(labels, from, to);
    this.writeMarginals(p, from, to);
    return chance;
  }

  /** Lists the candidates of each step; `labels` holds the most probable one of each. */
  private choose(p: FloatArray, labels: Uint16Array, from: number, to: number): void {
    const { classes, leastShare } = this;
    if (this.offsets.length <= to - from) this.offsets = new Int32Array(2 * (to - from) + 1);
    let count = 0;
    for (let step = from; step < to; step += 1) {
      this.offsets[step - from] = count;
      if (this.candidates.length < count + classes) this.grow(2 * count + classes);
      const row = step * classes;
      const least = p[row + labels[step]] * leastShare;
      for (let label = 0; label < classes; label += 1)
        if (p[row + label] >= least) this.candidates[count++] = label;
    }
    this.offsets[to - from] = count;
  }

  private grow(size: number): void {
    const candidates = new Int32Array(size);
    candidates.set(this.candidates);
    this.candidates = candidates;
    this.forward = new Float64Array(size);
    this.backward = new Float64Array(size);
    this.best = new Float64Array(size);
    this.cameFrom = new Int32Array(size);
  }

  /** Sums and best products over what stands before each candidate, itself included; scaled step by step. */
  private goForward(p: FloatArray, from: number, to: number): void {
    const { candidates, offsets, forward, best, cameFrom, classes, factors } = this;
    this.logShare = 0;
    for (let k = offsets[0]; k < offsets[1]; k += 1) {
      const label = candidates[k];
      forward[k] = best[k] = p[from * classes + label] * factors.starts[label];
    }
    this.scale(0);
    for (let step = 1; step < to - from; step += 1) {
      for (let k = offsets[step]; k < offsets[step + 1]; k += 1) {
        const label = candidates[k];
        let sum = 0;
        let most = -1;
        for (let j = offsets[step - 1]; j < offsets[step]; j += 1) {
          const factor = factors.pairs[candidates[j] * classes + label];
          sum += forward[j] * factor;
          const product = best[j] * factor;
          if (product > most) {
            most = product;
            cameFrom[k] = j;
          }
        }
        const own = p[(from + step) * classes + label];
        forward[k] = sum * own;
        best[k] = most * own;
      }
      this.scale(step);
    }
  }

  /** Divides the sums by their sum and the products by the largest, so that long tokens do not run out of numbers. */
  private scale(step: number): void {
    const { offsets, forward, best } = this;
    let [sum, most] = [0, 0];
    for (let k = offsets[step]; k < offsets[step + 1]; k += 1) {
      sum += forward[k];
      most = Math.max(most, best[k]);
    }
    for (let k = offsets[step]; k < offsets[step + 1]; k += 1) {
      forward[k] /= sum;
      best[k] /= most;
    }
    this.logShare += Math.log(most) - Math.log(sum);
  }

  /** Sums over what stands behind each candidate, itself not included. */
  private goBackward(p: FloatArray, from: number, to: number): void {
    const { candidates, offsets, backward, classes, factors } = this;
    const last = to - from - 1;
    for (let k = offsets[last]; k < offsets[last + 1]; k += 1) backward[k] = 1;
    for (let step = last - 1; step >= 0; step -= 1) {
      let total = 0;
      for (let k = offsets[step]; k < offsets[step + 1]; k += 1) {
        let sum = 0;
        for (let j = offsets[step + 1]; j < offsets[step + 2]; j += 1) {
          const label = candidates[j];
          const factor = factors.pairs[candidates[k] * classes + label];
          sum += backward[j] * factor * p[(from + step + 1) * classes + label];
        }
        backward[k] = sum;
        total += sum;
      }
      for (let k = offsets[step]; k < offsets[step + 1]; k += 1) backward[k] /= total;
    }
  }

  /** Follows the best sequence back; its share of all sequences. */
  private writeBest(labels: Uint16Array, from: number, to: number): number {
    const { candidates, offsets, best, cameFrom } = this;
    const last = to - from - 1;
    let at = offsets[last];
    for (let k = at + 1; k < offsets[last + 1]; k += 1) if (best[k] > best[at]) at = k;
    for (let step = last; step >= 0; step -= 1) {
      labels[from + step] = candidates[at];
      at = cameFrom[at];
    }
    return Math.min(1, Math.exp(this.logShare));
  }

  private writeMarginals(p: FloatArray, from: number, to: number): void {
    const { candidates, offsets, forward, backward, classes } = this;
    for (let step = 0; step < to - from; step += 1) {
      let sum = 0;
      for (let k = offsets[step]; k < offsets[step + 1]; k += 1) sum += forward[k] * backward[k];
      const row = (from + step) * classes;
      p.fill(0, row, row + classes);
      for (let k = offsets[step]; k < offsets[step + 1]; k += 1)
        p[row + candidates[k]] = (forward[k] * backward[k]) / sum;
    }
  }
}

const decoders = new WeakMap<LabelTransitions, { temperature: number; decoder: TokenDecoder }>();

/** The decoder of a head's transitions at its temperature; the last one of each is kept. */
export function decoderOf(transitions: LabelTransitions, temperature = 1): TokenDecoder {
  const known = decoders.get(transitions);
  if (known?.temperature === temperature) return known.decoder;
  const decoder = new TokenDecoder(transitions, temperature);
  decoders.set(transitions, { temperature, decoder });
  return decoder;
}
