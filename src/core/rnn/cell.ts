import type { FloatArray } from '../math/matrix.js';
import { ACTIVATION } from './activations.js';
import { activationOf, gateActivationOf, resetsBefore, type RnnConfig } from './config.js';
import { gru, gruBefore } from './gru.js';
import { lstm } from './lstm.js';
import { plainCell } from './rnn.js';

/** Views of one step of one row. a and b are the two projections every cell starts from. */
export interface Step {
  /** a = W_ih x_t + b_ih, [G·H] */
  readonly a: FloatArray;
  /** b = W_hh h_{t-1} + b_hh, [G·H] */
  readonly b: FloatArray;
  /** h_{t-1}, [H] (only GRU reads it, and GRU has no projection) */
  readonly hPrev: FloatArray;
  /** c_{t-1}, [H]; empty unless LSTM */
  readonly cPrev: FloatArray;
  /** written: gates in PyTorch's order, [G·H]; empty for the plain cells */
  readonly gates: FloatArray;
  /** written: c_t, [H]; empty unless LSTM */
  readonly c: FloatArray;
  /** written: h_t before a projection, [H] */
  readonly h: FloatArray;
}

/** Gradients of the loss that one step backwards in time reads and writes. */
export interface StepGradient {
  /** read: ∂L/∂h_t before a projection, [H] */
  readonly dh: FloatArray;
  /** in: ∂L/∂c_t without the part through h_t; out: ∂L/∂c_{t-1}, [H]; empty unless LSTM */
  readonly dc: FloatArray;
  /** written: ∂L/∂a, [G·H] */
  readonly da: FloatArray;
  /** written: ∂L/∂b, [G·H] */
  readonly db: FloatArray;
  /** written: the part of ∂L/∂h_{t-1} that does not go through b, [H] */
  readonly dhPrev: FloatArray;
}

/** A recurrent cell: the equations of one step, and their exact derivative. */
export interface Cell {
  /** Computes gates, c_t and h_t (`H` units) from the projections. */
  forward(H: number, step: Step): void;
  /** Computes the gradients of one step; of `b` only GRU's n part is read, as `b` held it in `forward`. */
  backward(H: number, step: Step, gradient: StepGradient): void;
  /** Only of a GRU that resets h before the product: the n part of `b` is of what this gives. */
  readonly reset?: CellReset;
}

/** The reset gate before the product: what lies between a step's first product (r, z) and its second (n). */
export interface CellReset {
  /** Writes r ⊙ h_{t-1} to `out`, [H]; reads the r part of a and b. */
  forward(H: number, step: Step, out: FloatArray): void;
  /** After the cell's `backward`: from ∂L/∂(r ⊙ h_{t-1}), [H], the r part of da and db; adds to dhPrev. */
  backward(H: number, step: Step, gradient: StepGradient, dReset: FloatArray): void;
}

const made = new Map<string, Cell>();

/** The equations of a network's cells. */
export function cellOf(config: RnnConfig): Cell {
  const [gate, phi] = [gateActivationOf(config), activationOf(config)];
  const { cell } = config;
  const key = [cell, gate, phi, resetsBefore(config)].join();
  const known = made.get(key);
  if (known) return known;
  const form = cell === 'LSTM' ? lstm : resetsBefore(config) ? gruBefore : gru;
  const isGated = cell === 'GRU' || cell === 'LSTM';
  const equations = isGated ? form(ACTIVATION[gate], ACTIVATION[phi]) : plainCell(ACTIVATION[phi]);
  made.set(key, equations);
  return equations;
}
