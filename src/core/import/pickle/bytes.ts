import { RnnLensError } from '../../problems.js';
import { fitted } from './values.js';

/** The bytes of a pickle ended before it did: more of the file may help. */
export class PickleCutOff extends RnnLensError {
  constructor(at: number) {
    super('The pickle is cut off: it ends at byte {0} in the middle.', at);
  }
}

const MAX_LONG_BYTES = 1024;
const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/** Reads what follows opcodes. Every read checks the length first, so nothing is allocated that is not there. */
export class PickleBytes {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  take(count: number): number {
    const { at } = this;
    if (count > this.bytes.length - at) throw new PickleCutOff(this.bytes.length);
    this.at += count;
    return at;
  }

  byte(): number {
    return this.bytes[this.take(1)];
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.take(4), true);
  }

  double(): number {
    return this.view.getFloat64(this.take(8), false);
  }

  /** A length of 8 bytes; one that no file has is cut off. */
  length64(): number {
    return Number(this.view.getBigUint64(this.take(8), true));
  }

  /** Bytes of their own. */
  raw(count: number): Uint8Array {
    const at = this.take(count);
    return this.bytes.slice(at, at + count);
  }

  /** UTF-8; lone surrogates, which Python writes, become replacement characters. */
  text(count: number): string {
    const at = this.take(count);
    return decoded(this.bytes, at, at + count);
  }

  /** Up to the end of the line, one byte a character. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleCutOff(this.bytes.length);
    const text = latin1(this.bytes, this.at, end);
    this.at = end + 1;
    return text;
  }

  /** Little-endian two's complement of so many bytes. */
  long(count: number): number | bigint {
    if (count < 0 || count > MAX_LONG_BYTES)
      throw new RnnLensError('The pickle has a whole number of {0} bytes at byte {1}.', count, this.at);
    const at = this.take(count);
    let value = 0n;
    for (let k = count - 1; k >= 0; k--) value = (value << 8n) | BigInt(this.bytes[at + k]);
    const isNegative = count > 0 && this.bytes[at + count - 1] >= 0x80;
    return fitted(isNegative ? value - (1n << BigInt(8 * count)) : value);
  }
}

/** Text of bytes: UTF-8 if they are, else one character a byte, as Python 2 wrote names. */
export function pythonTwoText(bytes: Uint8Array, start: number, end: number): string {
  try {
    return strict.decode(bytes.subarray(start, end));
  } catch {
    return latin1(bytes, start, end);
  }
}

/** Most texts are short names: letter by letter these are faster than by the decoder. */
function decoded(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 40) return lenient.decode(bytes.subarray(start, end));
  let text = '';
  for (let k = start; k < end; k++) {
    if (bytes[k] >= 0x80) return lenient.decode(bytes.subarray(start, end));
    text += String.fromCharCode(bytes[k]);
  }
  return text;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  const PIECE = 4096;
  let text = '';
  for (let at = start; at < end; at += PIECE)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + PIECE)));
  return text;
}
