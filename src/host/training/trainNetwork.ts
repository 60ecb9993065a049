import * as vscode from 'vscode';
import type { NumberLoss } from '../../core/data/numbers.js';
import { fineTuning } from '../../core/train/own/fineTuning.js';
import { defaultNetwork, ownRecipe } from '../../core/train/own/ownRecipe.js';
import { proposalsFor } from '../../core/train/own/proposals.js';
import { withinTime } from '../../core/train/own/withinTime.js';
import { isFixed, isPretraining, readRecipe, type TrainingRecipe } from '../../core/train/recipe.js';
import { readManifest } from '../../core/formats/manifest.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import { TRAINING_FILES, type TrainingPlace } from '../../live/training/trainingPlace.js';
import { dataFilesOf } from '../../live/training/training.js';
import type { NewTraining, Trainings } from '../../live/training/trainings.js';
import type { TrainingLook } from '../../protocol/panel.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { Panel } from '../panel/panel.js';
import type { Models } from '../models/models.js';
import { ownTexts, type OwnTexts } from './ownTexts.js';
import { cellName, trainDialog, type TrainingDraft } from './trainDialog.js';

/** What training needs. */
export interface TrainServices {
  readonly active: ActiveEditor;
  readonly models: Models;
  readonly trainings: Trainings;
  readonly trainingPlace: TrainingPlace;
  readonly panel: Pick<Panel, 'open' | 'lead'>;
}

/** What a key binding or a test may ask for without the dialog. */
interface Asked {
  readonly name?: string;
  readonly cell?: TrainingDraft['cell'];
  readonly hiddenSize?: number;
  readonly layers?: number;
  readonly minutes?: number;
  readonly epochs?: number;
  readonly task?: string;
  readonly start?: string;
  /** Of the textbook task. */
  readonly loss?: NumberLoss;
}

const MINUTES = 3;

/**
 * Trains a network on the active document, or on the file or folder that was chosen: asks how, times some steps, and
 * begins. A recipe of a training, open or chosen, is followed as it stands.
 */
export async function trainNetwork(services: TrainServices, given: unknown): Promise<void> {
  // Says that there must be a folder before people choose anything.
  await services.trainingPlace.isTaken('');
  await services.trainings.load();
  const recipeFile = recipeFileOf(services, given);
  if (recipeFile) return followRecipe(services, recipeFile);
  const own = await ownTexts(services, given);
  const asked = isAsked(given) ? given : null;
  const first = await firstDraft(services, own, asked);
  const chosen = asked ? ({ draft: first, action: 'train' } as const) : await trainDialog(first);
  if (!chosen) return;
  const { draft, action } = chosen;
  services.trainings.setCores(draft.cores);
  const begun = await newTraining(services, own, draft);
  if (action === 'recipe') return openRecipe(services, begun);
  await begin(services, begun, draft.minutes, asked?.epochs);
  showTraining(services);
}

/** The panel with the newest training in front. */
export function showTraining(
  { panel }: Pick<TrainServices, 'panel'>,
  training: TrainingLook = 'newest',
): void {
  panel.open();
  panel.lead({ views: ['train'], training });
}

async function begin(
  { trainings }: TrainServices,
  begun: NewTraining,
  minutes: number,
  epochs?: number,
): Promise<void> {
  const { recipe, texts, start } = begun;
  const task = {
    recipe: JSON.stringify(recipe),
    recipeFile: TRAINING_FILES.recipe,
    texts,
    ...(start && { start }),
  };
  const times = await busy(t('Timing a few steps …'), trainings.measure(task));
  const timed = withinTime(recipe, times, minutes);
  const fit = epochs === undefined ? timed.fit : { ...timed.fit, epochs, patience: epochs };
  await trainings.begin({ ...begun, recipe: { ...timed, fit } });
}

async function firstDraft(
  { models, trainings, trainingPlace }: TrainServices,
  own: OwnTexts,
  asked: Asked | null,
): Promise<TrainingDraft> {
  const proposals = proposalsFor(own.text, own.label);
  const found = proposals.find(({ task }) => task === asked?.task) ?? proposals[0];
  const proposal = asked?.loss ? { ...found, loss: asked.loss } : found;
  const { cores, mostCores } = trainings.state;
  return {
    ...defaultNetwork(proposal.task),
    name: await freeName(trainingPlace, own.label),
    label: own.label,
    proposal,
    proposals,
    minutes: MINUTES,
    cores,
    mostCores,
    start: null,
    models: await models.ids(),
    columns: proposal.names ? { text: own.text, file: own.label, names: proposal.names } : null,
    ...chosenOf(asked),
  };
}

