import assert from 'node:assert/strict';
import { before, test, type TestContext } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { MOST_CHECKPOINTS, superfluous } from '../../src/live/training/checkpoints.js';
import { dataFilesOf } from '../../src/live/training/training.js';
import { Trainings } from '../../src/live/training/trainings.js';
import type { TrainingRecipe } from '../../src/core/train/recipe.js';
import type { TrainingSummary } from '../../src/protocol/training.js';
import { languageModelRecipe, sentimentRecipe, toyFiles } from '../fixtures/toyRecipes.js';
import { trainerStarter } from '../fixtures/trainer.js';
import { MemoryPlace } from '../fixtures/trainingPlace.js';

before(() => tf.setBackend('cpu'));

interface World {
  readonly place: MemoryPlace;
  readonly trainer: ReturnType<typeof trainerStarter>;
  readonly trainings: Trainings;
  readonly log: string[];
}

/** A window with the trainings of a place. */
async function windowOn(t: TestContext, place = new MemoryPlace()): Promise<World> {
  const trainer = trainerStarter();
  const log: string[] = [];
  let clock = 0;
  const trainings = new Trainings({
    place,
    startTrainer: trainer.start,
    mostCores: 4,
    cores: 3,
    now: () => ++clock,
    log: (message) => log.push(message),
  });
  t.after(() => trainings.dispose());
  await trainings.load();
  return { place, trainer, trainings, log };
}

function begun(recipe: TrainingRecipe) {
  return { recipe, texts: new Map(dataFilesOf(recipe).map((file) => [file, toyFiles[file]])) };
}

/** Resolves when the first training is as asked for. */
function until(trainings: Trainings, is: (training: TrainingSummary) => boolean): Promise<TrainingSummary> {
  return new Promise((resolve) => {
    const look = (): void => {
      const [training] = trainings.state.trainings;
      if (!training || !is(training)) return;
      listening.dispose();
      resolve(training);
    };
    const listening = trainings.onDidChange(look);
    queueMicrotask(look);
  });
}

const isOver = ({ status }: TrainingSummary): boolean => status !== 'running' && status !== 'preparing';

test('a training runs in its trainer, is told with its curves and checkpoints, and leaves a model', async (t) => {
  const { trainings, place, trainer } = await windowOn(t);
  await trainings.begin(begun(sentimentRecipe));
  const end = await until(trainings, isOver);
  assert.equal(end.status, 'finished', end.problem ?? '');
  assert.equal(trainer.count(), 1);
  const { name } = sentimentRecipe;
  const { manifest, weights, card } = place.models.get(name)!;
  assert.equal(readModel(manifest, weights).manifest.name, name);
  assert.match(card, new RegExp(`^# ${name}`));
  const course = trainings.course(name);
  assert.equal(course.epochs.length, end.epochsDone);
  assert.ok(course.steps.length > 0 && course.loss.every(Number.isFinite));
  assert.ok(course.gradientNorm.every((norm) => norm > 0));
  assert.ok(course.epochs.every(({ developmentLoss }) => developmentLoss! > 0));
  assert.deepEqual(end.checkpoints, [...Array(end.epochsDone + 1).keys()]);
  for (const checkpoint of [0, end.best!.checkpoint]) {
    const files = await trainings.model(name, checkpoint);
    readModel(files.manifest, files.weights);
    assert.ok((await trainings.moment(name, checkpoint)).histograms[0].counts instanceof Uint32Array);
  }
  await assert.rejects(trainings.model(name, 999), RangeError);
});

test('a closed window loses nothing but the round under way: the next one goes on to the same weights', async (t) => {
  const straight = await windowOn(t);
  await straight.trainings.begin(begun(languageModelRecipe));
  await until(straight.trainings, isOver);
  const wanted = straight.place.models.get(languageModelRecipe.name)!.weights;

  const first = await windowOn(t);
  await first.trainings.begin(begun(languageModelRecipe));
  await until(first.trainings, ({ epochsDone }) => epochsDone >= 2);
  first.trainings.dispose();

  const second = await windowOn(t, first.place);
  const [left] = second.trainings.state.trainings;
  assert.equal(left.status, 'paused');
  assert.ok(left.epochsDone >= 2);
  assert.equal(second.trainer.count(), 0);
  second.trainings.resume(languageModelRecipe.name);
  assert.equal((await until(second.trainings, isOver)).status, 'finished');
  assert.deepEqual(second.place.models.get(languageModelRecipe.name)!.weights, wanted);
  const { epochs, steps } = second.trainings.course(languageModelRecipe.name);
  assert.deepEqual(
    epochs.map(({ epoch }) => epoch),
    [...epochs.keys()],
  );
  assert.deepEqual(
    [...steps],
    [...steps].sort((a, b) => a - b),
  );
});

