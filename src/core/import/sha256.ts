import type { SourceFile } from './files.js';

/** Bytes that are read at a time. */
const PART_BYTES = 1 << 20;
const BLOCK_BYTES = 64;

/** SHA-256 (FIPS 180-4) of a whole file in hexadecimal, read part by part: no more of it is in memory at a time. */
export async function sha256Of(file: SourceFile): Promise<string> {
  const { sizeBytes } = file;
  const state = INITIAL.slice();
  const schedule = new Int32Array(64);
  const whole = sizeBytes - (sizeBytes % BLOCK_BYTES);
  for (let start = 0; start < whole; start += PART_BYTES)
    addBlocks(state, await file.read(start, Math.min(whole, start + PART_BYTES)), schedule);
  addBlocks(state, lastBlocks(await file.read(whole, sizeBytes), sizeBytes), schedule);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** What is left of a file, a one, zeros, and its length in bits. */
function lastBlocks(rest: Uint8Array, sizeBytes: number): Uint8Array {
  const blocks = rest.length + 9 > BLOCK_BYTES ? 2 : 1;
  const out = new Uint8Array(blocks * BLOCK_BYTES);
  out.set(rest);
  out[rest.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 8, Math.floor(sizeBytes / 2 ** 29));
  view.setUint32(out.length - 4, (sizeBytes * 8) % 2 ** 32);
  return out;
}

function addBlocks(state: Int32Array, bytes: Uint8Array, w: Int32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const a = w[t - 15];
      const b = w[t - 2];
      const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    addSchedule(state, w);
  }
}

function addSchedule(state: Int32Array, w: Int32Array): void {
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t]) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** Bits turned to the right. */
function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first prime numbers, which the constants are made of. */
const PRIMES = Array.from({ length: 310 }, (_, k) => k + 2).filter((n) =>
  Array.from({ length: n - 2 }, (_, k) => k + 2).every((divisor) => n % divisor !== 0),
);

/** The first 32 bits behind the point of the roots of the first primes. */
function fractions(count: number, root: (n: number) => number): Int32Array {
  return Int32Array.from(PRIMES.slice(0, count), (prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

const INITIAL = fractions(8, Math.sqrt);
const ROUNDS = fractions(64, Math.cbrt);
