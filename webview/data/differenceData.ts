/** What the view of differences reads: values, counts and class probabilities of two runs, fetched on demand. */
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { STEP_MARK } from '../../src/protocol/engine.js';
import type { DifferenceWindow, StatePlace } from '../../src/protocol/engine.js';
import type { Difference, DifferenceClasses } from '../../src/protocol/panel.js';
import type { PanelRpc, RunData } from './data.js';
import { PageCache } from './pages.js';
import { StateCache } from './stateCache.js';
import type { State, Store } from '../state/store.js';

const PLACES_KEPT = 4;
/** Windows of two runs: smaller ones are there sooner. */
const PAGE = { largestPage: 256, margin: 0, method: 'differenceStates' } as const;

/** Differences of one layer, direction and quantity, NaN for what is new. */
export class DifferenceStates extends StateCache {
  /** `STEP_MARK` of a step; null while it is loading. */
  mark(step: number): number | null {
    const window = this.window(step) as DifferenceWindow | null;
    return window && (window.marks[step - window.fromStep] ?? STEP_MARK.same);
  }
}

/** Caches of the comparison that is shown; `changed` is called whenever something arrived. */
export class DifferenceData {
  private readonly states = new Map<string, DifferenceStates>();
  private readonly summaries = new Map<string, PageCache<Difference>>();
  private classCache = this.newClasses();
  private shown = '';
  private text = '';

  constructor(
    private readonly rpc: PanelRpc,
    store: Store,
    private readonly data: RunData,
    private readonly changed: () => void,
  ) {
    store.subscribe((state) => this.follow(state));
  }

  /** The differences of a place of the network. */
  statesOf(rnn: RnnConfig, place: StatePlace): DifferenceStates {
    const { data } = this;
    const make = (): DifferenceStates => {
      const steps = {
        get stepCount() {
          return data.stepCount;
        },
        arrived: this.changed,
        // The host tells states with an edit, but not their differences.
        wanted: () => undefined,
      };
      return new DifferenceStates(this.rpc, rnn, place, steps, PAGE);
    };
    return kept(this.states, place, make, ({ pages }) => pages.close());
  }

  /** How the runs differ, as far as that is known, and why it is not. */
  summary(place: StatePlace): { readonly value: Difference | null; readonly problem: string | null } {
    const fetch = (_: number, signal: AbortSignal) => this.rpc.call('difference', place, { signal });
    const make = () => new PageCache<Difference>({ pageSize: 1, capacity: 1, fetch }, this.changed);
    const cache = kept(this.summaries, place, make, (old) => old.close());
    cache.want('view', 0, 1, 1);
    return { value: cache.pageOf(0), problem: cache.problemOf(0) };
  }

  /** All classes of a token in both runs; null while they are not here. */
  classes(token: number): DifferenceClasses | null {
    this.classCache.want('view', token, token + 1, this.data.tokenCount);
    return this.classCache.pageOf(token);
  }

  /** Some of what is shown is older than the texts. */
  get isOutdated(): boolean {
    return this.caches().some((cache) => cache.isOutdated);
  }

  private follow(state: State): void {
    const { run, comparison } = state.panel ?? {};
    const { runId, revision, taggedCount } = run ?? {};
    const shown = JSON.stringify([runId, comparison?.id, comparison?.problem]);
    const text = JSON.stringify([shown, revision, comparison?.revision, taggedCount]);
    if (shown !== this.shown) this.reset();
    else if (text !== this.text) for (const cache of this.caches()) cache.refresh();
    [this.shown, this.text] = [shown, text];
  }

  private caches(): PageCache<unknown>[] {
    const states = Array.from(this.states.values(), ({ pages }) => pages);
    return [...states, ...this.summaries.values(), this.classCache] as PageCache<unknown>[];
  }

  private reset(): void {
    for (const cache of this.caches()) cache.close();
    this.states.clear();
    this.summaries.clear();
    this.classCache = this.newClasses();
  }

  private newClasses(): PageCache<DifferenceClasses> {
    const fetch = (token: number, signal: AbortSignal) =>
      this.rpc.call('differenceClasses', { token }, { signal });
    return new PageCache({ pageSize: 1, capacity: 200, fetch }, () => this.changed());
  }
}

/** One of a few caches by place, the least recently used going first. */
function kept<T>(caches: Map<string, T>, place: StatePlace, make: () => T, close: (old: T) => void): T {
  const key = `${place.layer} ${place.direction} ${place.quantity}`;
  const cache = caches.get(key) ?? make();
  caches.delete(key);
  caches.set(key, cache);
  for (const [old, unused] of caches) {
    if (caches.size <= PLACES_KEPT) break;
    close(unused);
    caches.delete(old);
  }
  return cache;
}