function chosenOf(asked: Asked | null): Partial<TrainingDraft> {
  const { name, cell, hiddenSize, layers, minutes, start } = asked ?? {};
  return {
    ...(name !== undefined && { name }),
    ...(cell !== undefined && { cell }),
    ...(hiddenSize !== undefined && { hiddenSize }),
    ...(layers !== undefined && { layers }),
    ...(minutes !== undefined && { minutes }),
    ...(start !== undefined && { start }),
  };
}

async function newTraining(
  { models }: TrainServices,
  { files, texts, text, label }: OwnTexts,
  draft: TrainingDraft,
): Promise<NewTraining> {
  const { name, cell, layers, hiddenSize, proposal, start } = draft;
  // A network for the task that was chosen last has the directions that it may have.
  const bidirectional = draft.bidirectional && proposal.task !== 'language-model';
  const units = layers * (proposal.widths?.targets ?? hiddenSize);
  const title = t('{0} with {1} units on {2}', cellName(cell), units, label);
  const network = { cell, layers, hiddenSize, bidirectional };
  const recipe = ownRecipe({ ...network, name, title, proposal, files, text, seed: 1 });
  if (start === null) return { recipe, texts };
  const model = await models.read(start);
  const tuned = fineTuning({ ...recipe, title: t('{0} on {1}', start, label) }, readManifest(model.manifest));
  return { recipe: tuned, texts, start: model };
}

/** Writes all that a training needs but its first step, and shows the recipe. */
async function openRecipe(
  { trainingPlace }: TrainServices,
  { recipe, texts, start }: NewTraining,
): Promise<void> {
  const folder = trainingPlace.folder(recipe.name);
  const encoder = new TextEncoder();
  for (const [file, text] of texts) await folder.write(file, encoder.encode(text));
  if (start) {
    await folder.write(TRAINING_FILES.startManifest, encoder.encode(start.manifest));
    await folder.write(TRAINING_FILES.startWeights, start.weights);
  }
  await folder.write(TRAINING_FILES.recipe, encoder.encode(`${JSON.stringify(recipe, null, 2)}\n`));
  await showRecipe(recipe.name);
  void vscode.window.showInformationMessage(
    t('Change the recipe as you like, then run "RNN Lens: Train a Network" on it.'),
  );
}

/** Opens the recipe of a training. */
export async function showRecipe(name: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) return;
  const file = vscode.Uri.joinPath(folder.uri, '.rnn-lens', 'training', name, TRAINING_FILES.recipe);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
}

const RECIPE_PATH = /\/\.rnn-lens\/training\/([^/]+)\/recipe\.json$/;

function recipeFileOf({ active }: TrainServices, given: unknown): vscode.Uri | null {
  const file = given instanceof vscode.Uri ? given : given === undefined ? active.document?.uri : undefined;
  return file && RECIPE_PATH.test(file.path) ? file : null;
}

/** Begins anew what a recipe says, with the data in its folder. */
async function followRecipe(services: TrainServices, file: vscode.Uri): Promise<void> {
  const { trainings, trainingPlace } = services;
  const name = RECIPE_PATH.exec(file.path)![1];
  const document = await vscode.workspace.openTextDocument(file);
  const recipe = readRecipe(document.getText(), TRAINING_FILES.recipe);
  if (isFixed(recipe) || isPretraining(recipe))
    throw new Refusal(t('{0} is a recipe that the command line alone can follow.', TRAINING_FILES.recipe));
  const folder = trainingPlace.folder(name);
  const texts = new Map<string, string>();
  for (const data of dataFilesOf(recipe)) {
    const bytes = await folder.read(data);
    if (!bytes) throw new Refusal(t('{0} is not there: it must lie beside the recipe.', data));
    texts.set(data, new TextDecoder().decode(bytes));
  }
  const manifest = await folder.read(TRAINING_FILES.startManifest);
  const weights = await folder.read(TRAINING_FILES.startWeights);
  const start = manifest && weights ? { manifest: new TextDecoder().decode(manifest), weights } : undefined;
  await document.save();
  const named: TrainingRecipe = { ...recipe, name };
  await trainings.begin({ recipe: named, texts, start });
  showTraining(services);
}

/** `notes.txt` → `notes`, or `notes-2` where that is taken. */
async function freeName(place: TrainingPlace, label: string): Promise<string> {
  const stem =
    label
      .replace(/\.[^.]+$/, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'network';
  for (let k = 1; ; k++) {
    const name = k === 1 ? stem : `${stem}-${k}`;
    if (!(await place.isTaken(name))) return name;
  }
}

function isAsked(given: unknown): given is Asked {
  return typeof given === 'object' && given !== null && !(given instanceof vscode.Uri);
}

function busy<T>(title: string, work: Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => work);
}
