import * as vscode from 'vscode';
import type { EngineClient } from '../../live/engineClient.js';
import type { EngineClientContract, GenerationSettings, ModelDescription } from '../../protocol/engine.js';
import type { Models } from '../models/models.js';
import type { Handlers } from '../../protocol/rpc.js';
import { formatGeneration, parseGeneration, problemOf } from './generationInput.js';
import { GrowingDocument } from './growingDocument.js';
import { otherId } from '../compare/comparedRun.js';
import type { Run } from '../../live/run.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import { withLateProgress } from '../status/lateProgress.js';
import { pickFrom } from '../models/selectModel.js';
import { generationDefaults } from '../settings.js';
import type { PromptMarks } from './promptMarks.js';
import { activeDocument, cursorIn, tagDocument, type RunServices } from './runModel.js';
import { placeAt, tracking, type TrackedRanges } from './trackedRanges.js';

/** Characters of the cursor's line that a generated text begins with. */
const MOST_CONTEXT = 200;

/** Texts that are being generated, and who gets their pieces. */
export class Generations {
  private readonly receivers = new Map<number, (text: string) => void>();
  private nextId = 1;

  /** What the engine tells of them. */
  readonly engineEvents: Pick<Handlers<EngineClientContract>['events'], 'generated'> = {
    generated: ({ generationId, text }) => this.receivers.get(generationId)?.(text),
  };

  /** Gives `work` the id of a generation; its pieces go to `receive` until the work is done. */
  async receive<T>(receive: (text: string) => void, work: (id: number) => Promise<T>): Promise<T> {
    const id = this.nextId++;
    this.receivers.set(id, receive);
    try {
      return await work(id);
    } finally {
      this.receivers.delete(id);
    }
  }
}

/** What generating text needs. */
export interface GenerationServices extends RunServices {
  readonly generations: Generations;
  readonly models: Pick<Models, 'list'>;
  readonly engine: () => EngineClient;
  readonly prompts: Pick<PromptMarks, 'add'>;
  loadModel(name: string): Promise<ModelDescription>;
}

/**
 * Goes on from the text before the cursor in a new document, which begins with the cursor's line so far and is tagged by
 * the same model when it is all there. Settings may come with a key binding; without them a line of them is asked for.
 * The document's own tags stay as they are.
 */
export async function generateFromHere(services: GenerationServices, given: unknown): Promise<void> {
  const document = activeDocument(services);
  await tracking(document, [placeAt(cursorIn(services, document))], async (cursor) => {
    const modelName = await languageModelFor(services, document);
    if (modelName === undefined) return;
    const settings = settingsIn(given) ?? (await askSettings());
    if (!settings) return;
    const read = await readUntil(services, document, cursor, modelName);
    if (!read) return;
    const prompt = read.line.slice(-MOST_CONTEXT);
    try {
      const initialState = await stateBefore(services, read.place, prompt);
      const grown = await GrowingDocument.open(prompt, document.languageId);
      services.prompts.add(grown.document, modelName);
      await grow(services, grown, read.place, settings);
      if (grown.document.isClosed) return;
      await tagDocument(services, grown.document, {
        modelName: async () => modelName,
        settings: () => (initialState ? { initialState } : {}),
      });
    } finally {
      read.forget();
    }
  });
}

/** A text that a language model has read, at least up to a place in it. */
interface ReadText {
  readonly place: { readonly documentId: number; readonly offsetUtf16: number };
  /** What is before the place in its line. */
  readonly line: string;
  /** Lets go of it. */
  forget(): void;
}

/** Lets a model read a document up to the cursor; null if that was cancelled. */
async function readUntil(
  services: GenerationServices,
  document: vscode.TextDocument,
  cursor: TrackedRanges,
  modelName: string,
): Promise<ReadText | null> {
  const { engine, loadModel, runs } = services;
  await loadModel(modelName);
  // From here to the engine's call nothing is awaited: the text is that of this moment.
  const [[offsetUtf16]] = cursor.offsets;
  const position = document.positionAt(offsetUtf16);
  const line = document.lineAt(position.line).text.slice(0, position.character);
  const shown = runs.get(document.uri.toString());
  if (shown && hasRead(shown, modelName))
    return { place: { documentId: shown.documentId, offsetUtf16 }, line, forget: () => undefined };
  // A run that is not shown: the document may have another model's tags.
  const documentId = otherId();
  const forget = () => engine().forget(documentId);
  const abort = new AbortController();
  const text = document.getText().slice(0, offsetUtf16);
  const params = { documentId, modelName, text, visible: [0, 0] as const };
  const reading = engine().call('run', params, { signal: abort.signal });
  try {
    await withLateProgress(reading, abort, () => ({ percent: 0, message: t('Reading the text …') }));
    return { place: { documentId, offsetUtf16 }, line, forget };
  } catch (error) {
    forget();
    if (abort.signal.aborted) return null;
    throw error;
  }
}

