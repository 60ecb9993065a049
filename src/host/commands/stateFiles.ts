import * as vscode from 'vscode';
import type { ModelDescription } from '../../protocol/engine.js';
import type { CommandServices } from './commands.js';
import { nameOf } from '../runs/documentText.js';
import { stateRefusal } from './stateRefusal.js';
import { activeDocument, currentRun, cursorIn, tagDocument } from './runModel.js';
import { say } from '../status/statusMessage.js';

const FILTERS = { 'Hidden state': ['safetensors'] };

/** Larger files are no states: that of eight layers of 4,096 units is a quarter of a megabyte. */
const MAX_STATE_BYTES = 64_000_000;

/** Saves the hidden state at the cursor where `target` or a dialog says. */
export async function saveHiddenState(services: CommandServices, target: unknown): Promise<void> {
  const document = activeDocument(services);
  const cursor = cursorIn(services, document);
  const run = await currentRun(services, document, () => true, {
    settings: (model) => {
      refuse(model);
      return {};
    },
  });
  if (!run) return;
  refuse(run.model);
  const params = { documentId: run.documentId, offsetUtf16: document.offsetAt(cursor) };
  const bytes = await services.engine().call('saveState', params);
  const file = target instanceof vscode.Uri ? target : await askTarget(document, run.model);
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, new Uint8Array(bytes));
  services.log.info(`Saved the hidden state of ${run.model.name} at offset ${params.offsetUtf16}.`);
  say('RNN Lens: the hidden state was saved.');
}

/** Runs the document's model from a saved state, from the file `source` or one chosen in a dialog. */
export async function continueFromState(services: CommandServices, source: unknown): Promise<void> {
  const document = activeDocument(services);
  const file = source instanceof vscode.Uri ? source : await askSource();
  if (!file) return;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_STATE_BYTES) throw new Error(`${nameOf({ uri: file })} is too large to be a hidden state.`);
  const initialState = new Uint8Array(await vscode.workspace.fs.readFile(file));
  await tagDocument(services, document, {
    settings: (model) => {
      refuse(model);
      return { initialState };
    },
  });
}

function refuse(model: ModelDescription): void {
  const reason = stateRefusal(model);
  if (reason !== null) throw new Error(reason);
}

async function askTarget(
  document: vscode.TextDocument,
  { name }: ModelDescription,
): Promise<vscode.Uri | undefined> {
  const folder =
    document.uri.scheme === 'untitled'
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(document.uri, '..');
  const fileName = `${nameOf(document)}.${name}.safetensors`;
  const defaultUri = folder && vscode.Uri.joinPath(folder, fileName);
  const title = 'RNN Lens: Save Hidden State Here';
  return vscode.window.showSaveDialog({ title, filters: FILTERS, ...(defaultUri && { defaultUri }) });
}

async function askSource(): Promise<vscode.Uri | undefined> {
  const title = 'RNN Lens: Continue From State';
  const chosen = await vscode.window.showOpenDialog({ title, filters: FILTERS, canSelectMany: false });
  return chosen?.[0];
}
