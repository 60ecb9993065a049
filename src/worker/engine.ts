import { inTagSet, readModel } from '../core/formats/modelPackage.js';
import { Pipeline } from '../core/pipeline.js';
import { referenceEngine, type RecurrentEngine } from '../core/rnn/engine.js';
import type { EngineClientContract, EngineContract } from '../protocol/engine.js';
import { describeModel, type ModelDescription } from '../protocol/model.js';
import { Rpc, type Port, type StartWorker } from '../protocol/rpc.js';
import { Helpers } from './helpers.js';
import { exportQuestion } from './exports.js';
import { FileLooks } from './fileLooks.js';
import type { OpenPath } from './foreignFiles.js';
import { Imports } from './imports.js';
import { Jobs, type YieldTurn } from './jobs.js';
import { Labelling } from './labelling.js';
import { OpenDocuments, type KnownModel } from './openDocuments.js';
import { otherTextQuestions } from './otherTexts.js';
import { reportQuestion } from './report.js';
import {
  comparingQuestions,
  networkQuestions,
  shortQuestions,
  tableQuestions,
  unitQuestions,
  writingQuestions,
} from './questions.js';
import { Running } from './running.js';

/** What an engine is given by the platform it runs on. */
export interface EnginePlatform {
  readonly yieldTurn: YieldTurn;
  /** Who does the arithmetic. */
  readonly arithmetic: RecurrentEngine;
  /** Each starts a helper in a worker of its own; none on a machine with one core. */
  readonly helpers: readonly StartWorker[];
  /** Reads files by their path; left out where there are none. */
  readonly openPath?: OpenPath;
}

/** Runs models on documents behind a port; one engine a worker. */
export class Engine {
  private readonly models = new Map<string, KnownModel>();
  private loadedModels = 0;
  private readonly rpc: Rpc<EngineContract, EngineClientContract>;
  private readonly helpers: Helpers;
  private toldOfSlowness = false;

  constructor(
    port: Port,
    private readonly platform: EnginePlatform,
  ) {
    this.helpers = new Helpers(platform.helpers, (reason) =>
      this.rpc.emit('logged', { message: `A helper of the engine ended, others do its work: ${reason}` }),
    );
    const documents = new OpenDocuments();
    const jobs = new Jobs(platform.yieldTurn);
    const host = () => this.rpc;
    const running = new Running(documents, jobs, new Labelling(this.helpers), host);
    this.rpc = new Rpc(port, {
      requests: {
        loadModel: (files) => this.loadModel(files),
        run: (params, signal) => {
          const model = this.model(params.modelName);
          this.tellSlowness();
          return running.run(model, params, signal);
        },
        edit: (params, signal) => running.edit(params, signal),
        closeDocument: ({ documentId }) => {
          documents.close(documentId);
          return null;
        },
        ...shortQuestions(documents),
        ...comparingQuestions(documents, jobs),
        ...networkQuestions(documents, jobs),
        ...unitQuestions(documents, jobs),
        ...tableQuestions(documents, jobs),
        ...reportQuestion(documents, jobs, platform.arithmetic),
        ...exportQuestion(),
        ...new Imports(platform.openPath ?? null, { jobs, engine: platform.arithmetic }).questions(),
        ...otherTextQuestions((name) => this.model(name), jobs),
        ...new FileLooks(platform.openPath ?? null, jobs).questions(),
        ...writingQuestions(documents, jobs, host),
      },
      events: {},
    });
  }

  private loadModel(files: EngineContract['requests']['loadModel']['params']): ModelDescription {
    const loaded = inTagSet(readModel(files.manifest, files.weights), files.tagSet);
    const { name } = loaded.manifest;
    const pipeline = new Pipeline(loaded.model, this.platform.arithmetic);
    // Documents go on with the model they were run with: helpers know one that was loaded anew as another one.
    const key = `${name} ${this.loadedModels++}`;
    this.models.set(name, { manifest: loaded.manifest, pipeline, files: { ...files, name: key }, loaded });
    return describeModel(loaded.manifest, loaded.sizeBytes);
  }

  private model(name: string): KnownModel {
    const model = this.models.get(name);
    if (!model) throw new Error(`The model "${name}" is not loaded.`);
    return model;
  }

  private tellSlowness(): void {
    if (this.toldOfSlowness || this.platform.arithmetic !== referenceEngine) return;
    this.toldOfSlowness = true;
    const message = 'WebAssembly SIMD is not available here: RNN Lens runs on its slow reference engine.';
    this.rpc.emit('notice', { message });
  }
}
