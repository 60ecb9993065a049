import type { Activation } from './activations.js';
import type { Cell, Step, StepGradient } from './cell.js';

/**
 * Long short-term memory in PyTorch's form (`nn.LSTM`, Hochreiter & Schmidhuber 1997 with a forget gate); σ and tanh
 * unless a network says otherwise:
 *
 *   i = σ(a_i + b_i)    f = σ(a_f + b_f)    g = tanh(a_g + b_g)    o = σ(a_o + b_o)
 *   c = f ⊙ c_{t-1} + i ⊙ g
 *   h = o ⊙ tanh(c)                (an LSTM with projection then takes W_hr h)
 */
export function lstm(gate: Activation, phi: Activation): Cell {
  return {
    forward(H: number, { a, b, cPrev, gates, c, h }: Step): void {
      for (let k = 0; k < H; k++) {
        const i = gate.of(a[k] + b[k]);
        const f = gate.of(a[H + k] + b[H + k]);
        const g = phi.of(a[2 * H + k] + b[2 * H + k]);
        const o = gate.of(a[3 * H + k] + b[3 * H + k]);
        c[k] = f * cPrev[k] + i * g;
        h[k] = o * phi.of(c[k]);
        gates[k] = i;
        gates[H + k] = f;
        gates[2 * H + k] = g;
        gates[3 * H + k] = o;
      }
    },

    backward(H: number, { cPrev, gates, c }: Step, { dh, dc, da, db, dhPrev }: StepGradient): void {
      for (let k = 0; k < H; k++) {
        const i = gates[k];
        const f = gates[H + k];
        const g = gates[2 * H + k];
        const o = gates[3 * H + k];
        const out = phi.of(c[k]);
        const dcAll = dc[k] + phi.back(dh[k] * o, out);
        da[k] = db[k] = gate.back(dcAll * g, i);
        da[H + k] = db[H + k] = gate.back(dcAll * cPrev[k], f);
        da[2 * H + k] = db[2 * H + k] = phi.back(dcAll * i, g);
        da[3 * H + k] = db[3 * H + k] = gate.back(dh[k] * out, o);
        dc[k] = dcAll * f;
        dhPrev[k] = 0;
      }
    },
  };
}
