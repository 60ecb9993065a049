/** What the views read of a run: rows, class probabilities and states, fetched on demand and forgotten with it. */
import { quantitiesOf, type Direction, type Quantity, type RnnConfig } from '../../src/core/rnn/config.js';
import { pageRange, ROW_PAGE } from '../../src/core/views/pages.js';
import { stepsAreTokens, stepsOfRun } from '../../src/core/views/task.js';
import { NO_TOKEN, type ClassRow, type StateQuery, type StepRange } from '../../src/protocol/engine.js';
import type {
  PanelAnswer,
  PanelContract,
  PanelHostContract,
  PanelRequest,
  PanelRun,
  TokenRows,
} from '../../src/protocol/panel.js';
import type { Rpc } from '../../src/protocol/rpc.js';
import { PageCache, type Wanter } from './pages.js';
import { StateCache } from './stateCache.js';
import type { State, Store } from '../state/store.js';

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
/** Where typing goes on. */
const VIEW_STATES = { largestPage: Infinity, margin: 8 };
/** Steps around the selected one whose gates are asked for at once. */
const EQUATION_STATES = { largestPage: 32, margin: 1 };
/** Rows above and below those in sight, which are there before they are scrolled to. */
const ROW_MARGIN = 8;

/** Requests that are about one token. */
const TOKEN_REQUESTS = ['classProbabilities', 'segmentProbabilities', 'stepsOfToken'] as const;
type TokenRequest = (typeof TOKEN_REQUESTS)[number];

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
  private toldSight = '[]';
  private readonly tellSightLater = later(() => this.tellSight());
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

  /** Everything is drawn anew: what is wanted from now on is what is in sight. */
  look(): void {
    for (const cache of this.caches()) cache.look();
    this.tellSightLater();
  }

  /** Takes over what the host tells of an edit by itself. */
  take(answers: readonly PanelAnswer[]): void {
    for (const answer of answers) this.takeOne(answer);
    this.changed();
  }

  /** Loads rows of tokens `[from, to)`. */
  wantRows(wanter: Wanter, from: number, to: number): void {
    this.rows.want(wanter, from, to, this.tokenCount);
    this.tellSightLater();
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
      const cache = this.equationStates.get(quantity) ?? this.newStates(rnn, of, EQUATION_STATES);
      this.equationStates.set(quantity, cache);
      return [quantity, cache];
    });
    return new Map(caches);
  }

  /** Called by caches when something of theirs is wanted. */
  wanted(): void {
    this.tellSightLater();
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
    this.tellSightLater();
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

  private takeOne(answer: PanelAnswer): void {
    switch (answer.method) {
      case 'rows':
        return this.takeRows(answer.result);
      case 'states':
        for (const cache of this.stateCaches()) if (isOf(cache, answer.params)) cache.take(answer.result);
        return;
      case 'classProbabilities':
      case 'segmentProbabilities':
        return this.tokens[answer.method].take(answer.params.token, answer.params.token + 1, answer.result);
      case 'stepsOfToken':
        return this.tokens.stepsOfToken.take(answer.params.token, answer.params.token + 1, answer.result);
    }
  }

  private takeRows(rows: TokenRows): void {
    if (rows.details.some((text) => text !== '')) this.hasDetails = true;
    this.rows.take(rows.fromToken, rows.fromToken + rows.texts.length, rows);
  }

  /** Tells the host what is in sight, when that is something else: it comes with the next edit then. */
  private tellSight(): void {
    const { tokenCount } = this;
    const ranges = this.rows.sight(tokenCount);
    const rows = ranges.map(({ from, to }) => ({ method: 'rows', params: { fromToken: from, toToken: to } }));
    const ofTokens = TOKEN_REQUESTS.flatMap((method) =>
      this.tokens[method].sight(tokenCount).map(({ from }) => ({ method, params: { token: from } })),
    );
    const states = this.stateCaches().flatMap((cache) => cache.sight());
    const sight = [...rows, ...ofTokens, ...states] as PanelRequest[];
    const told = JSON.stringify(sight);
    if (told === this.toldSight) return;
    this.toldSight = told;
    this.rpc.emit('looksAt', sight);
  }

  private stateCaches(): StateCache[] {
    return [...this.states.values(), ...this.equationStates.values()];
  }

  private caches(): Pick<PageCache<unknown>, 'isOutdated' | 'refresh' | 'look'>[] {
    return [this.rows, ...Object.values(this.tokens), ...this.stateCaches().map(({ pages }) => pages)];
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

  private newStates(rnn: RnnConfig, of: StateCache['of'], sizes = VIEW_STATES): StateCache {
    return new StateCache(this.rpc, rnn, of, this, sizes);
  }

  private newRows(): PageCache<TokenRows> {
    const fetch = async (page: number, signal: AbortSignal) => {
      const [fromToken, toToken] = pageRange(page, this.tokenCount, ROW_PAGE);
      const rows = await this.rpc.call('rows', { fromToken, toToken }, { signal });
      if (!signal.aborted && rows.details.some((text) => text !== '')) this.hasDetails = true;
      return rows;
    };
    const source = { pageSize: ROW_PAGE, capacity: ROW_PAGES_KEPT, fetch, margin: ROW_MARGIN };
    return new PageCache(source, () => this.changed());
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

function isOf({ of }: StateCache, { layer, direction, quantity }: StateQuery): boolean {
  return of.layer === layer && of.direction === direction && of.quantity === quantity;
}

/** Calls `work` once after any number of calls, when the page has nothing else to do. */
function later(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      work();
    }, 0);
  };
}
