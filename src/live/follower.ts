import type { ContentChange } from '../core/session/editedText.js';
import type { EditedPlace, EditSummary, EngineContract, RunSummary } from '../protocol/engine.js';
import type { Run } from './run.js';
import { descendingBatches, type TextChange } from './editMap.js';

type EditParams = EngineContract['requests']['edit']['params'];

/** A document after an edit. */
export interface TextState {
  /** VS Code's. */
  readonly version: number;
  /** In UTF-16 code units. */
  readonly length: number;
}

/** What a follower needs of the engine and of who owns its run. */
export interface FollowerCalls {
  edit(params: EditParams, signal: AbortSignal): Promise<EditSummary>;
  /** Something of the run is other than it was. */
  changed(): void;
  /** The engine could not follow: the run stays as it is. */
  lost(reason: unknown): void;
}

/** Sends the edits of one run's document to the engine, in order and without waiting for answers. */
export class Follower {
  /** What the engine has not answered, and how to end it. */
  private readonly calls = new Map<Promise<void>, AbortController>();
  /** Edits that came before the engine had the document. */
  private held: EditParams[] = [];
  private isOpen = false;
  private isBehind = false;
  private isLost = false;
  private lastSent = 0;
  /** How many of the edits sent were taken over; they are in the order they were sent. */
  private taken = 0;

  /** `textLength`: that of the text the run is of, in UTF-16 code units. */
  constructor(
    readonly run: Run,
    private textLength: number,
    private readonly to: FollowerCalls,
  ) {}

  /** What the engine tells of this run is of a text that is gone. */
  get lostTrack(): boolean {
    return this.isLost;
  }

  /** The engine knows all edits so far and may be told of the next one. */
  get canFollow(): boolean {
    // Of a selection the engine knows nothing of what is around it.
    return !this.isLost && !this.isBehind && this.run.source.range === null;
  }

  /** Edits are being answered. */
  get isBusy(): boolean {
    return this.calls.size > 0;
  }

  /** The engine was told of an edit: it does what was left of the run together with that. */
  get tookOver(): boolean {
    return this.lastSent > 0;
  }

  /** The engine cut the text and takes edits from now on. */
  opened(): void {
    this.isOpen = true;
    const { held } = this;
    this.held = [];
    for (const params of held) this.send(params);
  }

  /** The document changed; `changes` apply one after the other and make the text what `after` says. */
  edited(changes: readonly ContentChange[], after: TextState, visible: readonly [number, number]): void {
    const { documentId } = this.run;
    const { version } = after;
    for (const change of changes) this.textLength += growthOf(change);
    if (this.textLength !== after.length) {
      // Another kind of line breaks, for example: such a change is not told as one of the text.
      this.leftBehind(changes.map(lengthOf));
      return this.lose(new Error('The edits told of the document do not make its text.'));
    }
    for (const batch of descendingBatches(changes)) {
      this.run.editSent(version, batch.map(lengthOf));
      const params = { documentId, version, changes: batch, visible };
      if (this.isOpen) this.send(params);
      else this.held.push(params);
    }
  }

  /** The document changed, and the engine is not to be told: what it still says is of a text that is gone. */
  leftBehind(changes: readonly TextChange[]): void {
    this.run.edited(changes);
    this.isBehind = true;
    // Without an edit under way the run stands still at its text, and what is left of it may still come.
    if (this.run.unanswered > 0) this.isLost = true;
  }

  /** The engine told where tokens and segments changed. */
  followed(places: readonly EditedPlace[]): void {
    this.taken++;
    if (!this.isLost) this.run.followed(places);
  }

  /** The run's own answer, or that of the edits that took the rest of it over; rejects as the run if none did. */
  async finish(running: Promise<RunSummary>, signal: AbortSignal): Promise<void> {
    const cancel = (): void => this.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const summary = await running;
      // An edit's answer, if there is one already, is newer.
      this.run.summary ??= summary;
    } catch (error) {
      if (!this.tookOver || signal.aborted) throw error;
    } finally {
      await this.settled();
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Resolves when the engine has answered all edits. */
  async settled(): Promise<void> {
    while (this.calls.size > 0) await Promise.allSettled(this.calls.keys());
  }

  private cancel(): void {
    for (const abort of this.calls.values()) abort.abort();
  }

  private send(params: EditParams): void {
    const number = ++this.lastSent;
    const abort = new AbortController();
    const { signal } = abort;
    const call = this.to.edit(params, signal).then(
      (summary) => this.finished(number, summary),
      (error: unknown) => this.failed(number, signal, error),
    );
    this.calls.set(call, abort);
    void call.finally(() => this.calls.delete(call));
  }

  private finished(number: number, summary: EditSummary): void {
    if (this.isLost || number !== this.lastSent) return;
    this.run.finished(summary);
    this.to.changed();
  }

  /** A later edit ends the work on an earlier one; whatever else goes wrong ends following. */
  private failed(number: number, signal: AbortSignal, error: unknown): void {
    if (this.isLost || signal.aborted) return;
    if (this.taken >= number && number !== this.lastSent) return;
    this.lose(error);
  }

  private lose(reason: unknown): void {
    this.isLost = true;
    this.to.lost(reason);
  }
}

function growthOf({ startUtf16, endUtf16, inserted }: ContentChange): number {
  return inserted.length - (endUtf16 - startUtf16);
}

function lengthOf({ startUtf16, endUtf16, inserted }: ContentChange): TextChange {
  return { startUtf16, endUtf16, insertedLength: inserted.length };
}
