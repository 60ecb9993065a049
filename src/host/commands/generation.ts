import * as vscode from 'vscode';
import type { EngineClientContract, GenerationSettings } from '../../protocol/engine.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { CommandServices } from './commands.js';
import { formatGeneration, parseGeneration, problemOf } from './generationInput.js';
import { GrowingDocument } from './growingDocument.js';
import { withLateProgress } from '../status/lateProgress.js';
import { pickFrom } from '../models/selectModel.js';
import { generationDefaults } from '../settings.js';
import { activeDocument, currentRun, cursorIn } from './runModel.js';

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

/**
 * Goes on from the text before the cursor in a new document, which begins with the cursor's line so far. Settings
 * may come with a key binding; without them a line of them is asked for.
 */
export async function generateFromHere(services: CommandServices, given: unknown): Promise<void> {
  const document = activeDocument(services);
  const cursor = cursorIn(services, document);
  const modelName = await languageModelFor(services, document);
  if (modelName === undefined) return;
  const settings = settingsIn(given) ?? (await askSettings());
  if (!settings) return;
  const run = await currentRun(services, document, ({ name }) => name === modelName, {
    modelName: () => Promise.resolve(modelName),
  });
  if (!run) return;
  const context = document.lineAt(cursor.line).text.slice(0, cursor.character).slice(-MOST_CONTEXT);
  const place = { documentId: run.documentId, offsetUtf16: document.offsetAt(cursor) };
  const grown = await GrowingDocument.open(context, document.languageId);
  await grow(services, grown, place, settings);
}

/** The engine's text arrives in pieces, and once more as a whole when it is done. */
async function grow(
  { generations, engine, log }: CommandServices,
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
      return { percent, message: `Generating … ${received} characters` };
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
  { runs, choice, models }: CommandServices,
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
    throw new Error('No language model is installed: there is nothing to generate with.');
  return entries.length === 1 ? entries[0].id : pickFrom(entries, 'The language model that goes on');
}

/** Settings in a command's argument; null if it has none. Throws a sentence if they are wrong. */
function settingsIn(given: unknown): GenerationSettings | null {
  const defaults = generationDefaults();
  if (typeof given !== 'object' || given === null || !Object.keys(defaults).some((key) => key in given))
    return null;
  const settings: GenerationSettings = { ...defaults, ...given };
  const problem = problemOf(settings);
  if (problem !== null) throw new Error(problem);
  return settings;
}

async function askSettings(): Promise<GenerationSettings | null> {
  const defaults = generationDefaults();
  const line = await vscode.window.showInputBox({
    title: 'RNN Lens: Generate From Here',
    prompt:
      'Lower temperature: more likely text. The same seed: the same text. It ends before "stop" would appear.',
    value: formatGeneration(defaults),
    validateInput: (value) => {
      const read = parseGeneration(value, defaults);
      return typeof read === 'string' ? read : null;
    },
  });
  const read = line === undefined ? null : parseGeneration(line, defaults);
  return typeof read === 'string' ? null : read;
}
