import * as vscode from 'vscode';
import type { ModelDescription } from '../../protocol/engine.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { Log } from '../status/log.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import { say } from '../status/statusMessage.js';
import type { RunSettings, TagOutcome } from '../../live/runRequest.js';
import { withLateProgress } from '../status/lateProgress.js';
import type { Run } from '../../live/run.js';
import { classificationUnit } from '../settings.js';
import { otherSide } from '../editor/frontTab.js';
import { tracking, type TrackedRanges } from './trackedRanges.js';
import { editorOf, requestOf, type RequestOptions, type RequestServices } from './runRequests.js';

/** What running a model on the active document needs. */
export interface RunServices extends RequestServices {
  readonly runs: DocumentRuns;
  readonly log: Log;
}

/** What a run may be given besides the document; what fits the model is its settings if they are left out. */
export type TagOptions = Partial<Pick<RequestOptions, 'modelName' | 'settings'>> & Quietness;

/** Whether somebody waits for a run. */
interface Quietness {
  /** Nobody asked for it just now: the status bar says enough of it. */
  readonly quiet?: boolean;
}

/** The document that commands act on; throws a sentence if there is none. */
export function activeDocument({ active }: Pick<RunServices, 'active'>): vscode.TextDocument {
  if (active.document) return active.document;
  if (active.isNotebook)
    throw new Refusal(
      t('A notebook is read cell by cell: put the cursor into a cell and run the command again.'),
    );
  throw new Refusal(t('There is no text to tag: open a document and run the command again.'));
}

/** Where the cursor is in a document; its end if no editor shows it. */
export function cursorIn(
  services: Pick<RunServices, 'active'>,
  document: vscode.TextDocument,
): vscode.Position {
  const editor = editorOf(services, document);
  return editor ? editor.selection.active : document.lineAt(document.lineCount - 1).range.end;
}

/** Runs a model on what is in front: the active document, and then the other side where that is one of a difference. */
export async function tagInFront(services: RunServices, document = activeDocument(services)): Promise<void> {
  const outcome = await tagDocument(services, document);
  const other = otherSide(document);
  if (other && outcome !== 'cancelled') await tagDocument(services, other, { quiet: true });
}

/** Runs a model on a document, with progress if that takes long. */
export function tagDocument(
  services: RunServices,
  document = activeDocument(services),
  options: TagOptions = {},
): Promise<TagOutcome> {
  return tracking(document, selectedRanges(services, document), (selected) => {
    const settings = options.settings ?? ((model) => usualSettings(model, selected));
    return runWith(services, document, { ...options, settings });
  });
}

/** Runs the model of the document on the selected text only. */
export async function tagSelection(services: RunServices): Promise<void> {
  const document = activeDocument(services);
  const ranges = selectedRanges(services, document);
  if (ranges.length === 0)
    throw new Refusal(t('Nothing is selected: select the text to tag and run the command again.'));
  await tracking(document, ranges, (selected) => {
    const settings = ({ task }: ModelDescription) => {
      if (task !== 'language-model') return { unit: 'selection' as const, range: selected.offsets[0] };
      throw new Refusal(
        t('A language model reads a text from its start: run "Tag Current Document" instead.'),
      );
    };
    return runWith(services, document, { settings, part: document.getText(ranges[0]) });
  });
}

async function runWith(
  services: RunServices,
  document: vscode.TextDocument,
  options: RequestOptions & Quietness,
): Promise<TagOutcome> {
  const { runs } = services;
  const abort = new AbortController();
  const started = performance.now();
  const tagging = runs.tag(requestOf(services, document, options, abort.signal));
  const far = () => {
    const percent = Math.floor((runs.progress(document.uri.toString()) ?? 0) * 100);
    return { percent, message: percent === 0 ? t('Preparing the model …') : t('Tagging … {0} %', percent) };
  };
  const outcome = await (options.quiet ? tagging : withLateProgress(tagging, abort, far));
  if (outcome !== 'empty') log(services, document, outcome, performance.now() - started);
  else if (!options.quiet)
    say(t('RNN Lens: this document has no text to tag.'), services.active.onDidChange, editsOf(document));
  return outcome;
}

/**
 * A finished run of the text as it is now: the one shown if its model will do, else a new one; null if that was
 * cancelled or there is no text. Rejects if the text was edited meanwhile.
 */
export async function currentRun(
  services: RunServices,
  document: vscode.TextDocument,
  isWanted: (model: ModelDescription) => boolean,
  options: TagOptions,
): Promise<Run | null> {
  const uri = document.uri.toString();
  await services.runs.settled(uri);
  const shown = services.runs.get(uri);
  if (shown?.complete && !shown.stale && shown.source.range === null && isWanted(shown.model)) return shown;
  const outcome = await tagDocument(services, document, options);
  await services.runs.settled(uri);
  const run = services.runs.get(uri);
  if (outcome !== 'tagged' || !run) return null;
  if (run.stale) throw new Refusal(t('The text was edited while the model read it: run the command again.'));
  return run;
}

/** Forgets the results for the active document, and for the other side where that is one of a difference. */
export function clearTags({ active, runs }: Pick<RunServices, 'active' | 'runs'>): void {
  const { document } = active;
  const both = document ? [document, otherSide(document)] : [];
  const uris = both.flatMap((each) => (each ? [each.uri.toString()] : []));
  const tagged = uris.filter((uri) => runs.get(uri) || runs.progress(uri) !== null);
  for (const uri of tagged) runs.clear(uri);
  if (tagged.length === 0) say(t('RNN Lens: this document has no tags to clear.'));
}

/** Classifiers run what the setting says; all others what they were made for. */
function usualSettings(
  { task }: ModelDescription,
  { offsets: [range] }: TrackedRanges,
): Omit<RunSettings, 'visible'> {
  if (task !== 'classification') return {};
  const unit = classificationUnit();
  if (unit !== 'selection') return { unit };
  if (range) return { unit, range };
  throw new Refusal(
    t(
      'Nothing is selected: select the text to classify, or set "rnnLens.classificationUnit" to "line" or "document".',
    ),
  );
}

/** What is selected at the first cursor; nothing if that is no text. */
function selectedRanges(
  services: Pick<RunServices, 'active'>,
  document: vscode.TextDocument,
): vscode.Range[] {
  const selection = editorOf(services, document)?.selection;
  return selection && !selection.isEmpty ? [selection] : [];
}

function log(
  { runs, log }: Pick<RunServices, 'runs' | 'log'>,
  document: vscode.TextDocument,
  outcome: TagOutcome,
  ms: number,
): void {
  const run = runs.get(document.uri.toString());
  if (outcome === 'cancelled') log.info('Tagging was cancelled.');
  else if (run) {
    const { model, source, summary, tokenCount, version } = run;
    const times = `${Math.round(ms)} ms (the network: ${Math.round(summary?.elapsedMs ?? 0)} ms)`;
    const text = `${source.documentName}, version ${version}`;
    log.info(`Tagged ${tokenCount} tokens of ${text}, with ${model.name} in ${times}.`);
  }
}

/** Tells of every edit of a document. */
function editsOf(document: vscode.TextDocument): vscode.Event<unknown> {
  return (listener) =>
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && event.contentChanges.length > 0) listener(event);
    });
}
