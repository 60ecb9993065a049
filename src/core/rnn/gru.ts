import { sigmoid } from '../math/matrix.js';
import type { Cell, Step, StepGradient } from './cell.js';

/**
 * Gated recurrent unit in PyTorch's form (`nn.GRU`, Cho et al. 2014 with the reset gate after the product):
 *
 *   r = σ(a_r + b_r)
 *   z = σ(a_z + b_z)
 *   n = tanh(a_n + r ⊙ b_n)        b_n = W_hn h_{t-1} + b_hn
 *   h = (1 - z) ⊙ n + z ⊙ h_{t-1}
 */
export const gru: Cell = {
  forward(H: number, { a, b, hPrev, gates, h }: Step): void {
    for (let k = 0; k < H; k++) {
      const r = sigmoid(a[k] + b[k]);
      const z = sigmoid(a[H + k] + b[H + k]);
      const n = Math.tanh(a[2 * H + k] + r * b[2 * H + k]);
      h[k] = (1 - z) * n + z * hPrev[k];
      gates[k] = r;
      gates[H + k] = z;
      gates[2 * H + k] = n;
    }
  },

  backward(H: number, { b, hPrev, gates }: Step, { dh, da, db, dhPrev }: StepGradient): void {
    for (let k = 0; k < H; k++) {
      const r = gates[k];
      const z = gates[H + k];
      const n = gates[2 * H + k];
      const dn = dh[k] * (1 - z) * (1 - n * n);
      const dz = dh[k] * (hPrev[k] - n) * z * (1 - z);
      const dr = dn * b[2 * H + k] * r * (1 - r);
      da[k] = db[k] = dr;
      da[H + k] = db[H + k] = dz;
      da[2 * H + k] = dn;
      db[2 * H + k] = dn * r;
      dhPrev[k] = dh[k] * z;
    }
  },
};
