/** Files to import, from memory or a folder, for tests. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type { SourceFile, SourceFiles } from '../../src/core/import/files.js';
import { RnnLensError } from '../../src/core/problems.js';

/** A file in memory; reading beyond it is what an importer must not do. */
export function memoryFile(name: string, bytes: Uint8Array): SourceFile {
  return {
    name,
    sizeBytes: bytes.length,
    read(start, end) {
      if (!(start >= 0 && start <= end && end <= bytes.length))
        return Promise.reject(new Error(`bytes ${start} to ${end} of ${bytes.length} were asked for`));
      return Promise.resolve(bytes.slice(start, end));
    },
  };
}

/** A file and those beside it in memory. */
export function memoryFiles(
  name: string,
  bytes: Uint8Array,
  others: Readonly<Record<string, Uint8Array>> = {},
): SourceFiles {
  return {
    main: memoryFile(name, bytes),
    names: [name, ...Object.keys(others)],
    beside(asked) {
      checkPath(asked);
      if (asked === name) return Promise.resolve(memoryFile(name, bytes));
      return Promise.resolve(Object.hasOwn(others, asked) ? memoryFile(asked, others[asked]) : null);
    },
  };
}

/** A file of a folder on the disk. */
export function diskFiles(file: string): SourceFiles {
  const folder = path.dirname(file);
  return {
    main: diskFile(file),
    names: readdirSync(folder).filter((name) => statSync(path.join(folder, name)).isFile()),
    beside(asked) {
      checkPath(asked);
      const found = path.join(folder, asked);
      return Promise.resolve(existsSync(found) && statSync(found).isFile() ? diskFile(found) : null);
    },
  };
}

function checkPath(asked: string): void {
  if (path.posix.isAbsolute(asked) || asked.split(/[\\/]/).includes('..'))
    throw new RnnLensError('"{0}" is not in the folder.', asked);
}

/** A file of the disk, read by parts; `onRead` is told how much. */
export function diskFile(file: string, onRead: (bytes: number) => void = () => undefined): SourceFile {
  const { size } = statSync(file);
  return {
    name: path.basename(file),
    sizeBytes: size,
    read(start, end) {
      if (!(start >= 0 && start <= end && end <= size))
        return Promise.reject(new Error(`bytes ${start} to ${end} of ${size} were asked for`));
      onRead(end - start);
      const bytes = new Uint8Array(end - start);
      const handle = openSync(file, 'r');
      try {
        readSync(handle, bytes, 0, bytes.length, start);
      } finally {
        closeSync(handle);
      }
      return Promise.resolve(bytes);
    },
  };
}

/** The beginning of a file, as readers are asked whether it is theirs. */
export async function headOf({ main }: SourceFiles): Promise<Uint8Array> {
  return main.read(0, Math.min(main.sizeBytes, 4096));
}

/** Files by name in memory; the first is the one to import. */
export function memoryFolder(files: Readonly<Record<string, Uint8Array>>): SourceFiles {
  const [main] = Object.keys(files);
  const { [main]: bytes, ...others } = files;
  return memoryFiles(main, bytes, others);
}

/** Bytes of a text. */
export function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
