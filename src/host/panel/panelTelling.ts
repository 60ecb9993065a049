import * as vscode from 'vscode';
import type { PanelAnswers } from '../../live/panelAnswers.js';
import { describeRun } from '../../live/description.js';
import type { Run } from '../../live/run.js';
import { Sight, type Seen } from '../../live/sight.js';
import { throttle } from '../../live/throttle.js';
import type { PanelLook, PanelRun, PanelState } from '../../protocol/panel.js';
import type { UnitPlace } from '../../protocol/engine.js';
import type { Comparisons } from '../compare/comparison.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { UnitColours } from '../editor/unitColours.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { Start } from '../samples/start.js';
import { followMode } from '../settings.js';
import type { LastFailure } from '../status/lastFailure.js';
import type { LinkedSelection } from './linkedSelection.js';
import type { PanelChannel } from './panelChannel.js';

/** What the page is told of. */
export interface TellingServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly problem: LastFailure;
  readonly colours: UnitColours;
  readonly comparisons: Comparisons;
  readonly start: Start;
}

const STATE_MS = 100;

/** A frame: what is typed is seen at once. */
const FOLLOW_MS = 16;

/** Edits that may overtake what is being told of an earlier one, before it is told without what is in sight. */
const MOST_OVERTAKEN = 5;

/** In no token, and nothing is selected. */
const NOWHERE = { token: null, stretch: String(null) };

/** Tells the page what the run of the active document is, what every edit made of it, and where the cursor is. */
export class PanelTelling implements vscode.Disposable {
  /** To the page that listens; null while there is none. */
  private channel: PanelChannel | null = null;
  private readonly sendState = throttle(() => this.tellState(), STATE_MS);
  private readonly sendFollowed = throttle(() => void this.tellFollowed(), FOLLOW_MS);
  private readonly subscriptions: vscode.Disposable[];
  /** The run as the page knows it: where only tags follow it stays behind. */
  private shown: PanelRun | null = null;
  /** What the page knows of the editor's cursor. */
  private cursorTold: { readonly token: number | null; readonly stretch: string } = NOWHERE;
  /** What the page shows of a run: it is told of that with every edit, without asking. */
  private readonly sight: Sight;
  private overtaken = 0;
  /** What people were led to while no page listened. */
  private wanted: PanelLook | null = null;
  private asking: { readonly run: Run; readonly revision: number } | null = null;

  constructor(
    private readonly services: TellingServices,
    answers: PanelAnswers,
    private readonly cursor: LinkedSelection,
  ) {
    const { active, runs, problem, colours, comparisons, start } = services;
    this.sight = new Sight(answers);
    const ofActive = (tell: () => void) => (uri: string) => {
      if (uri === this.uri) tell();
    };
    this.subscriptions = [
      ...[this.sendState, this.sendFollowed],
      active.onDidChange(() => this.documentChanged()),
      problem.onDidChange(() => this.sendState()),
      runs.onDidChange(ofActive(this.sendState)),
      runs.onDidFollow(ofActive(this.sendFollowed)),
      runs.onDidSendEdit(ofActive(() => this.askAlong())),
      ...[colours.onDidChange, start.onDidChange].map((event) => event(() => this.sendState())),
      comparisons.onDidChange(() => this.sendFollowed()),
      vscode.window.onDidChangeTextEditorSelection((event) => this.selectionChanged(event)),
    ];
  }

  /** A page listens from now on; it is told everything. */
  begin(channel: PanelChannel): void {
    this.channel = channel;
    this.shown = null;
    this.tellState();
    this.tellCursor();
  }

  /** Nobody listens any more. */
  end(): void {
    this.channel = null;
    this.sight.close();
  }

  /** The page has this in sight from now on. */
  looksAt(seen: Seen): void {
    this.sight.looksAt(seen);
  }

  /** The page may know something that is not so any more. */
  again(): void {
    this.sendState();
  }

  /** People are led to a view and a unit of the run there is. */
  lead(look: PanelLook): void {
    this.wanted = look;
    this.tellState();
  }

  /** A unit was chosen outside the panel. */
  showUnit(place: UnitPlace): void {
    this.channel?.rpc.emit('showUnit', place);
  }

