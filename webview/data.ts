/** What the views read of a run: rows, class probabilities and states, fetched on demand and forgotten with it. */
import { quantitiesOf, type Direction, type Quantity, type RnnConfig } from '../src/core/rnn/config.js';
import { pageRange, ROW_PAGE } from '../src/core/views/pages.js';
import { stepsAreTokens, stepsOfRun } from '../src/core/views/task.js';
import {
  NO_TOKEN,
  type ClassRow,
  type PanelContract,
  type PanelHostContract,
  type PanelRun,
  type StepRange,
  type TokenRows,
} from '../src/protocol/contracts.js';
import type { Rpc } from '../src/protocol/rpc.js';
import { PageCache, type Wanter } from './pages.js';
import { StateCache } from './stateCache.js';
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
  /** Morphemes or further tags; empty for none. */
  readonly details: string;
  readonly startsSegment: boolean;
}

const ROW_PAGES_KEPT = 200;
const STATE_CACHES_KEPT = 4;
/** Steps around the selected one whose gates are asked for at once. */
const EQUATION_PAGE = 32;

/** Requests that are about one token. */
type TokenRequest = 'classProbabilities' | 'segmentProbabilities' | 'stepsOfToken';

/** Caches of the run that is shown; `changed` is called whenever something arrived. */
export class RunData {
  private rows: PageCache<TokenRows>;
  private states = new Map<string, StateCache>();
  private equationStates = new Map<string, StateCache>();
  private equationPlace = '';
  private tokens = this.tokenCaches();
  private runNumber = -1;
  private runId = -1;
  private revision = -1;
  private taggedCount = -1;
  /** True once a row of this run had details: their column stays from then on. */
  hasDetails = false;

  constructor(
    private readonly rpc: PanelRpc,
    private readonly store: Store,
    private readonly changed: () => void,
  ) {
    this.rows = this.newRows();
    store.subscribe((state) => this.follow(state));
  }

  get tokenCount(): number {
    return this.run?.tokenCount ?? 0;
  }

  /** Steps of the run; 0 while their number is not known. */
  get stepCount(): number {
    return this.run ? stepsOfRun(this.run) : 0;
  }

  /** True where every token is one step. */
  get stepsAreTokens(): boolean {
    return this.run !== null && stepsAreTokens(this.run);
  }

