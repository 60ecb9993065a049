/** What the views read of a run: rows, class probabilities and states, out of the one cache of questions. */
import { quantitiesOf, type Direction, type Quantity, type RnnConfig } from '../../src/core/rnn/config.js';
import { ROW_PAGE } from '../../src/core/views/pages.js';
import { stepsAreTokens, stepsOfRun } from '../../src/core/views/task.js';
import { NO_TOKEN, type ClassRow, type StepRange } from '../../src/protocol/engine.js';
import type { PanelAnswer, PanelQuestion, PanelRun, TokenRows } from '../../src/protocol/panel.js';
import type { TableRows } from '../../src/protocol/tokenTable.js';
import type { State, Store } from '../state/store.js';
import { panelCalls, type PanelRpc } from './channel.js';
import { QueryCache } from './queryCache.js';
import { lineOf } from './questions.js';
import type { StateCache, StateOptions } from './stateCache.js';
import { StateCaches } from './stateCaches.js';

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
  /** See `UNKNOWN`. */
  readonly unknown: number;
  readonly startsSegment: boolean;
}

/** A row of some that came together. */
export function rowIn(rows: TokenRows, at: number, token: number): TokenRow {
  return {
    token,
    text: rows.texts[at],
    line: rows.lines[at],
    column: rows.columns[at],
    label: rows.labels[at],
    probability: rows.probabilities[at],
    details: rows.details[at] ?? '',
    unknown: rows.unknown[at] ?? 0,
    startsSegment: rows.segmentStarts[at] === 1,
  };
}

/** `margin`: rows above and below those in sight, which are there before they are scrolled to. */
const ROW_PAGING = { pageSize: ROW_PAGE, margin: 8, itemSize: 1 };
/** `margin`: where typing goes on. */
const VIEW_STATES: StateOptions = { method: 'states', largestPage: Infinity, margin: 8 };
/** The same on scales that show them; the engine runs far around each page, so pages are large. */
const SCALED_STATES: StateOptions = { ...VIEW_STATES, method: 'scaledStates' };
/** Steps around the selected one whose gates are asked for at once. */
const EQUATION_STATES: StateOptions = { method: 'states', largestPage: 32, margin: 1 };

const ROWS = lineOf({ method: 'rows', params: { fromToken: 0, toToken: 0 } })!;
/** Questions about ranges of tokens. */
const OF_TOKENS: ReadonlySet<string> = new Set(['rows', 'along', 'certainties']);

/** What is known of the run that is shown; `changed` is called whenever something arrived. */
export class RunData {
  readonly cache: QueryCache;
  private readonly states: StateCaches;
  /** How many rows tables have, by line. */
  readonly tables = new Map<string, Pick<TableRows, 'count' | 'of'>>();
  private runNumber = -1;
  private shown: Partial<PanelRun> = {};
  /** True once a row of this run had details: their column stays from then on. */
  hasDetails = false;

  constructor(
    rpc: PanelRpc,
    private readonly store: Store,
    changed: () => void,
  ) {
    this.cache = new QueryCache({
      ...panelCalls(rpc, store),
      count: (question) => itemsOf(this, question),
      arrived: (question, answer) => this.arrived(question, answer),
      changed,
    });
    this.states = new StateCaches(this.cache);
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
    return this.cache.isOutdated;
  }

  /** Draws a part of the panel: what `work` wants of the data is all that this owner has in sight from now on. */
  look<T>(owner: string, work: () => T): T {
    return this.cache.look(owner, work);
  }

  /** A part of the panel and its own parts (`owner/part`) show nothing any more. */
  release(owner: string): void {
    this.cache.release(owner);
  }

  /** Takes over what the host tells of an edit by itself, as far as it is of the text that is shown. */
  take(answers: readonly PanelAnswer[]): void {
    const { run } = this;
    this.cache.take(answers.filter(({ of }) => of.runId === run?.runId && of.revision === run.revision));
  }

  /** Rows of tokens `[from, to)` are in sight. */
  wantRows(from: number, to: number): void {
    this.cache.wantRange({ method: 'rows', params: { fromToken: from, toToken: to } }, ROW_PAGING);
  }

