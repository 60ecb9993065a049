import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  MODEL_FILES,
  MODEL_FORMAT,
  readModel,
  writeWeights,
  type ModelManifest,
} from '../core/formats/modelPackage.js';
import { goldSentences } from '../core/formats/goldSentences.js';
import { RnnLensError } from '../core/problem.js';
import { TaggerPipeline } from '../core/pipeline.js';
import {
  decodeCheckpoint,
  encodeCheckpoint,
  optimizerValues,
  restoreOptimizer,
} from '../core/train/checkpoint.js';
import { restoreVariables, valuesOf, type Checkpoint } from '../core/train/checkpoint.js';
import { fit, NOTHING_DONE, type EpochReport } from '../core/train/fit.js';
import { scoreTagger } from '../core/train/metrics.js';
import { modelCard } from '../core/train/modelCard.js';
import { createOptimizer } from '../core/train/optimizer.js';
import { architectureFor, symbolsFor, type TaggerRecipe } from '../core/train/taggerRecipe.js';
import { countSymbols, type LabelledSentence } from '../core/train/sentences.js';
import { TaggerTask } from '../core/train/taggerTask.js';

const CHECKPOINT = 'checkpoint.safetensors';

/** Trains the model of a recipe from a data folder into a model folder; goes on from a checkpoint if there is one. */
export async function train(recipeFile: string, dataFolder: string, outFolder: string): Promise<void> {
  const recipe = JSON.parse(readFileSync(recipeFile, 'utf8')) as TaggerRecipe;
  const read = (file: string) => readGold(path.join(dataFolder, file), recipe.data.column);
  const data = { train: read(recipe.data.train), development: read(recipe.data.development) };
  mkdirSync(outFolder, { recursive: true });
  await tf.setBackend('cpu');
  const started = Date.now();
  const task = new TaggerTask(recipe, data);
  const { best, curve } = await run(task, recipe, outFolder);
  const symbols = symbolsFor(recipe, countSymbols(data.train));
  const weights = writeWeights(architectureFor(recipe), symbols, (name) => best.get(name)!);
  const manifest = manifestOf(recipe, symbols, curve);
  // Scored as it is on disk: in half precision.
  const { tagger, parameterCount } = readModel(JSON.stringify(manifest), weights);
  const scores = scoreTagger(new TaggerPipeline(tagger), data.development);
  const score = `${recipe.data.column.toUpperCase()} ${(100 * scores.accuracy).toFixed(2)} % (development split)`;
  const finished = { ...manifest, scores: { ...scores }, score };
  const card = modelCard(finished, {
    scores,
    curve,
    parameterCount,
    sizeBytes: weights.length,
    recipeFile: `media/recipes/${path.basename(recipeFile)}`,
    dataFolder: 'DATA',
    developmentFile: recipe.data.development,
  });
  writeFileSync(path.join(outFolder, MODEL_FILES.weights), weights);
  writeFileSync(path.join(outFolder, MODEL_FILES.manifest), formatManifest(finished));
  writeFileSync(path.join(outFolder, MODEL_FILES.card), card);
  rmSync(path.join(outFolder, CHECKPOINT), { force: true });
  process.stderr.write(`${score}, ${Math.round((Date.now() - started) / 1000)} s since (re)start\n`);
}

function readGold(file: string, column: 'upos' | 'xpos'): LabelledSentence[] {
  if (!existsSync(file))
    throw new RnnLensError(`${file} is not there: --data must name the folder of the treebank.`);
  return goldSentences(readFileSync(file, 'utf8'), column);
}

interface Trained {
  readonly best: ReadonlyMap<string, Float32Array>;
  readonly curve: readonly EpochReport[];
}

async function run(task: TaggerTask, recipe: TaggerRecipe, outFolder: string): Promise<Trained> {
  const file = path.join(outFolder, CHECKPOINT);
  const fingerprint = JSON.stringify(recipe);
  const optimizer = createOptimizer(recipe.fit.optimizer);
  const saved = existsSync(file) ? decodeCheckpoint(new Uint8Array(readFileSync(file)), fingerprint) : null;
  let best: ReadonlyMap<string, Float32Array> = saved?.best ?? new Map<string, Float32Array>();
  const curve = [...(saved?.curve ?? [])];
  if (saved) await restore(task, optimizer, saved);
  await fit(
    task,
    recipe.fit,
    {
      onStep: (epoch, step, steps, loss) => {
        if (step % 50 === 0)
          process.stderr.write(`epoch ${epoch + 1} step ${step}/${steps} loss ${loss.toFixed(3)}\n`);
      },
      onEpoch: async (report, progress) => {
        curve.push(report);
        process.stderr.write(
          `epoch ${report.epoch + 1} loss ${report.loss.toFixed(4)} score ${report.score.toFixed(4)}\n`,
        );
        const current = valuesOf(task.network.parameters);
        if (report.isBest) best = current;
        const moments = await optimizerValues(optimizer);
        const bytes = encodeCheckpoint({ progress, curve, current, best, optimizer: moments }, fingerprint);
        // Written beside and renamed: an interrupted write must not cost the run.
        writeFileSync(`${file}.new`, bytes);
        renameSync(`${file}.new`, file);
      },
    },
    saved?.progress ?? NOTHING_DONE,
    optimizer,
  );
  return { best, curve };
}

async function restore(task: TaggerTask, optimizer: tf.Optimizer, saved: Checkpoint): Promise<void> {
  process.stderr.write(`going on after epoch ${saved.progress.epochsDone}\n`);
  restoreVariables(task.network.parameters, saved.current);
  await restoreOptimizer(optimizer, saved.optimizer, task.variables);
}

function manifestOf(
  recipe: TaggerRecipe,
  symbols: ReturnType<typeof symbolsFor>,
  curve: readonly EpochReport[],
): ModelManifest {
  const { name, title, task, language, tokenizer, data, labelDescriptions } = recipe;
  const architecture = architectureFor(recipe);
  return {
    format: MODEL_FORMAT,
    name,
    title,
    task,
    language,
    tokenizer,
    input: { wordSize: architecture.wordSize, characterRnn: architecture.characterRnn },
    rnn: architecture.rnn,
    labels: symbols.labels,
    labelDescriptions: symbols.labels.map((label) => labelDescriptions[label] ?? ''),
    data: { name: data.name, version: data.version, licence: data.licence, attribution: data.attribution },
    training: { ...recipe, labelDescriptions: undefined, curve },
    scores: {},
    score: '',
    vocabulary: { words: symbols.words, characters: symbols.characters },
  };
}

/** JSON for people: indented, but for the vocabulary, which would fill thousands of lines. */
function formatManifest(manifest: ModelManifest): string {
  const { vocabulary, ...rest } = manifest;
  const body = JSON.stringify(rest, null, 2).slice(0, -2);
  const { words, characters } = vocabulary;
  return `${body},\n  "vocabulary": {\n    "words": ${JSON.stringify(words)},\n    "characters": ${JSON.stringify(characters)}\n  }\n}\n`;
}
