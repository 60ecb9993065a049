import { zipSync } from 'fflate';
import { npyHeader } from '../formats/npy.js';
import { architectureOf, type ModelManifest } from '../formats/manifest.js';
import { modelParameters } from '../model/model.js';
import type { FindParameter } from './raise.js';

/** Before this a zip file has no dates; the same model gives the same bytes. */
const DATE = '1980-01-01T00:00:00';

/** All numbers of a model as a file that `numpy.load` reads, under the names and in the order of its own file. */
export function npzFile(manifest: ModelManifest, find: FindParameter): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const { name, shape } of modelParameters(architectureOf(manifest), manifest.vocabulary)) {
    const values = Float32Array.from(find(name));
    const header = npyHeader(shape);
    const file = new Uint8Array(header.length + values.byteLength);
    file.set(header);
    file.set(new Uint8Array(values.buffer), header.length);
    files[`${name}.npy`] = file;
  }
  return zipSync(files, { level: 0, mtime: DATE });
}
