/** What the view of differences reads: values, counts and class probabilities of two runs, out of the same cache. */
import type { RnnConfig } from '../../src/core/rnn/config.js';
import { STEP_MARK } from '../../src/protocol/engine.js';
import type {
  CounterpartLines,
  CounterpartQuery,
  Counterparts,
  DifferenceWindow,
  NetworkLayer,
  PanelNetworks,
  StatePlace,
} from '../../src/protocol/engine.js';
import { isOfComparison } from '../../src/protocol/panel.js';
import type {
  AnswerTo,
  ClassesAsked,
  Difference,
  DifferenceClasses,
  PanelQuestion,
} from '../../src/protocol/panel.js';
import type { RunData } from './data.js';
import { StateCache } from './stateCache.js';
import type { State, Store } from '../state/store.js';

/** An answer, as far as it is here, and why it is not. */
export interface Answered<T> {
  readonly value: T | null;
  readonly problem: string | null;
}

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
  summary(place: StatePlace): Answered<Difference> {
    return this.answered({ method: 'difference', params: place });
  }

  /** All classes of a token in both runs, by the first heads or by these; null while they are not here. */
  classes(asked: ClassesAsked): DifferenceClasses | null {
    if (asked.token >= this.data.tokenCount) return null;
    return this.data.cache.want({ method: 'differenceClasses', params: asked });
  }

  /** What the further heads say differently. */
  heads(): Answered<AnswerTo<'headDifferences'>> {
    return this.answered({ method: 'headDifferences', params: {} });
  }

  /** What two networks say and how alike they are. */
  networks(): Answered<PanelNetworks> {
    return this.answered({ method: 'networks', params: {} });
  }

  /** The units of the other network that do most like those of a layer and direction. */
  counterparts(params: NetworkLayer): Answered<Counterparts> {
    return this.answered({ method: 'counterparts', params });
  }

  /** Two units over the same tokens; null while they are not here. */
  lines(params: CounterpartQuery): CounterpartLines | null {
    return this.data.cache.want({ method: 'counterpartLines', params });
  }

  private answered<K extends 'difference' | 'headDifferences' | 'networks' | 'counterparts'>(
    question: PanelQuestion<K>,
  ): Answered<AnswerTo<K>> {
    const problem = this.data.cache.problemOf(question as PanelQuestion);
    return { value: this.data.cache.want(question), problem };
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
