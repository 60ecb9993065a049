import type { Problem } from '../core/problems.js';
import { MarkedText } from '../core/session/markup/markedText.js';
import { tokensInDocument } from '../core/text/projection.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type {
  EditedPlace,
  EditSummary,
  EngineClientContract,
  EngineContract,
  RunSummary,
} from '../protocol/engine.js';
import type { Rpc } from '../protocol/rpc.js';
import type { EngineDocument, LabelledRange } from './documents/engineDocument.js';
import { openDocument } from './documents/openDocument.js';
import { readText, type LeftOutCode } from './documents/readText.js';
import { SegmentedDocument } from './documents/segmentedDocument.js';
import { SequenceDocument } from './documents/sequenceDocument.js';
import { buffersOf } from './helper.js';
import type { Job, Jobs } from './jobs.js';
import { knownLabels, type Labelling } from './labelling.js';
import type { KnownModel, OpenDocument, OpenDocuments } from './openDocuments.js';

type RequestOf<K extends keyof EngineContract['requests']> = EngineContract['requests'][K]['params'];

/** What runs a document tells the host. */
export type ToldOfRuns = Pick<Rpc<EngineContract, EngineClientContract>, 'emit'>;

/** Runs documents, and what of them an edit changed; labels are told as they come. */
export class Running {
  constructor(
    private readonly documents: OpenDocuments,
    private readonly jobs: Jobs,
    private readonly labelling: Labelling,
    private readonly host: () => ToldOfRuns,
  ) {}

  /** Runs a text as a document of its own. */
  async run(model: KnownModel, params: RequestOf<'run'>, signal: AbortSignal): Promise<RunSummary> {
    const { documentId, visible } = params;
    const started = performance.now();
    const task = new AbortController();
    const job = this.jobs.begin([signal, task.signal]);
    this.documents.stop(documentId);
    const { text, projection, leftOut, leftOutAs } = await readText(model.manifest, params, job.turn);
    const document = await openDocument(model, { ...params, text }, job.turn);
    const open = { document, model, projection, leftOutAs };
    this.documents.put(documentId, open, task);
    const tokens = document.flat();
    this.tellSegmented(documentId, projection ? tokensInDocument(projection, tokens) : tokens);
    await this.runRest(documentId, open, this.readRange(documentId, visible), job);
    return summaryOf(document, leftOutProblem(leftOutAs, leftOut), started);
  }

  /** Follows an edit; what was still to be run is run along with it. */
  async edit(params: RequestOf<'edit'>, signal: AbortSignal): Promise<EditSummary> {
    const { documentId, version, changes, visible } = params;
    const started = performance.now();
    const open = this.documents.open(documentId);
    const { document, projection, leftOutAs } = open;
    const edited = this.documents.edit(documentId, changes);
    this.tellEdited(documentId, version, edited.places, document);
    const job = this.jobs.begin([signal, edited.signal]);
    const tokensRun = await this.runRest(documentId, open, this.readRange(documentId, visible), job);
    const leftOut = projection instanceof MarkedText ? projection.leftOutUtf16 : 0;
    return {
      ...summaryOf(document, leftOutProblem(leftOutAs, leftOut), started),
      version,
      tokensRun,
      provisionalFrom: document.provisionalFrom,
    };
  }

  private readRange(documentId: number, [start, end]: readonly [number, number]): [number, number] {
    return [this.documents.readAt(documentId, start), this.documents.readAt(documentId, end)];
  }

  /** Runs what of a document was not run yet; the number of tokens (of classifiers: segments) that took. */
  private async runRest(
    documentId: number,
    { document, model }: OpenDocument,
    visible: readonly [number, number],
    job: Job,
  ): Promise<number> {
    let tokens = 0;
    const tell = (range: LabelledRange): void => {
      tokens += range.labels.length;
      this.host().emit('tagged', { documentId, ...range }, buffersOf(range));
    };
    if (document instanceof SequenceDocument)
      for (const range of document.runRest()) {
        tell(range);
        await job.turn();
      }
    else if (model.manifest.heads.length > 0)
      await this.labelling.run(document, model.files, visible, job, tell);
    return tokens;
  }

  private tellSegmented(documentId: number, { starts, ends, segmentOffsets }: SegmentedText): void {
    const transfer = buffersOfTokens({ starts, ends, segmentOffsets });
    this.host().emit('segmented', { documentId, starts, ends, segmentOffsets }, transfer);
  }

  /** Where tokens changed, and what is known of them already. */
  private tellEdited(
    documentId: number,
    version: number,
    places: readonly EditedPlace[],
    document: OpenDocument['document'],
  ): void {
    this.host().emit('edited', { documentId, version, places }, places.flatMap(buffersOfTokens));
    if (!(document instanceof SegmentedDocument)) return;
    for (const { delta } of places) {
      const end = delta.fromSegment + delta.insertedSegments;
      for (const known of knownLabels(document, delta.fromSegment, end))
        this.host().emit('tagged', { documentId, ...known }, buffersOf(known));
    }
  }
}

/** Sizes and shapes of a document that was run, and what is not read as it is written. */
function summaryOf(document: EngineDocument, leftOut: readonly Problem[], started: number): RunSummary {
  const { tokenCount, stepCount, segmentCount } = document;
  const elapsedMs = performance.now() - started;
  return {
    tokenCount,
    stepCount,
    segmentCount,
    shapes: document.shapes(),
    problems: [...document.problems(), ...leftOut],
    elapsedMs,
  };
}

function leftOutProblem(code: LeftOutCode, count: number): Problem[] {
  return count > 0 ? [{ code, count, values: [] }] : [];
}

function buffersOfTokens({ starts, ends, segmentOffsets }: SegmentedText): ArrayBuffer[] {
  return [starts, ends, segmentOffsets].map((array) => array.buffer as ArrayBuffer);
}
