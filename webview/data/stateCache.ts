import { quantitySize } from '../../src/core/rnn/config.js';
import type { Direction, Quantity, RnnConfig } from '../../src/core/rnn/config.js';
import { pageRange, statePageSteps } from '../../src/core/views/pages.js';
import { shownValue } from '../../src/core/views/scales.js';
import { NO_TOKEN, type StateWindow } from '../../src/protocol/engine.js';
import type { PanelRequest } from '../../src/protocol/panel.js';
import type { PanelRpc, RunData } from './data.js';
import { PageCache, type Wanter } from './pages.js';

const STATE_BYTES_KEPT = 48_000_000;
/** Numbers in a window that is sent with every edit. */
const LARGEST_SIGHT = 50_000;

/** How a cache asks for its windows. */
export interface StateCacheOptions {
  /** Steps of a window at most. */
  readonly largestPage: number;
  /** Steps around what is in sight that are in sight soon. */
  readonly margin: number;
  /** What the host is asked for; `states` if it is left out. */
  readonly method?: 'states' | 'differenceStates';
}

/** States of one layer, direction and quantity: windows of raw values, and the largest magnitude seen in them. */
export class StateCache {
  readonly units: number;
  readonly pages: PageCache<StateWindow>;
  /** Largest |shown value| in the windows loaded so far; for quantities without a bound. */
  largestSeen = 0;

  constructor(
    rpc: PanelRpc,
    rnn: RnnConfig,
    readonly of: {
      readonly layer: number;
      readonly direction: Direction;
      readonly quantity: Quantity;
    },
    private readonly data: Pick<RunData, 'stepCount' | 'arrived' | 'wanted'>,
    { largestPage, margin, method = 'states' }: StateCacheOptions,
  ) {
    this.units = quantitySize(rnn, of.quantity);
    const pageSize = Math.min(largestPage, statePageSteps(this.units));
    const capacity = Math.max(8, Math.floor(STATE_BYTES_KEPT / (pageSize * this.units * 4)));
    const fetch = async (page: number, signal: AbortSignal) => {
      const [fromStep, toStep] = pageRange(page, data.stepCount, pageSize);
      const window = await rpc.call(method, { fromStep, toStep, ...of }, { signal });
      this.see(window);
      return window;
    };
    this.pages = new PageCache({ pageSize, capacity, fetch, margin }, () => data.arrived());
  }

  /** What the host is to tell with the next edit; nothing of windows that take long to run and to send. */
  sight(): PanelRequest[] {
    const ranges = this.pages.sight(this.data.stepCount);
    return ranges
      .filter(({ from, to }) => (to - from) * this.units <= LARGEST_SIGHT)
      .map(({ from, to }) => ({ method: 'states', params: { fromStep: from, toStep: to, ...this.of } }));
  }

  /** Takes over a window that the host told by itself. */
  take(window: StateWindow): void {
    this.see(window);
    this.pages.take(window.fromStep, window.toStep, window);
  }

  /** Loads windows for steps `[from, to)`. */
  want(wanter: Wanter, from: number, to: number): void {
    this.pages.want(wanter, from, to, this.data.stepCount);
    this.data.wanted();
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

  protected window(step: number): StateWindow | null {
    const window = this.pages.pageOf(step);
    return window && step >= window.fromStep && step < window.toStep ? window : null;
  }

  private see(window: StateWindow): void {
    for (const raw of window.values) {
      const magnitude = Math.abs(shownValue(this.of.quantity, raw));
      if (magnitude > this.largestSeen) this.largestSeen = magnitude;
    }
  }
}
