/** Most units that can be pinned at once: more rows cannot be read against the text. */
export const MOST_PINS = 5;

/** Pinned units of every model, layer and direction that had some. */
export type Pins = Readonly<Record<string, readonly number[]>>;

/** Places whose pins are remembered. */
const MOST_PLACES = 40;

/** Pins with a unit added, or taken away if it was there; the same object if there is no room for it. */
export function togglePin(pins: Pins, place: string, unit: number): Pins {
  const old = pins[place] ?? [];
  if (!old.includes(unit) && old.length >= MOST_PINS) return pins;
  const units = old.includes(unit) ? old.filter((other) => other !== unit) : [...old, unit];
  const others = Object.entries(pins).filter(([other]) => other !== place);
  const kept = others.slice(Math.max(0, others.length - (MOST_PLACES - 1)));
  return Object.fromEntries(units.length > 0 ? [...kept, [place, units]] : kept);
}

/** Pins from what was saved by an earlier panel; whatever is no list of units is left out. */
export function restorePins(saved: unknown): Pins {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return {};
  return Object.fromEntries(
    Object.entries(saved).flatMap(([place, units]) => (isUnitList(units) ? [[place, units]] : [])),
  );
}

function isUnitList(units: unknown): units is number[] {
  return (
    Array.isArray(units) &&
    units.length <= MOST_PINS &&
    new Set(units).size === units.length &&
    units.every((unit) => Number.isInteger(unit) && unit >= 0)
  );
}
