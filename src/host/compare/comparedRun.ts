import * as vscode from 'vscode';
import type { Script } from '../../core/text/script.js';
import type { EngineClientContract, ModelDescription, RunUnit } from '../../protocol/engine.js';
import { changesOf, endOf, nameOf } from '../runs/documentText.js';
import { EngineStoppedError, type EngineClient } from '../../live/engineClient.js';
import { Follower } from '../../live/follower.js';
import { t } from '../../live/sentences.js';
import { Run } from '../../live/run.js';
import { sentenceOf } from '../../live/sentences.js';
import { followMode, readsMarkup } from '../settings.js';

type Payload<K extends keyof EngineClientContract['events']> = EngineClientContract['events'][K];

/** How a text is run to be compared with. */
export interface OtherSource {
  readonly document: vscode.TextDocument;
  readonly model: ModelDescription;
  readonly unit?: RunUnit;
  /** The only text that is run, UTF-16 offsets. */
  readonly range?: readonly [number, number];
  /** The only script that is read, of a document in several. */
  readonly script?: Script | undefined;
  /** It is kept up with the document's edits. */
  readonly follows: boolean;
}

/** The engine's names of these runs are below 0, so that they are none of the shown ones'. */
let nextId = -1;

/** An id for a run that is compared with. */
export function otherId(): number {
  return nextId--;
}

/** A run that nobody sees but in what another one differs from it. */
export class OtherRun implements vscode.Disposable {
  private current: Run;
  private follower: Follower | null = null;
  private abort = new AbortController();
  private isRunning = false;
  private failure: string | null = null;
  private changes = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [this.changed];

  /** The run is another one, or knows more. */
  readonly onDidChange = this.changed.event;

  private constructor(
    run: Run,
    private readonly engine: () => EngineClient,
    private readonly source: OtherSource | null,
  ) {
    this.current = run;
    if (source?.follows)
      this.subscriptions.push(vscode.workspace.onDidChangeTextDocument((event) => this.textChanged(event)));
  }

  /** A run as it is now: the engine keeps its document under the copy's id. */
  static async pinned(run: Run, text: string, engine: () => EngineClient): Promise<OtherRun> {
    const copy = run.copy(otherId(), text);
    await engine().call('pin', { documentId: run.documentId, pinnedId: copy.documentId });
    return new OtherRun(copy, engine, null);
  }

  /** A run of its own; `ready` resolves when it is there, and rejects with what the engine says. */
  static of(source: OtherSource, engine: () => EngineClient): OtherRun {
    return new OtherRun(newRun(source), engine, source);
  }

  get run(): Run {
    return this.current;
  }

  get model(): ModelDescription {
    return this.current.model;
  }

  /** Another number whenever the run is another one or knows more. */
  get revision(): number {
    return this.changes;
  }

  /** Why it cannot be compared with now, in one sentence; null if it can. */
  get problem(): string | null {
    if (this.failure !== null) return this.failure;
    return this.isRunning ? t('{0} is reading the text…', this.model.name) : null;
  }

  /** Runs the text as it is now. Rejects with what the engine says, and when `signal` aborts. */
  async start(signal?: AbortSignal): Promise<void> {
    const { source } = this;
    if (!source) return;
    this.abort.abort();
    const abort = (this.abort = new AbortController());
    signal?.addEventListener('abort', () => abort.abort(), { once: true });
    this.engine().forget(this.current.documentId);
    const run = newRun(source);
    const text = source.document.getText();
    const follower = this.follow(run, text);
    [this.current, this.follower, this.isRunning, this.failure] = [run, follower, true, null];
    this.tell();
    const { unit, range, script } = source;
    const params = { documentId: run.documentId, modelName: run.model.name, text, visible: [0, 0] as const };
    const { languageId } = source.document;
    const how = {
      ...(unit && { unit }),
      ...(range && { range }),
      ...(readsMarkup() && { languageId }),
      ...(script && { script }),
    };
    const running = this.engine().call('run', { ...params, ...how }, { signal: abort.signal });
    try {
      await follower.finish(running, abort.signal);
    } finally {
      if (this.abort === abort) this.isRunning = false;
      this.tell();
    }
  }

  /** The run that is shown is complete: one of the same text is wanted. */
  keepUp(shown: Run | null): void {
    if (!this.source?.follows || this.isRunning || !shown?.complete || shown.stale) return;
    if (shown.version === this.run.version || this.run.unanswered > 0) return;
    this.start().catch((error: unknown) => this.failed(error));
  }

  segmented({ starts, ends, segmentOffsets }: Payload<'segmented'>): void {
    this.run.segmented(starts, ends, segmentOffsets);
    this.follower?.opened();
  }

  edited({ places }: Payload<'edited'>): void {
    this.follower?.followed(places);
    this.tell();
  }

  tagged({ from, labels, probabilities }: Payload<'tagged'>): void {
    if (this.follower?.lostTrack) return;
    this.run.tagged(from, labels, probabilities);
    if (!this.isRunning) this.tell();
  }

  dispose(): void {
    this.abort.abort();
    this.engine().forget(this.run.documentId);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private follow(run: Run, text: string): Follower {
    return new Follower(run, text.length, {
      edit: (params, signal) => this.engine().call('edit', params, { signal }),
      changed: () => this.tell(),
      lost: () => void this.start().catch((error: unknown) => this.failed(error)),
    });
  }

  private textChanged(event: vscode.TextDocumentChangeEvent): void {
    const { follower, source } = this;
    const { document } = event;
    if (!follower || document !== source?.document || event.contentChanges.length === 0) return;
    const changes = changesOf(event);
    if (followMode() === 'off' || !follower.canFollow) return follower.leftBehind(changes);
    follower.edited(changes, { version: document.version, length: endOf(document) }, [0, 0]);
  }

  private failed(error: unknown): void {
    // Who used the engine when it died was told by its owner.
    if (error instanceof EngineStoppedError || this.abort.signal.aborted) return;
    this.failure = sentenceOf(error);
    this.tell();
  }

  private tell(): void {
    this.changes++;
    this.changed.fire();
  }
}

function newRun({ document, model, unit, range }: OtherSource): Run {
  return new Run({
    documentId: otherId(),
    documentName: nameOf(document),
    documentUri: document.uri.toString(),
    version: document.version,
    text: document.getText(),
    model,
    unit: unit ?? model.segment,
    range: range ?? null,
    continued: false,
  });
}
