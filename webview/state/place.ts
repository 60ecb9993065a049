/** Where in the network people are. */
import { quantitySize } from '../../src/core/rnn/config.js';
import type { StatePlace, UnitPlace } from '../../src/protocol/engine.js';
import type { State } from './store.js';

/** The layer, direction and quantity that are looked at. */
export function shownPlace({ choices: { layer, direction, quantity } }: State): StatePlace {
  return { layer, direction, quantity };
}

/** The selected unit where it is in the network. */
export function selectedPlace({ choices: { layer, direction, quantity }, unit }: State): UnitPlace {
  return { layer, direction, quantity, unit };
}

/** The pinned units of the shown layer and direction that the shown quantity has, in the order of their rows. */
export function pinnedUnits(state: State): readonly number[] {
  const rnn = state.panel?.run?.model.rnn;
  if (!rnn) return [];
  const units = quantitySize(rnn, state.choices.quantity);
  return (state.choices.pins[pinPlace(state)] ?? []).filter((unit) => unit < units);
}

/** What pins are remembered by: model, layer and direction. */
export function pinPlace({ panel, choices }: State): string {
  return `${panel?.run?.model.name} ${choices.layer} ${choices.direction}`;
}
