import * as vscode from 'vscode';
import { sentenceIn } from '../../core/sentence.js';
import type { EngineClient } from '../../live/engineClient.js';
import { Refusal } from '../../live/refusal.js';
import { plural, sentenceOf, t } from '../../live/sentences.js';
import type { ForeignDescription, ImportChoice, ImportState } from '../../protocol/imports.js';
import { tagDocument, type RunServices } from '../commands/runModel.js';
import type { ModelChoice } from '../models/modelChoice.js';
import type { Models } from '../models/models.js';
import { say } from '../status/statusMessage.js';
import type { HostFiles } from '../platform.js';
import { ForeignPlaces } from './foreignPlaces.js';
import { chooseLabels, chooseVocabulary, type ImportedFile } from './symbolChoices.js';
import { summary, type Summary } from './importSummary.js';
import type { Measure } from './measuredPick.js';

/** What importing a model needs. */
export interface ImportServices extends RunServices {
  readonly models: Models;
  readonly choice: ModelChoice;
  readonly engine: () => EngineClient;
  readonly files: HostFiles;
}

/** What is chosen so far, and what follows from it. */
export interface ImportDraft extends ImportedFile {
  readonly choice: ImportChoice;
  readonly name: string;
}

let nextId = 1;

/** Makes a model folder of the workspace out of a file of another framework, and reads the open document with it. */
export async function importModel(services: ImportServices, given: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new Refusal(t('This workspace is not trusted: model files in it are read once it is.'));
  const file = given instanceof vscode.Uri ? given : await askFile();
  if (!file) return;
  const folder = folderFor(file);
  const engine = services.engine();
  const places = new ForeignPlaces(services.files);
  const id = nextId++;
  try {
    const description = await busy(
      t('Reading {0} …', baseName(file)),
      places.model(file).then((at) => engine.call('openForeign', { id, at })),
    );
    if (description.refusal) throw new Refusal(refusalText(file, description));
    const measure = measureOf(services, id);
    const vocabulary = await chooseVocabulary({ file, places, description }, { choice: UNDECIDED, measure });
    if (!vocabulary) return;
    const choice: ImportChoice = {
      vocabulary,
      labels: await labelsBeside({ file, places, description }),
      answers: {},
    };
    const name = nameOf(file);
    const draft = await confirm(services, id, { file, places, description, choice, name });
    if (!draft) return;
    await write(services, folder, id, draft);
  } finally {
    void engine.call('closeForeign', { id }).catch(() => undefined);
  }
}

/** Nothing but the symbols was chosen yet. */
const UNDECIDED: Omit<ImportChoice, 'vocabulary'> = { labels: { kind: 'own' }, answers: {} };

/** Code units of the open text that candidates are run on: more than they read. */
const MEASURED_TEXT = 64_000;

/** Runs candidates over the beginning of the open text; null where there is none. */
function measureOf({ active, engine }: ImportServices, id: number): Measure | null {
  const text = active.document?.getText().slice(0, MEASURED_TEXT) ?? '';
  if (text.trim() === '') return null;
  return (choice, signal) => engine().call('measureImport', { id, choice, text }, { signal });
}

/** Asks until all is as people want it; undefined if they think better of it. */
async function confirm(
  services: ImportServices,
  id: number,
  first: ImportDraft,
): Promise<ImportDraft | undefined> {
  const measure = measureOf(services, id);
  let draft = first;
  for (;;) {
    const state = await stateOf(services.engine(), id, draft);
    const action = await summary(draft, state, measure);
    if (!action) return undefined;
    if (action.kind === 'import') return draft;
    draft = await changed(draft, action, measure);
  }
}

/** What follows from the choices, or the sentence that says why they do not fit: they can be changed then. */
async function stateOf(engine: EngineClient, id: number, draft: ImportDraft): Promise<ImportState | string> {
  try {
    return await engine.call('planImport', { id, choice: draft.choice });
  } catch (error) {
    if (sentenceIn(error) === undefined) throw error;
    return sentenceOf(error);
  }
}

async function changed(
  draft: ImportDraft,
  action: Exclude<Summary, { kind: 'import' }>,
  measure: Measure | null,
): Promise<ImportDraft> {
  const { choice } = draft;
  if (action.kind === 'answer') {
    const answers = { ...choice.answers, [action.id]: action.value };
    return { ...draft, choice: { ...choice, answers } };
  }
  if (action.kind === 'name') return { ...draft, name: action.name };
  if (action.kind === 'labels') {
    const labels = await chooseLabels(draft);
    return labels ? { ...draft, choice: { ...choice, labels } } : draft;
  }
  const vocabulary = await chooseVocabulary(draft, { choice, measure });
  return vocabulary ? { ...draft, choice: { ...choice, vocabulary } } : draft;
}

async function write(
  services: ImportServices,
  folder: vscode.Uri,
  id: number,
  { choice, name }: ImportDraft,
): Promise<void> {
  const made = await busy(
    t('Importing {0} …', name),
    services.engine().call('importForeign', { id, choice, name }),
  );
  const place = vscode.Uri.joinPath(folder, '.rnn-lens', 'models', name);
  await vscode.workspace.fs.createDirectory(place);
  const text = new TextEncoder().encode(made.manifest);
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(place, 'model.json'), text);
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(place, 'weights.safetensors'), made.weights);
  say(t('RNN Lens: "{0}" is in {1}.', name, vscode.workspace.asRelativePath(place)));
  const { document } = services.active;
  if (!document || document.uri.toString() === place.toString()) return;
  await services.choice.remember(document, name);
  await tagDocument(services, document, { modelName: () => Promise.resolve(name) });
}

/** Labels in the file, or those that lie beside it under a name that says so. */
async function labelsBeside({ file, places, description }: ImportedFile): Promise<ImportChoice['labels']> {
  const [first] = description.beside.labels;
  return first === undefined ? { kind: 'own' } : { kind: 'file', at: await places.beside(file, first) };
}

/** The reason, and what the file is. */
function refusalText(file: vscode.Uri, { format, refusal, tensors }: ForeignDescription): string {
  const reason = refusal ? t(refusal.text, ...refusal.values.map((value) => String(value))) : '';
  const held = plural(tensors.length, '{0} tensor', '{0} tensors');
  return t('{0} ({1}, {2}) cannot be run on a text. {3}', baseName(file), format, held, reason);
}

async function askFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: t('RNN Lens: Import Model'),
      openLabel: t('Import'),
      filters: {
        [t('Models of other frameworks')]: MODEL_ENDINGS,
        [t('All files')]: ['*'],
      },
    })) ?? [];
  return file;
}

/** What names of model files end with; any file is read by what is in it. */
export const MODEL_ENDINGS = [
  'h5',
  'hdf5',
  'keras',
  'pt',
  'pth',
  'th',
  'net',
  'ckpt',
  'onnx',
  'safetensors',
  'json',
];

/** The workspace's folder that a file is in, or its first. */
function folderFor(file: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(file) ?? vscode.workspace.workspaceFolders?.[0];
  if (folder) return folder.uri;
  throw new Refusal(t('Imported models are kept in the workspace: open a folder and run the command again.'));
}

function busy<T>(title: string, work: Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => work);
}

function baseName(file: vscode.Uri): string {
  return file.path.slice(file.path.lastIndexOf('/') + 1);
}

/** A name for a folder from that of a file. */
function nameOf(file: vscode.Uri): string {
  const stem = baseName(file).replace(/\.[^.]+$/, '');
  return (
    stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'imported'
  );
}
