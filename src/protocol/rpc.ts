import type { Contract } from './engine.js';

/** One end of a message channel; `post` may transfer buffers, `listen` is called once. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  listen(receive: (message: unknown) => void): void;
}

type Params<C extends Contract, K extends keyof C['requests']> = C['requests'][K]['params'];
type Result<C extends Contract, K extends keyof C['requests']> = C['requests'][K]['result'];

/** Functions for everything a contract names; requests get a signal that fires when the caller gave up. */
export interface Handlers<C extends Contract> {
  readonly requests: {
    [K in keyof C['requests']]: (
      params: Params<C, K>,
      signal: AbortSignal,
    ) => Promise<Result<C, K>> | Result<C, K>;
  };
  readonly events: { [K in keyof C['events']]: (payload: C['events'][K]) => void };
}

type Message =
  | { kind: 'request'; id: number; method: string; params: unknown }
  | { kind: 'result'; id: number; value: unknown }
  | { kind: 'error'; id: number; message: string; cancelled: boolean }
  | { kind: 'cancel'; id: number }
  | { kind: 'event'; name: string; payload: unknown };

/** The other side failed, or the call was cancelled; `message` is a sentence for a person. */
export class RpcError extends Error {
  constructor(
    message: string,
    readonly cancelled: boolean,
  ) {
    super(message);
    this.name = 'RpcError';
  }
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: RpcError): void;
  dispose(): void;
}

/** Buffers a result owns, found so that they are transferred and not copied. */
export type Transferables = (value: unknown) => readonly ArrayBuffer[];

/**
 * Typed requests and events over a port: the same class at both ends of every boundary. `Local` is what this
 * side answers, `Remote` what the other side does.
 */
export class Rpc<Local extends Contract, Remote extends Contract> {
  private nextId = 1;
  private closed: RpcError | null = null;
  private readonly pending = new Map<number, Pending>();
  private readonly running = new Map<number, AbortController>();

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers<Local>,
    private readonly transferables: Transferables = () => [],
  ) {
    port.listen((message) => this.receive(message as Message));
  }

  /** Asks the other side; rejects with RpcError when it throws, when `signal` aborts, or when the channel closes. */
  call<K extends keyof Remote['requests'] & string>(
    method: K,
    params: Params<Remote, K>,
    options: { signal?: AbortSignal; transfer?: readonly ArrayBuffer[] } = {},
  ): Promise<Result<Remote, K>> {
    if (this.closed) return Promise.reject(this.closed);
    if (options.signal?.aborted) return Promise.reject(new RpcError('Cancelled.', true));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.port.post({ kind: 'cancel', id } satisfies Message);
        this.settle(id)?.reject(new RpcError('Cancelled.', true));
      };
      options.signal?.addEventListener('abort', abort, { once: true });
      const dispose = () => options.signal?.removeEventListener('abort', abort);
      this.pending.set(id, { resolve: (value) => resolve(value as Result<Remote, K>), reject, dispose });
      this.port.post({ kind: 'request', id, method, params } satisfies Message, options.transfer);
    });
  }

  /** Tells the other side something that needs no answer. */
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

  private receive(message: Message): void {
    if (this.closed) return;
    if (message.kind === 'request') void this.answer(message.id, message.method, message.params);
    else if (message.kind === 'result') this.settle(message.id)?.resolve(message.value);
    else if (message.kind === 'error')
      this.settle(message.id)?.reject(new RpcError(message.message, message.cancelled));
    else if (message.kind === 'cancel') this.running.get(message.id)?.abort();
    else this.handlers.events[message.name as keyof Local['events']](message.payload as never);
  }

  private async answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      const handler = this.handlers.requests[method as keyof Local['requests']];
      if (!handler) throw new Error(`No method "${method}".`);
      const value = await handler(params as never, controller.signal);
      if (!this.closed)
        this.port.post({ kind: 'result', id, value } satisfies Message, this.transferables(value));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const cancelled = controller.signal.aborted;
      if (!this.closed) this.port.post({ kind: 'error', id, message: text, cancelled } satisfies Message);
    } finally {
      this.running.delete(id);
    }
  }
}
