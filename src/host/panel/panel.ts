import * as vscode from 'vscode';
import type { DifferenceWindow, StateQuery, StateWindow, UnitPlace } from '../../protocol/engine.js';
import type {
  PanelHostContract,
  PanelRequest,
  PanelRun,
  PanelState,
  TokenRows,
} from '../../protocol/panel.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { EngineClient } from '../../live/engineClient.js';
import { PanelChannel } from './panelChannel.js';
import { panelHtml } from './panelHtml.js';
import { fittingQuery, fittingRows, withShortSymbols } from '../../live/messageSize.js';
import { answersTo } from '../../live/sight.js';
import type { Pins } from '../compare/comparison.js';
import type { LastFailure } from '../status/lastFailure.js';
import { MAX_TOKEN_TEXT, type Run } from '../../live/run.js';
import { followMode } from '../settings.js';
import { throttle } from '../../live/throttle.js';
import type { UnitColours } from '../editor/unitColours.js';

/** The panel's type, also in the manifest's activation events. */
export const PANEL_TYPE = 'rnnLens.panel';

/** Where the choices of the last panel are remembered. */
const CHOICES = 'panelChoices';

const STATE_MS = 100;

/** A frame: what is typed is seen at once. */
const FOLLOW_MS = 16;

/** Edits that may overtake what is being told of an earlier one, before it is told without what is in sight. */
const MOST_OVERTAKEN = 5;

/** What the panel works with. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  /** Outlives panels and windows. */
  readonly memory: vscode.Memento;
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly engine: () => EngineClient;
  readonly problem: LastFailure;
  readonly colours: UnitColours;
  readonly pins: Pins;
}

/**
 * The one panel: shows the run of the active document, or of the last active one while the focus is elsewhere. It
 * has one channel for each life of its page, and says nothing while it is hidden.
 */
