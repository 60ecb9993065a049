/**
 * The smallest HDF5 file that every reader of the format understands: one group with one array of single precision, in
 * the oldest layout there is (superblock 0, contiguous). So its header has one length whatever the shape, and the
 * numbers behind it can be written first.
 *
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html
 */

/** Bytes before the numbers. */
export const HDF5_HEADER_BYTES = 2048;

/** Names longer than this have no room; an array's are shorter. */
const NAME_BYTES = 24;

/** An address that is none, and the end of a list of free space. */
const NOWHERE = 0xffff_ffff_ffff_ffffn;
const NO_FREE_SPACE = 1;

/** Entries of a leaf and of a node of the tree of names, as many as the superblock says times two. */
const [LEAF_K, NODE_K] = [4, 16];

/** Where things begin. */
const AT = { root: 96, tree: 136, heap: 680, names: 712, symbols: 744, array: 1072 } as const;

const MESSAGE = { dataspace: 1, datatype: 3, fill: 5, layout: 8, symbolTable: 0x11 } as const;

/** Little-endian single precision as IEEE 754 has it: where sign, exponent and mantissa are. */
const FLOAT32 = [0x11, 0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0, 0, 0, 0, 0];

/** The header of a file with one array in C order. RangeError for a name that has no room. */
export function hdf5Header(name: string, shape: readonly number[]): Uint8Array {
  const text = new TextEncoder().encode(name);
  if (text.length >= NAME_BYTES) throw new RangeError(`"${name}" is too long a name for an array.`);
  const bytes = 4 * shape.reduce((all, size) => all * size, 1);
  const file = new Bytes(HDF5_HEADER_BYTES);
  file.at(0).put(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0, 0, 8, 8, 0);
  file.u16(LEAF_K).u16(NODE_K).u32(0);
  file
    .u64(0)
    .u64(NOWHERE)
    .u64(HDF5_HEADER_BYTES + bytes)
    .u64(NOWHERE);
  file.entry(0, AT.root, 1).u64(AT.tree).u64(AT.heap);
  file.at(AT.root).objectHeader([[MESSAGE.symbolTable, (out) => out.u64(AT.tree).u64(AT.heap), 16]]);
  file.at(AT.tree).text('TREE').put(0, 0).u16(1).u64(NOWHERE).u64(NOWHERE);
  file.u64(0).u64(AT.symbols).u64(8);
  file
    .at(AT.heap)
    .text('HEAP')
    .u32(0)
    .u64(8 + NAME_BYTES)
    .u64(NO_FREE_SPACE)
    .u64(AT.names);
  file.at(AT.names + 8).put(...text);
  file.at(AT.symbols).text('SNOD').put(1, 0).u16(1).entry(8, AT.array, 0);
  file.at(AT.array).objectHeader([
    [MESSAGE.dataspace, (out) => shape.reduce((all, size) => all.u64(size), out.put(1, shape.length, 0, 0, 0, 0, 0, 0)), 8 + 8 * shape.length], // prettier-ignore
    [MESSAGE.datatype, (out) => out.put(...FLOAT32), FLOAT32.length],
    // No value for what is not written: all is.
    [MESSAGE.fill, (out) => out.put(2, 1, 0, 0), 8],
    [
      MESSAGE.layout,
      (out) =>
        out
          .put(3, 1)
          .u64(bytes > 0 ? HDF5_HEADER_BYTES : NOWHERE)
          .u64(bytes),
      24,
    ],
  ]);
  return file.bytes;
}

/** A message of an object's header: its kind, what writes it, and its length (times of 8). */
type Message = readonly [kind: number, write: (out: Bytes) => unknown, length: number];

/** Bytes that are written one after the other, little-endian. */
class Bytes {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private place = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  at(place: number): this {
    this.place = place;
    return this;
  }

  put(...values: readonly number[]): this {
    this.bytes.set(values, this.place);
    this.place += values.length;
    return this;
  }

  text(signature: string): this {
    return this.put(...new TextEncoder().encode(signature));
  }

  u16(value: number): this {
    this.view.setUint16(this.place, value, true);
    this.place += 2;
    return this;
  }

  u32(value: number): this {
    this.view.setUint32(this.place, value, true);
    this.place += 4;
    return this;
  }

  u64(value: number | bigint): this {
    this.view.setBigUint64(this.place, BigInt(value), true);
    this.place += 8;
    return this;
  }

  /** An entry of a symbol table, without the 16 bytes behind it that may be used. */
  entry(nameAt: number, headerAt: number, cached: number): this {
    return this.u64(nameAt).u64(headerAt).u32(cached).u32(0);
  }

  objectHeader(messages: readonly Message[]): void {
    const length = messages.reduce((all, [, , size]) => all + 8 + size, 0);
    this.put(1, 0).u16(messages.length).u32(1).u32(length).u32(0);
    for (const [kind, write, size] of messages) {
      this.u16(kind).u16(size).u32(0);
      const end = this.place + size;
      write(this);
      this.place = end;
    }
  }
}
