import * as vscode from 'vscode';
import { TEXT_ORDER } from '../../core/views/tokenOrder.js';
import type { EngineClient } from '../../live/engineClient.js';
import type { Run } from '../../live/run.js';
import { plural, t } from '../../live/sentences.js';
import { tableText } from '../../live/tableText.js';
import type { RowsTaken } from '../../protocol/handedOver.js';
import { withLateProgress } from '../status/lateProgress.js';
import { say } from '../status/statusMessage.js';
import { activeDocument, currentRun, type RunServices } from './runModel.js';
import { askWhere } from './saveTarget.js';

/** What taking tables out needs. */
export interface TableServices extends RunServices {
  readonly engine: () => Pick<EngineClient, 'call'>;
}

/** The whole table of tokens, in the order of the text. */
const WHOLE: Omit<RowsTaken, 'to'> = { ...TEXT_ORDER, fromRow: 0 };

/** Copies rows of the table of the active document's tokens; all of them if none are named. */
export async function copyTable(services: TableServices, rows: unknown): Promise<void> {
  const document = activeDocument(services);
  const table = await tableOf(services, document, isRows(rows) ? rows : WHOLE);
  if (!table) return;
  await vscode.env.clipboard.writeText(table.text);
  say(plural(table.rows, 'RNN Lens: {0} row was copied.', 'RNN Lens: {0} rows were copied.'));
}

/** Saves rows of the table of the active document's tokens, where `target` or a dialog says. */
export async function saveTable(services: TableServices, rows: unknown): Promise<void> {
  const document = activeDocument(services);
  const target = rows instanceof vscode.Uri ? rows : targetIn(rows);
  const run = await runOf(services, document);
  if (!run) return;
  const saved = {
    title: t('RNN Lens: Save Table'),
    suffix: `${run.model.name}.tsv`,
    filters: { [t('Tab-separated values')]: ['tsv'] },
  };
  const file = target ?? (await askWhere(document, saved));
  const table = file && (await tableOf(services, document, isRows(rows) ? rows : WHOLE));
  if (!table) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(table.text));
  say(plural(table.rows, 'RNN Lens: {0} row was saved.', 'RNN Lens: {0} rows were saved.'));
}

function runOf(services: TableServices, document: vscode.TextDocument): Promise<Run | null> {
  const shown = services.runs.get(document.uri.toString());
  // Also of a part of the text.
  if (shown?.complete && !shown.stale) return Promise.resolve(shown);
  return currentRun(services, document, ({ task }) => task !== 'states', {});
}

/** null if that was cancelled. */
async function tableOf(services: TableServices, document: vscode.TextDocument, rows: Omit<RowsTaken, 'to'>) {
  const run = await runOf(services, document);
  if (!run) return null;
  const abort = new AbortController();
  let share = 0;
  const progress = (done: number) => (share = Math.max(share, done));
  const writing = tableText(services.engine(), run, rows, { signal: abort.signal, progress });
  const percent = () => Math.floor(100 * share);
  const report = () => ({ percent: percent(), message: t('Reading the text … {0} %', percent()) });
  try {
    return await withLateProgress(writing, abort, report);
  } catch (error) {
    if (abort.signal.aborted) return null;
    throw error;
  }
}

/** Where a caller says that rows go. */
function targetIn(rows: unknown): vscode.Uri | null {
  const target = isRows(rows) && 'target' in rows ? rows.target : null;
  return target instanceof vscode.Uri ? target : null;
}

function isRows(value: unknown): value is RowsTaken {
  return typeof value === 'object' && value !== null && 'fromRow' in value && 'by' in value;
}
