import * as vscode from 'vscode';
import type { EngineClientContract, ModelDescription, RunUnit } from '../protocol/contracts.js';
import type { Handlers } from '../protocol/rpc.js';
import type { EngineClient } from './engineClient.js';
import { Run } from './run.js';

/** How tagging a document ended, errors apart. */
export type TagOutcome = 'tagged' | 'empty' | 'cancelled';

/** How a model is run on a text. */
export interface RunSettings {
  /** UTF-16 offsets of what people see: run first. */
  readonly visible: readonly [number, number];
  /** Of classifiers, and `selection` of all; the model's own if it is left out. */
  readonly unit?: RunUnit | undefined;
  /** With `selection`: the only text that is run, UTF-16 offsets. */
  readonly range?: readonly [number, number] | undefined;
  /** A saved state to start from. */
  readonly initialState?: Uint8Array | undefined;
}

/** What is tagged, with what, and how. */
export interface TagRequest {
  readonly document: vscode.TextDocument;
  modelName(): Promise<string>;
  /** Asked when the run starts, after the model is loaded; throws a sentence if the model cannot be run so. */
  settings(model: ModelDescription): RunSettings;
  readonly signal: AbortSignal;
}

/** A document and its runs: the one that is shown, and the one that will replace it with its first tags. */
interface Entry {
  shown: Run | null;
  pending: Run | null;
  abort: AbortController | null;
}

type Payload<K extends keyof EngineClientContract['events']> = EngineClientContract['events'][K];

/**
 * The runs of all tagged documents. A run is never changed by a newer one: it has an id of its own, is shown until
 * the newer one has its first tags (the visible ones), and what the engine still says of it then is dropped. A
 * document that is edited while it is tagged is tagged to the end: its marks are moved with the edits and are stale.
 */
export class DocumentRuns implements vscode.Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly byId = new Map<number, { uri: string; run: Run }>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly subscriptions: vscode.Disposable[];
  private nextId = 1;

  /** What the engine tells of its runs. */
  readonly engineEvents: Pick<Handlers<EngineClientContract>['events'], 'segmented' | 'tagged'> = {
    segmented: (event) => this.segmented(event),
    tagged: (event) => this.tagged(event),
  };

  /** Something about the run of this document (its uri as text) changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly engine: () => EngineClient,
    private readonly loadModel: (name: string) => Promise<ModelDescription>,
  ) {
    this.subscriptions = [
      this.changed,
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
    this.changed.fire(uri);
  }

  /** The engine that knew the documents is gone, and with it all that its runs could be asked. */
  forgetAll(): void {
    for (const uri of [...this.entries.keys()]) this.clear(uri);
  }

  dispose(): void {
    for (const entry of this.entries.values()) entry.abort?.abort();
    this.entries.clear();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private segmented(event: Payload<'segmented'>): void {
    const known = this.byId.get(event.documentId);
    if (!known) return;
    known.run.segmented(event.starts, event.ends, event.segmentOffsets);
    this.changed.fire(known.uri);
  }

  private tagged(event: Payload<'tagged'>): void {
    const known = this.byId.get(event.documentId);
    if (!known) return;
    known.run.tagged(event.from, event.labels, event.probabilities);
    this.show(known.uri, known.run);
    this.changed.fire(known.uri);
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
    const run = this.newRun(request.document, uri, model, settings);
    const { text } = run.source;
    if (!/\S/.test(text)) return this.showNothing(uri, entry);
    this.byId.set(run.documentId, { uri, run });
    entry.pending = run;
    try {
      const params = { documentId: run.documentId, modelName: model.name, text, ...settings };
      const summary = await this.engine().call('run', params, { signal });
      if (signal.aborted) return 'cancelled';
      run.summary = summary;
      if (run.tokenCount === 0) return this.showNothing(uri, entry);
      this.show(uri, run);
      return 'tagged';
    } finally {
      if (entry.pending === run) entry.pending = null;
      // Cancelled or failed before its first tags: what was shown before stays.
      if (entry.shown !== run) this.release(run);
    }
  }

  private newRun(
    document: vscode.TextDocument,
    documentUri: string,
    model: ModelDescription,
    { unit, range, initialState }: RunSettings,
  ): Run {
    return new Run({
      documentId: this.nextId++,
      documentName: nameOf(document),
      documentUri,
      version: document.version,
      text: document.getText(),
      model,
      unit: unit ?? model.segment,
      range: range ?? null,
      continued: initialState !== undefined,
    });
  }

  /** A document without text has no tags, whatever it had before. */
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
      insertedLength: change.text.length,
    }));
    for (const run of new Set([entry.shown, entry.pending])) run?.edited(changes);
    this.changed.fire(uri);
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

/** The last part of the path: what its tab says. */
export function nameOf({ uri }: Pick<vscode.TextDocument, 'uri'>): string {
  return uri.path.split('/').at(-1) || uri.toString();
}
