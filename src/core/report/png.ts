/**
 * A picture of a palette as a PNG: the same bytes for the same pixels wherever it is written, which no compressor
 * promises. So the pixels are stored, not compressed.
 */

import type { Rgb } from '../views/colors.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes of a stored block of deflate at most. */
const MAX_STORED = 0xffff;

/** Pixels [height, width] as indices into a palette of at most 256 colours. RangeError where they do not fit. */
export function indexedPng(
  width: number,
  height: number,
  pixels: Uint8Array,
  palette: readonly Rgb[],
): Uint8Array {
  if (width < 1 || height < 1 || pixels.length !== width * height || palette.length > 256)
    throw new RangeError(`${pixels.length} pixels of ${palette.length} colours are no ${width} × ${height}.`);
  const rows = new Uint8Array((width + 1) * height);
  // The byte before each row says that it is not filtered.
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const header = [...bigEndian(width), ...bigEndian(height), 8, 3, 0, 0, 0];
  return joined([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', Uint8Array.from(header)),
    chunk('PLTE', Uint8Array.from(palette.flat())),
    chunk('IDAT', stored(rows)),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Bytes as base64, as a data URI has them. */
export function base64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const known = Math.min(3, bytes.length - at) + 1;
    for (let k = 0; k < 4; k++) pieces.push(k < known ? DIGITS[(three >> (18 - 6 * k)) & 63] : '=');
  }
  return pieces.join('');
}
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = joined([Uint8Array.from(name, (letter) => letter.charCodeAt(0)), data]);
  return joined([bigEndian(data.length), named, bigEndian(crc32(named))]);
}

/** The zlib stream of bytes in stored blocks. */
function stored(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)];
  for (let at = 0; at < bytes.length; at += MAX_STORED) {
    const block = bytes.subarray(at, at + MAX_STORED);
    const { length } = block;
    const isLast = Number(at + length === bytes.length);
    parts.push(Uint8Array.of(isLast, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255), block);
  }
  return joined([...parts, bigEndian(adler32(bytes))]);
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
