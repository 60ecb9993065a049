import * as vscode from 'vscode';
import { alignedWith, type TokenAlignment } from '../../core/analysis/tokenAlignment.js';
import type {
  ComparedDocuments,
  CounterpartLines,
  CounterpartQuery,
  Counterparts,
  DifferenceWindow,
  EngineClientContract,
  NetworkLayer,
  PanelNetworks,
  StatePlace,
  StateQuery,
} from '../../protocol/engine.js';
import type {
  AnswerTo,
  ClassesAsked,
  Difference,
  DifferenceClasses,
  PanelComparison,
} from '../../protocol/panel.js';
import type { Handlers } from '../../protocol/rpc.js';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import type { EngineClient } from '../../live/engineClient.js';
import {
  describeDifference,
  describeHeads,
  describeNetworks,
  unpackAlignment,
  type ComparedRuns,
} from '../../live/difference.js';
import type { OtherRun } from './comparedRun.js';
import type { Run } from '../../live/run.js';
import { Refusal } from '../../live/refusal.js';
import type { HostPlatform } from '../platform.js';
import { t } from '../../live/sentences.js';

/** What comparing needs. */
export interface ComparisonServices {
  readonly active: ActiveEditor;
  readonly runs: DocumentRuns;
  readonly engine: () => EngineClient;
  readonly platform: Pick<HostPlatform, 'yieldTurn'>;
}

/** How often an answer is asked for again because the text was edited meanwhile, and how long after. */
const MOST_TRIES = 40;
const RETRY_MS = 15;

/** Whose differences are seen, and how they are called. */
export type ComparisonSource = Pick<PanelComparison, 'kind' | 'before' | 'after' | 'what' | 'kinship'> & {
  readonly document: vscode.TextDocument;
  readonly other: OtherRun;
  /** Called when the comparison is over; `replaced`: by another one. */
  ended?(replaced: boolean): void;
};

interface Comparison extends ComparisonSource {
  readonly id: number;
}

/** What the runs of documents are compared with: one thing for each document. */
export class Comparisons implements vscode.Disposable {
  private readonly comparisons = new Map<string, Comparison>();
  private readonly changed = new vscode.EventEmitter<string>();
  private readonly subscriptions: vscode.Disposable[];
  /** Runs that are to be compared with as soon as they are there. */
  private readonly awaited = new Set<OtherRun>();
  /** Not the same as in an earlier window: the panel remembers which one it brought to the front. */
  private nextId = Date.now();

  /** A comparison of this document (its uri as text) began, changed or ended. */
  readonly onDidChange = this.changed.event;

  /** What the engine tells of runs that are compared with. */
  readonly engineEvents: Pick<Handlers<EngineClientContract>['events'], 'segmented' | 'edited' | 'tagged'> = {
    segmented: (event) => this.otherOf(event.documentId)?.segmented(event),
    edited: (event) => this.otherOf(event.documentId)?.edited(event),
    tagged: (event) => this.otherOf(event.documentId)?.tagged(event),
  };

