import { isQuantity } from '../../core/views/places.js';
import type { UnitPlace } from '../../protocol/engine.js';
import type { PanelLook } from '../../protocol/panel.js';

/**
 * What a command's argument says of what the panel shows: the name of a view, or `{ views, unit }` with names of which the
 * best stands first, and a unit by `{ layer, direction, quantity, unit }`. Whatever else is in it is left out.
 */
export function readLook(given: unknown): PanelLook {
  if (typeof given === 'string') return { views: [given] };
  const { views, unit } = Object(given) as Readonly<Record<string, unknown>>;
  const names = (Array.isArray(views) ? views : []).filter((name) => typeof name === 'string');
  const place = readUnit(unit);
  return { views: names, ...(place && { unit: place }) };
}

function readUnit(given: unknown): UnitPlace | null {
  const { layer, direction, quantity, unit } = Object(given) as Partial<Record<keyof UnitPlace, unknown>>;
  const isPlace = isIndex(layer) && isIndex(unit) && isQuantity(quantity);
  if (!isPlace || (direction !== 'forward' && direction !== 'backward')) return null;
  return { layer, direction, quantity, unit };
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}
