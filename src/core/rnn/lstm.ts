import { sigmoid } from '../math/matrix.js';
import type { Cell, Step, StepGradient } from './cell.js';

/**
 * Long short-term memory in PyTorch's form (`nn.LSTM`, Hochreiter & Schmidhuber 1997 with a forget gate):
 *
 *   i = σ(a_i + b_i)    f = σ(a_f + b_f)    g = tanh(a_g + b_g)    o = σ(a_o + b_o)
 *   c = f ⊙ c_{t-1} + i ⊙ g
 *   h = o ⊙ tanh(c)                (an LSTM with projection then takes W_hr h)
 */
export const lstm: Cell = {
  forward(H: number, { a, b, cPrev, gates, c, h }: Step): void {
    for (let k = 0; k < H; k++) {
      const i = sigmoid(a[k] + b[k]);
      const f = sigmoid(a[H + k] + b[H + k]);
      const g = Math.tanh(a[2 * H + k] + b[2 * H + k]);
      const o = sigmoid(a[3 * H + k] + b[3 * H + k]);
      c[k] = f * cPrev[k] + i * g;
      h[k] = o * Math.tanh(c[k]);
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
      const tanhC = Math.tanh(c[k]);
      const dcAll = dc[k] + dh[k] * o * (1 - tanhC * tanhC);
      da[k] = db[k] = dcAll * g * i * (1 - i);
      da[H + k] = db[H + k] = dcAll * cPrev[k] * f * (1 - f);
      da[2 * H + k] = db[2 * H + k] = dcAll * i * (1 - g * g);
      da[3 * H + k] = db[3 * H + k] = dh[k] * tanhC * o * (1 - o);
      dc[k] = dcAll * f;
      dhPrev[k] = 0;
    }
  },
};
