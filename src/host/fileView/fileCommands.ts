import * as vscode from 'vscode';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import { importModel, MODEL_ENDINGS, type ImportServices } from '../imports/importModel.js';
import { FILE_VIEW_TYPE } from './fileViewType.js';

/** Opens a model file of another framework to look into it; asks which if none is given. */
export async function lookIntoFile(given: unknown): Promise<void> {
  const file = given instanceof vscode.Uri ? given : await askFile();
  if (file) await vscode.commands.executeCommand('vscode.openWith', file, FILE_VIEW_TYPE);
}

async function askFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('RNN Lens: Look Into Model File'),
      openLabel: t('Look Into'),
      filters: { [t('Models of other frameworks')]: MODEL_ENDINGS, [t('All files')]: ['*'] },
    })) ?? [];
  return file;
}

interface TextItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri | null;
}

/** Asks for an open text and imports a file to run on it: the one given, or the one in front. */
export async function runFileOn(services: ImportServices, given: unknown): Promise<void> {
  const front = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const file =
    given instanceof vscode.Uri ? given : front instanceof vscode.TabInputCustom ? front.uri : undefined;
  if (!file) throw new Refusal(t('Look into a model file first: what is in front is run.'));
  const other: TextItem = { label: t('Choose a file …'), uri: null };
  const item = await vscode.window.showQuickPick([...openTexts(), other], {
    title: t('RNN Lens: Run on a Text'),
    placeHolder: t('The text that the model reads'),
  });
  if (!item) return;
  const uri = item.uri ?? (await vscode.window.showOpenDialog({ title: t('RNN Lens: Run on a Text') }))?.[0];
  if (!uri) return;
  await vscode.window.showTextDocument(uri, { viewColumn: columnOf(uri) });
  await importModel(services, file);
}

/** Texts in tabs, each once, the files of the workspace by their path in it. */
function openTexts(): TextItem[] {
  const uris = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []));
  const byText = new Map(uris.map((uri) => [uri.toString(), uri]));
  return [...byText.values()].map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
}

/** Where the text is open already; the column of the model file otherwise. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri.toString()),
  );
  return group?.viewColumn ?? vscode.ViewColumn.Active;
}
