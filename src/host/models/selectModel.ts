import * as vscode from 'vscode';
import type { ModelEntry } from '../../models/modelRegistry.js';
import { taskWord } from '../../live/modelWords.js';
import { sentenceOf, t } from '../../live/sentences.js';
import type { ModelChoice } from './modelChoice.js';
import { ModelError } from './modelError.js';
import type { OfferedModels } from './modelOrder.js';
import { describeModel } from './modelText.js';
import { unusable, type Models } from './models.js';

interface ModelItem extends vscode.QuickPickItem {
  /** null: leave the choice to language and script; undefined: a heading. */
  readonly entry?: ModelEntry | null;
}

/** Lets the person choose the model of a document, which is remembered. Rejects if a damaged one was chosen. */
export async function pickModel(
  models: Models,
  choice: ModelChoice,
  document: vscode.TextDocument,
): Promise<void> {
  const item = await vscode.window.showQuickPick(itemsFor(models, choice, document), {
    title: t('RNN Lens: Select Model'),
    placeHolder: t('The model for this document'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!item) return;
  if (item.entry?.kind === 'damaged')
    throw new ModelError(unusable(item.entry, sentenceOf(item.entry.problem)));
  await choice.remember(document, item.entry?.id ?? null);
}

/** Lets the person choose one of some models for one purpose; undefined if none was chosen. */
export async function pickFrom(
  offered: OfferedModels,
  title: string,
  placeHolder: string,
): Promise<string | undefined> {
  const options = { title, placeHolder, matchOnDescription: true, matchOnDetail: true };
  const item = await vscode.window.showQuickPick(itemsOf(offered, null), options);
  return item?.entry?.id;
}

async function itemsFor(
  models: Models,
  choice: ModelChoice,
  document: vscode.TextDocument,
): Promise<ModelItem[]> {
  const entries = await models.list();
  const [offered, name] = await Promise.all([choice.offer(document, entries), choice.automatic(document)]);
  // One mark: on the model that was chosen, or on there having been no choice.
  const chosen = entries.find(({ id }) => id === choice.remembered(document))?.id ?? null;
  const automatic: ModelItem = {
    entry: null,
    label: marked(t('Automatic'), chosen === null),
    description: t('by settings, language and script: {0}', name),
  };
  return [automatic, ...itemsOf(offered, chosen)];
}

/** Headings only where there is something to tell apart. */
function itemsOf({ fitting, others, damaged }: OfferedModels, chosen: string | null): ModelItem[] {
  const groups: [heading: string, entries: readonly ModelEntry[]][] = [
    [t('for a text like this'), fitting],
    [t('for other texts'), others],
    [t('cannot be used'), damaged],
  ];
  const filled = groups.filter(([, entries]) => entries.length > 0);
  return filled.flatMap(([label, entries]) => [
    ...(filled.length > 1 ? [{ label, kind: vscode.QuickPickItemKind.Separator }] : []),
    ...entries.map((entry) => itemOf(entry, entry.id === chosen)),
  ]);
}

function itemOf(entry: ModelEntry, isChosen: boolean): ModelItem {
  if (entry.kind === 'damaged')
    return {
      entry,
      label: marked(`$(warning) ${entry.id}`, isChosen),
      description: t('cannot be used'),
      detail: sentenceOf(entry.problem),
    };
  const { title, task, language } = entry.manifest;
  const description = [entry.id, taskWord(task), language].filter((part) => part !== '').join(' · ');
  return { entry, label: marked(t(title), isChosen), description, detail: describeModel(entry) };
}

function marked(label: string, isChosen: boolean): string {
  return isChosen ? `$(check) ${label}` : label;
}
