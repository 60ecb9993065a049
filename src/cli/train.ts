import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { calibratedHeads, withHeads } from '../core/evaluate/calibrate.js';
import { calibratedTagSets, scoresOfOthers } from '../core/evaluate/treebanks.js';
import { evaluateModel } from '../core/evaluate/evaluateModel.js';
import {
  MODEL_FILES,
  readModel,
  readParameters,
  writeWeights,
  type ModelManifest,
} from '../core/formats/modelPackage.js';
import { parameterCount as parameterCountOf } from '../core/model/model.js';
import { Pipeline } from '../core/pipeline.js';
import { RnnLensError } from '../core/problems.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import { decodeCheckpoint, encodeCheckpoint, restoreVariables, valuesOf } from '../core/train/checkpoint.js';
import { fit, NOTHING_DONE, type EpochReport } from '../core/train/fit.js';
import { fixedModel, formatManifest, manifestOf, pretrainedManifest } from '../core/train/manifestOf.js';
import { modelCard } from '../core/train/modelCard.js';
import { createOptimizer } from '../core/train/optimizer.js';
import { preparePretraining } from '../core/train/preparePretraining.js';
import type { StartingPoint } from '../core/train/startingPoint.js';
import type { VectorsFile } from '../core/train/pretrainedWords.js';
import { prepareTraining, textsOf, type PreparedTraining, type ReadFile } from '../core/train/prepare.js';
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
import { ThreadedEngine } from './threadedEngine.js';

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
    : finish(recipe, prepared, trained, read, engine);
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
  return { name: manifest.name, symbols: manifest.vocabulary, parameters };
}

interface Trained {
  readonly best: ReadonlyMap<string, Float32Array>;
  readonly curve: readonly EpochReport[];
}

async function run(
  prepared: PreparedTraining,
  recipe: TrainingRecipe | PretrainingRecipe,
  outFolder: string,
): Promise<Trained> {
  const file = path.join(outFolder, CHECKPOINT);
  // What is only said in the card does not make it another training.
  const fingerprint = JSON.stringify({ ...recipe, published: undefined, terms: undefined });
  const { trainable } = prepared;
  const optimizer = createOptimizer(recipe.fit.optimizer);
  const saved = existsSync(file) ? decodeCheckpoint(new Uint8Array(readFileSync(file)), fingerprint) : null;
  let best: ReadonlyMap<string, Float32Array> = saved?.best ?? new Map<string, Float32Array>();
  const curve = [...(saved?.curve ?? [])];
  if (saved) {
    process.stderr.write(`going on after epoch ${saved.progress.epochsDone}\n`);
    restoreVariables(trainable.network.parameters, saved.current);
    optimizer.restore(saved.optimizer, trainable.variables);
  }
  let epochBegan = Date.now();
  const observer = {
    onStep: (epoch: number, step: number, steps: number, loss: number) => {
      if (step % 50 === 0)
        process.stderr.write(`epoch ${epoch + 1} step ${step}/${steps} loss ${loss.toFixed(3)}\n`);
    },
    onEpoch: async (report: EpochReport, progress: typeof NOTHING_DONE) => {
      curve.push({ ...report, seconds: (Date.now() - epochBegan) / 1000 });
      epochBegan = Date.now();
      process.stderr.write(
        `epoch ${report.epoch + 1} loss ${report.loss.toFixed(4)} score ${report.score.toFixed(4)}\n`,
      );
      const current = valuesOf(trainable.network.parameters);
      if (report.isBest) best = current;
      const state = { progress, curve, current, best, optimizer: optimizer.state() };
      replaceFile(file, encodeCheckpoint(state, fingerprint));
    },
  };
  await fit(trainable, recipe.fit, observer, saved?.progress ?? NOTHING_DONE, optimizer);
  return { best, curve };
}

interface Finished {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
  readonly parameterCount: number;
}

/** The network that others begin with, without the head it learned with. */
function finishPretraining(
  recipe: PretrainingRecipe,
  prepared: PreparedTraining,
  { best, curve }: Trained,
): Finished {
  const { architecture, symbols } = prepared;
  const weights = writeWeights(architecture, symbols, (name) => best.get(name)!, recipe);
  const manifest = pretrainedManifest(recipe, prepared, curve);
  return { manifest, weights, parameterCount: parameterCountOf(architecture, symbols) };
}

/** The model as it is on disk (in its final precision), and its scores on the development split. */
function finish(
  recipe: TrainingRecipe,
  prepared: PreparedTraining,
  { best, curve }: Trained,
  read: ReadFile,
  engine: RecurrentEngine,
): Finished {
  const { architecture, symbols } = prepared;
  const parameters = prepared.trainable.network.finished(best);
  const weights = writeWeights(architecture, symbols, (name) => parameters.get(name)!, recipe);
  const manifest = manifestOf(recipe, prepared, curve);
  const loaded = readModel(JSON.stringify(manifest), weights);
  const { model, parameterCount } = loaded;
  const { data } = recipe;
  const text = data.format === 'parentheses' ? textsOf(recipe, read).development : read(data.development);
  const gold = { text, file: developmentOf(recipe) };
  const several = data.format === 'morphology' && manifest.tagSets ? data : null;
  const heads = several
    ? calibratedTagSets(loaded, several, read, engine)
    : calibratedHeads(new Pipeline(model, engine), manifest, data, gold);
  const now = { ...loaded, manifest: { ...manifest, heads }, model: withHeads(model, heads) };
  const others = several && { others: scoresOfOthers(now, several, read, engine) };
  const calibrated = { ...now.manifest, training: { ...manifest.training, ...others } };
  const pipeline = new Pipeline(now.model, engine);
  const { scores, headline } = evaluateModel(pipeline, calibrated, data, gold);
  const score = `${headline} (development split)`;
  return { manifest: { ...calibrated, scores, score }, weights, parameterCount };
}

function developmentOf({ data }: TrainingRecipe): string {
  return data.format === 'parentheses' ? 'generated' : `DATA/${data.development}`;
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