/** The state in which the prompt is read, for the new document to be read in it as well; null at the text's start. */
async function stateBefore(
  { engine }: Pick<GenerationServices, 'engine'>,
  { documentId, offsetUtf16 }: ReadText['place'],
  prompt: string,
): Promise<Uint8Array | null> {
  const start = offsetUtf16 - prompt.length;
  return start > 0 ? engine().call('saveState', { documentId, offsetUtf16: start }) : null;
}

/** Whether a run is a finished one of this model over the whole text as it is now. */
function hasRead(run: Run, modelName: string): boolean {
  return run.complete && !run.stale && run.source.range === null && run.model.name === modelName;
}

/** The engine's text arrives in pieces, and once more as a whole when it is done. */
async function grow(
  { generations, engine, log }: GenerationServices,
  grown: GrowingDocument,
  place: { readonly documentId: number; readonly offsetUtf16: number },
  settings: GenerationSettings,
): Promise<void> {
  const abort = new AbortController();
  const closing = grown.onDidClose(() => abort.abort());
  let received = 0;
  const take = (text: string) => {
    received += text.length;
    grown.append(text);
  };
  const work = generations.receive(take, (generationId) =>
    engine().call('generate', { ...place, generationId, settings }, { signal: abort.signal }),
  );
  try {
    const { text } = await withLateProgress(work, abort, () => {
      const percent = Math.floor((received / settings.maxCharacters) * 100);
      return { percent, message: t('Generating … {0} characters', received) };
    });
    grown.append(text.slice(received));
    log.info(`Generated ${text.length} characters: ${formatGeneration(settings)}.`);
  } catch (error) {
    // What was generated until then is kept.
    if (!abort.signal.aborted) throw error;
    log.info('Generation was stopped.');
  } finally {
    closing.dispose();
    await grown.written();
  }
}

/** The language model that is shown or chosen for the document, else one that people choose; undefined for none. */
async function languageModelFor(
  { runs, choice, models }: GenerationServices,
  document: vscode.TextDocument,
): Promise<string | undefined> {
  const shown = runs.get(document.uri.toString())?.model;
  if (shown?.task === 'language-model') return shown.name;
  const entries = (await models.list()).filter(
    (entry) => entry.kind === 'usable' && entry.manifest.task === 'language-model',
  );
  const chosen = await choice.of(document);
  if (entries.some(({ id }) => id === chosen)) return chosen;
  if (entries.length === 0)
    throw new Refusal(t('No language model is installed: there is nothing to generate with.'));
  if (entries.length === 1) return entries[0].id;
  const title = t('RNN Lens: Generate From Here');
  return pickFrom(await choice.offer(document, entries), title, t('The language model that goes on'));
}

/** Settings in a command's argument; null if it has none. Throws a sentence if they are wrong. */
function settingsIn(given: unknown): GenerationSettings | null {
  const defaults = generationDefaults();
  if (typeof given !== 'object' || given === null || !Object.keys(defaults).some((key) => key in given))
    return null;
  const settings: GenerationSettings = { ...defaults, ...given };
  const problem = problemOf(settings);
  if (problem !== null) throw new Refusal(problem);
  return settings;
}

async function askSettings(): Promise<GenerationSettings | null> {
  const defaults = generationDefaults();
  const line = await vscode.window.showInputBox({
    title: t('RNN Lens: Generate From Here'),
    prompt: t(
      'Lower temperature: more likely text. The same seed: the same text. It ends before "stop" would appear.',
    ),
    value: formatGeneration(defaults),
    validateInput: (value) => {
      const read = parseGeneration(value, defaults);
      return typeof read === 'string' ? read : null;
    },
  });
  const read = line === undefined ? null : parseGeneration(line, defaults);
  return typeof read === 'string' ? null : read;
}
