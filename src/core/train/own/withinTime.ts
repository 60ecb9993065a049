import type { TrainingRecipe } from '../recipe.js';

/** How long steps take, as they were timed. */
export interface StepTimes {
  readonly msAStep: number;
  /** Batches of one pass over the training data. */
  readonly stepsAPass: number;
  /** What scoring and keeping after each epoch takes. */
  readonly msAnEpoch: number;
}

/** An epoch is a point of the timeline: about so long, and so many. */
const EPOCH_MS = 4_000;
const FEWEST_EPOCHS = 8;
const MOST_EPOCHS = 60;

/** Of passes over little text, which take no time. */
const MOST_PASSES = 400;

/**
 * The recipe for a time budget: epochs of some seconds each, each a part of the data where one pass takes longer. Whoever
 * gave a number of epochs by hand keeps it.
 */
export function withinTime(recipe: TrainingRecipe, times: StepTimes, minutes: number): TrainingRecipe {
  const ms = minutes * 60_000;
  const { msAStep, stepsAPass, msAnEpoch } = times;
  const pass = stepsAPass * msAStep;
  const wanted = Math.max(FEWEST_EPOCHS, Math.min(MOST_EPOCHS, Math.round(ms / EPOCH_MS)));
  const stepsAnEpoch = Math.max(1, Math.floor((ms / wanted - msAnEpoch) / Math.max(msAStep, 0.001)));
  const isPart = stepsAnEpoch < stepsAPass;
  const passes = Math.floor(ms / Math.max(0.001, pass + msAnEpoch));
  const epochs = isPart ? wanted : Math.max(1, Math.min(MOST_PASSES, passes));
  const isModel = recipe.task === 'language-model' || recipe.task === 'states';
  const patience = isModel ? epochs : Math.max(5, Math.ceil(epochs / 3));
  return {
    ...recipe,
    fit: { ...recipe.fit, epochs, patience, stepsAnEpoch: isPart ? stepsAnEpoch : undefined },
  };
}
