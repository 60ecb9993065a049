import * as vscode from 'vscode';
import type { Run } from '../../live/run.js';
import type { PanelClick } from '../../protocol/panel.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { HandedParts } from '../../live/handedParts.js';
import { placeToOpen } from './otherFiles.js';
import type { LinkedSelection } from './linkedSelection.js';

/** What clicks act on. */
export interface ClickServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
}

/** Does what people ask for in the panel, if they saw what they ask it of. */
export class PanelClicks {
  private readonly handed = new HandedParts();

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
      case 'openSample':
        return execute('rnnLens.openSample', click.payload.sample);
      case 'getStarted':
        return execute('rnnLens.getStarted');
      case 'colourUnit':
        return click.payload
          ? execute('rnnLens.colourByUnit', click.payload)
          : execute('rnnLens.stopColouring');
      case 'openMatch':
        return execute('vscode.open', ...placeToOpen(click.payload));
      case 'nameUnit':
        return execute('rnnLens.nameUnit', click.payload);
      case 'pinStates':
        return execute('rnnLens.pinStates');
      case 'unpinStates':
        return execute('rnnLens.unpinStates');
      case 'train':
        return execute('rnnLens.trainNetwork');
      case 'startLesson':
      case 'pauseTraining':
      case 'resumeTraining':
      case 'stopTraining':
      case 'trainFurther':
      case 'deleteTraining':
      case 'readWithCheckpoint':
      case 'setTrainingCores':
        return execute(`rnnLens.${click.name}`, click.payload);
      case 'openRecipe':
        return execute('rnnLens.openTrainingRecipe', click.payload);
      case 'saveStates':
      case 'saveReport':
        return execute(`rnnLens.${click.name}`, { place: click.payload });
      case 'handOver': {
        const whole = this.handed.add(click.payload);
        return whole ? execute('rnnLens.takeOut', whole) : undefined;
      }
      case 'takeRows':
        return execute(
          click.payload.to === 'file' ? 'rnnLens.saveTable' : 'rnnLens.copyTable',
          click.payload,
        );
    }
  }
}

/** What is about no run. */
const OF_NO_RUN: ReadonlySet<PanelClick['name']> = new Set([
  'tag',
  'selectModel',
  'openSample',
  'getStarted',
  'train',
  'startLesson',
  'pauseTraining',
  'resumeTraining',
  'stopTraining',
  'trainFurther',
  'deleteTraining',
  'openRecipe',
  'readWithCheckpoint',
  'setTrainingCores',
]);

/** Whether what a click is about is what is there: tokens are of a text, units of a model, and anything can be tagged. */
function wasSeen({ name, of }: PanelClick, run: Run | null): boolean {
  if (OF_NO_RUN.has(name)) return true;
  if (of?.runId !== run?.documentId) return false;
  const isOfToken = name === 'select' || name === 'leave' || name === 'takeRows';
  return !isOfToken || of?.revision === run?.revision;
}

function execute(command: string, ...given: unknown[]): void {
  void vscode.commands.executeCommand(command, ...given);
}
