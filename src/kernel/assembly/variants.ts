// Cells of other frameworks: GRU and LSTM with any activations, and the GRU whose reset gate comes before the product.
// Each step of the equations is a short loop over a row's sums, which are used up.
import { activate } from './activations';
import { loadLanes, madd, storeLanes } from './simd';

/** `lstmUnits` with any activations. */
export function lstmVariant(
  gate: i32, phi: i32, H: i32, Hp: i32, z: usize, c: usize, h: usize, gates: usize, // prettier-ignore
): void {
  const next = <usize>Hp << 2;
  activate(gate, z, 2 * Hp);
  activate(phi, z + 2 * next, Hp);
  activate(gate, z + 3 * next, Hp);
  if (gates) storeGates(4, H, z, next, gates);
  const end = z + next;
  for (let p = z; p < end; p += 16) {
    const added = f32x4.mul(v128.load(p), v128.load(p + 2 * next));
    const cell = madd(v128.load(p + next), v128.load(c), added);
    v128.store(c, cell);
    v128.store(p, cell);
    c += 16;
  }
  activate(phi, z, Hp);
  for (let k = 0; k < H; k += 4) {
    const p = z + (<usize>k << 2);
    storeLanes(h + (<usize>k << 2), f32x4.mul(v128.load(p), v128.load(p + 3 * next)), H - k);
  }
}

/** `gruUnits` with any activations. */
export function gruVariant(
  gate: i32, phi: i32, H: i32, Hp: i32, z: usize, an: usize, hPrev: usize, h: usize, gates: usize, bn: usize, // prettier-ignore
): void {
  const next = <usize>Hp << 2;
  const n = z + 2 * next;
  if (bn) memory.copy(bn, n, <usize>H << 2);
  activate(gate, z, 2 * Hp);
  for (let at: usize = 0; at < next; at += 16)
    v128.store(n + at, madd(v128.load(z + at), v128.load(n + at), v128.load(an + at)));
  gruRest(phi, H, Hp, z, hPrev, h, gates);
}

/** Of a GRU that resets h before the product: r and z from their sums, and r ⊙ h' [H]. */
export function gruReset(gate: i32, H: i32, Hp: i32, z: usize, hPrev: usize, out: usize): void {
  activate(gate, z, 2 * Hp);
  for (let k = 0; k < H; k += 4) {
    const at = <usize>k << 2;
    storeLanes(out + at, f32x4.mul(v128.load(z + at), loadLanes(hPrev + at, H - k)), H - k);
  }
}

/** n and h where `z` holds r, z and the sums of n. */
export function gruRest(phi: i32, H: i32, Hp: i32, z: usize, hPrev: usize, h: usize, gates: usize): void {
  const next = <usize>Hp << 2;
  activate(phi, z + 2 * next, Hp);
  if (gates) storeGates(3, H, z, next, gates);
  for (let k = 0; k < H; k += 4) {
    const at = <usize>k << 2;
    const n = v128.load(z + 2 * next + at);
    const previous = loadLanes(hPrev + at, H - k);
    storeLanes(h + at, madd(v128.load(z + next + at), f32x4.sub(previous, n), n), H - k);
  }
}

function storeGates(count: usize, H: i32, z: usize, next: usize, gates: usize): void {
  const row = <usize>H << 2;
  for (let g: usize = 0; g < count; g++) memory.copy(gates + g * row, z + g * next, row);
}
