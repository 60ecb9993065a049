import * as vscode from 'vscode';
import { nextDoubtful } from '../../live/nextDoubtful.js';
import { Refusal } from '../../live/refusal.js';
import { t } from '../../live/sentences.js';
import type { Run } from '../../live/run.js';
import { say } from '../status/statusMessage.js';
import { activeDocument, type RunServices } from './runModel.js';
import { editorOf } from './runRequests.js';

/** The editor's cursor goes to the next token (-1: the previous one) that a reader may doubt. */
export async function goToUncertain(
  services: Pick<RunServices, 'active' | 'runs'>,
  step: 1 | -1,
): Promise<void> {
  const document = activeDocument(services);
  const run = services.runs.get(document.uri.toString());
  if (!run) throw new Refusal(t('This document is not tagged yet: run "Tag Current Document" first.'));
  const editor = editorOf(services, document) ?? (await vscode.window.showTextDocument(document));
  const from = startOf(run, document.offsetAt(editor.selection.start), step);
  const turn = () => new Promise<void>((resolve) => setTimeout(resolve));
  const found = await nextDoubtful(run, { from, step, count: run.tokenCount }, turn);
  const range = found < 0 ? null : run.tokens.rangeOf(found);
  if (!range) return say(step > 0 ? t('RNN Lens: none further down.') : t('RNN Lens: none further up.'));
  const selection = new vscode.Selection(document.positionAt(range[0]), document.positionAt(range[1]));
  editor.selection = selection;
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The token a cursor is in, or one that the way in this direction begins beside. */
function startOf({ tokens }: Run, offset: number, step: 1 | -1): number {
  const own = tokens.at(offset);
  if (own !== null) return own;
  const next = tokens.firstFrom(offset);
  return step > 0 ? next - 1 : next;
}
