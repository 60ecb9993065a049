import * as vscode from 'vscode';
import type { Run } from '../../live/run.js';
import type { PanelClick } from '../../protocol/panel.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { LinkedSelection } from './linkedSelection.js';

/** What clicks act on. */
export interface ClickServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
}

/** Does what people ask for in the panel, if they saw what they ask it of. */
export class PanelClicks {
  constructor(
    private readonly services: ClickServices,
    private readonly selection: LinkedSelection,
    /** A click was meant for something else than what would act on it. */
    private readonly refused: () => void,
  ) {}

  /** Somebody clicked; nothing happens if the panel showed another document or run, or tokens of an older text. */
  clicked(click: PanelClick): void {
    const { active, runs } = this.services;
    const uri = active.document?.uri.toString() ?? null;
    const run = runs.get(uri ?? '');
    if (click.name === 'leave')
      return void this.selection.enterEditor(wasSeen(click, run) ? run : null, click.payload.token);
    if (click.uri !== uri || !wasSeen(click, run)) return this.refused();
    switch (click.name) {
      case 'select':
        return void (run && this.selection.select(run, click.payload.token));
      case 'tag':
        return execute('rnnLens.tagDocument');
      case 'selectModel':
        return execute('rnnLens.selectModel');
      case 'colourUnit':
        return click.payload
          ? execute('rnnLens.colourByUnit', click.payload)
          : execute('rnnLens.stopColouring');
      case 'pinStates':
        return execute('rnnLens.pinStates');
      case 'unpinStates':
        return execute('rnnLens.unpinStates');
    }
  }
}

/** Whether what a click is about is what is there: tokens are of a text, units of a model, and anything can be tagged. */
function wasSeen({ name, of }: PanelClick, run: Run | null): boolean {
  if (name === 'tag' || name === 'selectModel') return true;
  if (of?.runId !== run?.documentId) return false;
  const isOfToken = name === 'select' || name === 'leave';
  return !isOfToken || of?.revision === run?.revision;
}

function execute(command: string, ...given: unknown[]): void {
  void vscode.commands.executeCommand(command, ...given);
}
