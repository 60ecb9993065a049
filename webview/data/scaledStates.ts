/** States on scales that show them: of c where tanh(c) is one colour over most of the text. */
import type { StatePlace } from '../../src/protocol/engine.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import type { ColourScales } from '../../src/protocol/scaledStates.js';
import type { RunData } from './data.js';
import type { StateCache } from './stateCache.js';

/** The scales of a place's units over this text; null while they are not known, and where all have the fixed one. */
export function colourScales(data: RunData, { shapes }: PanelRun, place: StatePlace): ColourScales | null {
  if (place.quantity !== 'c' || shapes === null) return null;
  return data.cache.want({ method: 'colourScales', params: place });
}

/** The states of a place as shares of each unit's own scale; null where no unit has one, or while that is not known. */
export function scaledStates(data: RunData, run: PanelRun, place: StatePlace): StateCache | null {
  const own = colourScales(data, run, place)?.own ?? 0;
  return own > 0 ? data.statesOf(run.model.rnn, place.layer, place.direction, place.quantity, true) : null;
}
