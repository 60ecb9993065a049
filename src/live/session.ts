import type { ModelDescription } from '../protocol/model.js';
import { EngineStoppedError, type EngineClient } from './engineClient.js';
import type { Death } from './engineLife.js';
import type { TextState } from './follower.js';
import { LiveRun, type Change } from './liveRun.js';
import type { LiveText } from './liveText.js';
import type { Run } from './run.js';
import type { TagOutcome, TagRequest } from './runRequest.js';
import { trailing } from './throttle.js';

/** What a session needs of the house. */
export interface SessionServices {
  engine(): EngineClient;
  loadModel(name: string): Promise<ModelDescription>;
  /** An id that no run had. */
  nextId(): number;
  /** Whether edits are followed. */
  isFollowing(): boolean;
  /** The engine will tell of this run, or will no more. */
  known(session: Session, live: LiveRun): void;
  released(live: LiveRun | null): void;
  /** Something about the session changed; of edits that are followed only `followed` tells. */
  changed(): void;
  followed(): void;
  /** The engine was sent an edit of the run that is shown. */
  editSent(): void;
  /** Following or running again failed, without anybody having asked for it. */
  failed(error: unknown): void;
  /** Tags that people saw do not come back by themselves. */
  lost(death: Death): void;
}

/** What of an edit comes by then is told together: labels and the end of it are often a few ms apart. */
const FOLLOW_MS = 8;

/** An edit that is not answered by then makes what is shown visibly stale; sooner it would only flicker. */
const STALE_MS = 80;

/**
 * One document and its runs: the one that is shown, and the one that will replace it with its first tags. A run is
 * shown until a newer one has its first tags (the visible ones), and what the engine still says of it then is dropped.
 * Edits are followed (`Follower`), or else the run stays what it was: its marks are moved with the edits and are stale.
 */
export class Session {
  private shown: LiveRun | null = null;
  private pending: LiveRun | null = null;
  private abort: AbortController | null = null;
  /** The run that is or was under way last: it may have to be run again. */
  private lastBegun: LiveRun | null = null;
  /** The engine followed an edit of a run's text. */
  readonly followed = trailing(() => this.services.followed(), FOLLOW_MS);
  private readonly tellStale = trailing(() => this.run?.stale && this.services.changed(), STALE_MS);

  constructor(
    private document: LiveText,
    private readonly services: SessionServices,
  ) {}

  /** The run that is shown, or null. */
  get run(): Run | null {
    return this.shown?.run ?? null;
  }

  /** The share of the work done while the document is being tagged (0 … 1), else null. */
  get progress(): number | null {
    return this.abort ? (this.pending?.share ?? 0) : null;
  }

  /** Edits are being answered. */
  get isBusy(): boolean {
    return this.shown?.follower.isBusy ?? false;
  }

  /** There is nothing to remember of the document. */
  get isEmpty(): boolean {
    return !this.shown && !this.abort;
  }

  /** Resolves when all edits so far are answered. */
  async settled(): Promise<void> {
    await this.shown?.follower.settled();
  }

  /** Runs again what was edited while edits were not followed. */
  catchUp(): void {
    const { shown } = this;
    if (shown?.run.stale && !shown.run.outdated && shown.run.source.range === null)
      if (!shown.follower.canFollow) void this.runAgain(shown);
  }

  /** The settings name another model or unit for the document by now, or no longer do. */
  setOutdated(outdated: boolean): void {
    if (!this.shown || this.shown.run.outdated === outdated) return;
    this.shown.run.outdated = outdated;
    this.services.changed();
  }

  /**
   * Tags the document; an earlier unfinished attempt is cancelled. If the engine dies meanwhile the document is run
   * once more by itself. Rejects with what the model or engine says.
   */
  async tag(request: TagRequest): Promise<TagOutcome> {
    this.document = request.document;
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    const signal = AbortSignal.any([request.signal, abort.signal]);
    this.services.changed();
    try {
      return await this.attempts(request, signal);
    } catch (error) {
      if (signal.aborted) return 'cancelled';
      throw error;
    } finally {
      if (this.abort === abort) this.abort = null;
      this.services.changed();
    }
  }

  /** Forgets the tags and stops tagging. */
  clear(): void {
    this.abort?.abort();
    this.abort = null;
    for (const live of new Set([this.shown, this.pending])) this.services.released(live);
    this.shown = this.pending = null;
    this.followed.dispose();
    this.tellStale.dispose();
    this.services.changed();
  }

