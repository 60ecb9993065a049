import * as vscode from 'vscode';
import type { ModelDescription } from '../protocol/engine.js';
import { ActiveEditor } from './editor/activeEditor.js';
import { FileViews } from './fileView/fileViews.js';
import { makeCommands } from './commands/commands.js';
import { EngineLife, type Death } from '../live/engineLife.js';
import type { RunEvents } from '../live/sessions.js';
import { engineNotices } from './runs/engineNotices.js';
import { DocumentRuns } from './runs/documentRuns.js';
import { TaggedMemory } from './runs/taggedMemory.js';
import { EngineClient, EngineStoppedError } from '../live/engineClient.js';
import { sentenceOf, t } from '../live/sentences.js';
import type { HostPlatform } from './platform.js';
import { ContextKeys } from './status/contextKeys.js';
import { FollowStatus } from './status/followStatus.js';
import { Generations } from './commands/generation.js';
import { PromptMarks } from './commands/promptMarks.js';
import { TagHover } from './editor/hover.js';
import { Log } from './status/log.js';
import { Marks } from './editor/marks.js';
import { ModelChoice } from './models/modelChoice.js';
import { ModelUnits } from './models/modelUnits.js';
import { ModelError } from './models/modelError.js';
import { Models } from './models/models.js';
import { checkpointModels } from './training/checkpointModels.js';
import { makeTrainings } from './training/makeTrainings.js';
import { workspacePlace } from './training/workspacePlace.js';
import { Panel } from './panel/panel.js';
import { Comparisons } from './compare/comparison.js';
import { otherId } from './compare/comparedRun.js';
import { AgentTools } from './agents/agentTools.js';
import { HostApi } from './agents/hostApi.js';
import { TextRuns } from '../live/agents/textRuns.js';
import { notifyFailure } from './status/failureNotice.js';
import { Failures, type FailureOutlets } from './status/failures.js';
import { LastFailure } from './status/lastFailure.js';
import { followMode } from './settings.js';
import { Start } from './samples/start.js';
import { StatusBar } from './status/statusBar.js';
import { testApi } from './testApi.js';
import type { Host } from './entry/entry.js';
import { useDisplayLanguage } from './displayLanguage.js';
import { UnitColours } from './editor/unitColours.js';

/**
 * Puts the host together, for Node and for the browser: `platform` is all that differs. `item` is what the status bar
 * shows of the extension already.
 */
