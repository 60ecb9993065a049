import * as vscode from 'vscode';
import type { ModelDescription } from '../../protocol/engine.js';
import type { EngineClient } from '../../live/engineClient.js';
import { nameOf } from '../runs/documentText.js';
import { askWhere, type Saved } from './saveTarget.js';
import { stateRefusal } from './stateRefusal.js';
import { activeDocument, currentRun, cursorIn, tagDocument, type RunServices } from './runModel.js';
import { say } from '../status/statusMessage.js';
import { placeAt, tracking, type TrackedRanges } from './trackedRanges.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';

/** What saving a hidden state needs. */
export interface StateServices extends RunServices {
  readonly engine: () => Pick<EngineClient, 'call'>;
}

const filters = () => ({ [t('Hidden state')]: ['safetensors'] });

/** Larger files are no states: that of eight layers of 4,096 units is a quarter of a megabyte. */
const MAX_STATE_BYTES = 64_000_000;

/** Saves the hidden state at the cursor where `target` or a dialog says. */
export async function saveHiddenState(services: StateServices, target: unknown): Promise<void> {
  const document = activeDocument(services);
  const state = await tracking(document, [placeAt(cursorIn(services, document))], (cursor) =>
    stateAt(services, document, cursor),
  );
  if (!state) return;
  const { model, offsetUtf16, bytes } = state;
  const file = target instanceof vscode.Uri ? target : await askWhere(document, savedState(model));
  if (!file) return;
  await vscode.workspace.fs.writeFile(file, bytes);
  services.log.info(`Saved the hidden state of ${model.name} at offset ${offsetUtf16}.`);
  say(t('RNN Lens: the hidden state was saved.'));
}

function savedState({ name }: ModelDescription): Saved {
  return { title: t('RNN Lens: Save Hidden State Here'), suffix: `${name}.safetensors`, filters: filters() };
}

/** The state of the document's model at a cursor, as a file's bytes; null if the run was cancelled. */
async function stateAt(services: StateServices, document: vscode.TextDocument, cursor: TrackedRanges) {
  const run = await currentRun(services, document, () => true, {
    settings: (model) => {
      refuse(model);
      return {};
    },
  });
  if (!run) return null;
  const { model, documentId } = run;
  refuse(model);
  const [[offsetUtf16]] = cursor.offsets;
  const bytes = await services.engine().call('saveState', { documentId, offsetUtf16 });
  return { model, offsetUtf16, bytes: new Uint8Array(bytes) };
}

/** Runs the document's model from a saved state, from the file `source` or one chosen in a dialog. */
export async function continueFromState(services: RunServices, source: unknown): Promise<void> {
  const document = activeDocument(services);
  const file = source instanceof vscode.Uri ? source : await askSource();
  if (!file) return;
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > MAX_STATE_BYTES)
    throw new Refusal(t('{0} is too large to be a hidden state.', nameOf({ uri: file })));
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
  if (reason !== null) throw new Refusal(reason);
}

async function askSource(): Promise<vscode.Uri | undefined> {
  const title = 'RNN Lens: Continue From State';
  const chosen = await vscode.window.showOpenDialog({ title, filters: filters(), canSelectMany: false });
  return chosen?.[0];
}
