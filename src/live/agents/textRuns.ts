import type { ModelDescription, RunUnit } from '../../protocol/engine.js';
import { EngineStoppedError, type EngineClient } from '../engineClient.js';
import { Run } from '../run.js';
import type { RunEvents } from '../sessions.js';
import { AgentError } from './agentError.js';

/** What runs of texts need of the house. */
export interface TextRunsServices {
  engine(): Pick<EngineClient, 'call' | 'forget'>;
  loadModel(name: string): Promise<ModelDescription>;
  /** An id that no run had. */
  nextId(): number;
}

/** A text that is to be read, as it is now. */
export interface AskedText {
  /** What it is called, and which document it is of; empty for a text of none. */
  readonly name: string;
  readonly uri: string;
  readonly text: string;
  readonly modelName: string;
  /** Where it is to be read without its markup. */
  readonly languageId?: string | undefined;
  /** What a classifier reads as one sequence. */
  readonly unit?: RunUnit | undefined;
}

/** Runs that stay in the engine: who asked about a text, or about two, mostly asks again. */
const MOST_KEPT = 2;

interface KeptRun {
  readonly asked: AskedText;
  readonly run: Run;
}

/**
 * Runs of texts that nobody sees in an editor, for agents and other extensions: what is asked is answered one question
 * after the other. A document that is edited meanwhile is not followed: an answer is of the text that was there.
 */
export class TextRuns {
  private readonly known = new Map<number, Run>();
  private kept: KeptRun[] = [];
  private last: Promise<unknown> = Promise.resolve();

  /** What the engine tells of these runs. */
  readonly engineEvents: RunEvents = {
    segmented: ({ documentId, starts, ends, segmentOffsets }) =>
      this.known.get(documentId)?.segmented(starts, ends, segmentOffsets),
    edited: () => undefined,
    tagged: ({ documentId, from, labels, probabilities }) =>
      this.known.get(documentId)?.tagged(from, labels, probabilities),
  };

  constructor(private readonly services: TextRunsServices) {}

  /** Reads the texts and does `work` with what was read. Rejects as the engine does, and when `signal` aborts. */
  with<T>(
    texts: readonly AskedText[],
    signal: AbortSignal,
    work: (runs: readonly Run[]) => Promise<T>,
  ): Promise<T> {
    const turn = this.last.then(async () => {
      if (signal.aborted) throw new Error('Cancelled.');
      return this.twice(() => this.read(texts, signal, work), signal);
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /** The engine that knew the runs is gone. */
  engineStopped(): void {
    this.known.clear();
    this.kept = [];
  }

  /** Lets go of all runs. */
  dispose(): void {
    for (const id of this.known.keys()) this.services.engine().forget(id);
    this.engineStopped();
  }

  /** What was cut short by the engine's death is tried once more. */
  private async twice<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineStoppedError) || !error.death.again || signal.aborted) throw error;
      return work();
    }
  }

  private async read<T>(
    texts: readonly AskedText[],
    signal: AbortSignal,
    work: (runs: readonly Run[]) => Promise<T>,
  ): Promise<T> {
    const runs: Run[] = [];
    try {
      for (const text of texts) runs.push(await this.runOf(text, signal));
      return await work(runs);
    } finally {
      this.letGo();
    }
  }

  private async runOf(asked: AskedText, signal: AbortSignal): Promise<Run> {
    const model = await this.services.loadModel(asked.modelName);
    const found = this.kept.find((kept) => kept.run.model === model && isSame(kept.asked, asked));
    this.kept = this.kept.filter((kept) => kept !== found);
    const run = found?.run ?? (await this.begin(asked, model, signal));
    this.kept.push({ asked, run });
    if (run.tokenCount === 0) throw new AgentError(`${model.name} finds nothing to read in the text.`);
    return run;
  }

  private async begin(asked: AskedText, model: ModelDescription, signal: AbortSignal): Promise<Run> {
    const { name, uri, text, languageId } = asked;
    const unit = model.task === 'classification' ? asked.unit : undefined;
    const documentId = this.services.nextId();
    const run = new Run({
      ...{ documentId, documentName: name, documentUri: uri, version: 0, text, model, languageId },
      ...{ unit: unit ?? model.segment, range: null, continued: false },
    });
    this.known.set(documentId, run);
    const params = { documentId, modelName: model.name, text, visible: [0, 0] as const };
    const how = { ...(unit && { unit }), ...(languageId && { languageId }) };
    try {
      run.finished(await this.services.engine().call('run', { ...params, ...how }, { signal }));
      return run;
    } catch (error) {
      this.forget(run);
      throw error;
    }
  }

  /** The runs used longest ago go. */
  private letGo(): void {
    for (const { run } of this.kept.splice(0, Math.max(0, this.kept.length - MOST_KEPT))) this.forget(run);
  }

  private forget({ documentId }: Run): void {
    if (this.known.delete(documentId)) this.services.engine().forget(documentId);
  }
}

function isSame(a: AskedText, b: AskedText): boolean {
  return a.text === b.text && a.languageId === b.languageId && a.unit === b.unit && a.uri === b.uri;
}
