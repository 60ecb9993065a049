import { Rpc, type Handlers, type StartWorker, type WorkerPort } from '../../protocol/rpc.js';
import type { TrainerClientContract, TrainerContract } from '../../protocol/training.js';

/** Why a question to the trainer has no answer: its worker ended by itself. */
export class TrainerStoppedError extends Error {
  constructor(readonly reason: string) {
    super('The trainer stopped.');
    this.name = 'TrainerStoppedError';
  }
}

interface Session {
  readonly port: WorkerPort;
  readonly rpc: Rpc<TrainerClientContract, TrainerContract>;
  death: string | null;
}

/** The host's end of the trainer: a worker that is there from the first question on until `end`. */
export class TrainerClient {
  private session: Session | null = null;

  constructor(
    private readonly start: StartWorker,
    private readonly handlers: Handlers<TrainerClientContract>,
  ) {}

  get isThere(): boolean {
    return this.session !== null;
  }

  /** Asks the trainer; rejects with TrainerStoppedError if it dies meanwhile, else as `Rpc.call` does. */
  async call<K extends keyof TrainerContract['requests'] & string>(
    method: K,
    params: TrainerContract['requests'][K]['params'],
  ): Promise<TrainerContract['requests'][K]['result']> {
    const session = this.open();
    try {
      return await session.rpc.call(method, params);
    } catch (error) {
      throw session.death === null ? error : new TrainerStoppedError(session.death);
    }
  }

  /** Tells the trainer, if there is one. */
  emit<K extends keyof TrainerContract['events'] & string>(
    name: K,
    payload: TrainerContract['events'][K],
  ): void {
    this.session?.rpc.emit(name, payload);
  }

  /** Ends the worker: its memory and its threads are free. */
  end(): void {
    const { session } = this;
    this.session = null;
    session?.port.stop();
    session?.rpc.close('The training was ended.');
  }

  private open(): Session {
    if (this.session) return this.session;
    const port = this.start((reason) => this.died(session, reason));
    const session: Session = { port, rpc: new Rpc(port, this.handlers), death: null };
    this.session = session;
    return session;
  }

  private died(session: Session, reason: string): void {
    if (session !== this.session) return;
    this.session = null;
    session.death = reason;
    session.rpc.close('The trainer stopped.');
  }
}
