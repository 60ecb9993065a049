import { readFileSync } from 'node:fs';
import { evaluateModel, type GoldData } from '../core/evaluate/evaluateModel.js';
import { parentheses } from '../core/data/parentheses.js';
import type { ModelManifest } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problem.js';
import { loadEngine } from '../kernel/load.js';
import { loadModel } from './modelFolders.js';

/** What a model that learned from generated data is evaluated on by this name: the same data again. */
const GENERATED = 'generated';

/** Runs a model on gold data of the kind it was trained on and returns the scores as one line of JSON. */
export async function evaluate(file: string, model: string): Promise<string> {
  const loaded = loadModel(model);
  const { manifest } = loaded;
  const data = goldData(manifest);
  const isGenerated = data.format === 'parentheses' && file === GENERATED;
  const text = isGenerated ? parentheses(data.developmentSymbols, data.seed + 1) : readFileSync(file, 'utf8');
  const { scores } = evaluateModel(new Pipeline(loaded.model, loadEngine()), manifest, data, { text, file });
  return JSON.stringify({ model: manifest.name, ...scores });
}

function goldData({ name, training }: ModelManifest): GoldData {
  const data = training['data'] as GoldData | undefined;
  if (!data) throw new RnnLensError(`The model "${name}" was not trained: there is nothing to evaluate.`);
  return data;
}
