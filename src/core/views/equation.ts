import { ACTIVATION } from '../rnn/activations.js';
import {
  activationOf,
  GATE_ORDER,
  gateActivationOf,
  resetsBefore,
  type Direction,
  type Quantity,
  type RnnConfig,
} from '../rnn/config.js';
import { activationDefinition, applied, argumentText } from './activationText.js';
import { formatValue } from './format.js';

/** Raw values of one unit at one step, by quantity. */
export type UnitValues = Readonly<Partial<Record<Quantity, number>>>;

/** What an equation is written out for. */
export interface EquationPlace {
  readonly rnn: RnnConfig;
  readonly direction: Direction;
  readonly now: UnitValues;
  /** The step that was run before this one (to the right of it in the backward direction); null for the first. */
  readonly before: UnitValues | null;
}

/** One equation, in symbols and with this step's numbers. */
export interface EquationLine {
  readonly symbols: string;
  /** Empty where the symbols say all. */
  readonly numbers: string;
  /** What the numbers are where they are this unit's share of what the symbols say of all units. */
  readonly share?: string;
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
  const { cell } = place.rnn;
  const own =
    cell === 'LSTM' ? lstm(place, before) : cell === 'GRU' ? gru(place, before) : plain(place, before);
  return { ...own, lines: [...own.lines, ...definitions(place.rnn, before)] };
}

/** What is not the usual function: how gates come about, and what the others are. */
function definitions(rnn: RnnConfig, before: string): EquationLine[] {
  const gates = GATE_ORDER[rnn.cell].filter((gate) => gate !== 'g' && gate !== 'n');
  const [gate, phi] = [gateActivationOf(rnn), activationOf(rnn)];
  const isOther = gates.length > 0 && gate !== 'sigmoid';
  const sum = `W_ih xₜ + b_ih + W_hh hₜ${before} + b_hh`;
  const defined = [isOther ? activationDefinition(gate) : null, activationDefinition(phi)];
  const symbols = [
    ...(isOther ? [`${gates.join(', ')} = ${applied(gate, sum)}`] : []),
    ...new Set(defined.filter((text) => text !== null)),
  ];
  return symbols.map((text) => ({ symbols: text, numbers: '' }));
}

function plain({ rnn, now, before: previous }: EquationPlace, before: string): Equation {
  const h = now.h ?? NaN;
  const phi = activationOf(rnn);
  const symbols = `hₜ = ${applied(phi, `W_ih xₜ + b_ih + W_hh hₜ${before} + b_hh`)}`;
  const numbers =
    phi === 'linear' ? `= ${formatValue(h)}` : `= ${applied(phi, argumentText(phi, h))} = ${formatValue(h)}`;
  const note = previous ? null : ({ kind: 'zeroUnless', name: `hₜ${before}` } as const);
  return { lines: [{ symbols, numbers }], note };
}

function gru({ rnn, now, before: previous }: EquationPlace, before: string): Equation {
  const { h = NaN, r = NaN, z = NaN, n = NaN } = now;
  const start = startOf(previous?.h, previous === null, (h - (1 - z) * n) / z, z);
  const phi = activationOf(rnn);
  const state = resetsBefore(rnn) ? `W_hn (r ⊙ hₜ${before}) + b_hn` : `r·(W_hn hₜ${before} + b_hn)`;
  const candidate = {
    symbols: `n = ${applied(phi, `W_in xₜ + b_in + ${state}`)}`,
    numbers:
      (phi === 'linear' ? '' : `= ${applied(phi, argumentText(phi, n))} `) +
      `= ${formatValue(n)}, r = ${formatValue(r)}`,
  };
  const mixed = {
    symbols: `hₜ = (1 − z)·n + z·hₜ${before}`,
    numbers: `= ${formatValue(1 - z)}·${factor(n)} + ${formatValue(z)}·${factor(start.value)} = ${formatValue(h)}`,
  };
  return { lines: [candidate, mixed], note: start.note(`hₜ${before}`) };
}

function lstm({ rnn, now, before: previous }: EquationPlace, before: string): Equation {
  const { h = NaN, c = NaN, i = NaN, f = NaN, g = NaN, o = NaN } = now;
  const start = startOf(previous?.c, previous === null, (c - i * g) / f, f);
  const phi = activationOf(rnn);
  const memory = {
    symbols: `cₜ = f·cₜ${before} + i·g`,
    numbers: `= ${formatValue(f)}·${factor(start.value)} + ${formatValue(i)}·${factor(g)} = ${formatValue(c)}`,
  };
  const product = `${formatValue(o)}·${phi === 'linear' ? factor(c) : applied(phi, formatValue(c))}`;
  const out = applied(phi, 'cₜ');
  const state =
    rnn.projSize > 0
      ? {
          symbols: `hₜ = W_hr (o ⊙ ${out})`,
          numbers: `${product} = ${formatValue(o * ACTIVATION[phi].of(c))}`,
          share: `o·${out}`,
        }
      : { symbols: `hₜ = o·${out}`, numbers: `= ${product} = ${formatValue(h)}` };
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
