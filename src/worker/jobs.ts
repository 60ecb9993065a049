import { RnnLensError } from '../core/problems.js';

/**
 * Resolves once waiting messages were handled. The platform gives it: Node never reads a port between timers that
 * are due, which is where two runs with `setTimeout` would keep it for ever.
 */
export type YieldTurn = () => Promise<void>;

/** A long piece of work: how it gives way to short questions, tells how far it is, and is ended. */
export interface Job {
  /** Aborts when nobody wants the work any more. */
  readonly signal: AbortSignal;
  /** Awaited between two pieces of work; rejects when the work is cancelled, or of a text that is no more. */
  turn(): Promise<void>;
  /** Some of the work is done: a share of 0 to 1. */
  done(share: number): void;
}

/** What a job may be given. */
export interface JobOptions {
  /** Told the share of the work that is done. */
  readonly tell?: ((share: number) => void) | undefined;
  /** Whether the documents the job reads are still what they were at its start. */
  readonly isCurrent?: (() => boolean) | undefined;
}

/** Makes the jobs of an engine: one thread does them in turns. */
export class Jobs {
  constructor(private readonly yieldTurn: YieldTurn) {}

  /** A job that ends when one of the signals aborts. */
  begin(signals: readonly AbortSignal[], { tell, isCurrent }: JobOptions = {}): Job {
    const signal = AbortSignal.any([...signals]);
    return {
      signal,
      turn: async () => {
        await this.yieldTurn();
        if (signal.aborted) throw new Error('Cancelled.');
        if (isCurrent?.() === false) throw new RnnLensError('The text was edited meanwhile: ask again.');
      },
      done: (share) => tell?.(share),
    };
  }
}
