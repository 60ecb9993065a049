/** Where in the network people are. */
import { directionsOf, quantitySize, type Direction } from '../../src/core/rnn/config.js';
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

/** The directions in sight, the selected unit's among them. */
export function shownDirections({ panel, choices }: State): readonly Direction[] {
  const rnn = panel?.run?.model.rnn;
  if (!rnn) return ['forward'];
  return choices.bothDirections ? directionsOf(rnn, choices.layer) : [choices.direction];
}

/** The pinned units of the shown layer and a direction that the shown quantity has, in the order of their rows. */
export function pinnedUnits(state: State, direction = state.choices.direction): readonly number[] {
  const rnn = state.panel?.run?.model.rnn;
  if (!rnn) return [];
  const units = quantitySize(rnn, state.choices.quantity, { layer: state.choices.layer, direction });
  return (state.choices.pins[pinPlace(state, direction)] ?? []).filter((unit) => unit < units);
}

/** A unit that has a row of its own. */
export interface RowUnit {
  readonly direction: Direction;
  readonly unit: number;
}

/** The units with rows of their own: the selected one, and the pinned ones of the directions in sight. */
export function rowUnits(state: State): readonly RowUnit[] {
  const { direction } = state.choices;
  const pinned = shownDirections(state).flatMap((of) =>
    pinnedUnits(state, of).map((unit) => ({ direction: of, unit })),
  );
  const isPinned = pinned.some((row) => row.unit === state.unit && row.direction === direction);
  return isPinned ? pinned : [{ direction, unit: state.unit }, ...pinned];
}

/** What pins are remembered by: model, layer and direction. */
export function pinPlace({ panel, choices }: State, direction = choices.direction): string {
  return `${panel?.run?.model.name} ${choices.layer} ${direction}`;
}
