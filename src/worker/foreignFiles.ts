import type { SourceFile, SourceFiles } from '../core/import/files.js';
import type { ForeignPlace } from '../protocol/imports.js';

/** Reads files of this machine by parts; only where there are such. */
export type OpenPath = (path: string) => Promise<SourceFiles>;

/** A file that is read by its path, or whose bytes were handed over; rejects with the system's error. */
export async function filesAt(openPath: OpenPath | null, at: ForeignPlace): Promise<SourceFiles> {
  if (at.kind === 'bytes') return handedFiles(at.name, at.files);
  if (!openPath) throw new Error('Files are not read by their path here.');
  return openPath(at.path);
}

/** Files whose bytes were handed over; those beside the first are all there is. */
function handedFiles(name: string, files: ReadonlyMap<string, Uint8Array>): SourceFiles {
  const fileOf = (own: string, bytes: Uint8Array): SourceFile => ({
    name: own,
    sizeBytes: bytes.length,
    read: (start, end) => Promise.resolve(bytes.slice(start, end)),
  });
  return {
    main: fileOf(name, files.get(name) ?? new Uint8Array(0)),
    names: [...files.keys()].filter((other) => other !== name),
    beside: (path) => {
      const bytes = files.get(path);
      return Promise.resolve(bytes ? fileOf(path, bytes) : null);
    },
  };
}
