import { isRnnLensError } from '../../core/problems.js';
import { failureOf } from '../failure.js';
import type { Input } from './inputs.js';
import type { Answer, Job } from './jobs.js';
import { ThreadEnded, type Pool } from './pool.js';
import type { Progress } from './progress.js';
import type { Sink } from './sinks.js';

/** One piece of an input: a job, and how many units it is for the line of progress. */
export interface Piece {
  readonly job: Job;
  readonly units: number;
}

/** The pieces of an input, read as they are asked for, and what there is to say once they are done. */
export interface Pieces {
  readonly pieces: AsyncIterable<Piece> | Iterable<Piece>;
  /** Lines about the input as a whole, from the counts that all its answers brought. */
  remarks(problems: readonly number[]): readonly string[];
}

/** What is run over many inputs. */
export interface BulkRun {
  readonly inputs: readonly Input[];
  readonly pool: Pool;
  readonly sink: Sink;
  readonly progress: Progress;
  /** Whether a piece goes on where the one before it has ended. */
  readonly isStream: boolean;
  read(input: Input, number: number): Pieces;
}

/**
 * Reads inputs one after the other, has their pieces done on all threads and writes the answers in order. No more is
 * read than threads can begin with. An input that fails is told on standard error and left out; the answer is whether
 * there was none. Rejects where answers cannot be written, and for mistakes of the program.
 */
export async function runBulk(run: BulkRun): Promise<boolean> {
  const order = new InOrder(run.pool.room);
  let isWhole = true;
  try {
    for (const [number, input] of run.inputs.entries()) {
      const one = new OneInput(run, input);
      await order.add(null, () => run.sink.begin(input));
      const { pieces, remarks } = run.read(input, number);
      try {
        for await (const { job, units } of pieces) {
          await order.add(run.pool.run(job, run.isStream), (answer) => one.take(answer, units));
          if (one.hasFailed) break;
        }
      } catch (error) {
        if (!isInputs(error) || order.hasFailed) throw error;
        await order.add(Promise.reject(error as Error), (answer) => one.take(answer, 0));
      }
      await order.add(null, async () => {
        isWhole = (await one.end(remarks)) && isWhole;
      });
    }
    await order.finish();
    await run.sink.finish();
    return isWhole;
  } catch (error) {
    run.sink.discard();
    throw error;
  } finally {
    run.progress.clear();
    await run.pool.close();
  }
}

/** Whether an error is about what is read, and no mistake of the program. */
function isInputs(error: unknown): boolean {
  if (error instanceof ThreadEnded) return false;
  return isRnnLensError(error) || (error instanceof Error && 'errno' in error);
}

/** What has become of one input so far. */
class OneInput {
  hasFailed = false;
  private readonly problems: number[] = [];

  constructor(
    private readonly run: BulkRun,
    private readonly input: Input,
  ) {}

  /** Writes an answer, unless one before it has failed. */
  async take(answer: Answer | { readonly error: unknown } | null, units: number): Promise<void> {
    if (this.hasFailed || !answer) return;
    if ('error' in answer) return this.fail(answer.error);
    answer.problems?.forEach((count, k) => (this.problems[k] = (this.problems[k] ?? 0) + count));
    await this.run.sink.write(answer.bytes);
    this.run.progress.add(units);
  }

  /** Whether the input went through. */
  async end(remarks: Pieces['remarks']): Promise<boolean> {
    if (this.hasFailed) return false;
    await this.run.sink.end();
    for (const line of remarks(this.problems)) this.run.progress.say(line);
    this.run.progress.finishInput();
    return true;
  }

  private fail(error: unknown): void {
    if (!isInputs(error)) throw error;
    this.hasFailed = true;
    this.run.sink.discard();
    this.run.progress.say(`rnn-lens: ${failureOf(error, this.input.file)}`);
  }
}

type Outcome = Answer | { readonly error: unknown } | null;

/** Does something with answers in the order they were asked for, however they come. */
class InOrder {
  hasFailed = false;
  private chain: Promise<void> = Promise.resolve();
  private waiting = 0;
  private wake: () => void = () => undefined;

  /** `room` is how many may be waited for. */
  constructor(private readonly room: number) {}

  /** Resolves when there is room for another one; rejects when anything before could not be done. */
  async add(answer: Promise<Answer> | null, work: (outcome: Outcome) => void | Promise<void>): Promise<void> {
    const outcome: Promise<Outcome> = answer
      ? answer.catch((error: unknown) => ({ error }))
      : Promise.resolve(null);
    this.waiting++;
    this.chain = this.chain.then(async () => {
      await work(await outcome);
      this.waiting--;
      this.wake();
    });
    this.chain.catch(() => {
      this.hasFailed = true;
      this.wake();
    });
    while (this.waiting >= this.room && !this.hasFailed)
      await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.hasFailed) await this.chain;
  }

  async finish(): Promise<void> {
    await this.chain;
  }
}
