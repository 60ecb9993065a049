/** What the network view reads of a run besides what all views do. */
import type { Direction, RnnConfig } from '../../../src/core/rnn/config.js';
import type { StepQuery, StepTrace } from '../../../src/protocol/engine.js';
import type { GoldLoss } from '../../../src/protocol/gold.js';
import type { TextLoss } from '../../../src/protocol/panel.js';
import type { RunData } from '../../data/data.js';
import type { StateCache } from '../../data/stateCache.js';
import type { State } from '../../state/store.js';

/** h of a layer and direction in small windows, as the equations have it: the steps around one of them. */
export function statesNear(data: RunData, rnn: RnnConfig, layer: number, direction: Direction): StateCache {
  return data.statesForEquation(rnn, layer, direction).get('h')!;
}

/** The step of the selected unit, layer and direction. */
export function stepQuery({ choices: { layer, direction }, unit }: State, step: number): StepQuery {
  return { layer, direction, unit, step };
}

/** How a step came about; null while it is not known. */
export function stepTrace({ cache, stepCount }: RunData, query: StepQuery): StepTrace | null {
  const isThere = query.step >= 0 && query.step < stepCount;
  return isThere ? cache.want({ method: 'stepTrace', params: query }) : null;
}

/** Why a step is not known, in one sentence; null if nothing went wrong. */
export function stepProblem({ cache }: RunData, query: StepQuery): string | null {
  return cache.problemOf({ method: 'stepTrace', params: query });
}

/** What the text costs a language model; null while it is not known. */
export function textLoss({ cache }: RunData): TextLoss | null {
  return cache.want({ method: 'loss', params: {} });
}

/** The loss of a text that says the right labels; null while it is not known. */
export function goldLoss({ cache }: RunData): GoldLoss | null {
  return cache.want({ method: 'goldLoss', params: {} });
}

/** The label that the text gives a token; null while that is not known, or where it gives none. */
export function goldLabel({ cache }: RunData, token: number): string | null {
  return cache.want({ method: 'goldLabel', params: { token } })?.label ?? null;
}
