// Derivatives of the equations of one step of one row, 4 units at a time, as in src/core/rnn/{rnn,gru,lstm}.ts. Each is
// compiled for σ and tanh, and once more for all others, which are asked for in the loop.
// Arrays named padded have zeros beyond H, and are written with zeros there.
import { activate, SIGMOID, slopeOf, TANH } from './activations';
import { loadLanes, splat, tanh } from './simd';

/** da (padded) from dh (padded) and h [H]. */
export function plainGradient(phi: i32, H: i32, Hp: i32, dh: usize, h: usize, da: usize): void {
  if (phi == TANH) plainBy(TANH, H, Hp, dh, h, da);
  else plainBy(phi, H, Hp, dh, h, da);
}

// @ts-ignore: decorator
@inline
function plainBy(phi: i32, H: i32, Hp: i32, dh: usize, h: usize, da: usize): void {
  for (let k = 0; k < Hp; k += 4) {
    const at = <usize>k << 2;
    v128.store(da + at, f32x4.mul(v128.load(dh + at), slopeOf(phi, loadLanes(h + at, H - k))));
  }
}

/** The four parts of da (padded each) from dh (padded); dc (padded) goes from ∂L/∂c_t to ∂L/∂c_{t-1}. */
export function lstmGradient(
  gate: i32, phi: i32, H: i32, Hp: i32, dh: usize, dc: usize, gates: usize, c: usize, cPrev: usize, da: usize, // prettier-ignore
): void {
  if (gate == SIGMOID && phi == TANH) lstmBy(SIGMOID, TANH, H, Hp, dh, dc, gates, c, cPrev, da);
  else lstmBy(gate, phi, H, Hp, dh, dc, gates, c, cPrev, da);
}

// @ts-ignore: decorator
@inline
function lstmBy(
  gate: i32, phi: i32, H: i32, Hp: i32, dh: usize, dc: usize, gates: usize, c: usize, cPrev: usize, da: usize, // prettier-ignore
): void {
  const row = <usize>H << 2;
  const next = <usize>Hp << 2;
  for (let k = 0; k < Hp; k += 4) {
    const at = <usize>k << 2;
    const lanes = H - k;
    const i = loadLanes(gates + at, lanes);
    const f = loadLanes(gates + row + at, lanes);
    const g = loadLanes(gates + 2 * row + at, lanes);
    const o = loadLanes(gates + 3 * row + at, lanes);
    const out = outputOf(phi, loadLanes(c + at, lanes));
    const d = v128.load(dh + at);
    const all = f32x4.add(v128.load(dc + at), f32x4.mul(f32x4.mul(d, o), slopeOf(phi, out)));
    v128.store(da + at, f32x4.mul(f32x4.mul(all, g), slopeOf(gate, i)));
    v128.store(da + next + at, f32x4.mul(f32x4.mul(all, loadLanes(cPrev + at, lanes)), slopeOf(gate, f)));
    v128.store(da + 2 * next + at, f32x4.mul(f32x4.mul(all, i), slopeOf(phi, g)));
    v128.store(da + 3 * next + at, f32x4.mul(f32x4.mul(d, out), slopeOf(gate, o)));
    v128.store(dc + at, f32x4.mul(all, f));
  }
}

/** φ(c), of a vector alone. */
// @ts-ignore: decorator
@inline
function outputOf(phi: i32, c: v128): v128 {
  if (phi == TANH) return tanh(c);
  v128.store(VECTOR, c);
  activate(phi, VECTOR, 4);
  return v128.load(VECTOR);
}

const VECTOR = memory.data(16, 16);

/** da and db (three padded parts each) and the part of dh' that does not go through b (padded). */
export function gruGradient(
  gate: i32, phi: i32, H: i32, Hp: i32, dh: usize, gates: usize, bn: usize, hPrev: usize, da: usize, db: usize, dhPrev: usize, // prettier-ignore
): void {
  if (gate == SIGMOID && phi == TANH) gruBy(SIGMOID, TANH, H, Hp, dh, gates, bn, hPrev, da, db, dhPrev);
  else gruBy(gate, phi, H, Hp, dh, gates, bn, hPrev, da, db, dhPrev);
}

// @ts-ignore: decorator
@inline
function gruBy(
  gate: i32, phi: i32, H: i32, Hp: i32, dh: usize, gates: usize, bn: usize, hPrev: usize, da: usize, db: usize, dhPrev: usize, // prettier-ignore
): void {
  const row = <usize>H << 2;
  const next = <usize>Hp << 2;
  for (let k = 0; k < Hp; k += 4) {
    const at = <usize>k << 2;
    const lanes = H - k;
    const r = loadLanes(gates + at, lanes);
    const z = loadLanes(gates + row + at, lanes);
    const n = loadLanes(gates + 2 * row + at, lanes);
    const d = v128.load(dh + at);
    const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(splat(1), z)), slopeOf(phi, n));
    const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(loadLanes(hPrev + at, lanes), n)), slopeOf(gate, z));
    const dr = f32x4.mul(f32x4.mul(dn, loadLanes(bn + at, lanes)), slopeOf(gate, r));
    v128.store(da + at, dr);
    v128.store(db + at, dr);
    v128.store(da + next + at, dz);
    v128.store(db + next + at, dz);
    v128.store(da + 2 * next + at, dn);
    v128.store(db + 2 * next + at, f32x4.mul(dn, r));
    v128.store(dhPrev + at, f32x4.mul(d, z));
  }
}

/**
 * Of a GRU that resets before the product: the z and n parts of da (three padded parts) and the part of dh' that goes
 * through neither product (padded).
 */
export function gruBeforeGradient(
  gate: i32, phi: i32, H: i32, Hp: i32, dh: usize, gates: usize, hPrev: usize, da: usize, dhPrev: usize, // prettier-ignore
): void {
  const row = <usize>H << 2;
  const next = <usize>Hp << 2;
  for (let k = 0; k < Hp; k += 4) {
    const at = <usize>k << 2;
    const lanes = H - k;
    const z = loadLanes(gates + row + at, lanes);
    const n = loadLanes(gates + 2 * row + at, lanes);
    const d = v128.load(dh + at);
    const difference = f32x4.sub(loadLanes(hPrev + at, lanes), n);
    v128.store(da + next + at, f32x4.mul(f32x4.mul(d, difference), slopeOf(gate, z)));
    v128.store(da + 2 * next + at, f32x4.mul(f32x4.mul(d, f32x4.sub(splat(1), z)), slopeOf(phi, n)));
    v128.store(dhPrev + at, f32x4.mul(d, z));
  }
}

/** The r part of da, and what dh' gets through r ⊙ h', from the gradient of that (padded). */
export function gruResetGradient(
  gate: i32, H: i32, Hp: i32, dReset: usize, gates: usize, hPrev: usize, da: usize, dhPrev: usize, // prettier-ignore
): void {
  for (let k = 0; k < Hp; k += 4) {
    const at = <usize>k << 2;
    const r = loadLanes(gates + at, H - k);
    const d = v128.load(dReset + at);
    v128.store(da + at, f32x4.mul(f32x4.mul(d, loadLanes(hPrev + at, H - k)), slopeOf(gate, r)));
    v128.store(dhPrev + at, f32x4.add(v128.load(dhPrev + at), f32x4.mul(d, r)));
  }
}
