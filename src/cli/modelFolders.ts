import { existsSync } from 'node:fs';
import path from 'node:path';
import { readWeights, type LoadedModel } from '../core/formats/modelPackage.js';
import type { NamedUnit } from '../core/formats/unitNames.js';
import type { RnnConfig } from '../core/rnn/config.js';
import { isRnnLensError, RnnLensError } from '../core/problems.js';
import { ModelRegistry, type ModelContent, type ModelEntry } from '../models/modelRegistry.js';
import { folderSource, type ModelSource } from '../models/modelSource.js';
import { UnitNames } from '../models/unitNames.js';
import { nodeFolders } from './nodeFolders.js';

/** The model used where none is named. */
export const DEFAULT_MODEL = 'english-pos';

/** The folder of this installation: it holds the folder this program is in. */
export const PROJECT_FOLDER = path.resolve(import.meta.dirname, '..');

/** The models that came with RNN Lens. */
export const installed = new ModelRegistry([modelsOf(PROJECT_FOLDER)]);

/** The models of a project as a source. */
export function modelsOf(project: string): ModelSource {
  return sourceOf(path.join(project, 'media', 'models'));
}

function sourceOf(root: string): ModelSource {
  return folderSource('installed', nodeFolders(root), (folder) => path.join(root, folder));
}

/** Loads a model by id or by folder; rejects with RnnLensError naming the file that is missing or damaged. */
export async function loadModel(idOrFolder: string): Promise<LoadedModel> {
  const { models, id } = await findModel(idOrFolder);
  return loadFrom(models, id);
}

/** A model with the files it was read from; rejects as `loadModel`. */
export async function loadModelFiles(
  idOrFolder: string,
): Promise<{ readonly loaded: LoadedModel; readonly content: ModelContent }> {
  const { models, id } = await findModel(idOrFolder);
  return readFrom(models, id);
}

/** What units of a model are called in the file beside it; rejects with RnnLensError for a damaged one. */
export async function unitNamesOf(idOrFolder: string, rnn: RnnConfig): Promise<readonly NamedUnit[]> {
  const { models, id } = await findModel(idOrFolder);
  return new UnitNames(() => models).of(id, rnn);
}

/** The files of a model, as a thread is given them; rejects as `loadModel`. */
export async function modelContent(idOrFolder: string): Promise<ModelContent> {
  const { models, id } = await findModel(idOrFolder);
  return models.read(id);
}

async function findModel(idOrFolder: string): Promise<{ models: ModelRegistry; id: string }> {
  if (await installed.find(idOrFolder)) return { models: installed, id: idOrFolder };
  const folder = path.resolve(idOrFolder);
  if (!existsSync(folder)) {
    const ids = (await installed.list()).map(({ id }) => id);
    throw new RnnLensError('There is no model "{0}". Installed: {1}.', idOrFolder, ids.join(', ') || 'none');
  }
  const only: ModelSource = { ...sourceOf(path.dirname(folder)), list: async () => [path.basename(folder)] };
  const models = new ModelRegistry([only]);
  const [{ id }] = await models.list();
  return { models, id };
}

/** Loads a model that is there; rejects as `loadModel`. */
export async function loadFrom(models: ModelRegistry, id: string): Promise<LoadedModel> {
  return (await readFrom(models, id)).loaded;
}

async function readFrom(
  models: ModelRegistry,
  id: string,
): Promise<{ readonly loaded: LoadedModel; readonly content: ModelContent }> {
  const entry = (await models.find(id))!;
  try {
    const content = await models.read(id);
    return { loaded: readWeights(manifestOf(entry), content.weights), content };
  } catch (error) {
    throw isRnnLensError(error) ? new RnnLensError('{0}: {1}', entry.place, error.message) : error;
  }
}

function manifestOf(entry: ModelEntry) {
  if (entry.kind === 'usable') return entry.manifest;
  throw entry.problem;
}
