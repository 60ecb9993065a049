import * as vscode from 'vscode';
import { fineTuning } from '../../core/train/own/fineTuning.js';
import { withinTime } from '../../core/train/own/withinTime.js';
import { readManifest } from '../../core/formats/manifest.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import { TRAINING_FILES } from '../../live/training/trainingPlace.js';
import { tagDocument, type RunServices } from '../commands/runModel.js';
import { checkpointId } from './checkpointModels.js';
import { startLesson, type LessonServices } from './lessons.js';
import { showRecipe } from './trainNetwork.js';

/** What acting on a training needs. */
export type TrainingServices = LessonServices & RunServices;

/** What a command of the panel says. */
interface OfTraining {
  readonly training: string;
  readonly checkpoint?: number | null;
  readonly cores?: number;
  /** Of `deleteTraining`: people were asked already. */
  readonly isSure?: boolean;
  /** Of `trainFurther`. */
  readonly minutes?: number;
}

/** What can be done with a training, by the name of its command. */
export function trainingCommands(
  services: TrainingServices,
): Record<string, (given: unknown) => Promise<unknown> | void> {
  const { trainings } = services;
  const of = (act: (asked: OfTraining) => Promise<unknown> | void) => async (given: unknown) => {
    await trainings.load();
    const asked = isOfTraining(given) ? given : await askTraining(services);
    if (asked) await act(asked);
  };
  return {
    pauseTraining: of(({ training }) => trainings.pause(training)),
    resumeTraining: of(({ training }) => trainings.resume(training)),
    stopTraining: of(({ training }) => trainings.stop(training)),
    trainFurther: of((asked) => trainFurther(services, asked)),
    deleteTraining: of((asked) => deleteTraining(services, asked)),
    openTrainingRecipe: of(({ training }) => showRecipe(training)),
    readWithCheckpoint: of((asked) => readWithCheckpoint(services, asked)),
    setTrainingCores: (given) => trainings.setCores(coresIn(given)),
    startLesson: (given) => startLesson(services, given),
  };
}

/** Reads the active document with a checkpoint's network, or with its own model again. */
async function readWithCheckpoint(
  services: TrainingServices,
  { training, checkpoint }: OfTraining,
): Promise<void> {
  const { trainings } = services;
  if (checkpoint === undefined || checkpoint === null) {
    trainings.setShown(training, null);
    await tagDocument(services);
    return;
  }
  const id = checkpointId(training, checkpoint);
  const outcome = await tagDocument(services, undefined, { modelName: () => Promise.resolve(id) });
  if (outcome === 'tagged') trainings.setShown(training, checkpoint);
}

async function deleteTraining(
  { trainings }: TrainingServices,
  { training, isSure }: OfTraining,
): Promise<void> {
  const sure = t('Delete');
  const answer = isSure
    ? sure
    : await vscode.window.showWarningMessage(
        t('Delete the training "{0}", its checkpoints, and the model that it made?', training),
        { modal: true },
        sure,
      );
  if (answer === sure) await trainings.delete(training);
}

/** A new training that begins with the model that one has made, on the same data. */
async function trainFurther(
  services: TrainingServices,
  { training, minutes = 3 }: OfTraining,
): Promise<void> {
  const { trainings, models } = services;
  const before = trainings.recipe(training);
  const { texts } = await trainings.task(training);
  const model = await models.read(training);
  const name = await nextName(services, training);
  const again = fineTuning({ ...before, name }, readManifest(model.manifest));
  const task = { recipe: JSON.stringify(again), recipeFile: TRAINING_FILES.recipe, texts, start: model };
  const recipe = withinTime(again, await trainings.measure(task), minutes);
  await trainings.begin({ recipe, texts, start: model });
}

/** `notes` → `notes-2` → `notes-3`. */
async function nextName({ trainingPlace }: TrainingServices, name: string): Promise<string> {
  const [, stem, number = '1'] = /^(.*?)(?:-(\d+))?$/.exec(name)!;
  for (let k = Number(number) + 1; ; k++)
    if (!(await trainingPlace.isTaken(`${stem}-${k}`))) return `${stem}-${k}`;
}

async function askTraining({ trainings }: TrainingServices): Promise<OfTraining | undefined> {
  const { state } = trainings;
  if (state.trainings.length === 0)
    throw new Refusal(t('Nothing was trained in this workspace yet: run "RNN Lens: Train a Network".'));
  const [only] = state.trainings;
  if (state.trainings.length === 1) return { training: only.name };
  const items = state.trainings.map(({ name, title }) => ({ label: name, description: title }));
  const item = await vscode.window.showQuickPick(items, {
    title: t('RNN Lens: Trainings'),
    placeHolder: t('Which training?'),
  });
  return item && { training: item.label };
}

/** All of them where nothing is said. */
function coresIn(given: unknown): number {
  const { cores } = (given ?? {}) as { readonly cores?: unknown };
  return typeof cores === 'number' ? cores : Infinity;
}

function isOfTraining(given: unknown): given is OfTraining {
  return typeof (given as OfTraining | null | undefined)?.training === 'string';
}
