/** Magnitudes of 4-bit floats (E2M1: sign, 2 bits of exponent, 1 of mantissa) by their lower three bits. */
const MAGNITUDES = [0, 0.5, 1, 1.5, 2, 3, 4, 6] as const;
/** The largest 4-bit float. */
export const LARGEST_FLOAT4 = 6;

/** The number that four bits stand for. */
export function fromFloat4(bits: number): number {
  const magnitude = MAGNITUDES[bits & 7];
  return bits & 8 ? -magnitude : magnitude;
}

/** The four bits of the nearest 4-bit float; of two that are as near, the smaller one. */
export function toFloat4(value: number): number {
  const magnitude = Math.abs(value);
  let code = 0;
  while (code < 7 && magnitude > (MAGNITUDES[code] + MAGNITUDES[code + 1]) / 2) code++;
  return value < 0 && code > 0 ? code | 8 : code;
}
