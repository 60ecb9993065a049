import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { TEXTBOOK } from '../../../src/core/data/lessons/textbook.js';
import { depths, parentheses } from '../../../src/core/data/parentheses.js';
import { longestCounted } from '../../../src/core/evaluate/counting.js';
import { runStream } from '../../../src/core/evaluate/languageModel.js';
import { linearProbe } from '../../../src/core/evaluate/probe.js';
import { insideQuotations, separatingUnits } from '../../../src/core/evaluate/units.js';
import { Pipeline } from '../../../src/core/pipeline.js';
import { outputSize } from '../../../src/core/rnn/config.js';
import { LESSONS, lessonPlan, lessonText, type Lesson } from '../../../src/core/train/lessons.js';
import { defaultNetwork, ownRecipe } from '../../../src/core/train/own/ownRecipe.js';
import { proposalsFor } from '../../../src/core/train/own/proposals.js';
import { prepareTraining } from '../../../src/core/train/prepare.js';
import type { TrainingRecipe } from '../../../src/core/train/recipe.js';
import { TrainingRun } from '../../../src/core/train/run.js';
import { loadEngine } from '../../../src/kernel/load.js';
import { ThreadedEngine } from '../../../src/threads/threadedEngine.js';

/** Cores that the promises of the lessons are about. */
const CORES = 2;

const threads = pathToFileURL(path.resolve('dist/engineThread.js'));
const engine = new ThreadedEngine(loadEngine(), CORES, threads);
await tf.setBackend('cpu');

const [first, second] = process.argv.slice(2);
if (first === '--text') await quotationsOf(second);
else
  for (const lesson of LESSONS.filter((one) => first === undefined || one === first)) await measure(lesson);
process.exit(0);

async function measure(lesson: Lesson): Promise<void> {
  const file = lessonText(lesson);
  const own = file === null ? '' : readFileSync(`media/lessons/texts/${file}`, 'utf8');
  const { text, watched, recipes } = lessonPlan(lesson, ({ cell }) => cell, own);
  for (const recipe of recipes) {
    const [began, used] = [performance.now(), process.cpuUsage()];
    const pipeline = await trained(recipe, text);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(used);
    const cpu = `${seconds.toFixed(0)} s on ${CORES} cores (${((user + system) / 1e6).toFixed(0)} s of processor time)`;
    console.log(`${recipe.name}: ${cpu}; ${outcome(lesson, pipeline, watched)}`);
  }
}

async function trained(
  recipe: TrainingRecipe,
  text: string,
  each?: (run: number) => void,
): Promise<Pipeline> {
  const prepared = prepareTraining(recipe, () => text, engine);
  const { network } = prepared.trainable;
  await new TrainingRun(prepared, recipe).go({
    now: () => performance.now(),
    onEpoch: async ({ epoch, loss, score }) => {
      process.stderr.write(
        `  ${recipe.name} ${epoch + 1}: loss ${loss.toFixed(3)}, held out ${score.toFixed(3)}\n`,
      );
      each?.(epoch);
    },
  });
  return new Pipeline(network.snapshot(), engine);
}

function outcome(lesson: Lesson, pipeline: Pipeline, watched: string): string {
  if (lesson === 'textbook')
    return `farthest of the published numbers: ${distance(pipeline).toExponential(1)}`;
  if (lesson === 'anbn') return `longest n right: ${longestCounted(pipeline, 300)}`;
  if (lesson === 'quotation') return bestUnit(pipeline, watched);
  const symbols = [...parentheses(20_000, 3)];
  const width = outputSize(pipeline.model.architecture.rnn);
  const states = new Float32Array(symbols.length * width);
  runStream(pipeline, symbols, ({ trace }, from) => states.set(trace.output, from * width), {
    withoutHeads: true,
  });
  const { accuracy } = linearProbe(states, width, depths(symbols.join('')));
  return `depth read from the state: ${(100 * accuracy).toFixed(2)} %`;
}

/** The largest difference to the textbook network; of the two biases only their sum is told by its states. */
function distance({ model: { weights } }: Pipeline): number {
  const { W_ih, W_hh, b_ih, b_hh } = weights[0][0];
  const sum = (a: ArrayLike<number>, b: ArrayLike<number>): number[] =>
    Array.from(a, (value, k) => value + b[k]);
  const pairs = [
    [W_ih, TEXTBOOK['rnn.weight_ih_l0']],
    [W_hh, TEXTBOOK['rnn.weight_hh_l0']],
    [sum(b_ih!, b_hh!), sum(TEXTBOOK['rnn.bias_ih_l0'], TEXTBOOK['rnn.bias_hh_l0'])],
  ] as const;
  return Math.max(
    ...pairs.flatMap(([a, b]) =>
      Array.from(a as ArrayLike<number>, (value: number, k) => Math.abs(value - b[k])),
    ),
  );
}

/** The unit that best tells inside of quotations from outside. */
function bestUnit(pipeline: Pipeline, text: string): string {
  const characters = [...text];
  const [best] = separatingUnits(pipeline, characters, insideQuotations(characters));
  return `best unit ${best.unit} (${best.quantity}): AUC ${Math.max(best.auc, 1 - best.auc).toFixed(3)}`;
}

/** A character GRU-128 on a text, for 6 minutes; after each epoch, how well its best unit knows quotations in text it has not learned from. */
async function quotationsOf(file: string): Promise<void> {
  const all = readFileSync(file, 'utf8');
  const [text, held] = [all.slice(0, -60_000), all.slice(-60_000)];
  const own = ownRecipe({
    ...defaultNetwork('language-model'),
    ...{ name: 'gru-128', title: 'GRU', seed: 1, text, files: { train: file, development: file } },
    proposal: proposalsFor(text, file).at(-1)!,
  });
  const recipe = { ...own, fit: { ...own.fit, epochs: 48, stepsAnEpoch: 30, patience: 48 } };
  const prepared = prepareTraining(recipe, () => text, engine);
  const began = performance.now();
  let looked = 0;
  await new TrainingRun(prepared, recipe).go({
    now: () => performance.now(),
    onEpoch: async ({ epoch, score }) => {
      const pause = performance.now();
      const unit = bestUnit(new Pipeline(prepared.trainable.network.snapshot(), engine), held);
      const seconds = (pause - began - looked) / 1000;
      looked += performance.now() - pause;
      console.log(`${seconds.toFixed(0)} s, epoch ${epoch + 1}: ${score.toFixed(3)} nats; ${unit}`);
      if (seconds > 360) process.exit(0);
    },
  });
}