export class Panel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private panel: vscode.WebviewPanel | null = null;
  private channel: PanelChannel | null = null;
  private readonly sendState = throttle(() => this.emitState(), STATE_MS);
  private readonly sendFollowed = throttle(() => void this.emitFollowed(), FOLLOW_MS);
  private readonly subscriptions: vscode.Disposable[];
  /** The run as the panel shows it: where only tags follow it stays behind. */
  private shown: PanelRun | null = null;
  private cursorToken: number | null = null;
  /** What the page shows: it is told of that with every edit, without asking. */
  private sight: readonly PanelRequest[] = [];
  private overtaken = 0;
  private asking: { readonly run: Run; readonly revision: number } | null = null;
  /** The selection the panel asked for; it is not told of it again. */
  private ownSelection: vscode.Selection | null = null;

  constructor(private readonly services: PanelServices) {
    const { active, runs, problem, colours, pins } = services;
    this.subscriptions = [
      active.onDidChange(() => this.documentChanged()),
      problem.onDidChange(() => this.sendState()),
      runs.onDidChange((uri) => {
        if (uri === active.document?.uri.toString()) this.sendState();
      }),
      runs.onDidFollow((uri) => {
        if (uri === active.document?.uri.toString()) this.sendFollowed();
      }),
      colours.onDidChange(() => this.sendState()),
      pins.onDidChange(() => this.sendFollowed()),
      vscode.window.onDidChangeTextEditorSelection((event) => this.selectionChanged(event)),
      vscode.window.registerWebviewPanelSerializer(PANEL_TYPE, this),
    ];
  }

  /** Whether the panel exists, seen or behind another tab. */
  get isOpen(): boolean {
    return this.panel !== null;
  }

  /** Shows the panel beside the editor; the focus stays where the person types. */
  open(): void {
    if (this.panel) return this.panel.reveal(undefined, true);
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.attach(vscode.window.createWebviewPanel(PANEL_TYPE, 'RNN Lens', column));
  }

  /** Selects a unit in the panel, if it is open. */
  showUnit(place: UnitPlace): void {
    if (this.channel?.ready) this.channel.rpc.emit('showUnit', place);
  }

  /** VS Code was reloaded with the panel open; its page restores what it showed by itself. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.panel) panel.dispose();
    else this.attach(panel);
  }

  dispose(): void {
    this.sendState.dispose();
    this.sendFollowed.dispose();
    this.panel?.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private attach(panel: vscode.WebviewPanel): void {
    const { extensionUri, memory } = this.services;
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, 'panel-light.svg'),
      dark: vscode.Uri.joinPath(media, 'panel-dark.svg'),
    };
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist'), media],
    };
    panel.onDidDispose(() => this.detach(panel));
    panel.onDidChangeViewState(() => this.followVisibility(panel));
    this.connect(panel);
    panel.webview.html = panelHtml(panel.webview, extensionUri, memory.get(CHOICES));
  }

  private detach(panel: vscode.WebviewPanel): void {
    if (panel !== this.panel) return;
    this.panel = null;
    this.disconnect();
  }

  private followVisibility(panel: vscode.WebviewPanel): void {
    if (!panel.visible) this.disconnect();
    else if (!this.channel) this.connect(panel);
  }

  private connect(panel: vscode.WebviewPanel): void {
    this.channel = new PanelChannel(panel.webview, this.handlers());
  }

  private disconnect(): void {
    this.channel?.close();
    this.channel = null;
    this.sight = [];
  }

  private handlers(): Handlers<PanelHostContract> {
    return {
      requests: {
        rows: ({ fromToken, toToken }, signal) => this.rows(fromToken, toToken, signal),
        classProbabilities: ({ token }, signal) => {
          const params = { documentId: this.run().documentId, token };
          return this.services.engine().call('classProbabilities', params, { signal });
        },
        segmentProbabilities: ({ token }, signal) => {
          const run = this.run();
          const params = { documentId: run.documentId, segment: run.segmentOf(token) };
          return this.services.engine().call('segmentProbabilities', params, { signal });
        },
        stepsOfToken: ({ token }, signal) => {
          const params = { documentId: this.run().documentId, token };
          return this.services.engine().call('stepsOfToken', params, { signal });
        },
        states: (query, signal) => this.states(query, signal),
        difference: (place, signal) => this.services.pins.difference(this.uri, place, signal),
        differenceStates: (query, signal) => this.differenceStates(query, signal),
        differenceClasses: ({ token }, signal) => this.services.pins.classes(this.uri, token, signal),
      },
      events: {
        ready: () => this.pageReady(),
        choices: (choices) => void this.services.memory.update(CHOICES, choices),
        looksAt: (sight) => void (this.sight = sight),
        select: ({ token }) => void this.select(token),
        tag: () => void vscode.commands.executeCommand('rnnLens.tagDocument'),
        selectModel: () => void vscode.commands.executeCommand('rnnLens.selectModel'),
        colourUnit: (place) =>
          void (place
            ? vscode.commands.executeCommand('rnnLens.colourByUnit', place)
            : vscode.commands.executeCommand('rnnLens.stopColouring')),
        pinStates: () => void vscode.commands.executeCommand('rnnLens.pinStates'),
        unpinStates: () => void vscode.commands.executeCommand('rnnLens.unpinStates'),
      },
    };
  }

  /** The rows the run knows, and what only the engine can say of them. */
  private async rows(fromToken: number, toToken: number, signal: AbortSignal): Promise<TokenRows> {
    const run = this.run();
    const own = run.rows(fromToken, toToken);
    const count = own.texts.length;
    // Only taggers have more than one label a token.
    if (count === 0 || run.model.task !== 'tagging')
      return fittingRows({ ...own, details: own.texts.map(() => '') });
    const from = own.fromToken;
    const params = { documentId: run.documentId, fromToken: from, toToken: from + count };
    const details = await this.services.engine().call('details', params, { signal });
    return fittingRows({ ...own, details: details.map((text) => text.slice(0, MAX_TOKEN_TEXT)) });
  }

  private async states(query: StateQuery, signal: AbortSignal): Promise<StateWindow> {
    const run = this.run();
    const params = { documentId: run.documentId, query: fittingQuery(query, run.model.rnn, run.stepCount) };
    return withShortSymbols(await this.services.engine().call('states', params, { signal }));
  }

  private async differenceStates(query: StateQuery, signal: AbortSignal): Promise<DifferenceWindow> {
    const { model, stepCount } = this.run();
    const fitting = fittingQuery(query, model.rnn, stepCount);
    return withShortSymbols(await this.services.pins.states(this.uri, fitting, signal));
  }

  /** The active document's uri as text. */
  private get uri(): string {
    return this.services.active.document?.uri.toString() ?? '';
  }

  /** The page also says this when VS Code moved it to another window and so loaded it anew. */
  private pageReady(): void {
    if (this.panel && this.channel?.ready) {
      this.disconnect();
      this.connect(this.panel);
    }
    if (this.channel) this.channel.ready = true;
    this.shown = null;
    this.emitState();
    this.emitCursor(this.tokenAtCursor());
  }

  private activeRun(): Run | null {
    return this.services.runs.get(this.uri);
  }

  private run(): Run {
    const run = this.activeRun();
    if (!run) throw new Error('This document is not tagged: run "RNN Lens: Tag Current Document".');
    return run;
  }

  private emitState(): void {
    if (this.channel?.ready) this.channel.rpc.emit('state', this.describe());
  }

  private describe(): PanelState {
    const { active, runs, problem, colours, pins } = this.services;
    const { document } = active;
    const { uri } = this;
    this.shown = describeFor(this.shown, runs.get(uri));
    return {
      run: this.shown,
      activeDocument: document && (document.uri.path.split('/').at(-1) || document.uri.toString()),
      problem: problem.sentence,
      coloured: colours.coloured(uri),
      comparison: pins.describe(uri),
    };
  }

  /** After an edit: all that it changed in the page in one message; the cursor's token has another number, too. */
  private async emitFollowed(): Promise<void> {
    const { channel } = this;
    const run = this.activeRun();
    if (!channel?.ready || !run || followMode() !== 'everything') return this.emitState();
    const { revision } = run;
    if (this.shown?.runId === run.documentId && this.shown.revision === revision) {
      // The page knows all of it but what is said of the run.
      this.emitState();
      return this.emitCursorIfMoved();
    }
    // The engine is being asked already, and there is nothing new to ask.
    if (this.asking?.run === run && this.asking.revision === revision) return;
    const asking = (this.asking = { run, revision });
    const answers = await answersTo(this.sight, this.handlers().requests, new AbortController().signal);
    if (this.asking === asking) this.asking = null;
    if (channel !== this.channel || run !== this.activeRun()) return;
    const isCurrent = run.revision === revision;
    // What overtook it is told itself; but while somebody never stops typing something has to be told.
    if (!isCurrent && this.overtaken++ < MOST_OVERTAKEN) return;
    this.overtaken = 0;
    this.cursorToken = this.tokenAtCursor();
    const state = this.describe();
    channel.rpc.emit('followed', { state, cursor: this.cursorToken, answers: isCurrent ? answers : [] });
  }

  private emitCursor(token: number | null): void {
    this.cursorToken = token;
    if (this.channel?.ready) this.channel.rpc.emit('cursor', { token });
  }

  private emitCursorIfMoved(): void {
    const token = this.tokenAtCursor();
    if (token !== this.cursorToken) this.emitCursor(token);
  }

  private documentChanged(): void {
    this.sendState();
    this.emitCursorIfMoved();
  }

  private selectionChanged({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.panel || textEditor !== this.services.active.editor) return;
    const own = this.ownSelection && selections[0]?.isEqual(this.ownSelection);
    this.ownSelection = null;
    // What was typed moved the cursor: it is told with what else that changed.
    if (followMode() === 'everything' && (this.activeRun()?.unanswered ?? 0) > 0) return;
    const token = this.tokenAtCursor();
    if (own) this.cursorToken = token;
    else if (token !== this.cursorToken) this.emitCursor(token);
  }

  private tokenAtCursor(): number | null {
    const { editor } = this.services.active;
    const run = editor && this.services.runs.get(editor.document.uri.toString());
    if (!editor || !run) return null;
    return run.tokenAt(editor.document.offsetAt(editor.selection.start));
  }

  /** A click on a token in the panel: the editor selects it, the focus stays in the panel. */
  private async select(token: number): Promise<void> {
    const { document } = this.services.active;
    const run = this.run();
    // Tokens may have other numbers since the panel was told of them.
    if (this.shown?.runId === run.documentId && this.shown.revision !== run.revision) return;
    const range = run.rangeOf(token);
    if (!document || !range) return;
    const editor =
      this.services.active.editor ??
      (await vscode.window.showTextDocument(document, {
        viewColumn: vscode.ViewColumn.One,
        preserveFocus: true,
      }));
    const selection = new vscode.Selection(document.positionAt(range[0]), document.positionAt(range[1]));
    if (!editor.selection.isEqual(selection)) {
      this.ownSelection = selection;
      editor.selection = selection;
    }
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** What the panel is told of a run; where only tags follow, what it knew, which is stale. */
function describeFor(shown: PanelRun | null, run: Run | null): PanelRun | null {
  if (!run) return null;
  const isBehind = shown?.runId === run.documentId && shown.revision !== run.revision;
  return isBehind && followMode() === 'tags' && run.hasFollowed ? { ...shown, stale: true } : run.describe();
}
