import { MessageChannel, Worker } from 'node:worker_threads';
import type { FloatArray } from '../core/math/matrix.js';
import { RnnLensError } from '../core/problems.js';
import type { RnnGradients } from '../core/rnn/backward.js';
import { outputSize, type RnnConfig } from '../core/rnn/config.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import type { ForwardOptions, Trace } from '../core/rnn/stack.js';
import { zeroState, type HiddenState } from '../core/rnn/state.js';
import { parametersOf, weightsFrom, type RnnWeights } from '../core/rnn/weights.js';
import { joinGradients, optionsOf, putState, shardRows, stepsOf, type Shard } from '../kernel/shards.js';
import { DIED, FAILED, SIGNAL, type ThreadData, type ThreadJob, type WatchData } from './threadJobs.js';

/**
 * Shards of a training batch. Always the same number, whatever the machine: the order in which gradients are added
 * up decides their last bits, and a training run should not depend on how many cores it had.
 */
const SHARDS = 4;

/** Rows below which threads cost more than they save. */
const FEWEST_ROWS = 2 * SHARDS;

/** An array in memory that threads share. */
function shared(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * 4));
}

function sharedCopy(array: FloatArray): Float32Array {
  const copy = shared(array.length);
  copy.set(array);
  return copy;
}

/** One thread that runs jobs one after the other while this one waits or works. */
class EngineThread {
  private readonly channel = new MessageChannel();
  private readonly signal = new Int32Array(new SharedArrayBuffer(8));
  private asked = 0;

  /** `watched`: [1] 1 once somebody watches the thread. */
  constructor(private readonly watched: Int32Array) {
    this.channel.port1.unref();
  }

  /** The thread's end of the line. */
  get data(): ThreadData {
    return { port: this.channel.port2, signal: this.signal };
  }

  start(job: ThreadJob): void {
    this.channel.port1.postMessage(job);
    Atomics.store(this.signal, SIGNAL.asked, ++this.asked);
    Atomics.notify(this.signal, SIGNAL.asked);
  }

  /** Blocks until everything that was started is done; throws a sentence if it never will be. */
  wait(): void {
    for (;;) {
      const done = Atomics.load(this.signal, SIGNAL.done);
      if (done === this.asked) return;
      if (done === FAILED) throw new RnnLensError('A training thread failed; its message is above.');
      if (done === DIED) throw deadThread();
      const outcome = Atomics.wait(this.signal, SIGNAL.done, done, START_MS);
      if (outcome === 'timed-out' && Atomics.load(this.watched, 0) === 0) throw deadThread();
    }
  }
}

function deadThread(): RnnLensError {
  return new RnnLensError(
    'A training thread ended unexpectedly, perhaps for lack of memory: start the training again, it goes on from its last checkpoint.',
  );
}

/** Threads that are not there by then will not come. */
const START_MS = 60_000;

/** Threads for jobs, and one more that notices when one of them ends; none keeps this process alive. */
function startThreads(count: number, script: URL): readonly EngineThread[] {
  if (count === 0) return [];
  const started = new Int32Array(new SharedArrayBuffer(4));
  const threads = Array.from({ length: count }, () => new EngineThread(started));
  const workerData: WatchData = { threads: threads.map(({ data }) => data), script: script.href, started };
  new Worker(script, { workerData, transferList: workerData.threads.map(({ port }) => port) }).unref();
  return threads;
}

/** What the backward pass of a batch must know of its forward pass. */
interface ShardedRun {
  /** Name of the first shard; a step may run several networks before it goes back through them. */
  readonly firstName: number;
  readonly shards: readonly Shard[];
  /** Traces of the shards that ran here; null where a thread keeps it. */
  readonly traces: readonly (Trace | null)[];
}

/**
 * Training over several cores: shards of a batch run on threads, each with its own kernels. Calls block, as those of
 * any engine. Runs that are not for training go to the engine of this thread.
 */
export class ThreadedEngine implements RecurrentEngine {
  readonly name: string;
  private readonly threads: readonly EngineThread[];
  private readonly runs = new WeakMap<Trace, ShardedRun>();
  private nextName = 0;
  /** Threads that get work. */
  private used: number;

  constructor(
    private readonly own: RecurrentEngine,
    threads: number,
    script: URL,
  ) {
    this.name = `${own.name}, ${threads} threads`;
    this.threads = startThreads(Math.min(threads, SHARDS) - 1, script);
    this.used = this.threads.length;
  }

  /** Works on so many cores from the next training step on, `[1, threads]`; called between two steps. */
  useCores(cores: number): void {
    this.used = Math.max(0, Math.min(cores - 1, this.threads.length));
  }

