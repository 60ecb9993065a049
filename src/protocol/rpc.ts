import { sentenceIn, type Sentence } from '../core/sentence.js';
import type { Contract } from './engine.js';

/** One end of a message channel; `post` may transfer buffers, `listen` is called once. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
}

/** The channel to a worker. */
export interface WorkerPort extends Port {
  /** Ends the worker; who started it is not told of that end. */
  stop(): void;
}

/**
 * Starts a worker. `onEnd` is called once if it ends or fails by itself, with what is known about why; nothing comes
 * from it then.
 */
export type StartWorker = (onEnd: (reason: string) => void) => WorkerPort;

type Params<C extends Contract, K extends keyof C['requests']> = C['requests'][K]['params'];
type Result<C extends Contract, K extends keyof C['requests']> = C['requests'][K]['result'];
/** What is told of a request's work while it lasts; nothing of most. */
type Progress<C extends Contract, K extends keyof C['requests']> = C['requests'][K] extends {
  readonly progress: infer P;
}
  ? P
  : never;

/** Answers one request; gets a signal that fires when the caller gave up, and of long ones what tells their progress. */
type Handler<C extends Contract, K extends keyof C['requests']> = [Progress<C, K>] extends [never]
  ? (params: Params<C, K>, signal: AbortSignal) => Promise<Result<C, K>> | Result<C, K>
  : (
      params: Params<C, K>,
      signal: AbortSignal,
      tell: (progress: Progress<C, K>) => void,
    ) => Promise<Result<C, K>> | Result<C, K>;

/** Functions for everything a contract names. */
export interface Handlers<C extends Contract> {
  readonly requests: { [K in keyof C['requests']]: Handler<C, K> };
  readonly events: { [K in keyof C['events']]: (payload: C['events'][K]) => void };
}

/** How a call is made. */
export interface CallOptions<P = never> {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  /** Told how far the work is, until the call settles. */
  readonly progress?: ((progress: P) => void) | undefined;
}

/** The options of calling one method of a contract. */
export type CallOptionsOf<C extends Contract, K extends keyof C['requests']> = CallOptions<Progress<C, K>>;

type Message =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'progress'; id: number; value: unknown }
  | { kind: 'error'; id: number; message: string; cancelled: boolean; sentence?: Sentence | undefined }
  | { kind: 'cancel'; id: number }
  | { kind: 'event'; name: string; payload: unknown };

/**
 * The other side failed, or the call was cancelled; `message` is a sentence for a person, and `sentence` the same as a
 * value if the other side threw it as one.
 */
export class RpcError extends Error {
  constructor(
    message: string,
    readonly cancelled: boolean,
    readonly sentence?: Sentence,
  ) {
    super(message);
    this.name = 'RpcError';
  }
}

/** What all handlers are, whatever they answer. */
type AnyHandler = (params: unknown, signal: AbortSignal, tell: (progress: unknown) => void) => unknown;

interface Pending {
  resolve(value: unknown): void;
  reject(error: RpcError): void;
  progress(value: unknown): void;
  dispose(): void;
}

/** Buffers a result owns, found so that they are transferred and not copied. */
export type Transferables = (value: unknown) => readonly ArrayBuffer[];

/** What an end of a channel may be given besides its handlers. */
export interface RpcOptions {
  readonly transferables?: Transferables;
  /** Told of messages that were not understood, and of answers that could not be sent: one sentence each. */
  readonly report?: (problem: string, cause?: unknown) => void;
  /** What the other side is told of an error of a handler; its English message by default. */
  readonly messageOf?: (error: unknown) => string;
}

/**
 * Typed requests and events over a port: the same class at both ends of every boundary. `Local` is what this
 * side answers, `Remote` what the other side does. Whatever arrives, nothing is thrown at the port: what is not
 * understood is reported.
 */