  /** A token's row, or null while it is loading. */
  row(token: number): TokenRow | null {
    const page = this.cache.at(ROWS, token) as TokenRows | null;
    if (!page) return null;
    return rowIn(page, token - page.fromToken, token);
  }

  /** Why rows or probabilities are missing, in one sentence; null if nothing went wrong. */
  problemOf(token: number): string | null {
    const params = { token };
    return (
      this.cache.problemAt(ROWS, token) ??
      this.cache.problemOf({ method: 'classProbabilities', params }) ??
      this.cache.problemOf({ method: 'segmentProbabilities', params })
    );
  }

  /** All classes of a token; null while they are not here. */
  classes(token: number): ClassRow | null {
    return this.isToken(token) ? this.cache.want({ method: 'classProbabilities', params: { token } }) : null;
  }

  /** All classes of a head of a token's whole segment; null while they are not here. */
  segmentClasses(token: number, head = 0): ClassRow | null {
    const params = head === 0 ? { token } : { token, head };
    return this.isToken(token) ? this.cache.want({ method: 'segmentProbabilities', params }) : null;
  }

  /** The steps of a token; null while they are not known. */
  stepsOf(token: number): StepRange | null {
    if (this.stepsAreTokens) return { fromStep: token, toStep: token + 1 };
    // While the run goes on its steps are not counted yet.
    if (this.stepCount === 0 || !this.isToken(token)) return null;
    return this.cache.want({ method: 'stepsOfToken', params: { token } });
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

  /** The states of a layer, direction and quantity; `scaled`: as shares of each unit's own scale. */
  statesOf(
    rnn: RnnConfig,
    layer: number,
    direction: Direction,
    quantity: Quantity,
    scaled = false,
  ): StateCache {
    return this.states.of(rnn, { layer, direction, quantity }, scaled ? SCALED_STATES : VIEW_STATES);
  }

  /** The states an equation needs, in small windows: every quantity of a layer and direction. */
  statesForEquation(rnn: RnnConfig, layer: number, direction: Direction): ReadonlyMap<Quantity, StateCache> {
    const of = (quantity: Quantity) => this.states.of(rnn, { layer, direction, quantity }, EQUATION_STATES);
    return new Map(quantitiesOf(rnn.cell).map((quantity) => [quantity, of(quantity)]));
  }

  private get run(): PanelRun | null {
    return this.store.state.panel?.run ?? null;
  }

  private isToken(token: number): boolean {
    return token >= 0 && token < this.tokenCount;
  }

  private arrived(question: PanelQuestion, answer: object): void {
    if (question.method === 'tableRows') this.tables.set(lineOf(question)!, countsIn(answer as TableRows));
    if ('details' in answer && (answer as TokenRows).details.some((text) => text !== ''))
      this.hasDetails = true;
    if (question.method === 'states' && 'values' in answer)
      this.states.arrived(question, answer.values as Float32Array);
  }

  private follow(state: State): void {
    const { taggedCount = 0, runId = -1, revision = -1 } = state.panel?.run ?? {};
    const before = this.shown;
    if (runId === before.runId && revision !== before.revision) this.cache.age();
    else if (state.runNumber !== this.runNumber) this.reset();
    // Rows without a label may have one by now.
    else if (taggedCount !== before.taggedCount)
      this.cache.ageAnswers(
        ({ answer }) =>
          'entropies' in answer ||
          ('probabilities' in answer && 'texts' in answer && answer.probabilities.some(Number.isNaN)),
      );
    this.runNumber = state.runNumber;
    this.shown = { taggedCount, runId, revision };
  }

  private reset(): void {
    this.cache.clear();
    this.states.clear();
    this.tables.clear();
    this.hasDetails = false;
  }
}

/** What is kept of an answer that may go. */
function countsIn({ count, of }: TableRows): Pick<TableRows, 'count' | 'of'> {
  return { count, of };
}

/** How many items there are of what a question asks a range of. */
function itemsOf({ tables, tokenCount, stepCount }: RunData, question: PanelQuestion): number {
  const { method, params } = question;
  // Of a table in some order that is known once the first rows are.
  if (method === 'tableRows') return tables.get(lineOf(question)!)?.count ?? params.toRow;
  return OF_TOKENS.has(method) ? tokenCount : stepCount;
}
