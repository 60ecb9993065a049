import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SourceFile, SourceFiles } from '../core/import/files.js';
import { RnnLensError } from '../core/problems.js';

/** A file to import and the folder around it, read by parts; rejects with the system's error. */
export async function nodeSourceFiles(file: string): Promise<SourceFiles> {
  const folder = path.dirname(path.resolve(file));
  return {
    main: await nodeSourceFile(file),
    names: (await readdir(folder)).filter((name) => name !== path.basename(file)),
    beside: async (name) => {
      const place = await placeInside(folder, name);
      return place === null ? null : nodeSourceFile(place);
    },
  };
}

/** A file that is read by parts. */
export async function nodeSourceFile(file: string): Promise<SourceFile> {
  const { size } = await stat(file);
  return {
    name: path.basename(file),
    sizeBytes: size,
    read: async (start, end) => {
      const handle = await open(file, 'r');
      try {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
        await handle.read(bytes, 0, bytes.length, start);
        return bytes;
      } finally {
        await handle.close();
      }
    },
  };
}

/** Where a file of the folder is, null if it is not there; a path that leaves the folder, also by a link, throws. */
async function placeInside(folder: string, name: string): Promise<string | null> {
  const place = path.resolve(folder, name);
  const outside = (): RnnLensError =>
    new RnnLensError('"{0}" is outside the folder of the model: it is not read.', name);
  if (/^[a-z][a-z0-9+.-]*:/i.test(name) || !place.startsWith(folder + path.sep)) throw outside();
  try {
    const real = await realpath(place);
    if (!real.startsWith((await realpath(folder)) + path.sep)) throw outside();
    return (await stat(real)).isFile() ? real : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