  readonly matMul: RecurrentEngine['matMul'] = (...args) => this.own.matMul(...args);
  readonly matMulTransposed: RecurrentEngine['matMulTransposed'] = (...args) =>
    this.own.matMulTransposed(...args);
  readonly transposedMatMul: RecurrentEngine['transposedMatMul'] = (...args) =>
    this.own.transposedMatMul(...args);

  readonly forward: RecurrentEngine['forward'] = (config, weights, x, offsets, options = {}) => {
    const rows = offsets.length - 1;
    if (!options.forTraining || rows < FEWEST_ROWS || !(x instanceof Float32Array))
      return this.own.forward(config, weights, x, offsets, options);
    return this.forwardShards(config, weights, x, offsets, options);
  };

  private forwardShards(
    config: RnnConfig,
    weights: RnnWeights,
    x: Float32Array,
    offsets: Uint32Array,
    options: ForwardOptions,
  ): Trace {
    const batch = offsets.length - 1;
    const shards = shardRows(offsets, SHARDS);
    const firstName = this.nextName;
    this.nextName += shards.length;
    const everywhere = weightsFrom(weights, parametersOf(weights).map(sharedCopy));
    const input = sharedCopy(x);
    const output = shared(offsets[batch] * outputSize(config));
    const states: HiddenState[] = shards.map(({ from, to }) => sharedState(config, to - from));
    const traces = this.deal(shards, (shard, k, thread) => {
      const shardOptions = sharedOptions(optionsOf(config, options, shard, batch));
      const own = stepsOf(input, shard, config.inputSize);
      const out = stepsOf(output, shard, outputSize(config));
      if (!thread) {
        const trace = this.own.forward(config, weights, own, shard.offsets, shardOptions);
        out.set(trace.output);
        states[k] = trace.hiddenState;
        return trace;
      }
      const { h, c } = states[k];
      thread.start({
        kind: 'forward',
        shard: firstName + k,
        config,
        weights: everywhere,
        x: own,
        offsets: shard.offsets,
        options: shardOptions,
        output: out,
        h: h as Float32Array,
        c: (c ?? EMPTY) as Float32Array,
      });
      return null;
    });
    const hiddenState = zeroState(config, batch);
    shards.forEach((shard, k) => putState(config, hiddenState, batch, states[k], shard));
    const trace: Trace = { config, offsets, layers: [], inputs: [], output: output.slice(), hiddenState };
    this.runs.set(trace, { firstName, shards, traces });
    return trace;
  }

  readonly backward: RecurrentEngine['backward'] = (weights, trace, dOutput, options = {}) => {
    const run = this.runs.get(trace);
    if (!run) return this.own.backward(weights, trace, dOutput, options);
    const { config, offsets } = trace;
    const batch = offsets.length - 1;
    const gradient = sharedCopy(dOutput);
    const parts: { shard: Shard; gradients: RnnGradients }[] = [];
    this.deal(run.shards, (shard, k, thread) => {
      const shardOptions = sharedOptions(optionsOf(config, options, shard, batch));
      const dOut = stepsOf(gradient, shard, outputSize(config));
      const own = run.traces[k];
      if (own) {
        parts[k] = { shard, gradients: this.own.backward(weights, own, dOut.slice(), shardOptions) };
        return;
      }
      const x = shared((shard.endStep - shard.firstStep) * config.inputSize);
      const initialState = sharedState(config, shard.to - shard.from);
      const sums = parametersOf(weights).map((array) => shared(array.length));
      parts[k] = { shard, gradients: { weights: weightsFrom(weights, sums), x, initialState } };
      const { h, c } = initialState;
      thread!.start({
        kind: 'backward',
        shard: run.firstName + k,
        dOutput: dOut,
        options: shardOptions,
        dx: x,
        dh: h as Float32Array,
        dc: (c ?? EMPTY) as Float32Array,
        gradients: sums,
      });
    });
    return joinGradients(config, weights, parts, batch);
  };

  /** Gives the shards out in turns, this thread's own last, and waits for all; shard k always goes to the same. */
  private deal<T>(
    shards: readonly Shard[],
    work: (shard: Shard, k: number, thread: EngineThread | null) => T,
  ): T[] {
    const results: T[] = [];
    const runners = this.used + 1;
    const order = shards
      .map((_, k) => k)
      .sort((a, b) => Number(a % runners === 0) - Number(b % runners === 0));
    for (const k of order) results[k] = work(shards[k], k, this.threads[(k % runners) - 1] ?? null);
    for (const thread of this.threads) thread.wait();
    return results;
  }
}

const EMPTY = new Float32Array(0);

function sharedState(config: RnnConfig, rows: number): HiddenState {
  const { h, c } = zeroState(config, rows);
  return { h: sharedCopy(h), c: c && sharedCopy(c) };
}

function sharedOptions(options: ForwardOptions): ForwardOptions {
  return { ...options, layerMasks: options.layerMasks?.map(sharedCopy) };
}
