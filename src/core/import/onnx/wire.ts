import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';

/**
 * The wire encoding of protocol buffers, read by parts. An own page of code: the libraries want a whole file in memory,
 * and this one knows where a field lies in the file, so that the numbers of a large tensor are read when asked for.
 */
export interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  readonly wire: number;
  /** Of a varint, as a signed 64-bit number (beyond 2^53 rounded); 0 for others. */
  readonly value: number;
  /** Where the content lies in the file: what a length-delimited field holds, or the number itself. */
  readonly start: number;
  readonly end: number;
  /** The content, or null where it is too large to have been read along. */
  readonly bytes: Uint8Array | null;
}

/** Fields whose content is larger are not read along. */
const READ_ALONG = 1 << 16;
const PAGE = 1 << 18;
/** The longest head of a field: a key and a length, 10 bytes each. */
const HEAD = 20;

/** Fields of a message that is in memory; `base` is where its bytes begin in the file. */
export function fieldsIn(bytes: Uint8Array, base: number): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = headAt(bytes, at, base, base + bytes.length);
    const [start, end] = [head.start - base, head.end - base];
    fields.push({ ...head, bytes: bytes.subarray(start, end) });
    at = end;
  }
  return fields;
}

/** The number and the wire type of a field, and where its content lies in the file. */
function headAt(bytes: Uint8Array, at: number, base: number, limit: number): Omit<Field, 'bytes'> {
  const key = varint(bytes, at, base);
  const [number, wire] = [Math.floor(key.value / 8), key.value & 7];
  if (number < 1 || number > 536_870_911 || ![0, 1, 2, 5].includes(wire))
    throw new RnnLensError('Byte {0} is no field of a protocol buffer.', base + at);
  if (wire === 0) {
    const { value, next } = varint(bytes, key.next, base);
    return checked({ number, wire, value, start: base + key.next, end: base + next }, limit);
  }
  if (wire !== 2) {
    const start = base + key.next;
    return checked({ number, wire, value: 0, start, end: start + (wire === 1 ? 8 : 4) }, limit);
  }
  const length = varint(bytes, key.next, base);
  const start = base + length.next;
  if (length.value < 0) throw new RnnLensError('Byte {0} is no field of a protocol buffer.', base + key.next);
  return checked({ number, wire, value: 0, start, end: start + length.value }, limit);
}

function checked(field: Omit<Field, 'bytes'>, limit: number): Omit<Field, 'bytes'> {
  if (field.end > limit)
    throw new RnnLensError(
      'The file is cut off or damaged: a part that begins at byte {0} should end at {1}, and there are {2}.',
      field.start,
      field.end,
      limit,
    );
  return field;
}

/** A varint as a signed 64-bit number. */
function varint(bytes: Uint8Array, at: number, base: number): { value: number; next: number } {
  let [low, high, factor] = [0, 0, 1];
  for (let k = 0; k < 10; k++) {
    if (at + k >= bytes.length)
      throw new RnnLensError(
        'The file is cut off or damaged: it ends within a number at byte {0}.',
        base + at,
      );
    const byte = bytes[at + k];
    // Two halves: a double alone holds 53 bits only.
    if (k < 4) low += (byte & 127) * factor;
    else high += (byte & 127) * factor;
    factor = k === 3 ? 1 : factor * 128;
    if (byte < 128) return { value: signed(low, high), next: at + k + 1 };
  }
  throw new RnnLensError('Byte {0} begins a number that does not end.', base + at);
}

/** `high` has the bits from 28. */
function signed(low: number, high: number): number {
  const upper = high % 2 ** 36;
  return upper >= 2 ** 35 ? (upper - 2 ** 36) * 2 ** 28 + low : upper * 2 ** 28 + low;
}

/** All varints of a packed field. */
export function varintsIn(bytes: Uint8Array, base: number): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const { value, next } = varint(bytes, at, base);
    values.push(value);
    at = next;
  }
  return values;
}

/** Reads fields of a file a page at a time. */
export class WireFile {
  private page: Uint8Array<ArrayBufferLike> = new Uint8Array();
  private from = 0;

  constructor(readonly file: SourceFile) {}

  /** Bytes of the file, from the page where they lie in it. */
  async bytes(start: number, end: number): Promise<Uint8Array> {
    if (start >= this.from && end <= this.from + this.page.length)
      return this.page.subarray(start - this.from, end - this.from);
    return this.file.read(start, end);
  }

  /** Fields of the message that lies there; the content of large ones is left in the file. */
  async fields(start: number, end: number): Promise<Field[]> {
    const fields: Field[] = [];
    for (let at = start; at < end;) {
      await this.reach(at, Math.min(end, at + HEAD));
      const bytes = this.page.subarray(0, Math.min(this.page.length, end - this.from));
      const head = headAt(bytes, at - this.from, this.from, end);
      const isRead = head.end - head.start <= READ_ALONG;
      if (isRead) await this.reach(head.start, head.end);
      const content = isRead ? this.page.subarray(head.start - this.from, head.end - this.from) : null;
      fields.push({ ...head, bytes: content });
      at = head.end;
    }
    return fields;
  }

  /** Sees to it that these bytes are in the page. */
  private async reach(start: number, end: number): Promise<void> {
    if (start >= this.from && end <= this.from + this.page.length) return;
    const until = Math.min(this.file.sizeBytes, Math.max(end, start + PAGE));
    this.page = await this.file.read(start, until);
    this.from = start;
  }
}

const decoder = new TextDecoder();

/** A field of text; what is no text becomes replacement characters. */
export function textOf({ bytes }: Field): string {
  return bytes ? decoder.decode(bytes) : '';
}
