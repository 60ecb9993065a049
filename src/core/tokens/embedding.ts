import type { FloatArray } from '../math/matrix.js';

/** The vectors of a vocabulary's symbols, [V, width]; where they are stored small, a row is decoded when it is read. */
export interface Embedding {
  readonly width: number;
  /** Writes the vector of symbol `id` to `out[at …]`. */
  copyRow(id: number, out: FloatArray, at: number): void;
}

/** An embedding whose vectors lie in a row-major table [V, width]. */
export function embeddingOf(table: FloatArray, width: number): Embedding {
  return {
    width,
    copyRow: (id, out, at) => out.set(table.subarray(id * width, (id + 1) * width), at),
  };
}

/** The vectors of some symbols, [ids, width]. */
export function gather(embedding: Embedding, ids: Uint32Array): FloatArray {
  const out = new Float32Array(ids.length * embedding.width);
  ids.forEach((id, k) => embedding.copyRow(id, out, k * embedding.width));
  return out;
}
