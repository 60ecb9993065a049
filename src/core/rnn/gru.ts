import type { Activation } from './activations.js';
import type { Cell, Step, StepGradient } from './cell.js';

/**
 * Gated recurrent unit in PyTorch's form (`nn.GRU`, Cho et al. 2014 with the reset gate after the product); σ and tanh
 * unless a network says otherwise:
 *
 *   r = σ(a_r + b_r)
 *   z = σ(a_z + b_z)
 *   n = tanh(a_n + r ⊙ b_n)        b_n = W_hn h_{t-1} + b_hn
 *   h = (1 - z) ⊙ n + z ⊙ h_{t-1}
 */
export function gru(gate: Activation, phi: Activation): Cell {
  return {
    forward(H: number, { a, b, hPrev, gates, h }: Step): void {
      for (let k = 0; k < H; k++) {
        const r = gate.of(a[k] + b[k]);
        const z = gate.of(a[H + k] + b[H + k]);
        const n = phi.of(a[2 * H + k] + r * b[2 * H + k]);
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
        const dn = phi.back(dh[k] * (1 - z), n);
        const dz = gate.back(dh[k] * (hPrev[k] - n), z);
        const dr = gate.back(dn * b[2 * H + k], r);
        da[k] = db[k] = dr;
        da[H + k] = db[H + k] = dz;
        da[2 * H + k] = dn;
        db[2 * H + k] = dn * r;
        dhPrev[k] = dh[k] * z;
      }
    },
  };
}

/**
 * The same with the reset gate before the product (Cho et al. 2014; Keras' `reset_after=False`, ONNX's
 * `linear_before_reset = 0`): n = tanh(a_n + b_n) with b_n = W_hn (r ⊙ h_{t-1}) + b_hn.
 */
export function gruBefore(gate: Activation, phi: Activation): Cell {
  return {
    reset: {
      forward(H: number, { a, b, hPrev }: Step, out): void {
        // Rounded as the trace's r is, which the derivative takes.
        for (let k = 0; k < H; k++) {
          out[k] = gate.of(a[k] + b[k]);
          out[k] *= hPrev[k];
        }
      },
      backward(H: number, { hPrev, gates }: Step, { da, db, dhPrev }: StepGradient, dReset): void {
        for (let k = 0; k < H; k++) {
          da[k] = db[k] = gate.back(dReset[k] * hPrev[k], gates[k]);
          dhPrev[k] += dReset[k] * gates[k];
        }
      },
    },

    forward(H: number, { a, b, hPrev, gates, h }: Step): void {
      for (let k = 0; k < H; k++) {
        const z = gate.of(a[H + k] + b[H + k]);
        const n = phi.of(a[2 * H + k] + b[2 * H + k]);
        h[k] = (1 - z) * n + z * hPrev[k];
        gates[k] = gate.of(a[k] + b[k]);
        gates[H + k] = z;
        gates[2 * H + k] = n;
      }
    },

    backward(H: number, { hPrev, gates }: Step, { dh, da, db, dhPrev }: StepGradient): void {
      for (let k = 0; k < H; k++) {
        const z = gates[H + k];
        const n = gates[2 * H + k];
        da[H + k] = db[H + k] = gate.back(dh[k] * (hPrev[k] - n), z);
        da[2 * H + k] = db[2 * H + k] = phi.back(dh[k] * (1 - z), n);
        dhPrev[k] = dh[k] * z;
      }
    },
  };
}
