import type { MessagePort } from 'node:worker_threads';
import type { BackwardOptions } from '../core/rnn/backward.js';
import type { RnnConfig } from '../core/rnn/config.js';
import type { Offsets } from '../core/rnn/direction.js';
import type { ForwardOptions } from '../core/rnn/stack.js';
import type { RnnWeights } from '../core/rnn/weights.js';

/** Places in the shared counter array of a thread: jobs asked for, jobs done. */
export const SIGNAL = { asked: 0, done: 1 } as const;

/** The count of done jobs of a thread whose last job failed. */
export const FAILED = -1;

/** The count of done jobs of a thread that is no more. */
export const DIED = -2;

/** What a thread is started with. */
export interface ThreadData {
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

/** What the thread that watches the others is started with. */
export interface WatchData {
  readonly threads: readonly ThreadData[];
  /** Address of the script that all of them run. */
  readonly script: string;
  /** [1] 1 once it watches. */
  readonly started: Int32Array;
}

/** A job for a thread; all arrays lie in shared memory, and results are written to those of the second half. */
export type ThreadJob =
  | {
      readonly kind: 'forward';
      /** Names the shard of one run among all that are still to go back. */
      readonly shard: number;
      readonly config: RnnConfig;
      readonly weights: RnnWeights;
      readonly x: Float32Array;
      readonly offsets: Offsets;
      readonly options: ForwardOptions;
      readonly output: Float32Array;
      readonly h: Float32Array;
      readonly c: Float32Array;
    }
  | {
      readonly kind: 'backward';
      /** Names the shard of one run among all that are still to go back. */
      readonly shard: number;
      readonly dOutput: Float32Array;
      readonly options: BackwardOptions;
      readonly dx: Float32Array;
      readonly dh: Float32Array;
      readonly dc: Float32Array;
      readonly gradients: readonly Float32Array[];
    };
