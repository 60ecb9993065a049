import * as vscode from 'vscode';
import type { ActiveEditor } from './activeEditor.js';
import type { DocumentRuns, TagOutcome } from './documentRuns.js';
import { EngineStoppedError } from './engineClient.js';
import type { Log } from './log.js';
import type { Models } from './models.js';
import type { Panel } from './panel.js';
import type { Problem } from './problem.js';
import { pickModel, selectedModel } from './selectModel.js';
import { visibleOffsets } from './visibleWindow.js';

/** Work that is done by then shows no progress: it would only flicker. */
const PROGRESS_DELAY_MS = 400;

/** How long the status bar says something that needs no answer. */
const MESSAGE_MS = 5_000;

/** What the commands act on. */
export interface CommandServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly models: Models;
  readonly panel: Panel;
  readonly problem: Problem;
  readonly log: Log;
}

/** Registers the commands of the manifest. */
export function registerCommands(services: CommandServices): vscode.Disposable {
  const commands: Record<string, () => Promise<void> | void> = {
    tagDocument: () => tagDocument(services),
    clearTags: () => clearTags(services),
    openPanel: () => services.panel.open(),
    // The setting's change does the rest.
    selectModel: () => pickModel(services.models),
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`rnnLens.${name}`, () => guarded(services, run)),
  );
  const setting = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('rnnLens.model')) void guarded(services, () => retag(services));
  });
  return vscode.Disposable.from(...registered, setting);
}

/** A failed command says what to do in one sentence; the details are in the log. */
async function guarded({ problem, log }: CommandServices, run: () => Promise<void> | void): Promise<void> {
  try {
    problem.set(null);
    await run();
  } catch (error) {
    // Who used the engine when it died was told by its owner.
    if (error instanceof EngineStoppedError) return;
    const sentence = error instanceof Error ? error.message : String(error);
    log.error(sentence, error);
    problem.set(sentence);
    void vscode.window.showErrorMessage(sentence, 'Show Log').then((choice) => choice && log.show());
  }
}

async function tagDocument(services: CommandServices, document = services.active.document): Promise<void> {
  if (!document) throw new Error('There is no text to tag: open a document and run the command again.');
  const abort = new AbortController();
  const started = performance.now();
  const tagging = services.runs.tag({
    document,
    modelName: selectedModel(),
    visible: () =>
      visibleOffsets(services.active.editor?.document === document ? services.active.editor : null),
    signal: abort.signal,
  });
  if (!(await settlesWithin(tagging, PROGRESS_DELAY_MS)))
    await showProgress(services, document, tagging, abort);
  report(services, document, await tagging, performance.now() - started);
}

function report(
  { runs, log }: CommandServices,
  document: vscode.TextDocument,
  outcome: TagOutcome,
  ms: number,
): void {
  const run = runs.get(document.uri.toString());
  if (outcome === 'empty') say('RNN Lens: this document has no text to tag.');
  else if (outcome === 'cancelled') log.info('Tagging was cancelled.');
  else if (run) log.info(`Tagged ${run.tokenCount} tokens with ${run.model.name} in ${Math.round(ms)} ms.`);
}

async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Lasts as long as the work and rejects with it, so that no progress stays behind. */
async function showProgress(
  { runs }: CommandServices,
  document: vscode.TextDocument,
  tagging: Promise<unknown>,
  abort: AbortController,
): Promise<void> {
  const uri = document.uri.toString();
  const options = { location: vscode.ProgressLocation.Notification, title: 'RNN Lens', cancellable: true };
  await vscode.window.withProgress(options, async (progress, cancellation) => {
    let shown = 0;
    const update = () => {
      const percent = Math.floor((runs.progress(uri) ?? 0) * 100);
      const message = percent === 0 ? 'Preparing the model …' : `Tagging … ${percent} %`;
      // Never backwards: a newer attempt at the same document starts from nothing.
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    update();
    const timer = setInterval(update, 200);
    const subscription = cancellation.onCancellationRequested(() => abort.abort());
    try {
      await tagging;
    } finally {
      clearInterval(timer);
      subscription.dispose();
    }
  });
}

function clearTags({ active, runs }: CommandServices): void {
  const uri = active.document?.uri.toString() ?? '';
  if (runs.get(uri) || runs.progress(uri) !== null) runs.clear(uri);
  else say('RNN Lens: this document has no tags to clear.');
}

/** Documents that are seen with the tags of another model get those of the chosen one, the active one first. */
async function retag(services: CommandServices): Promise<void> {
  const outdated = seenDocuments(services).filter((document) => isOutdated(services, document));
  if (outdated.length === 0) return;
  const problem = await services.models.problemWith(selectedModel());
  // Settings are applied while they are typed: half a name must not raise a notification.
  if (problem !== null) return services.problem.set(problem);
  for (const document of outdated) if (!document.isClosed) await tagDocument(services, document);
}

function seenDocuments({ active }: CommandServices): vscode.TextDocument[] {
  const visible = vscode.window.visibleTextEditors.map((editor) => editor.document);
  return [...new Set(active.document ? [active.document, ...visible] : visible)];
}

function isOutdated({ runs }: CommandServices, { uri }: vscode.TextDocument): boolean {
  const run = runs.get(uri.toString());
  return run ? run.model.name !== selectedModel() : runs.progress(uri.toString()) !== null;
}

function say(message: string): void {
  vscode.window.setStatusBarMessage(message, MESSAGE_MS);
}
