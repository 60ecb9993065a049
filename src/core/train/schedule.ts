import type { FitConfig } from './fit.js';

/** How the learning rate may fall. */
export const LEARNING_RATE_DECAYS = ['linear', 'cosine'] as const;
export type LearningRateDecay = (typeof LEARNING_RATE_DECAYS)[number];

/** The learning rate of a step, counted from the first epoch's first, where each epoch has `stepsAnEpoch`. */
export function learningRateAt(
  { epochs, optimizer, finalLearningRateShare: last, decay, warmUpSteps = 0 }: FitConfig,
  step: number,
  stepsAnEpoch: number,
): number {
  const done = step / (epochs * stepsAnEpoch);
  const left = decay === 'cosine' ? 0.5 * (1 + Math.cos(Math.PI * done)) : 1 - done;
  const warmth = step < warmUpSteps ? (step + 1) / warmUpSteps : 1;
  return optimizer.learningRate * (last + (1 - last) * left) * warmth;
}
