import type { EngineClientContract } from '../protocol/engine.js';
import type { ModelDescription } from '../protocol/model.js';
import type { Handlers } from '../protocol/rpc.js';
import { Emitter } from './emitter.js';
import type { EngineClient } from './engineClient.js';
import type { Death } from './engineLife.js';
import type { TextState } from './follower.js';
import type { Change, LiveRun } from './liveRun.js';
import type { LiveText } from './liveText.js';
import type { Run } from './run.js';
import type { TagOutcome, TagRequest } from './runRequest.js';
import { DocumentSessions } from './documentSessions.js';
import { Session } from './session.js';

/** What the sessions of all documents need. */
export interface SessionsServices {
  engine(): EngineClient;
  loadModel(name: string): Promise<ModelDescription>;
  /** Whether edits are followed. */
  isFollowing(): boolean;
  /** Following or running again failed, without anybody having asked for it. */
  failed(error: unknown): void;
  /** Tags that people saw do not come back by themselves. */
  lost(death: Death): void;
}

/** The engine's events that are about runs. */
export type RunEvents = Pick<Handlers<EngineClientContract>['events'], 'segmented' | 'edited' | 'tagged'>;

/** Where an edit's words are is told with their labels, without which their marks would go and come back. */
const LABELS_MS = 60;

/** A run that the engine tells of, and whose it is. */
interface KnownRun {
  readonly session: Session;
  readonly live: LiveRun;
}

/** All documents that have tags or are getting some, by their uri. A run has an id of its own. */
export class Sessions {
  private readonly sessions = new Map<string, DocumentSessions>();
  private readonly byId = new Map<number, KnownRun>();
  private readonly changed = new Emitter<string>();
  private readonly followed = new Emitter<string>();
  private readonly editSent = new Emitter<string>();
  private nextId = 1;

  /** What the engine tells of its runs. */
  readonly engineEvents: RunEvents = {
    segmented: (event) =>
      this.with(event, ({ live }) => {
        live.segmented(event);
        this.changed.fire(live.run.source.documentUri);
      }),
    edited: (event) =>
      this.with(event, ({ live, session }) => {
        live.follower.followed(event.places);
        session.followed(LABELS_MS);
      }),
    tagged: (event) =>
      this.with(event, ({ live, session }) => {
        live.tagged(event);
        session.labelled(live);
      }),
  };

  /** Something about the run of this document (its uri) changed. */
  readonly onDidChange = this.changed.on;

  /** The run of this document followed an edit; `onDidChange` does not tell of that. */
  readonly onDidFollow = this.followed.on;

  /** The engine was just sent an edit of this document's run: what it is sent next it reads of the text after that. */
  readonly onDidSendEdit = this.editSent.on;

  constructor(private readonly services: SessionsServices) {}

  /** The run shown for a document, or null; of several that one in front. */
  get(uri: string): Run | null {
    return this.sessions.get(uri)?.run ?? null;
  }

  /** All runs shown for a document: several where each of its scripts is read by a model of its own. */
  all(uri: string): readonly Run[] {
    return this.sessions.get(uri)?.runs ?? [];
  }

  /** People look at an offset of a document's text: the run that reads it comes to the front. */
  lookAt(uri: string, offset: number): void {
    if (this.sessions.get(uri)?.lookAt(offset)) this.changed.fire(uri);
  }

  /** The share of the work done while a document is being tagged (0 … 1), else null. */
  progress(uri: string): number | null {
    return this.sessions.get(uri)?.progress ?? null;
  }

  /** What was asked last of a document that has tags or is getting some, or null. */
  latest(uri: string): TagRequest | null {
    return this.sessions.get(uri)?.latest ?? null;
  }

  /** What is being tagged of a document, or null. */
  underWay(uri: string): TagRequest | null {
    return this.sessions.get(uri)?.underWay ?? null;
  }

  /** Whether edits of a document are being answered. */
  isFollowing(uri: string): boolean {
    return this.sessions.get(uri)?.isBusy ?? false;
  }

  /** Resolves when all edits of a document so far are answered. */
  async settled(uri: string): Promise<void> {
    await this.sessions.get(uri)?.settled();
  }

  /** Uris of all documents that have tags or are getting some. */
  get documents(): readonly string[] {
    return [...this.sessions.keys()];
  }

  /** See `Session.setOutdated`. */
  setOutdated(uri: string, outdated: boolean): void {
    this.sessions.get(uri)?.setOutdated(outdated);
  }

  /** Runs again what was edited while edits were not followed. */
  catchUp(): void {
    for (const session of this.sessions.values()) session.catchUp();
  }

  /** Tags a document, see `DocumentSessions.tag`. */
  tag(request: TagRequest): Promise<TagOutcome> {
    const { document } = request;
    const known = this.sessions.get(document.uri);
    const sessions = known ?? new DocumentSessions(() => this.begin(document));
    if (!known) this.sessions.set(document.uri, sessions);
    return sessions.tag(request);
  }

  /** Forgets the tags of a document and stops tagging it. */
  clear(uri: string): void {
    const session = this.sessions.get(uri);
    this.sessions.delete(uri);
    session?.clear();
  }

  /** A document changed, see `Session.edited`. */
  edited(uri: string, changes: readonly Change[], after: TextState): void {
    // Saving and reverting are told of, too, without changes.
    if (changes.length > 0) this.sessions.get(uri)?.edited(changes, after);
  }

  /** The engine that knew the documents is gone. */
  engineStopped(death: Death): void {
    for (const session of [...this.sessions.values()]) session.engineStopped(death);
  }

  /** Ends everything; nobody is told. */
  dispose(): void {
    this.changed.dispose();
    this.followed.dispose();
    this.editSent.dispose();
    for (const uri of this.documents) this.clear(uri);
  }

  private with({ documentId }: { readonly documentId: number }, take: (known: KnownRun) => void): void {
    const known = this.byId.get(documentId);
    if (known) take(known);
  }

  private begin(document: LiveText): Session {
    const { uri } = document;
    const { services } = this;
    return new Session(document, {
      engine: () => services.engine(),
      loadModel: (name) => services.loadModel(name),
      isFollowing: () => services.isFollowing(),
      failed: (error) => services.failed(error),
      lost: (death) => services.lost(death),
      nextId: () => this.nextId++,
      known: (session, live) => this.byId.set(live.run.documentId, { session, live }),
      released: (live) => {
        const id = live?.run.documentId ?? NaN;
        if (this.byId.delete(id)) services.engine().forget(id);
      },
      changed: () => {
        if (this.sessions.get(uri)?.isEmpty) this.sessions.delete(uri);
        this.changed.fire(uri);
      },
      followed: () => this.followed.fire(uri),
      editSent: () => this.editSent.fire(uri),
    });
  }
}
