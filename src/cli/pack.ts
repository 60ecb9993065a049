import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  architectureOf,
  MODEL_FILES,
  readParameters,
  writeWeights,
  type StoredPrecision,
} from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';
import { formatManifest } from '../core/train/manifestOf.js';
import { replaceFile } from './outputFile.js';

/** Writes the model of a folder into another one with its numbers stored otherwise; says how many bytes they are now. */
export function pack(folder: string, out: string, stored: StoredPrecision): string {
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    if (!existsSync(file)) throw new RnnLensError('{0} is not there: give the folder of a model.', file);
    return readFileSync(file);
  };
  const before = read(MODEL_FILES.weights);
  const { manifest, parameters } = readParameters(read(MODEL_FILES.manifest).toString(), before);
  const find = (name: string): Float32Array => parameters.get(name)!;
  const weights = writeWeights(architectureOf(manifest), manifest.vocabulary, find, stored);
  mkdirSync(out, { recursive: true });
  replaceFile(path.join(out, MODEL_FILES.weights), weights);
  // Tables that were smaller than the rest need not be now.
  const training = { ...manifest.training, tablePrecision: undefined, ...stored };
  replaceFile(path.join(out, MODEL_FILES.manifest), formatManifest({ ...manifest, training }));
  return `${manifest.name}: ${before.length} -> ${weights.length} bytes\n`;
}
