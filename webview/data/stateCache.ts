import { quantitySize } from '../../src/core/rnn/config.js';
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { statePageSteps } from '../../src/core/views/pages.js';
import { NO_TOKEN, type StatePlace, type StateWindow } from '../../src/protocol/engine.js';
import type { QueryCache } from './queryCache.js';
import { lineOf } from './questions.js';

/** How states are asked for. */
export interface StateOptions {
  readonly method: 'states' | 'scaledStates' | 'differenceStates';
  /** Steps of a window at most. */
  readonly largestPage: number;
  /** Steps around what is in sight that are in sight soon. */
  readonly margin: number;
}

/** States of one layer, direction and quantity, raw values by step. */
export class StateCache {
  readonly units: number;
  private readonly line: string;
  private readonly pageSize: number;

  constructor(
    private readonly cache: QueryCache,
    rnn: RnnConfig,
    readonly of: StatePlace,
    private readonly options: StateOptions,
    private readonly largest: (line: string) => number = () => 0,
  ) {
    this.units = quantitySize(rnn, of.quantity, of);
    this.pageSize = Math.min(options.largestPage, statePageSteps(this.units));
    this.line = lineOf(this.question(0, 0))!;
  }

  /** Largest |shown value| in the windows loaded so far; for quantities without a bound. */
  get largestSeen(): number {
    return this.largest(this.line);
  }

  /** Steps `[from, to)` are in sight. */
  want(from: number, to: number): void {
    const { pageSize, units: itemSize } = this;
    this.cache.wantRange(this.question(from, to), { pageSize, itemSize, margin: this.options.margin });
  }

  /** Why a step is missing, in one sentence; null if nothing went wrong. */
  problemOf(step: number): string | null {
    return this.cache.problemAt(this.line, step);
  }

  /** Raw values of a step, `[units]`, as a view; null while they are loading. */
  values(step: number): Float32Array | null {
    const window = this.window(step);
    if (!window) return null;
    const at = (step - window.fromStep) * window.units;
    return window.values.subarray(at, at + window.units);
  }

  /** True where a step starts a segment: the state was reset before it. */
  startsSegment(step: number): boolean {
    const window = this.window(step);
    return window !== null && window.segmentStarts[step - window.fromStep] === 1;
  }

  /** The token of a step; `NO_TOKEN` between two tokens, null while it is loading. */
  token(step: number): number | null {
    const window = this.window(step);
    return window && (window.tokens[step - window.fromStep] ?? NO_TOKEN);
  }

  /** What the network read at a step; null while it is loading. */
  symbol(step: number): string | null {
    const window = this.window(step);
    return window && (window.symbols[step - window.fromStep] ?? '');
  }

  /** The answers that steps `[from, to)` are in, in their order, null where none is here. */
  windows(from: number, to: number): readonly (object | null)[] {
    const found: (object | null)[] = [];
    for (let step = from; step < to; step++) {
      const window = this.window(step);
      if (found.length === 0 || found[found.length - 1] !== window) found.push(window);
    }
    return found;
  }

  protected window(step: number): StateWindow | null {
    return this.cache.at(this.line, step) as StateWindow | null;
  }

  private question(fromStep: number, toStep: number) {
    return { method: this.options.method, params: { ...this.of, fromStep, toStep } } as const;
  }
}
