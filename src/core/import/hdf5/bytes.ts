import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';

const BLOCK_BYTES = 1 << 16;
/** Blocks that are kept: what describes a file lies in few places. */
const MAX_BLOCKS = 128;
/** Reads that describe a file: a Keras model of a thousand layers needs some tens of thousands. */
const MAX_READS = 300_000;
/** What describes a file may have so many bytes in all, read again or not. */
const MAX_DESCRIPTION_BYTES = 256 * 2 ** 20;

/** Where the file says that there is nothing. */
export const UNDEFINED_ADDRESS = Number.MAX_SAFE_INTEGER;

/** Bytes of an HDF5 file by address, a block at a time, with the sizes of its numbers. */
export class HdfBytes {
  /** Bytes of an address and of a length; the superblock says so. */
  offsetSize = 8;
  lengthSize = 8;
  /** Where address 0 is. */
  base = 0;
  private readonly blocks = new Map<number, Uint8Array>();
  private reads = 0;
  private described = 0;

  constructor(readonly file: SourceFile) {}

  /** Bytes that describe the file, as a reader; `what` is named where they lie beyond its end. */
  async at(address: number, length: number, what: string): Promise<HdfReader> {
    const start = this.check(address, length, what);
    this.described += length;
    if (++this.reads > MAX_READS || this.described > MAX_DESCRIPTION_BYTES)
      throw new RnnLensError('{0}: the HDF5 file refers to itself without end.', this.file.name);
    return new HdfReader(await this.cached(start, length), this, what);
  }

  /** Bytes of data, which are read past the blocks that are kept. */
  async data(address: number, length: number, what: string): Promise<Uint8Array> {
    const start = this.check(address, length, what);
    const bytes = await this.file.read(start, start + length);
    if (bytes.length !== length) this.fail(what, start, length);
    return bytes;
  }

  private check(address: number, length: number, what: string): number {
    const start = this.base + address;
    if (!(length >= 0 && start >= 0 && start + length <= this.file.sizeBytes)) this.fail(what, start, length);
    return start;
  }

  private fail(what: string, start: number, length: number): never {
    throw new RnnLensError(
      '{0}: {1} should be {2} bytes from byte {3}, but the file has {4} bytes. It is cut off or damaged.',
      this.file.name,
      what,
      length,
      start,
      this.file.sizeBytes,
    );
  }

  private async cached(start: number, length: number): Promise<Uint8Array> {
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.floor(Math.max(start, start + length - 1) / BLOCK_BYTES);
    if (first === last) {
      const from = start - first * BLOCK_BYTES;
      return (await this.block(first)).subarray(from, from + length);
    }
    return this.file.read(start, start + length);
  }

  private async block(index: number): Promise<Uint8Array> {
    let block = this.blocks.get(index);
    if (!block) {
      const start = index * BLOCK_BYTES;
      block = await this.file.read(start, Math.min(start + BLOCK_BYTES, this.file.sizeBytes));
      if (this.blocks.size >= MAX_BLOCKS) this.blocks.delete(this.blocks.keys().next().value!);
      this.blocks.set(index, block);
    }
    return block;
  }
}

/** Reads numbers one after another, little-endian. */
export class HdfReader {
  at = 0;
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    readonly of: HdfBytes,
    readonly what: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** A number of 1 to 8 bytes; 2^53 and more are so large that no file has as much. */
  number(size: number): number {
    const from = this.step(size);
    let value = 0;
    for (let k = size - 1; k >= 0; k--) value = value * 256 + this.view.getUint8(from + k);
    return value;
  }

  address(): number {
    const from = this.at;
    const value = this.number(this.of.offsetSize);
    return this.bytes.subarray(from, this.at).every((byte) => byte === 0xff) ? UNDEFINED_ADDRESS : value;
  }

  length(): number {
    return this.number(this.of.lengthSize);
  }

  take(length: number): Uint8Array {
    const from = this.step(length);
    return this.bytes.subarray(from, this.at);
  }

  skip(length: number): void {
    this.step(length);
  }

  /** The next of a part's signature, such as `TREE`. */
  signature(expected: string): void {
    const found = String.fromCharCode(...this.take(4));
    if (found !== expected)
      throw new RnnLensError(
        '{0}: {1} does not begin with {2}. The file is damaged.',
        ...this.place(),
        expected,
      );
  }

  /** The file's name and what is read, for messages. */
  place(): [string, string] {
    return [this.of.file.name, this.what];
  }

  private step(size: number): number {
    if (!(size >= 0 && size <= this.left))
      throw new RnnLensError('{0}: {1} ends too early. The file is damaged.', ...this.place());
    const from = this.at;
    this.at += size;
    return from;
  }
}

/** Bytes as text up to the first zero byte; what is no UTF-8 is read as replacement characters. */
export function hdfText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
