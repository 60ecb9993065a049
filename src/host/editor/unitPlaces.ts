import { directionCount, quantitiesOf, quantitySize, type RnnConfig } from '../../core/rnn/config.js';
import type { RankedUnit } from '../../core/analysis/unitStatistics.js';
import type { UnitPlace } from '../../protocol/engine.js';
import { t } from '../../live/sentences.js';

/** `layer 1 → unit 23 (h)`: layers are counted from 1, units from 0, as in the panel. */
export function unitName({ layer, direction, quantity, unit }: UnitPlace): string {
  return t('layer {0} {1} unit {2} ({3})', layer + 1, direction === 'forward' ? '→' : '←', unit, quantity);
}

/** What people type for a place: `1 forward 23 h`. */
export function formatPlace({ layer, direction, quantity, unit }: UnitPlace): string {
  return `${layer + 1} ${direction} ${unit} ${quantity}`;
}

/** Reads `1 forward 23` or `1 forward 23 c`; a sentence if it is not that or the network has no such unit. */
export function parsePlace(text: string, rnn: RnnConfig): UnitPlace | string {
  const [, layer, direction, unit, quantity = 'h'] =
    /^\s*(\d+)\s+(forward|backward)\s+(\d+)(?:\s+(\S+))?\s*$/i.exec(text) ?? [];
  if (layer === undefined) return t('Write a layer, a direction and a unit, for example "1 forward 23".');
  const known = quantitiesOf(rnn.cell).find((name) => name === quantity.toLowerCase());
  if (!known)
    return t('This network has no {0}: choose from {1}.', quantity, quantitiesOf(rnn.cell).join(', '));
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
    return t('This network has layers 1 to {0}.', rnn.layers);
  if (direction === 'backward' && directionCount(rnn) === 1)
    return t('This network has no backward direction.');
  if (!quantitiesOf(rnn.cell).includes(quantity)) return t('This network has no {0}.', quantity);
  const units = quantitySize(rnn, quantity);
  const exists = Number.isInteger(unit) && unit >= 0 && unit < units;
  return exists ? null : t('This network has units 0 to {0}.', units - 1);
}

/** `AUC 0.981, higher there`: how a unit tells the selected places from the others. */
export function describeRank({ auc }: RankedUnit): string {
  return auc >= 0.5 ? t('AUC {0}, higher there', auc.toFixed(3)) : t('AUC {0}, lower there', auc.toFixed(3));
}
