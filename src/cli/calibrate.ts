import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { calibratedHeads, withHeads } from '../core/evaluate/calibrate.js';
import { MODEL_FILES, type LoadedModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import { formatManifest } from '../core/train/manifestOf.js';
import { loadEngine } from '../kernel/load.js';
import { evaluateOn, goldData } from './scores.js';
import { about } from './failure.js';
import { loadModel } from './modelFolders.js';
import { replaceFile } from './outputFile.js';

/**
 * Fits temperatures and thresholds of the model in a folder on gold data and writes them, with the scores they give,
 * into its model.json; says how far probabilities were from what came true, and how far they are.
 */
export async function calibrate(file: string, folder: string): Promise<string> {
  const manifestFile = path.join(folder, MODEL_FILES.manifest);
  if (!existsSync(manifestFile))
    throw new RnnLensError('{0} is not there: give the folder of a model.', manifestFile);
  const loaded = await loadModel(folder);
  const { manifest, model } = loaded;
  const gold = { text: about(file, () => readFileSync(file, 'utf8')), file };
  const heads = calibratedHeads(new Pipeline(model, loadEngine()), manifest, goldData(manifest), gold);
  const now: LoadedModel = { ...loaded, manifest: { ...manifest, heads }, model: withHeads(model, heads) };
  const [before, after] = [evaluateOn(loaded, gold), evaluateOn(now, gold)];
  const score = `${after.headline} (development split)`;
  replaceFile(manifestFile, formatManifest({ ...now.manifest, scores: after.scores, score }));
  const errors = [errorsOf(before.scores), errorsOf(after.scores)];
  const lines = [...errors[1]].map(
    ([name, error]) => `${name || heads[0]?.name || 'next'}\t${errors[0].get(name)} % -> ${error} %\n`,
  );
  const temperatures = heads.map(({ name, temperature = 1 }) => `${name} ${temperature}`).join(', ');
  return `${manifest.name}: temperatures ${temperatures}\nexpected calibration error\n${lines.join('')}`;
}

/** Expected calibration errors in percent, by the path of what they are of; '' is the first head. */
function errorsOf(scores: object, at = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(scores) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    if (name === 'calibration' && 'expectedError' in value)
      found.set(at, (100 * (value.expectedError as number)).toFixed(2));
    else for (const [path, error] of errorsOf(value, name === 'heads' ? at : name)) found.set(path, error);
  }
  return found;
}
