import { calibratedHeads, withHeads } from '../evaluate/calibrate.js';
import { evaluateModel } from '../evaluate/evaluateModel.js';
import { calibratedTagSets, scoresOfOthers } from '../evaluate/treebanks.js';
import { readModel, writeWeights, type ModelManifest } from '../formats/modelPackage.js';
import { parameterCount as parameterCountOf } from '../model/model.js';
import { Pipeline } from '../pipeline.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { averagedWith } from './average.js';
import { manifestOf, pretrainedManifest } from './manifestOf.js';
import { textsOf, withOwnTexts, type PreparedTraining, type ReadFile } from './prepare.js';
import type { PretrainingRecipe, TrainingRecipe } from './recipe.js';
import type { Trained } from './run.js';

/** What a training has made. */
export interface Finished {
  readonly manifest: ModelManifest;
  readonly weights: Uint8Array;
  readonly parameterCount: number;
}

/** The network that others begin with, without the head it learned with. */
export function finishPretraining(
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
export function finishTraining(
  recipe: TrainingRecipe,
  prepared: PreparedTraining,
  { best, curve }: Trained,
  read: ReadFile,
  engine: RecurrentEngine,
): Finished {
  const { architecture, symbols } = prepared;
  const trained = prepared.trainable.network.finished(best);
  const isMean = recipe.averageWithStart && prepared.start;
  const parameters = isMean ? averagedWith(prepared.start, trained, prepared) : trained;
  const weights = writeWeights(architecture, symbols, (name) => parameters.get(name)!, recipe);
  const manifest = manifestOf(recipe, prepared, curve);
  const loaded = readModel(JSON.stringify(manifest), weights);
  const { model, parameterCount } = loaded;
  const asRead = withOwnTexts(recipe, read);
  const { data } = asRead.recipe;
  const text =
    data.format === 'parentheses'
      ? textsOf(asRead.recipe, asRead.read).development
      : asRead.read(data.development);
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
  const score = `${headline} (${'own' in recipe.data && recipe.data.own ? 'held out' : 'development split'})`;
  return { manifest: { ...calibrated, scores, score }, weights, parameterCount };
}

function developmentOf({ data }: TrainingRecipe): string {
  return data.format === 'parentheses' ? 'generated' : `DATA/${data.development}`;
}
