import { RnnLensError } from '../problems.js';
import type { SourceFile } from './files.js';
import { inflateWithin } from './inflate.js';

/** A file inside a zip file, as the central directory says. */
export interface ZipEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly isStored: boolean;
  /** Encrypted, or packed in a way that is not read. */
  readonly problem: 'encrypted' | 'method' | null;
  /** Where its local header begins. */
  readonly at: number;
}

/** A zip file by its directory; contents are read one by one. */
export interface ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** RnnLensError where an entry cannot be unpacked, or unpacks to more than anything that is no trap. */
  check(entry: ZipEntry): void;
  /**
   * Bytes `start` to `end` of an entry's contents (all of them without); RnnLensError where they are more than
   * `limitBytes`, more than the entry says, or cut off. Only what is stored is read by parts.
   */
  read(entry: ZipEntry, limitBytes: number, start?: number, end?: number): Promise<Uint8Array>;
}

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
const MAX_ENTRIES = 100_000;
const MAX_DIRECTORY_BYTES = 32 << 20;
/** Nothing that is numbers or text packs better; DEFLATE's limit is 1032. */
const MAX_RATIO = 200;
/** Small files may be of one letter. */
const HARMLESS_BYTES = 1 << 20;

/** Reads the directory of a zip file, 64-bit ones included; RnnLensError where it is none or cut off. */
export async function openZip(file: SourceFile): Promise<ZipArchive> {
  const directory = await findDirectory(file);
  const { start, sizeBytes, count } = directory;
  if (start < 0 || sizeBytes < 0 || start + sizeBytes > file.sizeBytes)
    throw new RnnLensError(
      'The zip file is cut off: its directory is said to be at bytes {0} to {1} of {2}.',
      start,
      start + sizeBytes,
      file.sizeBytes,
    );
  if (count > MAX_ENTRIES || sizeBytes > MAX_DIRECTORY_BYTES)
    throw new RnnLensError('The zip file is said to hold {0} files; {1} is the limit.', count, MAX_ENTRIES);
  const bytes = await file.read(start, start + sizeBytes);
  const entries = new Map(readEntries(bytes, count).map((entry) => [entry.name, entry]));
  return { entries, check, read: (entry, limit, from, to) => readEntry(file, entry, limit, from, to) };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

interface Directory {
  readonly start: number;
  readonly sizeBytes: number;
  readonly count: number;
}

async function findDirectory(file: SourceFile): Promise<Directory> {
  const tailStart = Math.max(0, file.sizeBytes - END_BYTES - MAX_COMMENT_BYTES);
  const tail = await file.read(tailStart, file.sizeBytes);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue;
    const directory = {
      count: view.getUint16(at + 10, true),
      sizeBytes: view.getUint32(at + 12, true),
      start: view.getUint32(at + 16, true),
    };
    const is64 = at >= 20 && view.getUint32(at - 20, true) === 0x07064b50;
    return is64 ? readEnd64(file, Number(view.getBigUint64(at - 12, true))) : directory;
  }
  throw new RnnLensError(
    'The zip file is cut off or damaged: it has no directory at its end (byte {0}).',
    file.sizeBytes,
  );
}

async function readEnd64(file: SourceFile, at: number): Promise<Directory> {
  if (at + 56 > file.sizeBytes)
    throw new RnnLensError(
      'The zip file is cut off: its end record is said to be at byte {0} of {1}.',
      at,
      file.sizeBytes,
    );
  const view = viewOf(await file.read(at, at + 56));
  if (view.getUint32(0, true) !== 0x06064b50)
    throw new RnnLensError('The zip file is damaged: there is no end record at byte {0}.', at);
  const number = (offset: number): number => Number(view.getBigUint64(offset, true));
  return { count: number(32), sizeBytes: number(40), start: number(48) };
}

