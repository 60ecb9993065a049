/** IEEE half precision and bfloat16, round to nearest even, as they are stored in weight files. */

const view = new DataView(new ArrayBuffer(4));

/** The float32 value of a half-precision bit pattern. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * The float32 values of little-endian half-precision bit patterns, 2 bytes each, to `out`: the bits moved to where
 * float32 has them are the value times 2^-112, subnormals included.
 */
export function decodeFloat16(bytes: Uint8Array, out: Float32Array): void {
  // Two bytes at a time; a view needs an even address.
  const source = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  const halves = new Uint16Array(source.buffer, source.byteOffset, out.length);
  const patterns = new Uint32Array(out.buffer, out.byteOffset, out.length);
  let largest = 0;
  for (let k = 0; k < patterns.length; k++) {
    const bits = halves[k];
    const magnitude = bits & 0x7fff;
    if (magnitude > largest) largest = magnitude;
    patterns[k] = ((bits & 0x8000) << 16) | (magnitude << 13);
  }
  for (let k = 0; k < out.length; k++) out[k] *= 2 ** 112;
  if (largest >= 0x7c00) for (let k = 0; k < out.length; k++) out[k] = fromFloat16(halves[k]);
}

/** The half-precision bit pattern nearest to a float32 value; ties go to the even one. */
export function toFloat16(value: number): number {
  view.setFloat32(0, value);
  const bits = view.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) return sign | roundShift(magnitude - 0x38000000, 13);
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
}

/** The float32 value of a bfloat16 bit pattern. */
export function fromBfloat16(bits: number): number {
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}

function roundShift(bits: number, shift: number): number {
  const kept = bits >>> shift;
  const rest = bits & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0);
}
