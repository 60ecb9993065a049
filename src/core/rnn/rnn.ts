import type { Activation } from './activations.js';
import type { Cell, Step, StepGradient } from './cell.js';

/**
 * The Elman network of the textbook, its four parameters W_ih, b_ih, W_hh, b_hh (PyTorch `nn.RNN`), with tanh, ReLU or
 * another function: h_t = φ(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh).
 */
export function plainCell(phi: Activation): Cell {
  return {
    forward(H: number, { a, b, h }: Step): void {
      for (let k = 0; k < H; k++) h[k] = phi.of(a[k] + b[k]);
    },
    backward(H: number, { h }: Step, { dh, da, db, dhPrev }: StepGradient): void {
      for (let k = 0; k < H; k++) {
        da[k] = phi.back(dh[k], h[k]);
        db[k] = da[k];
        dhPrev[k] = 0;
      }
    },
  };
}
