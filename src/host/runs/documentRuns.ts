import * as vscode from 'vscode';
import type { EngineClientContract, ModelDescription } from '../../protocol/engine.js';
import type { Handlers } from '../../protocol/rpc.js';
import { currentText, editorOf, endOf, nameOf } from './documentText.js';
import { EngineStoppedError, type EngineClient } from '../../live/engineClient.js';
import { Follower } from '../../live/follower.js';
import { Run } from '../../live/run.js';
import type { RunSettings, TagOutcome, TagRequest } from './runRequest.js';
import { trailing, type Throttled, type Trailing } from '../../live/throttle.js';
import { visibleOffsets } from '../editor/visibleWindow.js';

/** A document and its runs: the one that is shown, and the one that will replace it with its first tags. */
interface Entry {
  shown: Run | null;
  pending: Run | null;
  abort: AbortController | null;
}

/** When others are told of a run that follows. */
interface Telling {
  readonly followed: Trailing;
  readonly stale: Throttled;
}

/** A run, and whose it is. */
interface KnownRun {
  readonly uri: string;
  readonly document: vscode.TextDocument;
  readonly run: Run;
  readonly follower: Follower;
}

/** What of an edit comes by then is told together: places, labels and the end of it are often a few ms apart. */
const FOLLOW_MS = 8;

/** An edit that is not answered by then makes what is shown visibly stale; sooner it would only flicker. */
const STALE_MS = 80;

type Payload<K extends keyof EngineClientContract['events']> = EngineClientContract['events'][K];

/**
 * The runs of all tagged documents. A run has an id of its own, is shown until a newer one has its first tags (the
 * visible ones), and what the engine still says of it then is dropped. Edits are followed (`Follower`), or else the
 * run stays what it was: its marks are moved with the edits and are stale.
 */
