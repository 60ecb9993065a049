import * as vscode from 'vscode';
import type { ModelDescription } from '../protocol/contracts.js';
import { ActiveEditor } from './activeEditor.js';
import { registerCommands } from './commands.js';
import { DocumentRuns } from './documentRuns.js';
import { EngineClient, EngineStoppedError, type StartEngine } from './engineClient.js';
import { Generations } from './generation.js';
import { TagHover } from './hover.js';
import { Log } from './log.js';
import { Marks } from './marks.js';
import { ModelChoice } from './modelChoice.js';
import { ModelError, Models, unusable } from './models.js';
import { Panel } from './panel.js';
import { Problem } from './problem.js';
import { StatusBar } from './statusBar.js';
import { testApi, type TestApi } from './testApi.js';

/** Puts the host together, for Node and for the browser: only how the engine starts differs. */
export function activateHost(context: vscode.ExtensionContext, start: StartEngine): TestApi {
  const log = new Log();
  const models = new Models(context.extensionUri);
  const choice = new ModelChoice(models, context.workspaceState);
  const active = new ActiveEditor();
  const generations = new Generations();
  const problem = new Problem();
  const runs: DocumentRuns = new DocumentRuns(
    () => engine,
    (name) => loadModel(engine, models, name),
  );
  const events = {
    ...runs.engineEvents,
    ...generations.engineEvents,
    edited: () => undefined,
    notice: ({ message }: { message: string }) => tellNotice(log, message),
  };
  const engine: EngineClient = new EngineClient(start, events, (reason) => {
    runs.forgetAll();
    tellEngineStopped(log, problem, reason);
  });
  const services = {
    extensionUri: context.extensionUri,
    active,
    runs,
    models,
    choice,
    generations,
    problem,
    log,
    engine: () => engine,
  };
  const marks = new Marks(runs);
  const panel = new Panel(services);
  const statusBar = new StatusBar(active, runs);
  context.subscriptions.push(
    ...[log, active, choice, problem, engine, runs, marks, panel, statusBar],
    registerCommands({ ...services, panel }),
    vscode.languages.registerHoverProvider('*', new TagHover(runs, () => engine, log)),
  );
  return testApi({ ...services, marks, panel, statusBar });
}

/** The engine's word on damaged weights names a tensor or a byte; people need the file and what to do, too. */
async function loadModel(engine: EngineClient, models: Models, name: string): Promise<ModelDescription> {
  try {
    return await engine.loadModel(name, () => models.read(name));
  } catch (error) {
    if (error instanceof ModelError || error instanceof EngineStoppedError) throw error;
    throw new ModelError(unusable(name, error instanceof Error ? error.message : String(error)));
  }
}

/** The engine says each of them once. */
function tellNotice(log: Log, message: string): void {
  log.info(message);
  void vscode.window.showInformationMessage(message);
}

function tellEngineStopped(log: Log, problem: Problem, reason: string): void {
  const sentence = 'The RNN Lens engine stopped unexpectedly: tag the document again to restart it.';
  log.error(`${sentence} (${reason})`);
  problem.set(sentence);
  void vscode.window.showWarningMessage(sentence, 'Tag Again', 'Show Log').then((choice) => {
    if (choice === 'Show Log') log.show();
    else if (choice) void vscode.commands.executeCommand('rnnLens.tagDocument');
  });
}