  /** The engine that knew the runs is gone: what it was doing is tried again where it was asked for, see `tag`. */
  engineStopped(death: Death): void {
    const { shown, abort } = this;
    this.services.released(shown);
    this.shown = null;
    if (shown && !abort) {
      if (death.again && this.services.isFollowing()) void this.runAgain(shown, death);
      else this.services.lost(death);
    }
    this.services.changed();
  }

  /** The document changed; `changes` apply one after the other and make the text what `after` says. */
  edited(changes: readonly Change[], after: TextState): void {
    const visible = this.document.visible();
    for (const live of new Set([this.shown, this.pending]))
      live?.edited(changes, after, this.services.isFollowing(), visible);
    for (const live of new Set([this.shown, this.pending, this.lastBegun])) live?.moved(changes);
    if (!this.shown || !this.isBusy) return this.services.changed();
    this.services.editSent();
    this.tellStale();
  }

  /** The engine labelled some of a run. */
  labelled(live: LiveRun): void {
    if (live.follower.lostTrack) return;
    this.show(live);
    if (live.follower.isBusy) this.followed();
    else this.services.changed();
  }

  /** What was cut short by the engine's death is tried once more, with the same settings. */
  private async attempts(request: TagRequest, signal: AbortSignal): Promise<TagOutcome> {
    const before = this.lastBegun;
    try {
      return await this.attempt(request, signal);
    } catch (error) {
      if (!(error instanceof EngineStoppedError) || !error.death.again || signal.aborted) throw error;
      const cut = this.lastBegun === before ? null : this.lastBegun;
      return await this.attempt(cut?.again(request.document) ?? request, signal);
    }
  }

  private async attempt(request: TagRequest, signal: AbortSignal): Promise<TagOutcome> {
    const model = await this.services.loadModel(await request.modelName());
    if (signal.aborted) return 'cancelled';
    // From here to the engine's call nothing is awaited: text, version and later edits belong together.
    const settings = request.settings(model);
    const text = request.document.read();
    const live: LiveRun = new LiveRun(this.services.nextId(), request, text, model, settings, {
      edit: (params, of) => this.services.engine().call('edit', params, { signal: of }),
      // Nothing more comes of the edit: what came is told at once.
      changed: () => this.followed.now(),
      lost: (reason) => this.lostTrack(live, reason),
    });
    this.services.known(this, live);
    this.pending = this.lastBegun = live;
    try {
      const params = { documentId: live.run.documentId, modelName: model.name, text, ...settings };
      await live.follower.finish(this.services.engine().call('run', params, { signal }), signal);
      if (signal.aborted) return 'cancelled';
      const { tokenCount, source } = live.run;
      // What is typed into an empty text is followed; a selection without text stays one.
      if (tokenCount === 0 && source.range !== null) return this.showNothing();
      this.show(live);
      return tokenCount === 0 ? 'empty' : 'tagged';
    } finally {
      if (this.pending === live) this.pending = null;
      // Cancelled or failed before its first tags: what was shown before stays.
      if (this.shown !== live) this.services.released(live);
    }
  }

  /** A selection without text has no tags, whatever its document had before. */
  private showNothing(): TagOutcome {
    this.services.released(this.shown);
    this.shown = null;
    this.services.changed();
    return 'empty';
  }

  private show(live: LiveRun): void {
    // What still comes of a run that was cleared is not shown.
    if (this.shown === live || this.pending !== live) return;
    this.services.released(this.shown);
    this.shown = live;
  }

  /** The engine refused an edit, or failed in it: the document is run again, as it was. */
  private lostTrack(live: LiveRun, reason: unknown): void {
    // Who had something in an engine that died heard of that.
    if (reason instanceof EngineStoppedError || (this.shown !== live && this.pending !== live)) return;
    this.services.failed(reason);
    this.services.changed();
    void this.runAgain(live);
  }

  /**
   * A whole new run as the last one; nobody asked for it, so nobody is told but of what is lost by it: by the engine's
   * `death`, if that is why.
   */
  private async runAgain(live: LiveRun, death: Death | null = null): Promise<void> {
    if (this.document.isClosed) return;
    this.lastBegun = live;
    try {
      await this.tag(live.again(this.document));
      if (live.run.outdated) this.setOutdated(true);
    } catch (error) {
      if (error instanceof EngineStoppedError) return this.services.lost(error.death);
      this.services.failed(error);
      if (death) this.services.lost(death);
    }
  }
}
