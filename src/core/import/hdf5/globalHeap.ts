import { RnnLensError } from '../../problems.js';
import { type HdfBytes, HdfReader } from './bytes.js';

/** Texts of any length, which lie in collections elsewhere in the file. */
export class GlobalHeap {
  private readonly collections = new Map<number, ReadonlyMap<number, Uint8Array>>();
  private taken = 0;

  constructor(
    private readonly bytes: HdfBytes,
    private readonly maxBytes: number,
  ) {}

  /** The bytes that an element (length, collection, number) refers to; none for an empty one. */
  async object(element: Uint8Array, what: string): Promise<Uint8Array> {
    const reader = new HdfReader(element, this.bytes, what);
    const length = reader.number(4);
    const address = reader.address();
    const index = reader.number(4);
    if (length === 0 || index === 0) return new Uint8Array(0);
    this.taken += length;
    const found = (await this.collection(address, what)).get(index);
    if (!found || found.length < length || this.taken > this.maxBytes)
      throw new RnnLensError(
        '{0}: text of {1} is not where it should be. The file is damaged.',
        ...reader.place(),
      );
    return found.subarray(0, length);
  }

  private async collection(address: number, what: string): Promise<ReadonlyMap<number, Uint8Array>> {
    let found = this.collections.get(address);
    if (!found) {
      found = await this.read(address, what);
      this.collections.set(address, found);
    }
    return found;
  }

  private async read(address: number, what: string): Promise<Map<number, Uint8Array>> {
    const head = await this.bytes.at(address, 8 + this.bytes.lengthSize, what);
    head.signature('GCOL');
    head.skip(4);
    const size = head.length();
    const reader = await this.bytes.at(address, size, what);
    reader.skip(8 + this.bytes.lengthSize);
    const objects = new Map<number, Uint8Array>();
    const headBytes = 8 + this.bytes.lengthSize;
    while (reader.left >= headBytes) {
      const index = reader.number(2);
      if (index === 0) break;
      reader.skip(6);
      const length = reader.length();
      objects.set(index, reader.take(length));
      reader.skip(Math.min(reader.left, (8 - (length % 8)) % 8));
    }
    return objects;
  }
}
