import * as vscode from 'vscode';
import type { ActiveEditor } from '../editor/activeEditor.js';
import { colourByUnit, findUnits, stopColouring, type ColouringServices } from './colouring.js';
import { EngineStoppedError } from '../../live/engineClient.js';
import { generateFromHere, type GenerationServices } from './generation.js';
import type { EngineLife } from '../../live/engineLife.js';
import type { ModelChoice } from '../models/modelChoice.js';
import type { Models } from '../models/models.js';
import {
  compareSelections,
  compareWithModel,
  pinStates,
  unpinStates,
  type CompareServices,
} from '../compare/compareCommands.js';
import type { Failures } from '../status/failures.js';
import type { LastFailure } from '../status/lastFailure.js';
import { toggleFollow } from '../status/followStatus.js';
import { hush } from '../status/statusMessage.js';
import { pickModel } from '../models/selectModel.js';
import { continueFromState, saveHiddenState, type StateServices } from './stateFiles.js';
import { Retagger, type RetaggerServices } from '../runs/retagger.js';
import { activeDocument, clearTags, tagDocument, tagSelection } from './runModel.js';

/** What telling of what goes wrong in a command needs. */
interface FailureServices {
  readonly active: ActiveEditor;
  readonly problem: LastFailure;
  readonly failures: Failures;
  readonly life: EngineLife;
}

/** What the commands act on: each feature says what it needs itself. */
export type CommandServices = ColouringServices &
  CompareServices &
  FailureServices &
  GenerationServices &
  RetaggerServices &
  SelectServices &
  StateServices;

/** What choosing a model for the active document needs. */
interface SelectServices {
  readonly active: ActiveEditor;
  readonly models: Models;
  readonly choice: ModelChoice;
}

/** What a key binding may pass on. */
type Argument = unknown;

/** Registers the commands of the manifest. */
export function registerCommands(services: CommandServices): vscode.Disposable {
  const retagger = new Retagger(services, (work) => guarded(services, work));
  const commands: Record<string, (argument: Argument) => Promise<unknown> | void> = {
    tagDocument: () => tagDocument(services),
    tagSelection: () => tagSelection(services),
    clearTags: () => clearTags(services),
    openPanel: () => services.panel.open(),
    look: () => look(services),
    selectModel: () => selectModel(services, retagger),
    generateFromHere: (settings) => generateFromHere(services, settings),
    saveHiddenState: (target) => saveHiddenState(services, target),
    continueFromState: (source) => continueFromState(services, source),
    toggleFollow: () => toggleFollow(),
    colourByUnit: (place) => colourByUnit(services, place),
    stopColouring: () => stopColouring(services),
    findUnits: () => findUnits(services),
    pinStates: () => pinStates(services),
    unpinStates: () => unpinStates(services),
    compareSelections: () => compareSelections(services),
    compareWithModel: (name) => compareWithModel(services, name),
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`rnnLens.${name}`, (argument: Argument) =>
      asked(services, () => run(argument)),
    ),
  );
  return vscode.Disposable.from(...registered, retagger);
}

/** People begin anew: what went wrong before is no longer of interest. Work in the background is no such beginning. */
function asked(services: FailureServices, run: () => Promise<unknown> | void): Promise<void> {
  services.problem.set(null);
  hush();
  return guarded(services, run);
}

/** What fails says what to do in one sentence; the details of what nobody expects are in the log. */
async function guarded(
  { active, failures, life }: FailureServices,
  run: () => Promise<unknown> | void,
): Promise<void> {
  const uri = active.document?.uri.toString();
  try {
    await run();
  } catch (error) {
    if (error instanceof EngineStoppedError) return life.lost(error.death, 'command');
    failures.failed(error, uri);
  }
}

/** One click from a text to what a network remembers of it: what is tagged already stays as it is. */
async function look(services: CommandServices): Promise<void> {
  const document = activeDocument(services);
  const uri = document.uri.toString();
  services.panel.open();
  if (!services.runs.get(uri) && services.runs.progress(uri) === null) await tagDocument(services, document);
}

async function selectModel(services: SelectServices, retagger: Retagger): Promise<void> {
  const document = activeDocument(services);
  await pickModel(services.models, services.choice, document);
  await retagger.modelChosen(document);
}
