import * as vscode from 'vscode';
import { describeNetwork, describeSize } from './modelManifest.js';
import { unusable, type ModelEntry, type Models } from './models.js';

interface ModelItem extends vscode.QuickPickItem {
  readonly entry: ModelEntry;
}

/** The model named by the setting `rnnLens.model`. */
export function selectedModel(): string {
  return vscode.workspace.getConfiguration('rnnLens').get<string>('model', 'english-pos');
}

/** Lets the person choose and saves the choice as the setting. Rejects if a damaged model was chosen. */
export async function pickModel(models: Models): Promise<void> {
  const current = selectedModel();
  const items = models
    .list()
    .then((entries) => entries.map((entry) => itemOf(entry, current)).sort(usableFirst));
  const item = await vscode.window.showQuickPick(items, {
    title: 'RNN Lens: Select Model',
    placeHolder: 'The model that tags documents',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!item) return;
  if (item.entry.kind === 'damaged') throw new Error(unusable(item.entry.name, item.entry.problem));
  await saveModel(item.entry.name);
}

/** Where a workspace has its own model it is that which changes, else the person's; else nothing would change. */
async function saveModel(name: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('rnnLens');
  const inWorkspace = configuration.inspect('model')?.workspaceValue !== undefined;
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await configuration.update('model', name, target);
}

function itemOf(entry: ModelEntry, current: string): ModelItem {
  const mark = entry.name === current ? '$(check) ' : '';
  if (entry.kind === 'damaged') {
    const label = `${mark}$(warning) ${entry.name}`;
    return { entry, label, description: 'cannot be used', detail: entry.problem };
  }
  const { manifest, sizeBytes } = entry;
  const facts = [describeNetwork(manifest.rnn), describeSize(sizeBytes), manifest.score];
  return {
    entry,
    label: mark + manifest.title,
    description: `${manifest.name} · ${manifest.task} · ${manifest.language}`,
    detail: facts.filter((fact) => fact !== '').join(' · '),
  };
}

function usableFirst(a: ModelItem, b: ModelItem): number {
  const order = Number(a.entry.kind === 'damaged') - Number(b.entry.kind === 'damaged');
  return order || a.entry.name.localeCompare(b.entry.name);
}
