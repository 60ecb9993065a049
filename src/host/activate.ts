import * as vscode from 'vscode';
import type { ModelDescription } from '../protocol/engine.js';
import { ActiveEditor } from './editor/activeEditor.js';
import { registerCommands } from './commands/commands.js';
import { DocumentRuns } from './runs/documentRuns.js';
import { EngineClient, EngineStoppedError } from '../live/engineClient.js';
import type { StartWorker } from '../protocol/rpc.js';
import { FollowStatus } from './status/followStatus.js';
import { Generations } from './commands/generation.js';
import { TagHover } from './editor/hover.js';
import { Log } from './status/log.js';
import { Marks } from './editor/marks.js';
import { ModelChoice } from './models/modelChoice.js';
import { ModelError, Models } from './models/models.js';
import { Panel } from './panel/panel.js';
import { Pins } from './compare/comparison.js';
import { LastFailure } from './status/lastFailure.js';
import { followMode } from './settings.js';
import { StatusBar } from './status/statusBar.js';
import { testApi, type TestApi } from './testApi.js';
import { UnitColours } from './editor/unitColours.js';

/** Puts the host together, for Node and for the browser: only how the engine starts differs. */
export function activateHost(context: vscode.ExtensionContext, start: StartWorker): TestApi {
  const log = new Log();
  const models = new Models(context.extensionUri);
  const choice = new ModelChoice(models, context.workspaceState);
  const active = new ActiveEditor();
  const generations = new Generations();
  const problem = new LastFailure();
  const runs: DocumentRuns = new DocumentRuns(
    () => engine,
    (name) => loadModel(engine, models, name),
    {
      isOn: () => followMode() !== 'off',
      failed: (error) => log.error('An edit could not be followed: the document is run again.', error),
    },
  );
  const pins: Pins = new Pins({ active, runs, engine: () => engine });
  const events = {
    ...toBoth(runs.engineEvents, pins.engineEvents),
    ...generations.engineEvents,
    notice: ({ message }: { message: string }) => tellNotice(log, message),
    logged: ({ message }: { message: string }) => log.info(message),
  };
  const deaths = new Deaths();
  const engine: EngineClient = new EngineClient(start, events, (reason) => {
    const again = followMode() !== 'off' && deaths.isFirst();
    const wasComparing = pins.engineStopped();
    runs.forgetAll(again);
    tellEngineStopped(log, problem, reason, again);
    if (wasComparing && again) problem.set('The engine stopped, and what was pinned with it: pin it again.');
  });
  const services = {
    extensionUri: context.extensionUri,
    memory: context.globalState,
    active,
    runs,
    models,
    choice,
    generations,
    problem,
    log,
    engine: () => engine,
  };
  const colours = new UnitColours(services);
  // The panel hears of every edit first: the engine answers it while marks are worked out.
  const panel = new Panel({ ...services, colours, pins });
  const marks = new Marks(runs, (uri) => colours.coloured(uri) !== null);
  const statusBar = new StatusBar(active, runs);
  context.subscriptions.push(
    ...[log, active, choice, problem, engine, runs, pins, colours, marks, panel, statusBar],
    new FollowStatus(active, runs),
    colours.onDidChange(() => marks.updateAll()),
    registerCommands({
      ...{ ...services, panel, colours, pins },
      loadModel: (name) => loadModel(engine, models, name),
    }),
    vscode.languages.registerHoverProvider('*', new TagHover(runs, () => engine, log)),
  );
  return testApi({ ...services, pins, marks, colours, panel, statusBar, deaths });
}

type RunEvents = DocumentRuns['engineEvents'];

/** Runs that are shown and runs that are compared with have different ids: each takes what is its own. */
function toBoth(shown: RunEvents, compared: RunEvents): RunEvents {
  return {
    segmented: (event) => void [shown.segmented(event), compared.segmented(event)],
    edited: (event) => void [shown.edited(event), compared.edited(event)],
    tagged: (event) => void [shown.tagged(event), compared.tagged(event)],
  };
}

/** The engine's word on damaged weights names a tensor or a byte; people need the file and what to do, too. */
async function loadModel(engine: EngineClient, models: Models, name: string): Promise<ModelDescription> {
  try {
    return await engine.loadModel(name, () => models.read(name));
  } catch (error) {
    if (error instanceof ModelError || error instanceof EngineStoppedError) throw error;
    throw await models.refused(name, error instanceof Error ? error.message : String(error));
  }
}

/** The engine says each of them once. */
function tellNotice(log: Log, message: string): void {
  log.info(message);
  void vscode.window.showInformationMessage(message);
}

/** Tells an engine that died once from one that dies again and again. */
class Deaths {
  private last = -Infinity;

  /** The next one is the first again. */
  forget(): void {
    this.last = -Infinity;
  }

  /** Whether none came in the seconds before, as when the text itself is what it dies of. */
  isFirst(): boolean {
    const now = performance.now();
    const isFirst = now - this.last > 10_000;
    this.last = now;
    return isFirst;
  }
}

/** With `again` it is started again without anybody's help: that is for the log only. */
function tellEngineStopped(log: Log, problem: LastFailure, reason: string, again: boolean): void {
  const sentence = 'The RNN Lens engine stopped unexpectedly: tag the document again to restart it.';
  log.error(`${sentence} (${reason})`);
  if (again) return;
  problem.set(sentence);
  void vscode.window.showWarningMessage(sentence, 'Tag Again', 'Show Log').then((choice) => {
    if (choice === 'Show Log') log.show();
    else if (choice) void vscode.commands.executeCommand('rnnLens.tagDocument');
  });
}
