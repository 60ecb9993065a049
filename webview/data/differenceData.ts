/** What the view of differences reads: values, counts and class probabilities of two runs, out of the same cache. */
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { STEP_MARK } from '../../src/protocol/engine.js';
import type { DifferenceWindow, StatePlace } from '../../src/protocol/engine.js';
import { isOfComparison } from '../../src/protocol/panel.js';
import type { Difference, DifferenceClasses, PanelQuestion } from '../../src/protocol/panel.js';
import type { RunData } from './data.js';
import { StateCache } from './stateCache.js';
import type { State, Store } from '../state/store.js';

/** Windows of two runs: smaller ones are there sooner. */
const OPTIONS = { method: 'differenceStates', largestPage: 256, margin: 0 } as const;

/** Differences of one layer, direction and quantity, NaN for what is new. */
export class DifferenceStates extends StateCache {
  /** `STEP_MARK` of a step; null while it is loading. */
  mark(step: number): number | null {
    const window = this.window(step) as DifferenceWindow | null;
    return window && (window.marks[step - window.fromStep] ?? STEP_MARK.same);
  }
}

/** What is known of the comparison that is shown. */
export class DifferenceData {
  private readonly states = new Map<string, DifferenceStates>();
  private shown = '';
  private text = '';

  constructor(
    store: Store,
    private readonly data: RunData,
  ) {
    store.subscribe((state) => this.follow(state));
  }

  /** The differences of a place of the network. */
  statesOf(rnn: RnnConfig, { layer, direction, quantity }: StatePlace): DifferenceStates {
    const key = `${layer} ${direction} ${quantity}`;
    const of = { layer, direction, quantity };
    const states = this.states.get(key) ?? new DifferenceStates(this.data.cache, rnn, of, OPTIONS);
    this.states.set(key, states);
    return states;
  }

  /** How the runs differ, as far as that is known, and why it is not. */
  summary(place: StatePlace): { readonly value: Difference | null; readonly problem: string | null } {
    const question = { method: 'difference', params: place } as const;
    return { value: this.data.cache.want(question), problem: this.data.cache.problemOf(question) };
  }

  /** All classes of a token in both runs; null while they are not here. */
  classes(token: number): DifferenceClasses | null {
    if (token >= this.data.tokenCount) return null;
    return this.data.cache.want({ method: 'differenceClasses', params: { token } });
  }

  private follow(state: State): void {
    const { run, comparison } = state.panel ?? {};
    const { runId, revision, taggedCount } = run ?? {};
    const shown = JSON.stringify([runId, comparison?.id, comparison?.problem]);
    const text = JSON.stringify([shown, revision, comparison?.revision, taggedCount]);
    const isOurs = ({ method }: PanelQuestion) => isOfComparison(method);
    if (shown !== this.shown) {
      this.data.cache.forget(isOurs);
      this.states.clear();
    } else if (text !== this.text) this.data.cache.age(isOurs);
    [this.shown, this.text] = [shown, text];
  }
}
