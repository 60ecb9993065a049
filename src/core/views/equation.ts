import type { CellKind, Direction, Quantity } from '../rnn/config.js';
import { formatValue } from './format.js';

/** Raw values of one unit at one step, by quantity. */
export type UnitValues = Readonly<Partial<Record<Quantity, number>>>;

/** What an equation is written out for. */
export interface EquationPlace {
  readonly cell: CellKind;
  readonly direction: Direction;
  /** The LSTM projects h: its units are not those of c. */
  readonly projected: boolean;
  readonly now: UnitValues;
  /** The step that was run before this one (to the right of it in the backward direction); null for the first. */
  readonly before: UnitValues | null;
}

/** One equation, in symbols and with this step's numbers. */
export interface EquationLine {
  readonly symbols: string;
  readonly numbers: string;
  /** The numbers are this unit's share of what the symbols say of all units. */
  readonly isShare?: boolean;
}

/** The equations of one step of one unit. */
export interface Equation {
  readonly lines: readonly EquationLine[];
  /** What is special about this step; null for nothing. */
  readonly note: EquationNote | null;
}

/** Where the state before a first step came from. */
export interface EquationNote {
  /** It is 0; it is unless the run went on from a saved state; it is that of the run that went on. */
  readonly kind: 'zero' | 'zeroUnless' | 'continued';
  /** The state's symbol: `hₜ₋₁`. */
  readonly name: string;
}

/** How far sums of float32 numbers may be off before a state is taken to be continued from another one. */
const TOLERANCE = 1e-4;

/** The cell's equations with the numbers of one unit at one step; a number that is not known is `…`. */
export function cellEquation(place: EquationPlace): Equation {
  const before = place.direction === 'forward' ? '₋₁' : '₊₁';
  if (place.cell === 'LSTM') return lstm(place, before);
  return place.cell === 'GRU' ? gru(place, before) : plain(place, before);
}

function plain({ cell, now, before: previous }: EquationPlace, before: string): Equation {
  const h = now.h ?? NaN;
  const name = cell === 'RNN_TANH' ? 'tanh' : 'ReLU';
  const symbols = `hₜ = ${name}(W_ih xₜ + b_ih + W_hh hₜ${before} + b_hh)`;
  const numbers = `= ${name}(${cell === 'RNN_TANH' ? atanhText(h) : reluArgument(h)}) = ${formatValue(h)}`;
  const note = previous ? null : ({ kind: 'zeroUnless', name: `hₜ${before}` } as const);
  return { lines: [{ symbols, numbers }], note };
}

/** What a tanh was taken of; where it is saturated float32 no longer knows. */
function atanhText(value: number): string {
  if (Number.isNaN(value)) return '…';
  if (Math.abs(value) < 1 - 1e-6) return formatValue(Math.atanh(value));
  return value > 0 ? '> 7' : '< −7';
}

function reluArgument(value: number): string {
  return value === 0 ? '≤ 0' : formatValue(value);
}

function gru({ now, before: previous }: EquationPlace, before: string): Equation {
  const { h = NaN, r = NaN, z = NaN, n = NaN } = now;
  const start = startOf(previous?.h, previous === null, (h - (1 - z) * n) / z, z);
  const candidate = {
    symbols: `n = tanh(W_in xₜ + b_in + r·(W_hn hₜ${before} + b_hn))`,
    numbers: `= tanh(${atanhText(n)}) = ${formatValue(n)} with r = ${formatValue(r)}`,
  };
  const state = {
    symbols: `hₜ = (1 − z)·n + z·hₜ${before}`,
    numbers: `= ${formatValue(1 - z)}·${factor(n)} + ${formatValue(z)}·${factor(start.value)} = ${formatValue(h)}`,
  };
  return { lines: [candidate, state], note: start.note(`hₜ${before}`) };
}

function lstm({ now, before: previous, projected }: EquationPlace, before: string): Equation {
  const { h = NaN, c = NaN, i = NaN, f = NaN, g = NaN, o = NaN } = now;
  const start = startOf(previous?.c, previous === null, (c - i * g) / f, f);
  const memory = {
    symbols: `cₜ = f·cₜ${before} + i·g`,
    numbers: `= ${formatValue(f)}·${factor(start.value)} + ${formatValue(i)}·${factor(g)} = ${formatValue(c)}`,
  };
  const product = `${formatValue(o)}·tanh(${formatValue(c)})`;
  const state = projected
    ? {
        symbols: 'hₜ = W_hr (o ⊙ tanh(cₜ))',
        numbers: `${product} = ${formatValue(o * Math.tanh(c))}`,
        isShare: true,
      }
    : { symbols: 'hₜ = o·tanh(cₜ)', numbers: `= ${product} = ${formatValue(h)}` };
  return { lines: [memory, state], note: start.note(`cₜ${before}`) };
}

/** The state before a step: as it was read, else 0, else what the equation says a continued run started from. */
function startOf(
  read: number | undefined,
  isFirst: boolean,
  implied: number,
  weight: number,
): { value: number; note: (name: string) => EquationNote | null } {
  if (!isFirst) return { value: read ?? NaN, note: () => null };
  if (Math.abs(implied * weight) > TOLERANCE)
    return { value: implied, note: (name) => ({ kind: 'continued', name }) };
  return { value: 0, note: (name) => ({ kind: 'zero', name }) };
}

/** A number behind a multiplication sign. */
function factor(value: number): string {
  const text = formatValue(value);
  return text.startsWith('−') ? `(${text})` : text;
}
