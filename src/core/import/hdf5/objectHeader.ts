import { RnnLensError } from '../../problems.js';
import { type HdfBytes, HdfReader } from './bytes.js';

/** Kinds of messages that are read. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface HdfMessage {
  readonly kind: number;
  /** The message is not here: its data say where it is. */
  readonly isShared: boolean;
  readonly bytes: Uint8Array;
}

const MAX_MESSAGES = 100_000;

/** All messages of an object, those of continuations included. `what` names the object in messages. */
export async function readObjectHeader(
  bytes: HdfBytes,
  address: number,
  what: string,
): Promise<HdfMessage[]> {
  const start = await bytes.at(address, 6, what);
  const isNew = String.fromCharCode(...start.bytes.subarray(0, 4)) === 'OHDR';
  if (!isNew && start.number(1) !== 1)
    throw new RnnLensError('{0}: {1} is no HDF5 object. The file is damaged.', bytes.file.name, what);
  return isNew ? new NewHeader(bytes, what).read(address) : new OldHeader(bytes, what).read(address);
}

/** Messages block by block; a continuation adds a block. */
abstract class Header {
  protected readonly messages: HdfMessage[] = [];
  protected readonly blocks: { readonly address: number; readonly length: number }[] = [];
  private readonly visited = new Set<number>();

  constructor(
    protected readonly bytes: HdfBytes,
    protected readonly what: string,
  ) {}

  protected async block(address: number, length: number): Promise<HdfReader> {
    if (this.visited.has(address))
      throw new RnnLensError(
        '{0}: {1} continues in itself. The file is damaged.',
        this.bytes.file.name,
        this.what,
      );
    this.visited.add(address);
    return this.bytes.at(address, length, this.what);
  }

  protected add(kind: number, flags: number, data: Uint8Array): void {
    if (this.messages.length >= MAX_MESSAGES)
      throw new RnnLensError('{0}: {1} has too many parts.', this.bytes.file.name, this.what);
    if (kind === MESSAGE.continuation) {
      const reader = new HdfReader(data, this.bytes, this.what);
      this.blocks.push({ address: reader.address(), length: reader.length() });
    } else this.messages.push({ kind, isShared: (flags & 2) !== 0, bytes: data });
  }
}

class OldHeader extends Header {
  async read(address: number): Promise<HdfMessage[]> {
    const start = await this.bytes.at(address, 12, this.what);
    start.skip(8);
    this.blocks.push({ address: address + 16, length: start.number(4) });
    for (let k = 0; k < this.blocks.length; k++) {
      const reader = await this.block(this.blocks[k].address, this.blocks[k].length);
      while (reader.left >= 8) {
        const [kind, size, flags] = [reader.number(2), reader.number(2), reader.number(1)];
        reader.skip(3);
        this.add(kind, flags, reader.take(size));
      }
    }
    return this.messages;
  }
}

class NewHeader extends Header {
  async read(address: number): Promise<HdfMessage[]> {
    const head = await this.bytes.at(address, 6, this.what);
    head.skip(5);
    const flags = head.number(1);
    const before = 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const sizeBytes = 1 << (flags & 3);
    const size = (await this.bytes.at(address + before, sizeBytes, this.what)).number(sizeBytes);
    this.readBlock(await this.block(address + before + sizeBytes, size), flags);
    for (let k = 0; k < this.blocks.length; k++) {
      const reader = await this.block(this.blocks[k].address, this.blocks[k].length);
      reader.signature('OCHK');
      this.readBlock(new HdfReader(reader.take(Math.max(0, reader.left - 4)), this.bytes, this.what), flags);
    }
    return this.messages;
  }

  private readBlock(reader: HdfReader, headerFlags: number): void {
    const headBytes = headerFlags & 4 ? 6 : 4;
    while (reader.left >= headBytes) {
      const [kind, size, flags] = [reader.number(1), reader.number(2), reader.number(1)];
      reader.skip(headBytes - 4);
      this.add(kind, flags, reader.take(size));
    }
  }
}
