import type * as vscode from 'vscode';
import type { ActiveEditor } from './activeEditor.js';
import type { DocumentRuns } from './documentRuns.js';
import type { EngineClient } from './engineClient.js';
import type { Log } from './log.js';
import type { AppliedMark, Marks } from './marks.js';
import type { ModelChoice } from './modelChoice.js';
import type { Panel } from './panel.js';
import type { Run } from './run.js';
import type { StatusBar } from './statusBar.js';
import type { AppliedColour, UnitColours } from './unitColours.js';

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

/** What `activate` returns. For this extension's tests only: it may change with any version. */
export interface TestApi {
  runOf(uri: vscode.Uri): TestRun | null;
  /** What is applied in an editor now, by position. */
  marksOf(editor: vscode.TextEditor): readonly AppliedMark[];
  /** How a unit colours an editor now, by position. */
  coloursOf(editor: vscode.TextEditor): readonly AppliedColour[];
  /** Which unit colours the active document; null if none does. */
  readonly colouring: string | null;
  readonly panelOpen: boolean;
  /** The name of the document commands would act on. */
  readonly activeDocument: string | null;
  /** The name of the model that would run on a document. */
  modelFor(document: vscode.TextDocument): Promise<string>;
  /** What the status bar item shows of the active document; null while it is hidden. */
  readonly status: string | null;
  /** The last lines of the log, `level: message`. */
  readonly log: readonly string[];
  /** Lets the engine die; it starts again at its next use. */
  crashEngine(): void;
}

/** The services that the test interface looks into. */
export interface TestedServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly marks: Marks;
  readonly colours: UnitColours;
  readonly panel: Panel;
  readonly choice: ModelChoice;
  readonly statusBar: StatusBar;
  readonly engine: () => EngineClient;
  readonly log: Log;
}

/** Makes the interface for tests; nothing is computed before a test asks. */
export function testApi(services: TestedServices): TestApi {
  const { active, runs, marks, colours, panel, choice, statusBar, engine, log } = services;
  return {
    runOf: (uri) => describe(runs.get(uri.toString())),
    marksOf: (editor) => marks.of(editor),
    coloursOf: (editor) => colours.of(editor),
    get colouring() {
      return colours.status;
    },
    get panelOpen() {
      return panel.isOpen;
    },
    get activeDocument() {
      return active.document?.uri.toString() ?? null;
    },
    modelFor: (document) => choice.of(document),
    get status() {
      return statusBar.text;
    },
    log: log.lines,
    crashEngine: () => engine().crash(),
  };
}

function describe(run: Run | null): TestRun | null {
  if (!run) return null;
  const { labels } = run.model;
  const labelOf = (token: number) => labels[run.labelOf(token).label] ?? '';
  const tokens = Array.from({ length: run.tokenCount }, (_, token) => token);
  return {
    version: run.version,
    stale: run.stale,
    tokenCount: run.tokenCount,
    labels: tokens.map((token) => (run.isTagged(token) ? labelOf(token) : '')),
    texts: tokens.map((token) => run.textOf(token)),
    probabilities: tokens.map((token) => run.labelOf(token).probability),
    segmentCount: run.segmentCount,
    unit: run.source.unit,
    model: run.model.name,
    complete: run.complete,
  };
}
