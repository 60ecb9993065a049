// Derivatives of the equations of one step of one row, 4 units at a time, as in src/core/rnn/{rnn,gru,lstm}.ts.
// Arrays named padded have zeros beyond H, and are written with zeros there.
import { loadLanes, splat, tanh } from './simd';

/** x · (1 - x) for a sigmoid's value. */
// @ts-ignore: decorator
@inline
function sigmoidSlope(x: v128): v128 {
  return f32x4.mul(x, f32x4.sub(splat(1), x));
}

// @ts-ignore: decorator
@inline
function tanhSlope(x: v128): v128 {
  return f32x4.sub(splat(1), f32x4.mul(x, x));
}

/** da (padded) from dh (padded) and h [H]. */
export function plainGradient(relu: bool, H: i32, Hp: i32, dh: usize, h: usize, da: usize): void {
  for (let k = 0; k < Hp; k += 4) {
    const at = <usize>k << 2;
    const value = loadLanes(h + at, H - k);
    const d = v128.load(dh + at);
    const slope = relu ? v128.and(f32x4.gt(value, splat(0)), splat(1)) : tanhSlope(value);
    v128.store(da + at, f32x4.mul(d, slope));
  }
}

/** The four parts of da (padded each) from dh (padded); dc (padded) goes from ∂L/∂c_t to ∂L/∂c_{t-1}. */
export function lstmGradient(
  H: i32, Hp: i32, dh: usize, dc: usize, gates: usize, c: usize, cPrev: usize, da: usize, // prettier-ignore
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
    const tanhC = tanh(loadLanes(c + at, lanes));
    const d = v128.load(dh + at);
    const all = f32x4.add(v128.load(dc + at), f32x4.mul(f32x4.mul(d, o), tanhSlope(tanhC)));
    v128.store(da + at, f32x4.mul(f32x4.mul(all, g), sigmoidSlope(i)));
    v128.store(da + next + at, f32x4.mul(f32x4.mul(all, loadLanes(cPrev + at, lanes)), sigmoidSlope(f)));
    v128.store(da + 2 * next + at, f32x4.mul(f32x4.mul(all, i), tanhSlope(g)));
    v128.store(da + 3 * next + at, f32x4.mul(f32x4.mul(d, tanhC), sigmoidSlope(o)));
    v128.store(dc + at, f32x4.mul(all, f));
  }
}

/** da and db (three padded parts each) and the part of dh' that does not go through b (padded). */
export function gruGradient(
  H: i32, Hp: i32, dh: usize, gates: usize, bn: usize, hPrev: usize, da: usize, db: usize, dhPrev: usize, // prettier-ignore
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
    const dn = f32x4.mul(f32x4.mul(d, f32x4.sub(splat(1), z)), tanhSlope(n));
    const dz = f32x4.mul(f32x4.mul(d, f32x4.sub(loadLanes(hPrev + at, lanes), n)), sigmoidSlope(z));
    const dr = f32x4.mul(f32x4.mul(dn, loadLanes(bn + at, lanes)), sigmoidSlope(r));
    v128.store(da + at, dr);
    v128.store(db + at, dr);
    v128.store(da + next + at, dz);
    v128.store(db + next + at, dz);
    v128.store(da + 2 * next + at, dn);
    v128.store(db + 2 * next + at, f32x4.mul(dn, r));
    v128.store(dhPrev + at, f32x4.mul(d, z));
  }
}
