import type * as vscode from 'vscode';
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
import type { Panel } from '../panel/panel.js';
import { readLook } from '../panel/panelLook.js';
import { exportUnitNames, importUnitNames, nameUnit, type NamingServices } from './unitNaming.js';
import { openSample, type SampleServices } from '../samples/openSample.js';
import { exportModel, type ExportServices } from '../exports/exportModel.js';
import { lookIntoFile, runFileOn } from '../fileView/fileCommands.js';
import { importModel, type ImportServices } from '../imports/importModel.js';
import { trainNetwork } from '../training/trainNetwork.js';
import { trainingCommands, type TrainingServices } from '../training/trainingCommands.js';
import { openWalkthrough } from '../samples/walkthroughs.js';
import { hush } from '../status/statusMessage.js';
import { pickModel } from '../models/selectModel.js';
import { continueFromState, saveHiddenState, type StateServices } from './stateFiles.js';
import { copyTable, saveTable, type TableServices } from './tableFiles.js';
import { takeOut } from './takenOut.js';
import { goToUncertain } from './uncertainTokens.js';
import { Retagger, type RetaggerServices } from '../runs/retagger.js';
import { saveReport, saveStates, type WholeTextServices } from './wholeTextFiles.js';
import { activeDocument, clearTags, tagInFront, tagSelection } from './runModel.js';

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
  ExportServices &
  FailureServices &
  GenerationServices &
  ImportServices &
  NamingServices &
  RetaggerServices &
  SampleServices &
  SelectServices & { readonly extensionId: string } & StateServices &
  TableServices &
  TrainingServices &
  WholeTextServices;

/** What choosing a model for the active document needs. */
interface SelectServices {
  readonly active: ActiveEditor;
  readonly models: Models;
  readonly choice: ModelChoice;
  readonly panel: Pick<Panel, 'tellAgain'>;
}

/** What a key binding may pass on. */
type Argument = unknown;

/** The commands of the manifest. */
export interface Commands extends vscode.Disposable {
  readonly names: readonly string[];
  /** Runs one by its name; what goes wrong is told to people. */
  run(name: string, argument: Argument): Promise<void>;
}

/** Makes the commands of the manifest. */
export function makeCommands(services: CommandServices): Commands {
  const retagger = new Retagger(services, (work) => guarded(services, work));
  const commands: Record<string, (argument: Argument) => Promise<unknown> | void> = {
    tagDocument: () => tagInFront(services),
    tagSelection: () => tagSelection(services),
    clearTags: () => clearTags(services),
    openPanel: (look) => openPanel(services, look),
    openSample: (sample) => openSample(services, sample),
    getStarted: () => openWalkthrough(services.extensionId, 'start'),
    openLessons: () => openWalkthrough(services.extensionId, 'textbook'),
    look: () => look(services),
    selectModel: () => selectModel(services, retagger),
    generateFromHere: (settings) => generateFromHere(services, settings),
    saveHiddenState: (target) => saveHiddenState(services, target),
    continueFromState: (source) => continueFromState(services, source),
    nextUncertain: () => goToUncertain(services, 1),
    previousUncertain: () => goToUncertain(services, -1),
    copyTable: (rows) => copyTable(services, rows),
    saveTable: (rows) => saveTable(services, rows),
    takeOut: (handed) => takeOut(services, handed),
    exportModel: (asked) => exportModel(services, asked),
    importModel: (file) => importModel(services, file),
    lookIntoFile: (file) => lookIntoFile(file),
    runFileOn: (file) => runFileOn(services, file),
    trainNetwork: (asked) => trainNetwork(services, asked),
    ...trainingCommands(services),
    saveStates: (asked) => saveStates(services, asked),
    saveReport: (asked) => saveReport(services, asked),
    toggleFollow: () => toggleFollow(),
    colourByUnit: (place) => colourByUnit(services, place),
    stopColouring: () => stopColouring(services),
    findUnits: () => findUnits(services),
    nameUnit: (named) => nameUnit(services, named),
    exportUnitNames: (target) => exportUnitNames(services, target),
    importUnitNames: (source) => importUnitNames(services, source),
    pinStates: () => pinStates(services),
    unpinStates: () => unpinStates(services),
    compareSelections: () => compareSelections(services),
    compareWithModel: (name) => compareWithModel(services, name),
  };
  return {
    names: Object.keys(commands),
    run: (name, argument) => asked(services, () => commands[name](argument)),
    dispose: () => retagger.dispose(),
  };
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

function openPanel({ panel }: CommandServices, look: Argument): void {
  panel.open();
  panel.lead(readLook(look));
}

/** One click from a text to what a network remembers of it: what is tagged already stays as it is. Without a text, a sample. */
async function look(services: CommandServices): Promise<void> {
  if (!services.active.isShown && !services.active.isNotebook) return openSample(services, null);
  const document = activeDocument(services);
  const uri = document.uri.toString();
  services.panel.open();
  if (!services.runs.get(uri) && services.runs.progress(uri) === null) await tagInFront(services, document);
}

async function selectModel(services: SelectServices, retagger: Retagger): Promise<void> {
  const document = activeDocument(services);
  await pickModel(services.models, services.choice, document);
  services.panel.tellAgain();
  await retagger.modelChosen(document);
}
