// The extension as it is, but with damaged and tiny models beside the good ones.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MODEL_INDEX, writeModelIndex } from '../../src/models/modelIndex.mjs';
import type { ModelManifest } from '../../src/core/formats/manifest.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyClassifier, tinyLanguageModel, tinyMorphology, tinyStates } from '../fixtures/tinyTasks.js';
import { damagedModels, twinModel } from './damagedModels.js';

const manifest = 'model.json';
const weights = 'weights.safetensors';

/** How each damaged model comes about in a copy of a good one. */
const DAMAGES: Readonly<Record<string, (folder: string) => void>> = {
  'bad-manifest': (folder) => cut(path.join(folder, manifest), 0.5),
  'bad-weights': (folder) => cut(path.join(folder, weights), 0.5),
  'no-weights': (folder) => rmSync(path.join(folder, weights)),
  [twinModel]: () => undefined,
};

/** Makes `folder` the extension in `root` (by links) with the damaged and the tiny models besides. */
export function testExtension(root: string, folder: string): void {
  const models = path.join('media', 'models');
  mkdirSync(path.join(folder, models), { recursive: true });
  for (const name of ['node_modules', 'out']) link(root, folder, name);
  mkdirSync(path.join(folder, 'dist'));
  for (const name of readdirSync(path.join(root, 'dist')).map((file) => path.join('dist', file)))
    if (name !== MODEL_INDEX) link(root, folder, name);
  for (const name of readdirSync(root).filter((file) => /^package(\.nls.*)?\.json$/.test(file)))
    cpSync(path.join(root, name), path.join(folder, name));
  for (const name of readdirSync(path.join(root, 'media')))
    if (name !== 'models') link(root, folder, path.join('media', name));
  const names = readdirSync(path.join(root, models));
  for (const name of names) link(root, folder, path.join(models, name));
  for (const name of [...damagedModels.map((damaged) => damaged.name), twinModel]) {
    const target = path.join(folder, models, name);
    cpSync(path.join(root, models, 'english-pos'), target, { recursive: true });
    const text = readFileSync(path.join(target, manifest), 'utf8');
    writeFileSync(path.join(target, manifest), text.replaceAll('english-pos', name));
    DAMAGES[name](target);
  }
  for (const manifest of [tinyClassifier(), tinyLanguageModel(), tinyMorphology(), tinyStates()])
    writeModel(path.join(folder, models, manifest.name), manifest);
  writeModelIndex(folder);
}

function writeModel(folder: string, description: ModelManifest): void {
  mkdirSync(folder);
  writeFileSync(path.join(folder, manifest), JSON.stringify(description));
  writeFileSync(path.join(folder, weights), tinyWeights(description));
}

function link(root: string, folder: string, name: string): void {
  symlinkSync(path.join(root, name), path.join(folder, name), 'junction');
}

function cut(file: string, share: number): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
}
