import * as vscode from 'vscode';
import { handCounter } from '../../core/train/handCounter.js';
import { formatManifest } from '../../core/train/manifestOf.js';
import {
  LESSONS,
  lessonPlan,
  lessonText,
  type Lesson,
  type LessonNetwork,
} from '../../core/train/lessons.js';
import type { TrainingRecipe } from '../../core/train/recipe.js';
import { t } from '../../live/sentences.js';
import { cellName } from './trainDialog.js';
import { showTraining, type TrainServices } from './trainNetwork.js';

/** What a lesson needs. */
export interface LessonServices extends TrainServices {
  readonly extensionUri: vscode.Uri;
}

/** What a click, a key binding or a test may ask for. */
interface Asked {
  readonly lesson?: unknown;
  /** Fewer than the lesson has. */
  readonly epochs?: number;
  /** Of a text that is longer only so much is learned, in UTF-16 code units. */
  readonly characters?: number;
}

/** Opens a lesson's text and trains its networks, one after the other; ends when the first one has begun. */
export async function startLesson(services: LessonServices, given: unknown): Promise<void> {
  const { trainings, trainingPlace } = services;
  await trainingPlace.isTaken('');
  const { epochs, characters } = (given ?? {}) as Asked;
  const lesson = lessonIn(given) ?? (await askLesson());
  if (!lesson) return;
  const { file, text, watched, recipes } = lessonPlan(
    lesson,
    (network) => t('{0}: {1}', lessonTitle(lesson), networkName(network)),
    await ownText(services, lesson),
  );
  await showWatched(lesson, watched);
  if (lesson === 'anbn') await writeHandCounter(services);
  showTraining(services, 'followed');
  const shortened = (recipe: TrainingRecipe): TrainingRecipe =>
    epochs === undefined ? recipe : { ...recipe, fit: { ...recipe.fit, epochs } };
  await trainings.beginAll(
    recipes.map((recipe) => ({
      recipe: shortened(recipe),
      texts: new Map([[file, linesOf(text, characters)]]),
    })),
  );
}

/** The lines of a text that end within so many UTF-16 code units; all of them without a number. */
function linesOf(text: string, most = Infinity): string {
  return text.length <= most ? text : text.slice(0, text.lastIndexOf('\n', most) + 1);
}

/** The text that a lesson brings along; nothing where it is made by a rule. */
async function ownText({ extensionUri }: LessonServices, lesson: Lesson): Promise<string> {
  const file = lessonText(lesson);
  if (file === null) return '';
  const place = vscode.Uri.joinPath(extensionUri, 'media', 'lessons', 'texts', file);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(place));
}

/** The cell, or where all cells are the same what else tells a lesson's networks apart. */
function networkName({ cell, loss }: LessonNetwork): string {
  if (loss === undefined) return cellName(cell);
  return loss === 'all' ? t('loss over all steps') : t('loss of the last step');
}

/** A network beside those that learn it, whose weights were set by hand. */
async function writeHandCounter({ trainingPlace }: LessonServices): Promise<void> {
  const name = 'anbn-by-hand';
  const title = t('{0}: weights set by hand', lessonTitle('anbn'));
  const { manifest, weights } = handCounter(name, title);
  const card = `# ${name}: ${title}\n\n${manifest.score}.\n`;
  await trainingPlace.writeModel(name, { manifest: formatManifest(manifest), weights, card });
}

/** A file of the workspace with a text that is not learned from. */
async function showWatched(lesson: Lesson, text: string): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders!;
  const file = vscode.Uri.joinPath(folder.uri, '.rnn-lens', 'lessons', `${lesson}.txt`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file), vscode.ViewColumn.One);
}

async function askLesson(): Promise<Lesson | undefined> {
  const items = LESSONS.map((lesson) => ({ label: lessonTitle(lesson), lesson }));
  const item = await vscode.window.showQuickPick(items, {
    title: t('RNN Lens: Start a Training Lesson'),
    placeHolder: t('An experiment whose outcome is known'),
  });
  return item?.lesson;
}

function lessonTitle(lesson: Lesson): string {
  const titles: Readonly<Record<Lesson, string>> = {
    parentheses: t('Counting parentheses'),
    quotation: t('A unit for quotations'),
    anbn: t('aⁿbⁿ: as many b as a'),
    textbook: t('The four parameters of the textbook'),
  };
  return titles[lesson];
}

function lessonIn(given: unknown): Lesson | undefined {
  const { lesson } = (given ?? {}) as Asked;
  return LESSONS.find((one) => one === lesson);
}
