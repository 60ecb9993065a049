/** Below and above, a chart's library finds no distance of lines and looks for one for ever. */
const SMALLEST = 1e-30;
const LARGEST = 1e30;
/** Of the largest value: a span that is smaller has no two different numbers for its lines. */
const LEAST_SPAN = 1e-6;
/** Of the span, above and below. */
const AIR = 0.06;

/** A value as a chart draws it; null where it is unknown, beyond what can be drawn, or, on a logarithmic axis, not above 0. */
export function drawnValue(y: number, isLog: boolean): number | null {
  if (!(Math.abs(y) <= LARGEST)) return null;
  return isLog && y < SMALLEST ? null : y;
}

/** The part of a linear axis that shows values of `lowest` to `highest`, with some air. */
export function linearRange(lowest: number, highest: number): [low: number, high: number] {
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  if (size < SMALLEST) return [lowest - AIR, highest + AIR];
  const span = Math.max(highest - lowest, size * LEAST_SPAN);
  const air = (highest === lowest ? size : span) * AIR;
  const short = (span - (highest - lowest)) / 2;
  return [lowest - short - air, highest + short + air];
}