  dispose(): void {
    this.end();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** The active document's uri as text. */
  private get uri(): string {
    return this.services.active.document?.uri.toString() ?? '';
  }

  private get run(): Run | null {
    return this.services.runs.get(this.uri);
  }

  private tellState(): void {
    if (!this.channel) return;
    const before = knownDocument(this.shown);
    this.channel.rpc.emit('state', this.describe());
    // Where people are in a text is known once its tokens are.
    if (knownDocument(this.shown) !== before) this.tellCursor();
    // The page must know the run that has the unit.
    const { unit, views, training } = this.wanted ?? {};
    if (unit) this.showUnit(unit);
    if (views) this.channel.rpc.emit('showView', { views, training });
    this.wanted = null;
  }

  private describe(): PanelState {
    const { active, problem, colours, comparisons, start } = this.services;
    const { document } = active;
    const { uri } = this;
    this.shown = describeFor(this.shown, this.run);
    return {
      run: this.shown,
      activeDocument: document && (document.uri.path.split('/').at(-1) || document.uri.toString()),
      activeUri: document && uri,
      problem: problem.of(document && uri),
      coloured: colours.coloured(uri),
      comparison: comparisons.describe(uri),
      start: this.shown ? null : start.describe(document),
    };
  }

  /** What is in sight is asked for along with the edit: a way to the engine and back less. */
  private askAlong(): void {
    if (this.channel && this.run && followMode() === 'everything') this.sight.editSent(this.run);
  }

  /** After an edit: all that it changed in the page in one message; the cursor's token has another number, too. */
  private async tellFollowed(): Promise<void> {
    const { channel, run } = this;
    if (!channel || !run || followMode() !== 'everything') return this.tellState();
    const { revision, documentId: runId } = run;
    if (this.shown?.runId === runId && this.shown.revision === revision) {
      // The page knows all of it but what is said of the run.
      this.tellState();
      return this.tellCursorIfMoved();
    }
    // The engine is being asked already, and there is nothing new to ask.
    if (this.asking?.run === run && this.asking.revision === revision) return;
    const asking = (this.asking = { run, revision });
    const answers = await this.sight.answersOf(run);
    if (this.asking === asking) this.asking = null;
    if (channel !== this.channel || run !== this.run) return;
    // What overtook it is told itself; but while somebody never stops typing something has to be told.
    if (run.revision !== revision && this.overtaken++ < MOST_OVERTAKEN) return;
    this.overtaken = 0;
    const { token } = this.cursor;
    this.cursorTold = { ...this.cursorTold, token };
    channel.rpc.emit('followed', { state: this.describe(), cursor: token, answers });
  }

  private tellCursor(): void {
    const { token, stretch } = this.cursor;
    this.cursorTold = { token, stretch: String(stretch) };
    this.channel?.rpc.emit('cursor', { token, stretch });
  }

  private tellCursorIfMoved(): void {
    const { token, stretch, isSent } = this.cursor;
    if (token === this.cursorTold.token && String(stretch) === this.cursorTold.stretch) return;
    // Where the panel sent it the panel knows, and people may have gone on there by keys.
    if (isSent) this.cursorTold = { ...NOWHERE, token };
    else this.tellCursor();
  }

  private documentChanged(): void {
    this.sendState();
    this.tellCursorIfMoved();
  }

  private selectionChanged({ textEditor, selections }: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.channel || textEditor !== this.services.active.editor) return;
    // Another run came to the front: its tokens have other numbers.
    if (this.shown?.runId !== this.run?.documentId) this.tellState();
    const own = this.cursor.takeOwn(selections[0]);
    // What was typed moved the cursor: it is told with what else that changed.
    if (followMode() === 'everything' && (this.run?.unanswered ?? 0) > 0) return;
    // It selects that token, and nothing else.
    if (own) this.cursorTold = { ...NOWHERE, token: this.cursor.token };
    else this.tellCursorIfMoved();
  }
}

/** The document whose tokens the page knows of, by its uri. */
function knownDocument(shown: PanelRun | null): string | null {
  return shown && shown.tokenCount > 0 ? shown.documentUri : null;
}

/** What the page is told of a run; where only tags follow, what it knew, which is stale. */
function describeFor(shown: PanelRun | null, run: Run | null): PanelRun | null {
  if (!run) return null;
  const isBehind = shown?.runId === run.documentId && shown.revision !== run.revision;
  return isBehind && followMode() === 'tags' && run.version !== run.source.version
    ? { ...shown, stale: true }
    : describeRun(run);
}
