import type * as vscode from 'vscode';
import type { ActiveEditor } from './editor/activeEditor.js';
import type { DocumentRuns } from './runs/documentRuns.js';
import type { EngineLife } from '../live/engineLife.js';
import type { EngineClient } from '../live/engineClient.js';
import type { Log } from './status/log.js';
import type { PanelNetworks, StatePlace } from '../protocol/engine.js';
import type { Difference, PanelComparison } from '../protocol/panel.js';
import type { AppliedMark, Marks } from './editor/marks.js';
import type { Models } from './models/models.js';
import type { ModelChoice } from './models/modelChoice.js';
import type { Panel } from './panel/panel.js';
import type { Comparisons } from './compare/comparison.js';
import type { LastFailure } from './status/lastFailure.js';
import type { PromptMarks } from './commands/promptMarks.js';
import type { Run } from '../live/run.js';
import type { TrainingSummary } from '../protocol/training.js';
import type { Trainings } from '../live/training/trainings.js';
import type { StatusBar } from './status/statusBar.js';
import type { AppliedColour } from './editor/colouredEditor.js';
import type { UnitColours } from './editor/unitColours.js';

/** A document's run as tests see it. */
export interface TestRun {
  readonly version: number;
  readonly stale: boolean;
  readonly tokenCount: number;
  /** By token; empty where a token is not tagged yet. */
  readonly labels: readonly string[];
  /** By token: the text the model read. */
  readonly texts: readonly string[];
  /** By token; NaN where nothing is known. */
  readonly probabilities: readonly number[];
  readonly segmentCount: number;
  readonly unit: string;
  readonly model: string;
  readonly complete: boolean;
}

/** How far a run is, without what it says of each token. */
export type TestProgress = Pick<TestRun, 'version' | 'stale' | 'tokenCount' | 'model' | 'complete'>;

/** The host as its tests see it; it may change with any version. */
export interface TestApi {
  runOf(uri: vscode.Uri): TestRun | null;
  progressOf(uri: vscode.Uri): TestProgress | null;
  isTagging(uri: vscode.Uri): boolean;
  /** What is applied in an editor now, by position. */
  marksOf(editor: vscode.TextEditor): readonly AppliedMark[];
  /** How a unit colours an editor now, by position. */
  coloursOf(editor: vscode.TextEditor): readonly AppliedColour[];
  /** The prompt of a generated text, as its marks show it; null of any other. */
  promptOf(document: vscode.TextDocument): vscode.Range | null;
  /** Which unit colours the active document; null if none does. */
  readonly colouring: string | null;
  readonly panelOpen: boolean;
  /** What the panel is told of a document's comparison; null without one. */
  comparisonOf(uri: vscode.Uri): PanelComparison | null;
  /** How a document's run differs, at layer 1 forward, h, if nothing else is asked for. */
  differenceOf(uri: vscode.Uri, place?: StatePlace): Promise<Difference>;
  /** What the panel is told of two networks. */
  networksOf(uri: vscode.Uri): Promise<PanelNetworks>;
  /** The name of the document commands would act on. */
  readonly activeDocument: string | null;
  /** The name of the model that would run on a document. */
  modelFor(document: vscode.TextDocument): Promise<string>;
  /** Names of the models that can be used as far as their manifests tell, in the order they are offered for a document. */
  models(document: vscode.TextDocument): Promise<readonly string[]>;
  /** A training of the workspace; null if there is none of the name. */
  trainingOf(name: string): TrainingSummary | null;
  /** What the status bar item shows. */
  readonly status: string;
  /** What people are told went wrong; null if nothing did. */
  readonly problem: string | null;
  /** The last lines of the log, `level: message`. */
  readonly log: readonly string[];
  /** Lets the engine die as if for the first time, or (`inARow`) soon after another one; it starts again at its next use. */
  crashEngine(inARow?: boolean): void;
}

/** The services that the test interface looks into. */
export interface TestedServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly marks: Marks;
  readonly colours: UnitColours;
  readonly prompts: PromptMarks;
  readonly panel: Panel;
  readonly comparisons: Comparisons;
  readonly choice: ModelChoice;
  readonly models: Models;
  readonly statusBar: StatusBar;
  readonly engine: () => EngineClient;
  readonly problem: LastFailure;
  readonly log: Log;
  readonly life: EngineLife;
  readonly trainings: Trainings;
}

/** Makes the interface for tests; nothing is computed before a test asks. */
export function testApi(services: TestedServices): TestApi {
  const {
    active,
    runs,
    marks,
    colours,
    prompts,
    panel,
    comparisons,
    choice,
    models,
    statusBar,
    engine,
    problem,
    log,
    life,
    trainings,
  } = services;
  return {
    runOf: (uri) => describe(runs.get(uri.toString())),
    progressOf: (uri) => progressOf(runs.get(uri.toString())),
    isTagging: (uri) => runs.progress(uri.toString()) !== null,
    marksOf: (editor) => marks.of(editor),
    coloursOf: (editor) => colours.of(editor),
    promptOf: (document) => prompts.of(document),
    get colouring() {
      return colours.status;
    },
    comparisonOf: (uri) => comparisons.describe(uri.toString()),
    networksOf: (uri) => comparisons.networks(uri.toString(), new AbortController().signal),
    differenceOf: (uri, place = { layer: 0, direction: 'forward', quantity: 'h' }) =>
      comparisons.difference(uri.toString(), place, new AbortController().signal),
    get panelOpen() {
      return panel.isOpen;
    },
    get activeDocument() {
      return active.document?.uri.toString() ?? null;
    },
    modelFor: (document) => choice.of(document),
    models: async (document) => {
      const { fitting, others } = await choice.offer(document, await models.list());
      return [...fitting, ...others].map(({ id }) => id);
    },
    trainingOf: (name) => trainings.state.trainings.find((training) => training.name === name) ?? null,
    get status() {
      return statusBar.text;
    },
    get problem() {
      return problem.of(active.document?.uri.toString() ?? null);
    },
    log: log.lines,
    crashEngine: (inARow = false) => {
      if (!inARow) life.forget();
      engine().crash();
    },
  };
}

function progressOf(run: Run | null): TestProgress | null {
  if (!run) return null;
  const { version, stale, tokenCount, complete, model } = run;
  return { version, stale, tokenCount, complete, model: model.name };
}

function describe(run: Run | null): TestRun | null {
  const progress = progressOf(run);
  if (!run || !progress) return null;
  const { labels } = run.model;
  const labelOf = (token: number) => labels[run.tokens.labelOf(token).label] ?? '';
  const tokens = Array.from({ length: run.tokenCount }, (_, token) => token);
  return {
    ...progress,
    labels: tokens.map((token) => (run.tokens.isTagged(token) ? labelOf(token) : '')),
    texts: tokens.map((token) => run.tokens.textOf(token)),
    probabilities: tokens.map((token) => run.tokens.labelOf(token).probability),
    segmentCount: run.segmentCount,
    unit: run.source.unit,
  };
}