export class DocumentRuns implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly byId = new Map<number, KnownRun>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly followed = new vscode.EventEmitter<string>();
  private readonly telling = new Map<string, Telling>();
  private readonly subscriptions: vscode.Disposable[];
  private nextId = 1;

  /** What the engine tells of its runs. */
  readonly engineEvents: Pick<Handlers<EngineClientContract>['events'], 'segmented' | 'edited' | 'tagged'> = {
    segmented: (event) => this.segmented(event),
    edited: (event) => this.editFollowed(event),
    tagged: (event) => this.tagged(event),
  };

  /** Something about the run of this document (its uri as text) changed. */
  readonly onDidChange = this.changed.event;

  /** The run of this document followed an edit; `onDidChange` does not tell of that. */
  readonly onDidFollow = this.followed.event;

  constructor(
    private readonly engine: () => EngineClient,
    private readonly loadModel: (name: string) => Promise<ModelDescription>,
    private readonly following: {
      /** Whether edits are followed. */
      isOn(): boolean;
      /** Following or running again failed, without anybody having asked for it. */
      failed(error: unknown): void;
    },
  ) {
    this.subscriptions = [
      this.changed,
      this.followed,
      vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // Changing a document's language closes and opens it again, and is no reason to forget its tags.
        if (document.isClosed) this.clear(document.uri.toString());
      }),
    ];
  }

  /** The run shown for a document, or null. */
  get(uri: string): Run | null {
    return this.entries.get(uri)?.shown ?? null;
  }

  /** The share of the work done while a document is being tagged (0 … 1), else null. */
  progress(uri: string): number | null {
    const entry = this.entries.get(uri);
    if (!entry?.abort) return null;
    const run = entry.pending;
    return run && run.rowCount > 0 ? run.taggedCount / run.rowCount : 0;
  }

  /** Whether edits of a document are being answered. */
  isFollowing(uri: string): boolean {
    return this.followerOf(uri)?.isBusy ?? false;
  }

  /** Resolves when all edits of a document so far are answered. */
  async settled(uri: string): Promise<void> {
    await this.followerOf(uri)?.settled();
  }

  /** Uris of all documents that have tags or are getting some. */
  get documents(): readonly string[] {
    return [...this.entries.keys()];
  }

  /** The settings name another model or unit for a document by now, or no longer do. */
  setOutdated(uri: string, outdated: boolean): void {
    const run = this.get(uri);
    if (!run || run.outdated === outdated) return;
    run.outdated = outdated;
    this.changed.fire(uri);
  }

  /** Runs again what was edited while edits were not followed. */
  catchUp(): void {
    for (const { shown } of this.entries.values()) {
      const known = shown?.stale ? this.byId.get(shown.documentId) : undefined;
      if (known && !known.run.outdated && !known.follower.canFollow) void this.runAgain(known);
    }
  }

  /** Tags a document; an earlier unfinished attempt is cancelled. Rejects with what the model or engine says. */
  async tag(request: TagRequest): Promise<TagOutcome> {
    const uri = request.document.uri.toString();
    const entry = this.entryOf(uri);
    entry.abort?.abort();
    const abort = new AbortController();
    entry.abort = abort;
    const forward = () => abort.abort();
    request.signal.addEventListener('abort', forward, { once: true });
    if (request.signal.aborted) abort.abort();
    this.changed.fire(uri);
    try {
      return await this.attempt(request, uri, entry, abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return 'cancelled';
      throw error;
    } finally {
      request.signal.removeEventListener('abort', forward);
      if (entry.abort === abort) entry.abort = null;
      this.dropIfEmpty(uri);
      this.changed.fire(uri);
    }
  }

  /** Forgets the tags of a document and stops tagging it. */
  clear(uri: string): void {
    const entry = this.entries.get(uri);
    if (!entry) return;
    this.entries.delete(uri);
    entry.abort?.abort();
    for (const run of new Set([entry.shown, entry.pending])) this.release(run);
    entry.shown = entry.pending = null;
    const telling = this.telling.get(uri);
    if (telling) vscode.Disposable.from(telling.followed, telling.stale).dispose();
    this.telling.delete(uri);
    this.changed.fire(uri);
  }

  /** The engine that knew the documents is gone; with `again` they are run by the next one. */
  forgetAll(again: boolean): void {
    const shown = [...this.entries.values()].map((entry) => this.byId.get(entry.shown?.documentId ?? -1));
    for (const uri of [...this.entries.keys()]) this.clear(uri);
    if (again) for (const known of shown) if (known) void this.runAgain(known);
  }

  dispose(): void {
    for (const entry of this.entries.values()) entry.abort?.abort();
    this.entries.clear();
    for (const { followed, stale } of this.telling.values())
      vscode.Disposable.from(followed, stale).dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private segmented(event: Payload<'segmented'>): void {
    const known = this.byId.get(event.documentId);
    if (!known) return;
    known.run.segmented(event.starts, event.ends, event.segmentOffsets);
    known.follower.opened();
    this.changed.fire(known.uri);
  }

  private editFollowed(event: Payload<'edited'>): void {
    const known = this.byId.get(event.documentId);
    if (!known) return;
    known.follower.followed(event.places);
    this.tell(known.uri).followed();
  }

  private tagged(event: Payload<'tagged'>): void {
    const known = this.byId.get(event.documentId);
    if (!known || known.follower.lostTrack) return;
    known.run.tagged(event.from, event.labels, event.probabilities);
    this.show(known.uri, known.run);
    if (known.follower.isBusy) this.tell(known.uri).followed();
    else this.changed.fire(known.uri);
  }

  private async attempt(
    request: TagRequest,
    uri: string,
    entry: Entry,
    signal: AbortSignal,
  ): Promise<TagOutcome> {
    const name = await request.modelName();
    if (signal.aborted) return 'cancelled';
    const model = await this.loadModel(name);
    if (signal.aborted) return 'cancelled';
    // From here to the engine's call nothing is awaited: text, version and later edits belong together.
    const settings = request.settings(model);
    const text = request.document.getText();
    const known = this.newRun(request, text, model, settings);
    const { run, follower } = known;
    this.byId.set(run.documentId, known);
    entry.pending = run;
    try {
      const params = { documentId: run.documentId, modelName: model.name, text, ...settings };
      await follower.finish(this.engine().call('run', params, { signal }), signal);
      if (signal.aborted) return 'cancelled';
      const isEmpty = run.tokenCount === 0;
      // What is typed into an empty text is followed; a selection without text stays one.
      if (isEmpty && run.source.range !== null) return this.showNothing(uri, entry);
      this.show(uri, run);
      return isEmpty ? 'empty' : 'tagged';
    } finally {
      if (entry.pending === run) entry.pending = null;
      // Cancelled or failed before its first tags: what was shown before stays.
      if (entry.shown !== run) this.release(run);
    }
  }

  private newRun(
    { document, byHand }: TagRequest,
    text: string,
    model: ModelDescription,
    { unit, range, initialState }: RunSettings,
  ): KnownRun {
    const uri = document.uri.toString();
    const source = {
      documentId: this.nextId++,
      documentName: nameOf(document),
      documentUri: uri,
      version: document.version,
      text,
      model,
      unit: unit ?? model.segment,
      range: range ?? null,
      continued: initialState !== undefined,
      byHand,
    };
    const run = new Run(source, currentText(document));
    const follower: Follower = new Follower(run, text.length, {
      edit: (params, signal) => this.engine().call('edit', params, { signal }),
      // Nothing more comes of the edit: what came is told at once.
      changed: () => this.tell(uri).followed.now(),
      lost: (reason) => this.lost({ uri, document, run, follower }, reason),
    });
    return { uri, document, run, follower };
  }

  /** A selection without text has no tags, whatever its document had before. */
  private showNothing(uri: string, entry: Entry): TagOutcome {
    this.release(entry.shown);
    entry.shown = null;
    this.changed.fire(uri);
    return 'empty';
  }

  private show(uri: string, run: Run): void {
    const entry = this.entries.get(uri);
    if (!entry || entry.shown === run) return;
    this.release(entry.shown);
    entry.shown = run;
  }

  private release(run: Run | null): void {
    if (run && this.byId.delete(run.documentId)) this.engine().forget(run.documentId);
  }

  private edited(event: vscode.TextDocumentChangeEvent): void {
    const uri = event.document.uri.toString();
    const entry = this.entries.get(uri);
    // Saving and reverting raise the event, too, without changes.
    if (!entry || event.contentChanges.length === 0) return;
    const changes = event.contentChanges.map((change) => ({
      startUtf16: change.rangeOffset,
      endUtf16: change.rangeOffset + change.rangeLength,
      inserted: change.text,
      insertedLength: change.text.length,
    }));
    const { document } = event;
    const after = { version: document.version, length: endOf(document) };
    for (const run of new Set([entry.shown, entry.pending])) {
      const follower = run && this.byId.get(run.documentId)?.follower;
      if (!follower) continue;
      if (this.following.isOn() && follower.canFollow)
        follower.edited(changes, after, visibleOffsets(editorOf(document)));
      else follower.leftBehind(changes);
    }
    if (entry.shown && this.isFollowing(uri)) this.tell(uri).stale();
    else this.changed.fire(uri);
  }

  /** The engine refused an edit, or failed in it: the document is run again, as it was. */
  private lost(known: KnownRun, reason: unknown): void {
    // Who used the engine when it died was told by its owner.
    if (reason instanceof EngineStoppedError || !this.byId.has(known.run.documentId)) return;
    this.following.failed(reason);
    this.changed.fire(known.uri);
    void this.runAgain(known);
  }

  /** A whole new run as the last one, if that can be had again; nobody asked for it, so nobody is told. */
  private async runAgain({ uri, document, run: { source, model, outdated } }: KnownRun): Promise<void> {
    if (document.isClosed || source.range !== null || source.continued) return;
    const unit = model.task === 'classification' ? { unit: source.unit } : {};
    const settings = () => ({ visible: visibleOffsets(editorOf(document)), ...unit });
    const { signal } = new AbortController();
    try {
      const { byHand } = source;
      await this.tag({ document, modelName: async () => model.name, byHand, settings, signal });
      if (outdated) this.setOutdated(uri, true);
    } catch (error) {
      if (!(error instanceof EngineStoppedError)) this.following.failed(error);
    }
  }

  private followerOf(uri: string): Follower | null {
    const shown = this.entries.get(uri)?.shown;
    return (shown && this.byId.get(shown.documentId)?.follower) ?? null;
  }

  private tell(uri: string): Telling {
    const known = this.telling.get(uri);
    if (known) return known;
    const followed = trailing(() => this.followed.fire(uri), FOLLOW_MS);
    const stale = trailing(() => this.get(uri)?.stale && this.changed.fire(uri), STALE_MS);
    this.telling.set(uri, { followed, stale });
    return { followed, stale };
  }

  private entryOf(uri: string): Entry {
    const entry = this.entries.get(uri) ?? { shown: null, pending: null, abort: null };
    this.entries.set(uri, entry);
    return entry;
  }

  private dropIfEmpty(uri: string): void {
    const entry = this.entries.get(uri);
    if (entry && !entry.shown && !entry.abort) this.entries.delete(uri);
  }
}