test('pause and resume, and another training only once it waits', async (t) => {
  const { trainings } = await windowOn(t);
  const long = { ...languageModelRecipe, fit: { ...languageModelRecipe.fit, epochs: 400, patience: 400 } };
  await trainings.begin(begun(long));
  await until(trainings, ({ epochsDone }) => epochsDone >= 1);
  await assert.rejects(trainings.begin(begun(sentimentRecipe)), /is being trained/);
  trainings.pause(long.name);
  const [paused] = trainings.state.trainings;
  assert.deepEqual([paused.status, paused.secondsLeft], ['paused', null]);
  trainings.resume(long.name);
  await until(trainings, ({ epochsDone }) => epochsDone > paused.epochsDone);
  trainings.pause(long.name);
  await trainings.begin(begun(sentimentRecipe));
  const end = await until(
    trainings,
    (training) => isOver(training) && training.name === sentimentRecipe.name,
  );
  assert.equal(end.status, 'finished');
  // The one that waited can be ended: its best round is the model.
  trainings.stop(long.name);
  const stopped = await until(
    trainings,
    (training) => training.name === long.name && training.status === 'finished',
  );
  assert.ok(stopped.epochsDone < 400);
});

test('a full disk makes it wait with one sentence, and it goes on from there', async (t) => {
  const { trainings, place } = await windowOn(t);
  place.full = '00002';
  await trainings.begin(begun(sentimentRecipe));
  const waiting = await until(trainings, ({ status }) => status === 'paused');
  assert.match(waiting.problem!, /could not be kept \(The disk is full\).*nothing is lost/);
  assert.equal(waiting.epochsDone, 1);
  place.full = null;
  trainings.resume(sentimentRecipe.name);
  const end = await until(trainings, isOver);
  assert.deepEqual([end.status, end.problem], ['finished', null]);
});

test('a trainer that dies leaves a training that can be resumed', async (t) => {
  const { trainings, trainer, log } = await windowOn(t);
  const long = { ...languageModelRecipe, fit: { ...languageModelRecipe.fit, epochs: 30, patience: 30 } };
  await trainings.begin(begun(long));
  await until(trainings, ({ epochsDone }) => epochsDone >= 2);
  trainer.die();
  const waiting = await until(trainings, ({ status }) => status === 'paused');
  assert.match(waiting.problem!, /stopped by itself.*resume it/);
  assert.match(log.join(), /it died/);
  trainings.resume(long.name);
  assert.equal((await until(trainings, isOver)).status, 'finished');
});

test('data that nothing can be learned from end it with the sentence, and it can be deleted', async (t) => {
  const { trainings, place } = await windowOn(t);
  const texts = new Map([
    ['train.tsv', 'nothing'],
    ['dev.tsv', 'nothing'],
  ]);
  await trainings.begin({ recipe: sentimentRecipe, texts });
  const end = await until(trainings, isOver);
  assert.equal(end.status, 'failed');
  assert.match(end.problem!, /has no column/);
  await trainings.delete(sentimentRecipe.name);
  assert.deepEqual([trainings.state.trainings, place.files.size], [[], 0]);
});

test('a training begun anew under the name of a deleted one has another version, so no network of it is taken for the old one', async (t) => {
  const { trainings } = await windowOn(t);
  await trainings.begin(begun(sentimentRecipe));
  await until(trainings, isOver);
  const before = trainings.version(sentimentRecipe.name);
  assert.equal(trainings.version(sentimentRecipe.name), before);
  await trainings.delete(sentimentRecipe.name);
  await trainings.begin(begun(sentimentRecipe));
  await until(trainings, isOver);
  assert.notEqual(trainings.version(sentimentRecipe.name), before);
});

test('a timeline has a bounded number of checkpoints, the first, the last and the best among them', () => {
  let kept: number[] = [];
  for (let k = 0; k <= 1000; k++) {
    kept.push(k);
    const gone = superfluous(kept, k >= 333 ? 333 : null);
    kept = kept.filter((one) => !gone.includes(one));
    assert.ok(kept.length <= MOST_CHECKPOINTS);
    assert.ok(kept.includes(0) && kept.includes(k));
  }
  assert.ok(kept.includes(333) && kept.length > 30, kept.join());
});
