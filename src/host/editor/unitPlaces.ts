import { directionCount, quantitiesOf, quantitySize, type RnnConfig } from '../../core/rnn/config.js';
import type { RankedUnit } from '../../core/analysis/unitStatistics.js';
import type { UnitPlace } from '../../protocol/engine.js';

/** `layer 1 → unit 23 (h)`: layers are counted from 1, units from 0, as in the panel. */
export function unitName({ layer, direction, quantity, unit }: UnitPlace): string {
  return `layer ${layer + 1} ${direction === 'forward' ? '→' : '←'} unit ${unit} (${quantity})`;
}

/** What people type for a place: `1 forward 23 h`. */
export function formatPlace({ layer, direction, quantity, unit }: UnitPlace): string {
  return `${layer + 1} ${direction} ${unit} ${quantity}`;
}

/** Reads `1 forward 23` or `1 forward 23 c`; a sentence if it is not that or the network has no such unit. */
export function parsePlace(text: string, rnn: RnnConfig): UnitPlace | string {
  const [, layer, direction, unit, quantity = 'h'] =
    /^\s*(\d+)\s+(forward|backward)\s+(\d+)(?:\s+(\S+))?\s*$/i.exec(text) ?? [];
  if (layer === undefined) return 'Write a layer, a direction and a unit, for example "1 forward 23".';
  const known = quantitiesOf(rnn.cell).find((name) => name === quantity.toLowerCase());
  if (!known) return `This network has no ${quantity}: choose from ${quantitiesOf(rnn.cell).join(', ')}.`;
  const place: UnitPlace = {
    layer: Number(layer) - 1,
    direction: direction.toLowerCase() === 'forward' ? 'forward' : 'backward',
    quantity: known,
    unit: Number(unit),
  };
  return problemOfPlace(place, rnn) ?? place;
}

/** Why a network has no such unit, in one sentence; null if it has. */
export function problemOfPlace(
  { layer, direction, quantity, unit }: UnitPlace,
  rnn: RnnConfig,
): string | null {
  if (!(Number.isInteger(layer) && layer >= 0 && layer < rnn.layers))
    return `This network has layers 1 to ${rnn.layers}.`;
  if (direction === 'backward' && directionCount(rnn) === 1) return 'This network has no backward direction.';
  if (!quantitiesOf(rnn.cell).includes(quantity)) return `This network has no ${quantity}.`;
  const units = quantitySize(rnn, quantity);
  const exists = Number.isInteger(unit) && unit >= 0 && unit < units;
  return exists ? null : `This network has units 0 to ${units - 1}.`;
}

/** `AUC 0.981, higher there`: how a unit tells the selected places from the others. */
export function describeRank({ auc }: RankedUnit): string {
  const side = auc >= 0.5 ? 'higher' : 'lower';
  return `AUC ${auc.toFixed(3)}, ${side} there`;
}
