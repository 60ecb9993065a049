import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import {
  MODEL_FILES,
  readModel,
  readParameters,
  writeWeights,
  type ModelManifest,
} from '../core/formats/modelPackage.js';
import { RnnLensError } from '../core/problems.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { finishPretraining, finishTraining } from '../core/train/finish.js';
import { fixedModel, formatManifest } from '../core/train/manifestOf.js';
import { modelCard } from '../core/train/modelCard.js';
import { preparePretraining } from '../core/train/preparePretraining.js';
import type { StartingPoint } from '../core/train/startingPoint.js';
import type { VectorsFile } from '../core/train/pretrainedWords.js';
import { prepareTraining, type PreparedTraining, type ReadFile } from '../core/train/prepare.js';
import { TrainingRun, type Trained } from '../core/train/run.js';
import {
  isFixed,
  isPretraining,
  readRecipe,
  type FixedRecipe,
  type PretrainingRecipe,
  type Recipe,
  type TrainingRecipe,
} from '../core/train/recipe.js';
import { loadEngine } from '../kernel/load.js';
import { about } from './failure.js';
import { isSameFile, replaceFile } from './outputFile.js';
import { ThreadedEngine } from '../threads/threadedEngine.js';

const CHECKPOINT = 'checkpoint.safetensors';

/** The kernels on all cores; the thread's script lies beside this one in dist/. */
function trainingEngine(): RecurrentEngine {
  return new ThreadedEngine(
    loadEngine(),
    availableParallelism(),
    pathToFileURL(path.join(import.meta.dirname, 'engineThread.js')),
  );
}

/** Makes the model of a recipe from a data folder into a model folder; goes on from a checkpoint if there is one. */
export async function train(
  recipeFile: string,
  dataFolder: string,
  outFolder: string,
  more: { readonly vectors?: string | undefined; readonly from?: string | undefined } = {},
): Promise<void> {
  const recipe = readRecipe(
    about(recipeFile, () => readFileSync(recipeFile, 'utf8')),
    path.basename(recipeFile),
  );
  refuseToReplace(recipeFile, outFolder);
  const files = { recipe, recipeFile: `media/recipes/${path.basename(recipeFile)}`, outFolder };
  if (isFixed(recipe)) return writeFixed(recipe, files);
  mkdirSync(outFolder, { recursive: true });
  await tf.setBackend('cpu');
  const started = Date.now();
  const engine = trainingEngine();
  const read: ReadFile = (file) => readData(path.join(dataFolder, file));
  const given = { vectors: readVectors(more.vectors), start: readStart(more.from) };
  const prepared = isPretraining(recipe)
    ? preparePretraining(recipe, read, engine)
    : prepareTraining(recipe, read, engine, given);
  const trained = await run(prepared, recipe, outFolder);
  const { manifest, weights, parameterCount } = isPretraining(recipe)
    ? finishPretraining(recipe, prepared, trained)
    : finishTraining(recipe, prepared, trained, read, engine);
  writeModel(manifest, weights, { ...files, parameterCount });
  rmSync(path.join(outFolder, CHECKPOINT), { force: true });
  process.stderr.write(`${manifest.score}, ${Math.round((Date.now() - started) / 1000)} s since (re)start\n`);
}

/** A model is not written over the recipe it is made by. */
function refuseToReplace(recipeFile: string, outFolder: string): void {
  for (const name of [...Object.values(MODEL_FILES), CHECKPOINT])
    if (isSameFile(recipeFile, path.join(outFolder, name)))
      throw new RnnLensError('--out {0} would replace {1}: give another folder.', outFolder, recipeFile);
}

function readData(file: string): string {
  if (!existsSync(file))
    throw new RnnLensError("{0} is not there: --data must name the folder of the recipe's data.", file);
  return about(file, () => readFileSync(file, 'utf8'));
}

function readVectors(file: string | undefined): VectorsFile | undefined {
  if (file === undefined) return undefined;
  return { name: path.basename(file), bytes: about(file, () => readFileSync(file)) };
}

function readStart(folder: string | undefined): StartingPoint | undefined {
  if (folder === undefined) return undefined;
  const read = (name: string): Buffer => {
    const file = path.join(folder, name);
    return about(file, () => readFileSync(file));
  };
  const json = read(MODEL_FILES.manifest).toString('utf8');
  const { manifest, parameters } = readParameters(json, read(MODEL_FILES.weights));
  return { name: manifest.name, symbols: manifest.vocabulary, heads: manifest.heads, parameters };
}

/** Trains, and says how it goes; a run that was interrupted goes on from its checkpoint. */
async function run(
  prepared: PreparedTraining,
  recipe: TrainingRecipe | PretrainingRecipe,
  outFolder: string,
): Promise<Trained> {
  const file = path.join(outFolder, CHECKPOINT);
  const training = new TrainingRun(prepared, recipe);
  if (existsSync(file)) {
    training.restore(new Uint8Array(readFileSync(file)));
    process.stderr.write(`going on after epoch ${training.epochsDone}\n`);
  }
  await training.go({
    now: () => Date.now(),
    onStep: ({ epoch, step, steps, loss }) => {
      if (step % 50 === 0)
        process.stderr.write(`epoch ${epoch + 1} step ${step}/${steps} loss ${loss.toFixed(3)}\n`);
    },
    onEpoch: async ({ epoch, loss, score }) => {
      process.stderr.write(`epoch ${epoch + 1} loss ${loss.toFixed(4)} score ${score.toFixed(4)}\n`);
      replaceFile(file, training.save());
    },
  });
  return training.trained;
}

interface Written {
  readonly recipe: Recipe;
  readonly recipeFile: string;
  readonly outFolder: string;
  readonly parameterCount: number;
}

function writeModel(manifest: ModelManifest, weights: Uint8Array, facts: Written): void {
  const card = modelCard(manifest, { ...facts, sizeBytes: weights.length });
  mkdirSync(facts.outFolder, { recursive: true });
  replaceFile(path.join(facts.outFolder, MODEL_FILES.weights), weights);
  replaceFile(path.join(facts.outFolder, MODEL_FILES.manifest), formatManifest(manifest));
  replaceFile(path.join(facts.outFolder, MODEL_FILES.card), card);
}

/** Numbers that were published are kept as they are: in single precision. */
function writeFixed(recipe: FixedRecipe, files: Omit<Written, 'parameterCount'>): void {
  const { manifest, parameters } = fixedModel(recipe);
  const weights = writeWeights(manifest, manifest.vocabulary, (name) => parameters.get(name)!, {
    precision: 'F32',
  });
  const { parameterCount } = readModel(JSON.stringify(manifest), weights);
  writeModel(manifest, weights, { ...files, parameterCount });
}
