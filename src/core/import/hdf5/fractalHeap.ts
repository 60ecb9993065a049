import { RnnLensError } from '../../problems.js';
import { type HdfBytes, HdfReader } from './bytes.js';

/** What a group's many links or attributes lie in: blocks whose sizes double row by row. */
export class FractalHeap {
  private constructor(
    private readonly bytes: HdfBytes,
    private readonly what: string,
    private readonly table: {
      readonly width: number;
      readonly startBytes: number;
      readonly maxDirectBytes: number;
      readonly offsetBytes: number;
      readonly lengthBytes: number;
      readonly root: number;
      readonly rows: number;
    },
  ) {}

  static async open(bytes: HdfBytes, address: number, what: string): Promise<FractalHeap> {
    const { offsetSize, lengthSize } = bytes;
    const reader = await bytes.at(address, 22 + 12 * lengthSize + 3 * offsetSize, what);
    reader.signature('FRHP');
    reader.skip(3);
    const filterBytes = reader.number(2);
    reader.skip(1);
    const maxManaged = reader.number(4);
    reader.skip(lengthSize + offsetSize + lengthSize + offsetSize + 8 * lengthSize);
    const width = reader.number(2);
    const [startBytes, maxDirectBytes] = [reader.length(), reader.length()];
    const offsetBits = reader.number(2);
    reader.skip(2);
    const root = reader.address();
    const rows = reader.number(2);
    const isPower = (n: number): boolean => n > 0 && Number.isInteger(Math.log2(n));
    if (filterBytes > 0 || width === 0 || !isPower(startBytes) || !isPower(maxDirectBytes) || offsetBits > 64)
      throw new RnnLensError('{0}: {1} is stored in a way that cannot be read.', ...reader.place());
    const lengthBytes = Math.floor(Math.log2(Math.max(1, Math.min(maxDirectBytes, maxManaged))) / 8) + 1;
    const offsetBytes = Math.ceil(offsetBits / 8);
    return new FractalHeap(bytes, what, {
      width,
      startBytes,
      maxDirectBytes,
      offsetBytes,
      lengthBytes,
      root,
      rows,
    });
  }

  /** The bytes of an object by its id: its place and length, or for a small one itself. */
  async object(id: Uint8Array): Promise<HdfReader> {
    const reader = new HdfReader(id, this.bytes, this.what);
    const kind = (reader.number(1) >> 4) & 3;
    if (kind === 2)
      return new HdfReader(reader.take(Math.min(reader.left, (id[0] & 15) + 1)), this.bytes, this.what);
    if (kind !== 0) throw new RnnLensError('{0}: {1} is too large to be read.', ...reader.place());
    const offset = reader.number(this.table.offsetBytes);
    const length = reader.number(this.table.lengthBytes);
    const { rows, root } = this.table;
    const address = rows === 0 ? root + offset : await this.addressIn(root, rows, offset, 0);
    return this.bytes.at(address, length, this.what);
  }

  private rowBytes(row: number): number {
    return this.table.startBytes * 2 ** Math.max(0, row - 1);
  }

  /** Where an offset of the heap is in the file, below the block of addresses that begins at one. */
  private async addressIn(block: number, rows: number, offset: number, depth: number): Promise<number> {
    const { width, startBytes, maxDirectBytes, offsetBytes } = this.table;
    const directRows = Math.log2(maxDirectBytes) - Math.log2(startBytes) + 2;
    let row = 0;
    let before = 0;
    while (row < rows && offset >= before + width * this.rowBytes(row))
      before += width * this.rowBytes(row++);
    if (row >= rows || depth > 8)
      throw new RnnLensError(
        '{0}: {1} is not where it should be. The file is damaged.',
        this.bytes.file.name,
        this.what,
      );
    const size = this.rowBytes(row);
    const column = Math.floor((offset - before) / size);
    const { offsetSize } = this.bytes;
    const entry = block + 5 + offsetSize + offsetBytes + (row * width + column) * offsetSize;
    const child = (await this.bytes.at(entry, offsetSize, this.what)).address();
    const rest = offset - before - column * size;
    if (row < directRows) return child + rest;
    const inner = Math.log2(size) - Math.log2(startBytes * width) + 1;
    return this.addressIn(child, inner, rest, depth + 1);
  }
}
