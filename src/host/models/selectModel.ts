import * as vscode from 'vscode';
import type { ModelChoice } from './modelChoice.js';
import { describeNetwork, describeSize } from './modelText.js';
import type { ModelEntry } from '../../models/modelRegistry.js';
import { unusable, type Models } from './models.js';
import { sentenceOf, t } from '../../live/sentences.js';

interface ModelItem extends vscode.QuickPickItem {
  /** null: leave the choice to language and script. */
  readonly entry: ModelEntry | null;
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
  if (item.entry?.kind === 'damaged') throw new Error(unusable(item.entry, sentenceOf(item.entry.problem)));
  await choice.remember(document, item.entry?.id ?? null);
}

/** Lets the person choose one of some models for one purpose; undefined if none was chosen. */
export async function pickFrom(
  entries: readonly ModelEntry[],
  placeHolder: string,
): Promise<string | undefined> {
  const items = entries.map((entry) => itemOf(entry, null));
  const item = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return item?.entry?.id;
}

async function itemsFor(
  models: Models,
  choice: ModelChoice,
  document: vscode.TextDocument,
): Promise<ModelItem[]> {
  const [entries, current] = await Promise.all([models.list(), choice.of(document)]);
  const automatic: ModelItem = {
    entry: null,
    label: `${choice.remembered(document) === null ? '$(check) ' : ''}${t('Automatic')}`,
    description: t('by settings, language and script: {0}', await choice.automatic(document)),
  };
  return [automatic, ...entries.map((entry) => itemOf(entry, current)).sort(usableFirst)];
}

function itemOf(entry: ModelEntry, current: string | null): ModelItem & { readonly entry: ModelEntry } {
  const mark = entry.id === current ? '$(check) ' : '';
  if (entry.kind === 'damaged') {
    const label = `${mark}$(warning) ${entry.id}`;
    return { entry, label, description: t('cannot be used'), detail: sentenceOf(entry.problem) };
  }
  const { manifest, sizeBytes } = entry;
  const facts = [describeNetwork(manifest.rnn), describeSize(sizeBytes), manifest.score];
  return {
    entry,
    label: mark + manifest.title,
    description: `${entry.id} · ${manifest.task} · ${manifest.language}`,
    detail: facts.filter((fact) => fact !== '').join(' · '),
  };
}

function usableFirst(a: { entry: ModelEntry | null }, b: { entry: ModelEntry | null }): number {
  const order = Number(a.entry?.kind === 'damaged') - Number(b.entry?.kind === 'damaged');
  return order || (a.entry?.id ?? '').localeCompare(b.entry?.id ?? '');
}
