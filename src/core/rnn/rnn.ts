import type { Cell, Step, StepGradient } from './cell.js';

/** A plain cell: h_t = φ(W_ih x_t + b_ih + W_hh h_{t-1} + b_hh), with φ' written in terms of h_t. */
function plainCell(phi: (x: number) => number, derivative: (h: number) => number): Cell {
  return {
    forward(H: number, { a, b, h }: Step): void {
      for (let k = 0; k < H; k++) h[k] = phi(a[k] + b[k]);
    },
    backward(H: number, { h }: Step, { dh, da, db, dhPrev }: StepGradient): void {
      for (let k = 0; k < H; k++) {
        da[k] = dh[k] * derivative(h[k]);
        db[k] = da[k];
        dhPrev[k] = 0;
      }
    },
  };
}

/** The Elman network of the textbook, its four parameters W_ih, b_ih, W_hh, b_hh (PyTorch `nn.RNN`). */
export const rnnTanh: Cell = plainCell(Math.tanh, (h) => 1 - h * h);

/** The same with ReLU; at 0 the derivative is 0, as in PyTorch. */
export const rnnRelu: Cell = plainCell(
  (x) => (x > 0 ? x : 0),
  (h) => (h > 0 ? 1 : 0),
);
