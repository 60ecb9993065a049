// The equations of one step of one row, 4 units at a time, as in src/core/rnn/{rnn,gru,lstm}.ts with σ and tanh (other
// activations: `variants.ts`). Gates are written only where somebody asked for them; h and c are the same bits either way.
import { activate, TANH } from './activations';
import { loadLanes, madd, minus2Log2E, minusLog2E, one, powers, sigmoid, storeLanes, tanh } from './simd';

/** Numbers of the cells in a job: the plain cell, GRU that resets after or before the product, LSTM. */
export const PLAIN: i32 = 0;
export const GRU: i32 = 1;
export const GRU_BEFORE: i32 = 2;
export const LSTM: i32 = 3;

/** h = φ(z); `z` is padded to whole vectors. */
export function plainUnits(phi: i32, H: i32, z: usize, h: usize): void {
  if (phi != TANH) {
    activate(phi, z, (H + 3) & ~3);
    memory.copy(h, z, <usize>H << 2);
    return;
  }
  for (let k = 0; k < H; k += 4) {
    const at = <usize>k << 2;
    storeLanes(h + at, tanh(v128.load(z + at)), H - k);
  }
}

/**
 * c = f ⊙ c' + i ⊙ g and h = o ⊙ tanh(c), each over one denominator: with e_x = 2^(-x log2 e),
 * c = (c' (1 + e_i)(1 + e_g) + (1 - e_g)(1 + e_f)) / ((1 + e_f)(1 + e_i)(1 + e_g)).
 * `z` holds the four gates' sums, each padded to `Hp`, and is used up; `c` (padded) is read and replaced; `gates` is
 * [4·H] or 0. One short loop after the other, so that all constants of each stay in registers.
 */
export function lstmUnits(H: i32, Hp: i32, z: usize, c: usize, h: usize, gates: usize): void {
  const next = <usize>Hp << 2;
  powers(z, 2 * Hp, minusLog2E());
  powers(z + 2 * next, Hp, minus2Log2E());
  powers(z + 3 * next, Hp, minusLog2E());
  if (gates) storeGates(H, z, next, gates);
  const n1 = one();
  const end = z + next;
  for (let p = z; p < end; p += 16) {
    const ei = f32x4.add(n1, v128.load(p));
    const ef = f32x4.add(n1, v128.load(p + next));
    const g = v128.load(p + 2 * next);
    const eiEg = f32x4.mul(ei, f32x4.add(n1, g));
    const kept = f32x4.mul(v128.load(c), eiEg);
    const sum = madd(f32x4.sub(n1, g), ef, kept);
    const cell = f32x4.div(sum, f32x4.mul(ef, eiEg));
    v128.store(c, cell);
    v128.store(p, cell);
    c += 16;
  }
  powers(z, Hp, minus2Log2E());
  for (let k = 0; k < H; k += 4) {
    const p = z + (<usize>k << 2);
    const e = v128.load(p);
    const eo = f32x4.add(n1, v128.load(p + 3 * next));
    const hidden = f32x4.div(f32x4.sub(n1, e), f32x4.mul(eo, f32x4.add(n1, e)));
    storeLanes(h + (<usize>k << 2), hidden, H - k);
  }
}

/** Gates [4·H] of an LSTM from their powers, `next` bytes from gate to gate. */
function storeGates(H: i32, powers: usize, next: usize, gates: usize): void {
  const row = <usize>H << 2;
  for (let k = 0; k < H; k += 4) {
    const at = <usize>k << 2;
    const p = powers + at;
    const g = v128.load(p + 2 * next);
    storeLanes(gates + at, f32x4.div(one(), f32x4.add(one(), v128.load(p))), H - k);
    storeLanes(gates + row + at, f32x4.div(one(), f32x4.add(one(), v128.load(p + next))), H - k);
    storeLanes(gates + 2 * row + at, f32x4.div(f32x4.sub(one(), g), f32x4.add(one(), g)), H - k);
    storeLanes(gates + 3 * row + at, f32x4.div(one(), f32x4.add(one(), v128.load(p + 3 * next))), H - k);
  }
}

/**
 * r = σ(z_r), z = σ(z_z), n = tanh(a_n + r ⊙ b_n), h = (1 - z) ⊙ n + z ⊙ h'. `z` holds the sums of r and z and
 * then b_n = W_hn h' + b_hn, each padded to `Hp`; `an` is the n part of a; `gates` is [3·H] or 0; `bn` [H] or 0.
 */
export function gruUnits(
  H: i32, Hp: i32, z: usize, an: usize, hPrev: usize, h: usize, gates: usize, bn: usize, // prettier-ignore
): void {
  const next = <usize>Hp << 2;
  const row = <usize>H << 2;
  for (let k = 0; k < H; k += 4) {
    const at = <usize>k << 2;
    const lanes = H - k;
    const r = sigmoid(v128.load(z + at));
    const u = sigmoid(v128.load(z + next + at));
    const b = v128.load(z + 2 * next + at);
    const n = tanh(madd(r, b, v128.load(an + at)));
    const previous = loadLanes(hPrev + at, lanes);
    storeLanes(h + at, madd(u, f32x4.sub(previous, n), n), lanes);
    if (gates) {
      storeLanes(gates + at, r, lanes);
      storeLanes(gates + row + at, u, lanes);
      storeLanes(gates + 2 * row + at, n, lanes);
    }
    if (bn) storeLanes(bn + at, b, lanes);
  }
}
