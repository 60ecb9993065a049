import { availableParallelism } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { RnnLensError } from '../../core/problems.js';
import type { Answer, Assignment, Job, ThreadMessage } from './jobs.js';
import type { Work } from './work.js';

/** Jobs done here before threads are started: a short text is done by then. */
const JOBS_BEFORE_THREADS = 2;

/** Jobs in all threads' hands and behind them, a thread. */
const JOBS_A_THREAD = 3;

/** All cores of this machine. */
export function allCores(): number {
  return availableParallelism();
}

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One thread and what it was asked. */
class BulkThread {
  isReady = false;
  /** Resolves when the thread can work; rejects if it never will. */
  readonly ready: Promise<void>;
  private settle: { readonly resolve: () => void; readonly reject: (error: Error) => void } | null = null;
  private readonly worker: Worker;
  private readonly asked = new Map<number, Asked>();
  private isOver = false;
  private nextId = 0;

  constructor(script: string, assignment: Assignment) {
    this.ready = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    this.ready.catch(() => undefined);
    this.worker = new Worker(script, { workerData: assignment });
    this.worker.on('message', (message: ThreadMessage) => this.hear(message));
    this.worker.on('error', () => this.fail(new ThreadEnded()));
    this.worker.on('exit', () => this.fail(new ThreadEnded()));
  }

  get load(): number {
    return this.asked.size;
  }

  run(job: Job): Promise<Answer> {
    if (this.isOver) return Promise.reject(new ThreadEnded());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.worker.postMessage({ id, job });
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private hear(message: ThreadMessage): void {
    if (message.kind === 'ready') {
      this.isReady = true;
      this.settle?.resolve();
      return;
    }
    const { id } = message;
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (message.kind === 'answer') asked?.resolve(message.answer);
    else asked?.reject(message.isOurs ? new RnnLensError(message.failure) : new Error(message.failure));
  }

  /** The first reason is the one that counts: a thread that fails also ends. */
  private fail(error: Error): void {
    this.isOver = true;
    this.settle?.reject(error);
    for (const { reject } of this.asked.values()) reject(error);
    this.asked.clear();
  }
}

/** A thread is no more, and with it what it was asked: nothing can go on. */
export class ThreadEnded extends RnnLensError {
  constructor() {
    super('A thread ended unexpectedly, perhaps for lack of memory: try fewer with --threads.');
  }
}

/** Where a pool's threads come from. */
export interface PoolOptions {
  /** How many work at once. */
  readonly threads: number;
  /** Path of the script they run. */
  readonly script: string;
  readonly assignment: () => Promise<Assignment>;
  /** Jobs are large: all are done by threads, which are there before the first one. */
  readonly isHeavy: boolean;
}

/** Does jobs on threads, or here until there are any; who does a job makes no difference to what becomes of it. */
export class Pool {
  private threads: readonly BulkThread[] = [];
  private done = 0;
  private starting: Promise<void> | null = null;
  /** Who has the state of a stream, by the number of its input; null is this thread. */
  private readonly owners = new Map<number, BulkThread | null>();

  constructor(
    private readonly own: Work,
    private readonly options: PoolOptions,
  ) {}

  /** How many jobs are worth having begun. */
  get room(): number {
    return Math.max(2, JOBS_A_THREAD * this.options.threads);
  }

  /** `isStream` says that a job goes on where the one before it of the same input has ended. */
  async run(job: Job, isStream: boolean): Promise<Answer> {
    this.prepare();
    if (this.options.isHeavy) await this.starting;
    const thread = this.threadFor(job, isStream);
    if (thread) return thread.run(job);
    this.done++;
    const answer = await this.own.run(job);
    // Threads say that they are there.
    await turn();
    return answer;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.starting?.catch(() => undefined);
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  private prepare(): void {
    const { threads, isHeavy } = this.options;
    if (this.starting || threads < 2 || (!isHeavy && this.done < JOBS_BEFORE_THREADS)) return;
    this.starting = this.start();
    this.starting.catch(() => undefined);
  }

  private async start(): Promise<void> {
    const { script, threads, assignment, isHeavy } = this.options;
    const given = await assignment();
    this.threads = Array.from({ length: threads }, () => new BulkThread(script, given));
    if (isHeavy) await Promise.race(this.threads.map((thread) => thread.ready));
  }

  private threadFor(job: Job, isStream: boolean): BulkThread | null {
    const owner = this.owners.get(job.input);
    if (isStream && owner !== undefined) {
      if (job.kind === 'text' && job.isLast) this.owners.delete(job.input);
      return owner;
    }
    const ready = this.threads.filter(({ isReady }) => isReady);
    const free = ready.reduce<BulkThread | null>((a, b) => (a && a.load <= b.load ? a : b), null);
    if (isStream && !(job.kind === 'text' && job.isLast)) this.owners.set(job.input, free);
    return free;
  }
}