  constructor(private readonly services: ComparisonServices) {
    const { active, runs } = services;
    this.subscriptions = [
      this.changed,
      active.onDidChange(() => this.tellContext()),
      runs.onDidChange((uri) => this.comparisons.get(uri)?.other.keepUp(runs.get(uri))),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.isClosed) this.end(document.uri.toString());
      }),
    ];
  }

  /** Whether a document's run is compared with something. */
  has(uri: string): boolean {
    return this.comparisons.has(uri);
  }

  /** The engine's words on a run are passed on to it from now on, until the result is called. */
  await(other: OtherRun): () => void {
    this.awaited.add(other);
    return () => this.awaited.delete(other);
  }

  /** Compares the document's run from now on; an earlier comparison of it is over. False if it was closed meanwhile. */
  begin(source: ComparisonSource): boolean {
    if (source.document.isClosed) return false;
    const uri = source.document.uri.toString();
    this.close(uri, true);
    this.comparisons.set(uri, { ...source, id: this.nextId++ });
    source.other.onDidChange(() => this.changed.fire(uri));
    this.tell(uri);
    return true;
  }

  /** Ends the comparison of a document, if there is one. */
  end(uri: string): void {
    if (this.close(uri, false)) this.tell(uri);
  }

  /** The engine that knew all runs is gone; tells whether something was compared. */
  engineStopped(): boolean {
    const uris = [...this.comparisons.keys()];
    for (const uri of uris) this.end(uri);
    return uris.length > 0;
  }

  /** What the panel is told; null if the document's run is compared with nothing. */
  describe(uri: string): PanelComparison | null {
    const comparison = this.comparisons.get(uri);
    if (!comparison) return null;
    const { id, kind, before, after, what, kinship, other } = comparison;
    const { revision, model } = other;
    const problem = problemOf(comparison, this.services.runs.get(uri));
    return { ...{ id, revision, kind, before, after, what, kinship, problem }, labels: model.labels };
  }

  /** How the run of a document differs; rejects with a sentence if it cannot be said. */
  async difference(uri: string, place: StatePlace, signal: AbortSignal): Promise<Difference> {
    return this.steady(uri, signal, async (runs, documents, alignment, turn) => {
      const first = this.comparisons.get(uri)?.kinship.isSame
        ? await this.services.engine().call('firstDifference', { ...documents, place }, { signal })
        : -1;
      return describeDifference(runs, alignment, first, turn);
    });
  }

  /** What the further heads of the model say differently. */
  heads(uri: string, signal: AbortSignal): Promise<AnswerTo<'headDifferences'>> {
    return this.steady(uri, signal, async (runs, documents) => {
      const heads = await this.services.engine().call('headDifferences', documents, { signal });
      return { heads: describeHeads(runs, heads) };
    });
  }

  /** As the engine's `stateDifference`. */
  states(uri: string, query: StateQuery, signal: AbortSignal): Promise<DifferenceWindow> {
    const { documents } = this.compared(uri);
    return this.services.engine().call('stateDifference', { ...documents, query }, { signal });
  }

  /** What two networks say and how alike they are, with what the panel names of it. */
  networks(uri: string, signal: AbortSignal): Promise<PanelNetworks> {
    return this.steady(uri, signal, async (runs, documents) =>
      describeNetworks(runs, await this.services.engine().call('compareNetworks', documents, { signal })),
    );
  }

  /** As the engine's question of this name. */
  counterparts(uri: string, place: NetworkLayer, signal: AbortSignal): Promise<Counterparts> {
    const { documents } = this.compared(uri);
    return this.services.engine().call('counterparts', { ...documents, place }, { signal });
  }

  /** As the engine's question of this name. */
  counterpartLines(uri: string, asked: CounterpartQuery, signal: AbortSignal): Promise<CounterpartLines> {
    const { documents } = this.compared(uri);
    return this.services.engine().call('counterpartLines', { ...documents, ...asked }, { signal });
  }

  /** All classes of a token, of a head of segments those of its segment, in both runs. */
  classes(uri: string, asked: ClassesAsked, signal: AbortSignal): Promise<DifferenceClasses> {
    return this.steady(uri, signal, (runs, _, alignment) =>
      classesOfBoth(this.services.engine(), runs, alignment, asked, signal),
    );
  }

  dispose(): void {
    for (const uri of [...this.comparisons.keys()]) this.close(uri, true);
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Asks until neither run was edited between the question and the answer: token numbers belong to a text. */
  private async steady<T>(
    uri: string,
    signal: AbortSignal,
    ask: (
      runs: ComparedRuns,
      documents: ComparedDocuments,
      alignment: TokenAlignment,
      turn: () => Promise<void>,
    ) => Promise<T>,
  ): Promise<T> {
    for (let tries = 0; tries < MOST_TRIES && !signal.aborted; tries++) {
      const { runs, documents } = this.compared(uri);
      const asked = textOfBoth(runs);
      const isSteady = (): boolean => asked !== null && !signal.aborted && textOfBoth(runs) === asked;
      const turn = async (): Promise<void> => {
        await this.services.platform.yieldTurn();
        if (!isSteady()) throw new Error('Cancelled.');
      };
      try {
        if (asked !== null) {
          const packed = await this.services.engine().call('alignment', documents, { signal });
          await turn();
          const answer = await ask(runs, documents, unpackAlignment(packed), turn);
          if (isSteady()) return answer;
        }
      } catch (error) {
        // What was asked of a text that is another one by now is asked again.
        if (isSteady() || signal.aborted) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    throw new Refusal(t('The text changes faster than it can be compared.'));
  }

  /** The two runs; throws a sentence if there are none, or none that can be compared. */
  private compared(uri: string): { readonly runs: ComparedRuns; readonly documents: ComparedDocuments } {
    const comparison = this.comparisons.get(uri);
    const after = this.services.runs.get(uri);
    if (!comparison || !after) throw new Refusal(t('Nothing is compared: run "RNN Lens: Pin States".'));
    const problem = problemOf(comparison, after);
    if (problem !== null) throw new Refusal(problem);
    const { run: before } = comparison.other;
    return { runs: { before, after }, documents: { beforeId: before.documentId, afterId: after.documentId } };
  }

  private otherOf(documentId: number): OtherRun | null {
    const others = [...this.awaited, ...Array.from(this.comparisons.values(), ({ other }) => other)];
    return others.find(({ run }) => run.documentId === documentId) ?? null;
  }

  private close(uri: string, replaced: boolean): boolean {
    const comparison = this.comparisons.get(uri);
    if (!comparison) return false;
    this.comparisons.delete(uri);
    comparison.other.dispose();
    comparison.ended?.(replaced);
    return true;
  }

  private tell(uri: string): void {
    this.changed.fire(uri);
    this.tellContext();
  }

  private tellContext(): void {
    const uri = this.services.active.document?.uri.toString() ?? '';
    void vscode.commands.executeCommand('setContext', 'rnnLens.isComparing', this.has(uri));
  }
}

async function classesOfBoth(
  engine: EngineClient,
  { before, after }: ComparedRuns,
  alignment: TokenAlignment,
  { token, head = 0, beforeHead = 0 }: ClassesAsked,
  signal: AbortSignal,
): Promise<DifferenceClasses> {
  const old = alignedWith(alignment, token)?.token ?? null;
  const [now, then] = await Promise.all([
    classesOf(engine, after, { token, head }, signal),
    old === null ? null : classesOf(engine, before, { token: old, head: beforeHead }, signal),
  ]);
  return { before: then, after: now };
}

/** All classes that a head of a run gives a token, or the segment it is in. */
function classesOf(
  engine: EngineClient,
  { documentId, model, tokens }: Run,
  { token, head }: { readonly token: number; readonly head: number },
  signal: AbortSignal,
) {
  if (model.heads[head]?.level !== 'segment')
    return engine.call('classProbabilities', { documentId, token, head }, { signal });
  const segment = tokens.segmentOf(token);
  return engine.call('segmentProbabilities', { documentId, segment, head }, { signal });
}

/** Something that is another whenever one of the texts is; null while the engine has not taken all edits over. */
function textOfBoth({ before, after }: ComparedRuns): string | null {
  if (before.unanswered > 0 || after.unanswered > 0) return null;
  return [before, after].map(({ documentId, version }) => `${documentId} ${version}`).join();
}

/** Why two runs cannot be compared now, in one sentence; null if they can. */
function problemOf({ kind, other, document, after }: Comparison, run: Run | null): string | null {
  if (other.problem !== null) return other.problem;
  if (!run) return null;
  if (kind === 'models' && run.model.name !== after)
    return t('{0} reads the text by now, and not {1}: compare it again.', run.model.name, after);
  if (kind !== 'selections' && run.source.range !== null && other.run.source.range === null)
    return t('Only a selection of {0} was run since: run it as a whole again.', run.source.documentName);
  if (kind === 'models')
    return other.run.version === run.version || run.unanswered + other.run.unanswered > 0
      ? null
      : t('{0} read another version of the text: run it again.', other.model.name);
  if (other.model.name !== run.model.name)
    return t(
      'The pinned states are of {0}, and this run is of {1}: select {0} again, or unpin them.',
      other.model.name,
      run.model.name,
    );
  if (kind === 'selections' && run.source.range === null)
    return t('{0} was run as a whole since: compare the two selections again.', run.source.documentName);
  return document.isClosed ? t('The document was closed.') : null;
}
