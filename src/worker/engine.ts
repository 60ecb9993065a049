import { writeStateFile } from '../core/formats/stateFile.js';
import { readModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { referenceEngine, type RecurrentEngine } from '../core/rnn/engine.js';
import type { SegmentedText } from '../core/text/segmented.js';
import type {
  EngineClientContract,
  EditedPlace,
  EditSummary,
  EngineContract,
  RunSummary,
} from '../protocol/engine.js';
import { describeModel, type ModelDescription } from '../protocol/model.js';
import { Rpc, type Port, type StartWorker } from '../protocol/rpc.js';
import { Comparisons, packAlignment } from './comparisons.js';
import { firstDifference, stateDifference } from './differences.js';
import { statesOf, type EngineDocument, type LabelledRange } from './documents/engineDocument.js';
import { openDocument, type OpenModel } from './documents/openDocument.js';
import { buffersOf, type ModelFiles } from './helper.js';
import { Helpers } from './helpers.js';
import { SegmentedDocument } from './documents/segmentedDocument.js';
import { knownLabels, Labelling, type RunControl } from './labelling.js';
import { SequenceDocument } from './documents/sequenceDocument.js';
import { separatingUnits, unitValues } from './unitQueries.js';

type RequestOf<K extends keyof EngineContract['requests']> = EngineContract['requests'][K]['params'];
type RunParams = RequestOf<'run'>;

/**
 * Resolves once waiting messages were handled. The platform gives it: Node never reads a port between timers that
 * are due, which is where two runs with `setTimeout` would keep it for ever.
 */
export type YieldTurn = () => Promise<void>;

/** What an engine is given by the platform it runs on. */
export interface EnginePlatform {
  readonly yieldTurn: YieldTurn;
  /** Who does the arithmetic. */
  readonly arithmetic: RecurrentEngine;
  /** Each starts a helper in a worker of its own; none on a machine with one core. */
  readonly helpers: readonly StartWorker[];
}

interface KnownModel extends OpenModel {
  readonly files: ModelFiles;
}

/** A document, its model, and the run or edit that is under way in it. */
interface OpenDocument {
  readonly document: SegmentedDocument | SequenceDocument;
  readonly model: KnownModel;
  task: AbortController;
}

/** Runs models on documents behind a port; one engine a worker. */
export class Engine {
  private readonly models = new Map<string, KnownModel>();
  private readonly documents = new Map<number, OpenDocument>();
  private readonly comparisons = new Comparisons((id) => this.document(id));
  private readonly rpc: Rpc<EngineContract, EngineClientContract>;
  private readonly helpers: Helpers;
  private readonly labelling: Labelling;
  private toldOfSlowness = false;

  constructor(
    port: Port,
    private readonly platform: EnginePlatform,
  ) {
    this.helpers = new Helpers(platform.helpers, (reason) =>
      this.rpc.emit('logged', { message: `A helper of the engine ended, others do its work: ${reason}` }),
    );
    this.labelling = new Labelling(this.helpers);
    this.rpc = new Rpc(port, {
      requests: {
        loadModel: (files) => this.loadModel(files),
        run: (params, signal) => this.run(params, signal),
        classProbabilities: ({ documentId, token, head = 0 }) =>
          this.document(documentId).classProbabilities(token, head),
        segmentProbabilities: ({ documentId, segment }) =>
          this.document(documentId).segmentProbabilities(segment),
        details: ({ documentId, fromToken, toToken }) =>
          this.document(documentId).details(fromToken, toToken),
        states: ({ documentId, query }) => statesOf(this.document(documentId), query),
        unitValues: ({ documentId, place, fromToken, toToken }) =>
          unitValues(this.document(documentId), place, fromToken, toToken),
        rankUnits: ({ documentId, ranges }, signal) =>
          separatingUnits(this.document(documentId), ranges, this.control(signal).turn),
        pin: ({ documentId, pinnedId }) => this.pin(documentId, pinnedId),
        alignment: (documents) => packAlignment(this.comparisons.of(documents).alignment),
        firstDifference: ({ place, ...documents }) => firstDifference(this.comparisons.of(documents), place),
        stateDifference: ({ query, ...documents }) => stateDifference(this.comparisons.of(documents), query),
        stepsOfToken: ({ documentId, token }) => this.document(documentId).stepsOfToken(token),
        generate: (params, signal) => this.generate(params, signal),
        saveState: ({ documentId, offsetUtf16 }) => this.saveState(documentId, offsetUtf16),
        edit: (params, signal) => this.edit(params, signal),
        closeDocument: ({ documentId }) => {
          this.documents.get(documentId)?.task.abort();
          this.documents.delete(documentId);
          this.comparisons.closed(documentId);
          return null;
        },
      },
      events: {},
    });
  }

  private loadModel(files: RequestOf<'loadModel'>): ModelDescription {
    const loaded = readModel(files.manifest, files.weights);
    const { name } = loaded.manifest;
    const pipeline = new Pipeline(loaded.model, this.platform.arithmetic);
    this.models.set(name, { manifest: loaded.manifest, pipeline, files: { ...files, name } });
    this.helpers.forgetModel(name);
    return describeModel(loaded.manifest, loaded.sizeBytes);
  }

  private model(name: string): KnownModel {
    const model = this.models.get(name);
    if (!model) throw new Error(`The model "${name}" is not loaded.`);
    return model;
  }

  private open(id: number): OpenDocument {
    const open = this.documents.get(id);
    if (!open) throw new Error('This document was not tagged yet: tag it first.');
    return open;
  }

  private document(id: number): SegmentedDocument | SequenceDocument {
    return this.open(id).document;
  }

  /** A document that can be written on; the error says what kind of model that takes. */
  private sequence(id: number): SequenceDocument {
    const document = this.document(id);
    if (!(document instanceof SequenceDocument))
      throw new Error(
        'Only a language model has one state to go on from at every place: choose one with "Select Model".',
      );
    return document;
  }

  private async run(params: RunParams, signal: AbortSignal): Promise<RunSummary> {
    const { documentId, modelName, visible } = params;
    const model = this.model(modelName);
    this.tellSlowness();
    const started = performance.now();
    const task = new AbortController();
    const control = this.control(AbortSignal.any([signal, task.signal]));
    this.documents.get(documentId)?.task.abort();
    const document = await openDocument(model, params, control.turn);
    this.documents.set(documentId, { document, model, task });
    this.comparisons.closed(documentId);
    this.emitSegmented(documentId, document.flat());
    await this.runRest(documentId, document, model, visible, control);
    return summaryOf(document, started);
  }

  private pin(documentId: number, pinnedId: number): null {
    const { document, model } = this.open(documentId);
    this.documents.set(pinnedId, { document: document.copy(), model, task: new AbortController() });
    this.comparisons.pinned({ beforeId: pinnedId, afterId: documentId });
    return null;
  }

  /** Runs what of a document was not run yet. */
  private async runRest(
    documentId: number,
    document: SegmentedDocument | SequenceDocument,
    model: KnownModel,
    visible: readonly [number, number],
    control: RunControl,
  ): Promise<number> {
    let tokens = 0;
    const tell = (range: LabelledRange): void => {
      tokens += range.labels.length;
      this.rpc.emit('tagged', { documentId, ...range }, buffersOf(range));
    };
    if (document instanceof SequenceDocument)
      for (const range of document.runRest()) {
        tell(range);
        await control.turn();
      }
    else if (model.manifest.heads.length > 0)
      await this.labelling.run(document, model.files, visible, control, tell);
    return tokens;
  }

  private async edit(params: RequestOf<'edit'>, signal: AbortSignal): Promise<EditSummary> {
    const { documentId, version, changes, visible } = params;
    const open = this.open(documentId);
    const started = performance.now();
    open.task.abort();
    open.task = new AbortController();
    const { document, model } = open;
    const places = document.edit(changes);
    const deltas = places.map(({ delta }) => delta);
    this.comparisons.edited(documentId, deltas);
    this.rpc.emit('edited', { documentId, version, places }, places.flatMap(buffersOfPlace));
    if (document instanceof SegmentedDocument)
      for (const { delta } of places)
        for (const known of knownLabels(
          document,
          delta.fromSegment,
          delta.fromSegment + delta.insertedSegments,
        ))
          this.rpc.emit('tagged', { documentId, ...known }, buffersOf(known));
    const control = this.control(AbortSignal.any([signal, open.task.signal]));
    const tokensRun = await this.runRest(documentId, document, model, visible, control);
    return { ...summaryOf(document, started), version, tokensRun, provisionalFrom: document.provisionalFrom };
  }

  private async generate(
    { documentId, generationId, offsetUtf16, settings }: RequestOf<'generate'>,
    signal: AbortSignal,
  ): Promise<{ text: string }> {
    let text = '';
    for (const piece of this.sequence(documentId).generate(offsetUtf16, settings)) {
      text += piece;
      this.rpc.emit('generated', { generationId, text: piece });
      await this.control(signal).turn();
    }
    return { text };
  }

  private saveState(documentId: number, offsetUtf16: number): Uint8Array {
    const document = this.sequence(documentId);
    const { rnn } = document.pipeline.model.architecture;
    const { name } = this.open(documentId).model.manifest;
    return writeStateFile(rnn, document.stateAt(offsetUtf16), name);
  }

  private emitSegmented(documentId: number, { starts, ends, segmentOffsets }: SegmentedText): void {
    const transfer = [starts, ends, segmentOffsets].map((array) => array.buffer as ArrayBuffer);
    this.rpc.emit('segmented', { documentId, starts, ends, segmentOffsets }, transfer);
  }

  /** Lets messages that arrived in the meantime be handled: a cancellation, a question about another document. */
  private control(signal: AbortSignal): RunControl {
    const turn = async (): Promise<void> => {
      await this.platform.yieldTurn();
      if (signal.aborted) throw new Error('Cancelled.');
    };
    return { turn, signal };
  }

  private tellSlowness(): void {
    if (this.toldOfSlowness || this.platform.arithmetic !== referenceEngine) return;
    this.toldOfSlowness = true;
    const message = 'WebAssembly SIMD is not available here: RNN Lens runs on its slow reference engine.';
    this.rpc.emit('notice', { message });
  }
}

/** Sizes and shapes of a document that was run. */
function summaryOf(document: EngineDocument, started: number): RunSummary {
  const { tokenCount, stepCount, segmentCount } = document;
  const elapsedMs = performance.now() - started;
  return { tokenCount, stepCount, segmentCount, shapes: document.shapes(), elapsedMs };
}

function buffersOfPlace({ starts, ends, segmentOffsets }: EditedPlace): ArrayBuffer[] {
  return [starts, ends, segmentOffsets].map((array) => array.buffer as ArrayBuffer);
}