  /** Some of what is shown is older than the run's text. */
  get isOutdated(): boolean {
    return this.caches().some((cache) => cache.isOutdated);
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
      details: page.details[at] ?? '',
      startsSegment: page.segmentStarts[at] === 1,
    };
  }

  /** Why rows or probabilities are missing, in one sentence; null if nothing went wrong. */
  problemOf(token: number): string | null {
    const { classProbabilities, segmentProbabilities } = this.tokens;
    return (
      this.rows.problemOf(token) ??
      classProbabilities.problemOf(token) ??
      segmentProbabilities.problemOf(token)
    );
  }

  /** All classes of a token; asks for them, and is null, while they are not here. */
  classes(token: number): ClassRow | null {
    return this.ofToken(this.tokens.classProbabilities, token);
  }

  /** All classes of a token's whole segment; asks for them, and is null, while they are not here. */
  segmentClasses(token: number): ClassRow | null {
    return this.ofToken(this.tokens.segmentProbabilities, token);
  }

  /** The steps of a token; asks for them, and is null, while they are not known. */
  stepsOf(token: number): StepRange | null {
    if (this.stepsAreTokens) return { fromStep: token, toStep: token + 1 };
    // While the run goes on its steps are not counted yet.
    return this.stepCount > 0 ? this.ofToken(this.tokens.stepsOfToken, token) : null;
  }

  /** The token of a step, or the one before a step between two tokens; null while the step is not loaded. */
  tokenOf(step: number, states: StateCache): number | null {
    if (this.stepsAreTokens) return step;
    for (let at = step; at >= 0; at--) {
      const token = states.token(at);
      if (token !== NO_TOKEN) return token;
    }
    return null;
  }

  /** What the network read at a step; null while it is loading. */
  symbol(step: number, states: StateCache): string | null {
    return this.stepsAreTokens ? (this.row(step)?.text ?? null) : states.symbol(step);
  }

  /** The states of a layer, direction and quantity. */
  statesOf(rnn: RnnConfig, layer: number, direction: Direction, quantity: Quantity): StateCache {
    const key = `${layer} ${direction} ${quantity}`;
    const cache = this.states.get(key) ?? this.newStates(rnn, { layer, direction, quantity });
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

  /** The states an equation needs, in small windows: every quantity of a layer and direction. */
  statesForEquation(rnn: RnnConfig, layer: number, direction: Direction): ReadonlyMap<Quantity, StateCache> {
    const place = `${layer} ${direction}`;
    if (place !== this.equationPlace) this.closeEquation();
    this.equationPlace = place;
    const caches = quantitiesOf(rnn.cell).map((quantity): [Quantity, StateCache] => {
      const of = { layer, direction, quantity };
      const cache = this.equationStates.get(quantity) ?? this.newStates(rnn, of, EQUATION_PAGE);
      this.equationStates.set(quantity, cache);
      return [quantity, cache];
    });
    return new Map(caches);
  }

  /** Called by caches when a page arrived. */
  arrived(): void {
    this.changed();
  }

  private get run(): PanelRun | null {
    return this.store.state.panel?.run ?? null;
  }

  private ofToken<T>(cache: PageCache<T>, token: number): T | null {
    cache.want('view', token, token + 1, this.tokenCount);
    return cache.pageOf(token);
  }

  private follow(state: State): void {
    const { taggedCount = 0, runId = -1, revision = -1 } = state.panel?.run ?? {};
    if (runId === this.runId && revision !== this.revision) this.refresh();
    else if (state.runNumber !== this.runNumber) this.reset();
    else if (taggedCount !== this.taggedCount) this.forgetUntagged();
    this.runNumber = state.runNumber;
    this.runId = runId;
    this.revision = revision;
    this.taggedCount = taggedCount;
  }

  private caches(): { readonly isOutdated: boolean; refresh(): void }[] {
    const states = [...this.states.values(), ...this.equationStates.values()];
    return [this.rows, ...Object.values(this.tokens), ...states.map(({ pages }) => pages)];
  }

  /** The run followed an edit. */
  private refresh(): void {
    for (const cache of this.caches()) cache.refresh();
  }

  private reset(): void {
    this.rows.close();
    this.rows = this.newRows();
    for (const cache of Object.values(this.tokens)) cache.close();
    this.tokens = this.tokenCaches();
    for (const cache of this.states.values()) cache.pages.close();
    this.states.clear();
    this.closeEquation();
    this.hasDetails = false;
  }

  private closeEquation(): void {
    for (const cache of this.equationStates.values()) cache.pages.close();
    this.equationStates.clear();
  }

  private forgetUntagged(): void {
    this.rows.forget((page) => page.probabilities.some(Number.isNaN));
    for (const cache of Object.values(this.tokens)) cache.forget(() => false);
    for (const cache of this.states.values()) cache.pages.forget(() => false);
    for (const cache of this.equationStates.values()) cache.pages.forget(() => false);
  }

  private newStates(rnn: RnnConfig, of: ConstructorParameters<typeof StateCache>[2], pageSize?: number) {
    return new StateCache(this.rpc, rnn, of, this, pageSize);
  }

  private newRows(): PageCache<TokenRows> {
    const fetch = async (page: number, signal: AbortSignal) => {
      const [fromToken, toToken] = pageRange(page, this.tokenCount, ROW_PAGE);
      const rows = await this.rpc.call('rows', { fromToken, toToken }, { signal });
      if (!signal.aborted && rows.details.some((text) => text !== '')) this.hasDetails = true;
      return rows;
    };
    return new PageCache({ pageSize: ROW_PAGE, capacity: ROW_PAGES_KEPT, fetch }, () => this.changed());
  }

  private tokenCaches() {
    return {
      classProbabilities: this.tokenCache('classProbabilities'),
      segmentProbabilities: this.tokenCache('segmentProbabilities'),
      stepsOfToken: this.tokenCache('stepsOfToken'),
    };
  }

  private tokenCache<K extends TokenRequest>(
    method: K,
  ): PageCache<PanelHostContract['requests'][K]['result']> {
    const fetch = (token: number, signal: AbortSignal) => this.rpc.call(method, { token }, { signal });
    return new PageCache({ pageSize: 1, capacity: 1000, fetch }, () => this.changed());
  }
}
