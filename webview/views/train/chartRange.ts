/** Smaller ones are as good as none: doubles end soon below. */
const SMALLEST = 1e-300;
/** Above it the chart's library finds no distance of lines. */
const LARGEST = 1e30;
/** Of the largest value: a span that is smaller has no two different numbers for its lines. */
const LEAST_SPAN = 1e-6;
/** Values that are all smaller are seen as 0. */
const LEAST_SIZE = 1e-30;
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
  if (size < LEAST_SIZE) return [lowest - AIR, highest + AIR];
  const span = Math.max(highest - lowest, size * LEAST_SPAN);
  const air = (highest === lowest ? size : span) * AIR;
  const short = (span - (highest - lowest)) / 2;
  return [lowest - short - air, highest + short + air];
}

/** The part of a logarithmic axis that shows values of `lowest` to `highest`, both above 0: whole powers of ten. */
export function logRange(lowest: number, highest: number): [low: number, high: number] {
  const from = Math.floor(log10(lowest));
  return [powerOfTen(from), powerOfTen(Math.max(from + 1, Math.ceil(log10(highest))))];
}

/** At most `most` (≥ 2) round numbers of a linear axis, all as far from the next one. */
export function linearLines(low: number, high: number, most: number): number[] {
  const step = roundSteps((high - low) / most).find((one) => (high - low) / one <= most) ?? high - low;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.min(most, Math.floor(high / step + 1e-9) - first + 1);
  // Multiplied as whole numbers: 3 · 0.1 is 0.30000000000000004.
  const digits = Math.max(0, Math.ceil(-log10(step)));
  const round = (value: number): number => (digits <= 20 ? Number(value.toFixed(digits)) : value);
  return Array.from({ length: Math.max(0, count) }, (_, k) => round((first + k) * step));
}

/** At most `most` (≥ 2) powers of ten of a logarithmic axis; between those that are far apart 2 and 5 of them, too. */
export function logLines(low: number, high: number, most: number): number[] {
  const [from, to] = [Math.round(log10(low)), Math.round(log10(high))];
  const each = Math.max(1, Math.ceil((to - from) / (most - 1)));
  const powers = Array.from({ length: Math.floor((to - from) / each) + 1 }, (_, k) => from + k * each);
  const isRoomy = each === 1 && 3 * powers.length - 2 <= most;
  return powers.flatMap((power, k) =>
    isRoomy && k < powers.length - 1
      ? [1, 2, 5].map((digit) => powerOfTen(power, digit))
      : [powerOfTen(power)],
  );
}

/** 1, 2 and 5 times the powers of ten from about a value on. */
function roundSteps(value: number): number[] {
  const power = Math.floor(log10(value));
  return [0, 1].flatMap((more) => [1, 2, 5].map((digit) => powerOfTen(power + more, digit)));
}

/** 10 ** -24 is 1.0000000000000001e-24. */
function powerOfTen(power: number, digit = 1): number {
  return Number(`${digit}e${power}`);
}

function log10(value: number): number {
  const log = Math.log10(value);
  return Math.abs(log - Math.round(log)) < 1e-9 ? Math.round(log) : log;
}
