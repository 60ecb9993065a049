import { inDisplayLanguage } from './modelWords.js';
import type { Death, EngineLife } from './engineLife.js';
import type { EngineClientContract, EngineContract, ModelDescription } from '../protocol/engine.js';
import {
  Rpc,
  RpcError,
  type CallOptionsOf,
  type Handlers,
  type RpcOptions,
  type StartWorker,
  type WorkerPort,
} from '../protocol/rpc.js';

/** The two files of a model, as the engine is given them. */
export interface ModelFiles {
  readonly manifest: string;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Which of the model's tag sets it tags with, if it has that one. */
  readonly tagSet?: string | undefined;
}

/** The engine died while a call waited; `EngineLife` knows what people are told of that. */
export class EngineStoppedError extends Error {
  constructor(readonly death: Death) {
    super('The engine stopped.');
    this.name = 'EngineStoppedError';
  }
}

type EngineRequests = EngineContract['requests'];
type Params<K extends keyof EngineRequests> = EngineRequests[K]['params'];
type Result<K extends keyof EngineRequests> = EngineRequests[K]['result'];

/** One life of the engine and what it was given. */
interface Session {
  readonly port: WorkerPort;
  readonly rpc: Rpc<EngineClientContract, EngineContract>;
  readonly models: Map<string, { readonly version: string; readonly loading: Promise<ModelDescription> }>;
  /** How it ended, if it did by itself. */
  death: Death | null;
}

/**
 * The host's end of the engine: started at its first use, and again at the next use after it died. Models are
 * loaded once in each life; documents are not carried over, their owners are told by the engine's life.
 */
export class EngineClient {
  private session: Session | null = null;
  private readonly versions = new WeakMap<ModelDescription, string>();

  constructor(
    private readonly start: StartWorker,
    private readonly events: Handlers<EngineClientContract>['events'],
    private readonly life: Pick<EngineLife, 'died'>,
    /** Told of what was not understood of the engine. */
    private readonly report: NonNullable<RpcOptions['report']> = () => undefined,
  ) {}

  /** Asks the engine; rejects with EngineStoppedError if it dies meanwhile, else as `Rpc.call` does. */
  call<K extends keyof EngineRequests & string>(
    method: K,
    params: Params<K>,
    options: CallOptionsOf<EngineContract, K> = {},
  ): Promise<Result<K>> {
    return callIn(this.open(), method, params, options);
  }

  /** Makes sure that the engine has a model in this version; `read` is asked for its files only if it has not. */
  loadModel(name: string, read: () => Promise<ModelFiles>, version = ''): Promise<ModelDescription> {
    const session = this.open();
    const known = session.models.get(name);
    if (known?.version === version) return known.loading;
    // What is given out is the one object that the version is known of.
    const entry = { version, loading: sendModel(session, name, read).then(inDisplayLanguage) };
    session.models.set(name, entry);
    entry.loading.then(
      (model) => this.versions.set(model, version),
      // A failed attempt must not be the answer for ever: the files may be repaired.
      () => session.models.get(name) === entry && session.models.delete(name),
    );
    return entry.loading;
  }

  /** The version in which a model was loaded; null if it was not loaded here. */
  versionOf(model: ModelDescription): string | null {
    return this.versions.get(model) ?? null;
  }

  /** Lets go of a document, if there is an engine that could know it. */
  forget(documentId: number): void {
    const session = this.session;
    if (session) callIn(session, 'closeDocument', { documentId }, {}).catch(() => undefined);
  }

  /** Ends the engine. */
  dispose(): void {
    const session = this.session;
    this.session = null;
    session?.port.stop();
    session?.rpc.close('RNN Lens was closed.');
  }

  /** For tests of what happens then: ends the engine as if it had died. */
  crash(): void {
    const session = this.session;
    if (!session) return;
    session.port.stop();
    this.died(session, 'stopped by a test');
  }

  private open(): Session {
    if (this.session) return this.session;
    const port = this.start((reason) => this.died(session, reason));
    const handlers: Handlers<EngineClientContract> = { requests: {}, events: this.events };
    const rpc = new Rpc<EngineClientContract, EngineContract>(port, handlers, { report: this.report });
    const session: Session = { port, rpc, models: new Map(), death: null };
    this.session = session;
    return session;
  }

  private died(session: Session, reason: string): void {
    if (session !== this.session) return;
    this.session = null;
    session.rpc.close('The engine stopped.');
    // Those whose calls waited hear of it after this.
    session.death = this.life.died(reason);
  }
}

async function callIn<K extends keyof EngineRequests & string>(
  session: Session,
  method: K,
  params: Params<K>,
  options: CallOptionsOf<EngineContract, K>,
): Promise<Result<K>> {
  try {
    return await session.rpc.call(method, params, options);
  } catch (error) {
    const cancelled = error instanceof RpcError && error.cancelled;
    throw session.death && !cancelled ? new EngineStoppedError(session.death) : error;
  }
}

async function sendModel(
  session: Session,
  name: string,
  read: () => Promise<ModelFiles>,
): Promise<ModelDescription> {
  const { manifest, weights, tagSet } = await read();
  return callIn(session, 'loadModel', { name, manifest, weights, tagSet }, { transfer: [weights.buffer] });
}
