import { closeSync, openSync, readSync } from 'node:fs';
import { about } from './failure.js';

const CHUNK_BYTES = 1 << 18;

/** The bytes of a file, piece by piece; a stream would be slower by the time it takes Node to load streams. */
export function* chunksOf(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (let length = 1; length > 0;) {
      length = about(file, () => readSync(descriptor, chunk));
      yield chunk.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