function readEntries(bytes: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw new RnnLensError(
        'The directory of the zip file is damaged: of {0} entries, number {1} is not one.',
        count,
        entries.length + 1,
      );
    const [nameLength, extraLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
    const nameEnd = at + 46 + nameLength;
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
    const method = view.getUint16(at + 10, true);
    const sizes = sizes64(bytes.subarray(nameEnd, nameEnd + extraLength), [
      view.getUint32(at + 24, true),
      view.getUint32(at + 20, true),
      view.getUint32(at + 42, true),
    ]);
    const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    entries.push({
      name,
      sizeBytes: sizes[0],
      packedBytes: sizes[1],
      at: sizes[2],
      isStored: method === 0,
      problem: isEncrypted ? 'encrypted' : method === 0 || method === 8 ? null : 'method',
    });
    at = nameEnd + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Size, packed size and place; those that are 0xffffffff are in the extra field 1, in this order. */
function sizes64(extra: Uint8Array, sizes: number[]): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && end <= extra.length) {
      let next = at + 4;
      return sizes.map((size) => {
        if (size !== 0xffffffff || next + 8 > end) return size;
        next += 8;
        return Number(view.getBigUint64(next - 8, true));
      });
    }
    at = end;
  }
  return sizes;
}

function check(entry: ZipEntry): void {
  const { name, sizeBytes, packedBytes } = entry;
  if (entry.problem === 'encrypted') throw new RnnLensError('"{0}" in the zip file is encrypted.', name);
  if (entry.problem === 'method')
    throw new RnnLensError(
      '"{0}" in the zip file is packed in a way that cannot be read: pack it anew.',
      name,
    );
  if (sizeBytes > HARMLESS_BYTES && sizeBytes > packedBytes * MAX_RATIO)
    throw new RnnLensError(
      '"{0}" in the zip file is said to unpack from {1} bytes to {2}: no model does, so it is not unpacked.',
      name,
      packedBytes,
      sizeBytes,
    );
}

async function readEntry(
  file: SourceFile,
  entry: ZipEntry,
  limitBytes: number,
  start = 0,
  end = entry.sizeBytes,
): Promise<Uint8Array> {
  const { name, sizeBytes, packedBytes, isStored } = entry;
  check(entry);
  if (end - start > limitBytes || (!isStored && sizeBytes > limitBytes))
    throw new RnnLensError(
      '"{0}" in the zip file has {1} bytes; {2} is the limit.',
      name,
      Math.max(sizeBytes, end - start),
      limitBytes,
    );
  if (start < 0 || start > end || end > sizeBytes || (isStored && sizeBytes !== packedBytes))
    throw new RnnLensError(
      '"{0}" in the zip file has {1} bytes, not {2}.',
      name,
      packedBytes,
      Math.max(end, sizeBytes),
    );
  const data = await dataStart(file, entry);
  if (isStored) return file.read(data + start, data + end);
  return inflated(await file.read(data, data + packedBytes), entry).subarray(start, end);
}

/** The local header repeats the name, and may have another extra field. */
async function dataStart(file: SourceFile, { name, at, packedBytes }: ZipEntry): Promise<number> {
  const cutOff = (end: number): RnnLensError =>
    new RnnLensError(
      'The zip file is cut off: "{0}" is said to reach byte {1} of {2}.',
      name,
      end,
      file.sizeBytes,
    );
  if (at + 30 > file.sizeBytes) throw cutOff(at + 30);
  const view = viewOf(await file.read(at, at + 30));
  if (view.getUint32(0, true) !== 0x04034b50)
    throw new RnnLensError(
      'The zip file is damaged: "{0}" is not at byte {1}, where it is said to be.',
      name,
      at,
    );
  const start = at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + packedBytes > file.sizeBytes) throw cutOff(start + packedBytes);
  return start;
}

/** No more is unpacked than the directory says. */
function inflated(packed: Uint8Array, { name, sizeBytes }: ZipEntry): Uint8Array {
  const out = inflateWithin(packed, sizeBytes, 'raw');
  if (out === 'too large')
    throw new RnnLensError(
      '"{0}" in the zip file unpacks to more than the {1} bytes it is said to have.',
      name,
      sizeBytes,
    );
  if (out === 'damaged')
    throw new RnnLensError('"{0}" in the zip file cannot be unpacked: its bytes are damaged.', name);
  if (out.length < sizeBytes)
    throw new RnnLensError(
      '"{0}" in the zip file unpacks to {1} bytes, not {2}.',
      name,
      out.length,
      sizeBytes,
    );
  return out;
}
