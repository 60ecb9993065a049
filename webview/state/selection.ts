import type { StepRange } from '../../src/protocol/engine.js';
import type { RunData } from '../data/data.js';
import type { State } from './store.js';

/** The steps of the selected token; null while they are not known. */
export function selectedSteps(data: RunData, { selection }: State): StepRange | null {
  return selection ? data.stepsOf(selection.token) : null;
}

/**
 * The selected step: the one that was chosen, else the one at which the network has read the whole token (its last
 * step forwards, its first one backwards). null while it is not known.
 */
export function selectedStep(data: RunData, state: State): number | null {
  if (!state.selection) return null;
  if (state.selection.step !== null) return state.selection.step;
  const steps = selectedSteps(data, state);
  if (!steps) return null;
  return state.choices.direction === 'forward' ? steps.toStep - 1 : steps.fromStep;
}
