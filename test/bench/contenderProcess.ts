import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Request } from './contender.js';
import type { Round, Task } from './workloads.js';

/** What a contender says about itself. */
export interface Description {
  readonly versions: Readonly<Record<string, string>>;
  readonly strategies: readonly string[];
}

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** A contender in a process of its own; one request at a time. */
export class ContenderProcess {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
    private readonly send: (request: Request) => void,
    private readonly answers: AsyncIterator<Answer>,
  ) {}

  /** A contender under a Node; throws with its own words where it cannot start. */
  static async node(
    name: string,
    program: string,
    script: string,
    folder: string,
  ): Promise<ContenderProcess> {
    const child = fork(script, [name, folder], {
      execPath: program,
      // Without the arguments this process was started with.
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const started = new ContenderProcess(name, child, (request) => child.send(request), messagesOf(child));
    await started.receive();
    return started;
  }

  /** A contender that speaks JSON lines. */
  static async program(name: string, program: string, args: readonly string[]): Promise<ContenderProcess> {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const send = (request: Request): void => void child.stdin.write(`${JSON.stringify(request)}\n`);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const answers = {
      async next(): Promise<IteratorResult<Answer>> {
        const { value, done } = await lines.next();
        return done ? { value: undefined, done } : { value: JSON.parse(value) as Answer };
      },
    };
    const started = new ContenderProcess(name, child, send, answers);
    await started.receive();
    return started;
  }

  describe(): Promise<Description> {
    return this.ask({ ask: 'describe' }) as Promise<Description>;
  }

  async open(task: Task): Promise<void> {
    await this.ask({ ask: 'open', task });
  }

  async check(): Promise<Float32Array> {
    return Float32Array.from((await this.ask({ ask: 'check' })) as ArrayLike<number>);
  }

  round(): Promise<Round> {
    return this.ask({ ask: 'round' }) as Promise<Round>;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await closed;
  }

  private ask(request: Request): Promise<unknown> {
    this.send(request);
    return this.receive();
  }

  private async receive(): Promise<unknown> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error(`${this.name} ended.`);
    if (value.error) throw new Error(`${this.name}: ${value.error}`);
    return value.value;
  }
}

/** The messages of a forked process; ends when it does. */
function messagesOf(child: ChildProcess): AsyncIterator<Answer> {
  const waiting: Answer[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  child.on('message', (message) => {
    waiting.push(message as Answer);
    wake?.();
  });
  child.once('exit', () => {
    ended = true;
    wake?.();
  });
  return {
    async next(): Promise<IteratorResult<Answer>> {
      while (waiting.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
      const value = waiting.shift();
      return value ? { value } : { value: undefined, done: true };
    },
  };
}