export class Rpc<Local extends Contract, Remote extends Contract> {
  private nextId = 1;
  private closed: RpcError | null = null;
  private readonly pending = new Map<number, Pending>();
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers<Local>,
    private readonly options: RpcOptions = {},
  ) {
    port.listen((message) => this.receive(message));
  }

  /** How many calls wait for their answer. */
  get waiting(): number {
    return this.pending.size;
  }

  /**
   * Asks the other side; rejects with RpcError when it throws, when `signal` aborts, when the channel closes, and when
   * the question cannot be sent.
   */
  call<K extends keyof Remote['requests'] & string>(
    method: K,
    params: Params<Remote, K>,
    { signal, transfer, progress }: CallOptionsOf<Remote, K> = {},
  ): Promise<Result<Remote, K>> {
    if (this.closed) return Promise.reject(this.closed);
    if (signal?.aborted) return Promise.reject(new RpcError('Cancelled.', true));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.settle(id)?.reject(new RpcError('Cancelled.', true));
        this.tryPost({ kind: 'cancel', id });
      };
      signal?.addEventListener('abort', abort);
      this.pending.set(id, {
        resolve: (value) => resolve(value as Result<Remote, K>),
        reject,
        progress: (value) => progress?.(value as Progress<Remote, K>),
        dispose: () => signal?.removeEventListener('abort', abort),
      });
      try {
        this.port.post({ kind: 'request', id, method, params } satisfies Message, transfer);
      } catch (error) {
        this.settle(id)?.reject(new RpcError(`The question could not be sent: ${textOf(error)}`, false));
      }
    });
  }

  /** Tells the other side something that needs no answer; throws what the port throws if it cannot be sent. */
  emit<K extends keyof Remote['events'] & string>(
    name: K,
    payload: Remote['events'][K],
    transfer?: readonly ArrayBuffer[],
  ): void {
    if (!this.closed) this.port.post({ kind: 'event', name, payload } satisfies Message, transfer);
  }

  /** Rejects what is still waiting, aborts what is still running, and answers nothing from now on. */
  close(reason: string): void {
    this.closed = new RpcError(reason, false);
    for (const id of [...this.pending.keys()]) this.settle(id)?.reject(this.closed);
    for (const controller of this.running.values()) controller.abort();
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    pending?.dispose();
    return pending;
  }

  private receive(received: unknown): void {
    if (this.closed) return;
    const message = understood(received);
    if (!message) return this.report('A message was not understood.');
    try {
      this.take(message);
    } catch (error) {
      this.report(`A message could not be taken: ${textOf(error)}`, error);
    }
  }

  private take(message: Message): void {
    switch (message.kind) {
      case 'request':
        return void this.answer(message.id, message.method, message.params);
      case 'result':
        return this.settle(message.id)?.resolve(message.value);
      case 'progress':
        return this.pending.get(message.id)?.progress(message.value);
      case 'error':
        return this.settle(message.id)?.reject(
          new RpcError(message.message, message.cancelled, sentenceIn(message)),
        );
      case 'cancel':
        return this.running.get(message.id)?.abort();
      case 'event': {
        const handle = own(this.handlers.events, message.name);
        if (handle) handle(message.payload as never);
        else this.report(`No event "${message.name}".`);
      }
    }
  }

  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.running.set(id, controller);
    const tell = (value: unknown): void => {
      if (!this.closed && !signal.aborted) this.tryPost({ kind: 'progress', id, value });
    };
    try {
      const handler = own(this.handlers.requests, method) as AnyHandler | undefined;
      if (!handler) throw new Error(`No method "${method}".`);
      const value = await handler(params, signal, tell);
      const transfer = this.options.transferables?.(value) ?? [];
      if (!this.closed) this.port.post({ kind: 'result', id, value } satisfies Message, transfer);
    } catch (error) {
      const [message, sentence] = [(this.options.messageOf ?? textOf)(error), sentenceIn(error)];
      if (!this.closed) this.tryPost({ kind: 'error', id, message, sentence, cancelled: signal.aborted });
    } finally {
      this.running.delete(id);
    }
  }

  /** Sends what nobody waits for on this side. */
  private tryPost(message: Message): void {
    try {
      this.port.post(message);
    } catch (error) {
      this.report(`A message could not be sent: ${textOf(error)}`, error);
    }
  }

  private report(problem: string, cause?: unknown): void {
    this.options.report?.(problem, cause);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A function of a table, by a name that came from elsewhere; nothing that the table only inherits. */
function own<T extends object>(table: T, name: string): T[keyof T] | undefined {
  return Object.hasOwn(table, name) ? table[name as keyof T] : undefined;
}

/** A message, if it is one. */
function understood(received: unknown): Message | null {
  if (typeof received !== 'object' || received === null) return null;
  const { kind, id, method, name, message } = received as Record<string, unknown>;
  switch (kind) {
    case 'request':
      return typeof id === 'number' && typeof method === 'string' ? (received as Message) : null;
    case 'error':
      return typeof id === 'number' && typeof message === 'string' ? (received as Message) : null;
    case 'result':
    case 'progress':
    case 'cancel':
      return typeof id === 'number' ? (received as Message) : null;
    case 'event':
      return typeof name === 'string' ? (received as Message) : null;
    default:
      return null;
  }
}
