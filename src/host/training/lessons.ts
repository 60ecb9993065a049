import * as vscode from 'vscode';
import { handCounter } from '../../core/train/handCounter.js';
import { formatManifest } from '../../core/train/manifestOf.js';
import { LESSONS, lessonPlan, type Lesson } from '../../core/train/lessons.js';
import { t } from '../../live/sentences.js';
import { cellName } from './trainDialog.js';
import { showTraining, type TrainServices } from './trainNetwork.js';

/** What a lesson needs. */
export type LessonServices = TrainServices;

/** Opens a lesson's text and trains its networks, one after the other; ends when the first one has begun. */
export async function startLesson(services: LessonServices, given: unknown): Promise<void> {
  const { trainings, trainingPlace } = services;
  await trainingPlace.isTaken('');
  const lesson = lessonIn(given) ?? (await askLesson());
  if (!lesson) return;
  const { file, text, watched, recipes } = lessonPlan(lesson, (cell) =>
    t('{0}: {1}', lessonTitle(lesson), cellName(cell)),
  );
  await showWatched(lesson, watched);
  if (lesson === 'anbn') await writeHandCounter(services);
  showTraining(services);
  await trainings.beginAll(recipes.map((recipe) => ({ recipe, texts: new Map([[file, text]]) })));
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
  const item = await vscode.window.showQuickPick(items, { title: t('RNN Lens: Start a Training Lesson') });
  return item?.lesson;
}

function lessonTitle(lesson: Lesson): string {
  const titles: Readonly<Record<Lesson, string>> = {
    parentheses: t('Counting parentheses'),
    quotation: t('A unit for quotations'),
    anbn: t('aⁿbⁿ: as many b as a'),
  };
  return titles[lesson];
}

function lessonIn(given: unknown): Lesson | undefined {
  const { lesson } = (given ?? {}) as { readonly lesson?: unknown };
  return LESSONS.find((one) => one === lesson);
}