export function activateHost(
  context: vscode.ExtensionContext,
  platform: HostPlatform,
  item: vscode.StatusBarItem,
): Host {
  useDisplayLanguage();
  const log = new Log();
  const trainingPlace = workspacePlace();
  const trainings = makeTrainings({ place: trainingPlace, ...platform, log });
  const models = new Models(context.extensionUri, platform, checkpointModels(trainings));
  const choice = new ModelChoice(models, context.workspaceState);
  const active = new ActiveEditor();
  const generations = new Generations();
  const prompts = new PromptMarks();
  const problem = new LastFailure();
  const notify: FailureOutlets['notify'] = (sentence, actions) =>
    notifyFailure(sentence, actions, () => log.show());
  const failures = new Failures({ log, problem, notify, isPanelSeen: () => panel.isSeen });
  const life = new EngineLife(engineNotices(log, failures, notify));
  const runs: DocumentRuns = new DocumentRuns({
    engine: () => engine,
    loadModel: (name) => loadModel(engine, models, name),
    isFollowing: () => followMode() !== 'off',
    failed: (error) => log.error('An edit could not be followed: the document is run again.', error),
    lost: (death) => life.lost(death, 'tags'),
  });
  const comparisons: Comparisons = new Comparisons({ active, runs, platform, engine: () => engine });
  const texts: TextRuns = new TextRuns({
    engine: () => engine,
    loadModel: (name) => loadModel(engine, models, name),
    nextId: otherId,
  });
  const events = engineEvents([runs, comparisons, texts], generations, log);
  tellDeaths(life, [runs, texts], comparisons, problem);
  const engine: EngineClient = new EngineClient(platform.startEngine, events, life, log.error);
  const units = new ModelUnits(models, context.globalStorageUri, log);
  const services = {
    ...placesOf(context),
    ...{ active, runs, models, choice, generations, prompts, problem, failures },
    ...{ log, life, units, files: platform, trainings, trainingPlace, texts },
    engine: () => engine,
  };
  const tagged = new TaggedMemory(runs, context.workspaceState);
  const colours = new UnitColours(services);
  // The panel hears of every edit first: the engine answers it while marks are worked out.
  const start = new Start(choice);
  const panel: Panel = new Panel({ ...services, colours, comparisons, start });
  const marks = new Marks(
    runs,
    (uri) => colours.coloured(uri) !== null,
    () => panel.isSeen,
  );
  const statusBar = new StatusBar(active, runs, item);
  const commands = makeCommands({
    ...{ ...services, panel, colours, comparisons, tagged },
    loadModel: (name) => loadModel(engine, models, name),
  });
  const files = new FileViews({ ...services, runOn: (file) => commands.run('runFileOn', file) });
  life.add(() => files.engineStopped());
  const api = new HostApi(services);
  context.subscriptions.push(
    ...[files, log, active, prompts, tagged, models, choice, problem, engine, runs, comparisons],
    ...[colours, marks, start, panel, statusBar, commands, units, trainings, texts, api],
    new FollowStatus(active, runs),
    new ContextKeys({ ...services, colours }),
    colours.onDidChange(() => marks.updateAll()),
    vscode.languages.registerHoverProvider('*', new TagHover(runs, () => engine, log, colours)),
  );
  return {
    commands: commands.names,
    run: (name, argument) => commands.run(name, argument),
    restore: (panelOfBefore) => panel.restore(panelOfBefore),
    showFile: (file, editor) => files.show(file, editor),
    tools: new AgentTools(services),
    api,
    tests: testApi({ ...services, comparisons, marks, colours, panel, statusBar }),
  };
}

/** Where the extension is, and where it may keep what is its own. */
function placesOf({ extension, extensionUri, globalStorageUri, globalState }: vscode.ExtensionContext) {
  const { version } = extension.packageJSON as { readonly version: string };
  return {
    extensionUri,
    extensionId: extension.id,
    version,
    storageUri: globalStorageUri,
    memory: globalState,
  };
}

/** What the engine tells, by who hears of it: of a run the one of these whose it is. */
function engineEvents(
  owners: readonly { readonly engineEvents: RunEvents }[],
  generations: Generations,
  log: Log,
) {
  return {
    ...toAll(owners),
    ...generations.engineEvents,
    notice: ({ message }: { message: string }) => tellNotice(log, message),
    logged: ({ message }: { message: string }) => log.info(message),
  };
}

/** Who has something in the engine hears of its deaths: pins first. */
function tellDeaths(
  life: EngineLife,
  runs: readonly { engineStopped(death: Death): void }[],
  comparisons: Comparisons,
  problem: LastFailure,
): void {
  life.add(() => {
    if (comparisons.engineStopped())
      problem.set(t('The engine stopped, and what was pinned with it: pin it again.'));
  });
  for (const owner of runs) life.add((death) => owner.engineStopped(death));
}

/** Runs that are shown, that are compared with and that nobody sees have different ids: each takes what is its own. */
function toAll(owners: readonly { readonly engineEvents: RunEvents }[]): RunEvents {
  return {
    segmented: (event) => owners.forEach(({ engineEvents }) => engineEvents.segmented(event)),
    edited: (event) => owners.forEach(({ engineEvents }) => engineEvents.edited(event)),
    tagged: (event) => owners.forEach(({ engineEvents }) => engineEvents.tagged(event)),
  };
}

/** The engine's word on damaged weights names a tensor or a byte; people need the file and what to do, too. */
async function loadModel(engine: EngineClient, models: Models, name: string): Promise<ModelDescription> {
  try {
    const version = await models.version(name);
    return await engine.loadModel(name, () => models.read(name), version ?? '');
  } catch (error) {
    if (error instanceof ModelError || error instanceof EngineStoppedError) throw error;
    throw await models.refused(name, sentenceOf(error));
  }
}

/** The engine says each of them once. */
function tellNotice(log: Log, message: string): void {
  log.info(message);
  void vscode.window.showInformationMessage(message);
}
