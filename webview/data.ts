/** What the views read of a run: rows, class probabilities and states, fetched on demand and forgotten with it. */
import { quantitySize } from '../src/core/rnn/config.js';
import type { Direction, Quantity, RnnConfig } from '../src/core/rnn/config.js';
import { pageRange, ROW_PAGE, statePageTokens } from '../src/core/views/pages.js';
import { shownValue } from '../src/core/views/scales.js';
import type { PanelContract, PanelHostContract, StateWindow, TokenRows } from '../src/protocol/contracts.js';
import type { Rpc } from '../src/protocol/rpc.js';
import { PageCache, type Wanter } from './pages.js';
import type { State, Store } from './store.js';

/** The panel's end of the channel. */
export type PanelRpc = Rpc<PanelContract, PanelHostContract>;

/** A token as the table and the sidebar show it. */
export interface TokenRow {
  readonly token: number;
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly label: number;
  /** NaN while the token is not tagged. */
  readonly probability: number;
  readonly startsSegment: boolean;
}

const ROW_PAGES_KEPT = 200;
const STATE_BYTES_KEPT = 48_000_000;
const STATE_CACHES_KEPT = 4;

/** Caches of the run that is shown; `changed` is called whenever something arrived. */
export class RunData {
  private rows: PageCache<TokenRows>;
  private states = new Map<string, StateCache>();
  private probabilities = new PageCache<Float32Array>(this.probabilitySource(), () => this.changed());
  private runNumber = -1;
  private taggedCount = -1;

  constructor(
    private readonly rpc: PanelRpc,
    private readonly store: Store,
    private readonly changed: () => void,
  ) {
    this.rows = this.newRows();
    store.subscribe((state) => this.follow(state));
  }

  get tokenCount(): number {
    return this.store.state.panel?.run?.tokenCount ?? 0;
  }

  /** Loads rows of tokens `[from, to)`. */
  wantRows(wanter: Wanter, from: number, to: number): void {
    this.rows.want(wanter, from, to, this.tokenCount);
  }

  /** A token's row, or null while it is loading. */
  row(token: number): TokenRow | null {
    const page = this.rows.pageOf(token);
    const at = page ? token - page.fromToken : -1;
    if (!page || at < 0 || at >= page.texts.length) return null;
    return {
      token,
      text: page.texts[at],
      line: page.lines[at],
      column: page.columns[at],
      label: page.labels[at],
      probability: page.probabilities[at],
      startsSegment: page.segmentStarts[at] === 1,
    };
  }

  /** Why rows or probabilities are missing, in one sentence; null if nothing went wrong. */
  problemOf(token: number): string | null {
    return this.rows.problemOf(token) ?? this.probabilities.problemOf(token);
  }

  /** All classes of a token, `[classes]`; asks for them, and is null, while they are not here. */
  classes(token: number): Float32Array | null {
    this.probabilities.want('view', token, token + 1, this.tokenCount);
    return this.probabilities.pageOf(token);
  }

  /** The states of a layer, direction and quantity. */
  statesOf(rnn: RnnConfig, layer: number, direction: Direction, quantity: Quantity): StateCache {
    const key = `${layer} ${direction} ${quantity}`;
    const cache = this.states.get(key) ?? new StateCache(this.rpc, rnn, { layer, direction, quantity }, this);
    // Re-inserted: the map's order is the order of use.
    this.states.delete(key);
    this.states.set(key, cache);
    for (const [old, unused] of this.states) {
      if (this.states.size <= STATE_CACHES_KEPT) break;
      unused.pages.close();
      this.states.delete(old);
    }
    return cache;
  }

  /** Called by caches when a page arrived. */
  arrived(): void {
    this.changed();
  }

  private follow(state: State): void {
    const taggedCount = state.panel?.run?.taggedCount ?? 0;
    if (state.runNumber !== this.runNumber) this.reset();
    else if (taggedCount !== this.taggedCount) this.forgetUntagged();
    this.runNumber = state.runNumber;
    this.taggedCount = taggedCount;
  }

  private reset(): void {
    this.rows.close();
    this.rows = this.newRows();
    this.probabilities.close();
    this.probabilities = new PageCache(this.probabilitySource(), () => this.changed());
    for (const cache of this.states.values()) cache.pages.close();
    this.states.clear();
  }

  private forgetUntagged(): void {
    this.rows.forget((page) => page.probabilities.some(Number.isNaN));
    this.probabilities.forget(() => false);
    for (const cache of this.states.values()) cache.pages.forget(() => false);
  }

  private newRows(): PageCache<TokenRows> {
    const fetch = (page: number, signal: AbortSignal) => {
      const [fromToken, toToken] = pageRange(page, this.tokenCount, ROW_PAGE);
      return this.rpc.call('rows', { fromToken, toToken }, { signal });
    };
    return new PageCache({ pageSize: ROW_PAGE, capacity: ROW_PAGES_KEPT, fetch }, () => this.changed());
  }

  private probabilitySource() {
    const fetch = (token: number, signal: AbortSignal) =>
      this.rpc.call('classProbabilities', { token }, { signal });
    return { pageSize: 1, capacity: 1000, fetch };
  }
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
    private readonly of: {
      readonly layer: number;
      readonly direction: Direction;
      readonly quantity: Quantity;
    },
    private readonly data: RunData,
  ) {
    this.units = quantitySize(rnn, of.quantity);
    const pageSize = statePageTokens(this.units);
    const capacity = Math.max(8, Math.floor(STATE_BYTES_KEPT / (pageSize * this.units * 4)));
    const fetch = async (page: number, signal: AbortSignal) => {
      const [fromToken, toToken] = pageRange(page, data.tokenCount, pageSize);
      const window = await rpc.call('states', { fromToken, toToken, ...of }, { signal });
      this.see(window);
      return window;
    };
    this.pages = new PageCache({ pageSize, capacity, fetch }, () => data.arrived());
  }

  /** Loads windows for tokens `[from, to)`. */
  want(wanter: Wanter, from: number, to: number): void {
    this.pages.want(wanter, from, to, this.data.tokenCount);
  }

  /** Raw values of a token, `[units]`, as a view; null while they are loading. */
  values(token: number): Float32Array | null {
    const page = this.pages.pageOf(token);
    if (!page || token < page.fromToken || token >= page.toToken) return null;
    const at = (token - page.fromToken) * page.units;
    return page.values.subarray(at, at + page.units);
  }

  /** True where a token starts a segment: the state was reset before it. */
  startsSegment(token: number): boolean {
    const page = this.pages.pageOf(token);
    return page !== null && page.segmentStarts[token - page.fromToken] === 1;
  }

  private see(window: StateWindow): void {
    for (const raw of window.values) {
      const magnitude = Math.abs(shownValue(this.of.quantity, raw));
      if (magnitude > this.largestSeen) this.largestSeen = magnitude;
    }
  }
}
