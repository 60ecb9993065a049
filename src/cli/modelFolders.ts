import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MODEL_FILES, readModel, type LoadedModel } from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';

/** The model used where none is named. */
export const DEFAULT_MODEL = 'english-pos';

/** The folder of this installation: it holds the folder this program is in. */
export const PROJECT_FOLDER = path.resolve(import.meta.dirname, '..');

const modelsFolder = modelsOf(PROJECT_FOLDER);

/** Where a project has its models. */
export function modelsOf(project: string): string {
  return path.join(project, 'media', 'models');
}

/** Names of the models that came with RNN Lens, or of those in another folder. */
export function installedModels(folder = modelsFolder): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Loads a model by name or by folder; throws RnnLensError naming the file that is missing or damaged. */
export function loadModel(nameOrFolder: string): LoadedModel {
  const installed = path.join(modelsFolder, nameOrFolder);
  const folder = installedModels().includes(nameOrFolder) ? installed : path.resolve(nameOrFolder);
  if (!existsSync(folder))
    throw new RnnLensError(
      `There is no model "${nameOrFolder}". Installed: ${installedModels().join(', ') || 'none'}.`,
    );
  const read = (name: string): Uint8Array => {
    const file = path.join(folder, name);
    if (!existsSync(file)) throw new RnnLensError(`The model folder ${folder} has no ${name}.`);
    return readFileSync(file);
  };
  const manifest = new TextDecoder().decode(read(MODEL_FILES.manifest));
  const weights = read(MODEL_FILES.weights);
  try {
    return readModel(manifest, weights);
  } catch (error) {
    throw error instanceof RnnLensError ? new RnnLensError(`${folder}: ${error.message}`) : error;
  }
}
