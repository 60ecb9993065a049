import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MODEL_FILES, type LoadedModel, type ModelManifest } from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';
import { formatManifest } from '../core/train/manifestOf.js';
import { modelCard } from '../core/train/modelCard.js';
import { MODELS_BEGIN, MODELS_END, modelsTable } from '../core/train/modelsTable.js';
import { isFixed, isPretraining, readRecipe, type Recipe } from '../core/train/recipe.js';
import { evaluateOn, GENERATED, goldText } from './scores.js';
import { replaceFile } from './outputFile.js';
import { ModelRegistry } from '../models/modelRegistry.js';
import { loadFrom, modelsOf } from './modelFolders.js';
import { withSurface, withTransitions } from './transitions.js';

/**
 * Evaluates every model of a project on its development file below `dataRoot`, writes its card, and its scores if
 * they are others; then the table of models in the README. With `transitions`, label transitions are counted
 * anew first. Gives one line a model; throws RnnLensError if `dataRoot` is no folder.
 */
export async function* writeCards(
  dataRoot: string,
  project: string,
  transitions = false,
): AsyncGenerator<string> {
  if (!existsSync(dataRoot))
    throw new RnnLensError('{0} is not there: give the folder of the data sets.', dataRoot);
  const models = new ModelRegistry([modelsOf(project)]);
  const manifests: ModelManifest[] = [];
  for (const { id, place } of await models.list()) {
    const { manifest, line } = await writeOne(await loadFrom(models, id), {
      folder: place,
      dataRoot,
      project,
      transitions,
    });
    manifests.push(manifest);
    yield `${id}: ${line}`;
  }
  writeTable(path.join(project, 'README.md'), manifests);
}

interface Written {
  readonly manifest: ModelManifest;
  readonly line: string;
}

/** What cards are written from, and where. */
interface CardPlaces {
  readonly folder: string;
  readonly dataRoot: string;
  readonly project: string;
  readonly transitions: boolean;
}

async function writeOne(loaded: LoadedModel, places: CardPlaces): Promise<Written> {
  const { folder, dataRoot, project } = places;
  const { manifest } = loaded;
  const recipeFile = `media/recipes/${manifest.name}.json`;
  if (!existsSync(path.join(project, recipeFile)))
    return { manifest, line: `skipped, there is no ${recipeFile}` };
  const recipe = readRecipe(readFileSync(path.join(project, recipeFile), 'utf8'), recipeFile);
  const write = (now: ModelManifest): void =>
    replaceFile(path.join(folder, MODEL_FILES.card), modelCard(now, { ...loaded, recipe, recipeFile }));
  const file = developmentFile(recipe, dataRoot);
  if (file === null) {
    write(manifest);
    return { manifest, line: `${manifest.score}; nothing to evaluate` };
  }
  if (file !== GENERATED && !existsSync(file)) {
    write(manifest);
    return { manifest, line: `skipped, ${file} is not there; its card says the scores it had` };
  }
  const counted = places.transitions ? withTransitions(loaded, recipe, dataRoot) : null;
  const { now, line } = await evaluated(withSurface(counted ?? loaded, recipe), file);
  if (now !== manifest) replaceFile(path.join(folder, MODEL_FILES.manifest), formatManifest(now));
  write(now);
  return { manifest: now, line };
}

/** null for a network that was not trained. */
function developmentFile(recipe: Recipe, dataRoot: string): string | null {
  if (isFixed(recipe) || isPretraining(recipe)) return null;
  const { data } = recipe;
  return data.format === 'parentheses' ? GENERATED : path.join(dataRoot, data.folder ?? '', data.development);
}

/** The manifest with its scores as they are now: the same object if they are those it has. */
async function evaluated(loaded: LoadedModel, file: string): Promise<{ now: ModelManifest; line: string }> {
  const began = Date.now();
  const { manifest } = loaded;
  const { scores, headline } = evaluateOn(loaded, { text: await goldText(manifest, file), file });
  const score = `${headline} (development split)`;
  const isSame = score === manifest.score && areSameScores(scores, manifest.scores);
  const change = isSame ? 'as before' : `was ${manifest.score}, scores rewritten`;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  return {
    now: isSame ? manifest : { ...manifest, scores, score },
    line: `${score}; ${change}; ${seconds} s`,
  };
}

/** Kernels with and without fused multiply-add differ in the last digits of float32: six are compared. */
function areSameScores(a: unknown, b: unknown): boolean {
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === 'number' ? Number(value.toPrecision(6)) : value;
  return JSON.stringify(a, rounded) === JSON.stringify(b, rounded);
}

/** Puts the table of models between its two marks; a README without them stays as it is. */
function writeTable(file: string, manifests: readonly ModelManifest[]): void {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [from, to] = [text.indexOf(MODELS_BEGIN), text.indexOf(MODELS_END)];
  if (from < 0 || to < from) return;
  const table = `${MODELS_BEGIN}\n\n${modelsTable(manifests)}\n\n`;
  replaceFile(file, text.slice(0, from) + table + text.slice(to));
}
