import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';
import { PickleCutOff, readPickle, type PickleHooks, type PickleResult } from './interpreter.js';

const FIRST_BYTES = 1 << 16;
const MAX_BYTES = 96 << 20;

/**
 * Reads the pickle at a byte of a file, and no more of the file than it takes (eight times as much at most);
 * `hooks` makes new ones for every try. `end` is the byte of the file after it.
 */
export async function readPickleAt(
  file: SourceFile,
  at: number,
  hooks: () => PickleHooks = () => ({}),
): Promise<PickleResult> {
  for (let size = FIRST_BYTES; ; size *= 8) {
    const end = Math.min(file.sizeBytes, at + Math.min(size, MAX_BYTES));
    try {
      const result = readPickle(await file.read(Math.min(at, end), end), 0, hooks());
      return { value: result.value, end: at + result.end };
    } catch (error) {
      if (!(error instanceof PickleCutOff)) throw error;
      if (end === file.sizeBytes)
        throw new RnnLensError('The pickle at byte {0} is cut off: the file ends at byte {1}.', at, end);
      if (size >= MAX_BYTES)
        throw new RnnLensError('The pickle at byte {0} is longer than {1} bytes.', at, MAX_BYTES);
    }
  }
}

/** A part of a file as a file. */
export function partOf(file: SourceFile, start: number, sizeBytes: number): SourceFile {
  return {
    name: file.name,
    sizeBytes,
    read: (from, to) => file.read(start + from, start + Math.min(to, sizeBytes)),
  };
}

/** Bytes in memory as a file. */
export function memoryFile(name: string, bytes: Uint8Array): SourceFile {
  return { name, sizeBytes: bytes.length, read: (start, end) => Promise.resolve(bytes.slice(start, end)) };
}
