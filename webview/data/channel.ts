/** What leaves the page: questions and clicks, each with the text it is about. */
import {
  isOfComparison,
  type AnswerTo,
  type AskedVersion,
  type PanelClick,
  type PanelClicks,
  type PanelContract,
  type PanelHostContract,
  type PanelQuestion,
  type PanelReply,
  type QuestionName,
  type RunVersion,
} from '../../src/protocol/panel.js';
import type { CallOptions, Rpc } from '../../src/protocol/rpc.js';
import type { State, Store } from '../state/store.js';
import type { CacheCalls } from './queryCache.js';

/** The panel's end of the channel. */
export type PanelRpc = Rpc<PanelContract, PanelHostContract>;

/** How the cache reaches the host. */
export function panelCalls(rpc: PanelRpc, store: Store): Pick<CacheCalls, 'ask' | 'tell'> {
  return {
    ask: (question, signal, progress) =>
      ask(rpc, question, versionOf(question, store.state), { signal, progress }),
    tell: (questions) => {
      const runId = store.state.panel?.run?.runId ?? null;
      rpc.emit('looksAt', { runId, questions });
    },
  };
}

/** Tells the host what people do, and what was shown to them when they did it. */
export class Clicks {
  private drawn: State | null = null;

  constructor(
    private readonly rpc: PanelRpc,
    private readonly store: Store,
  ) {}

  /** This is what people see from now on. */
  drew(state: State): void {
    this.drawn = state;
  }

  /** Whether the tokens people see are those of the text the panel knows. */
  get isCurrent(): boolean {
    const [seen, known] = [this.drawn, this.store.state].map((state) => runVersion(state));
    return seen?.runId === known?.runId && seen?.revision === known?.revision;
  }

  emit<K extends keyof PanelClicks>(name: K, payload: PanelClicks[K]): void {
    const uri = this.drawn?.panel?.activeUri ?? null;
    this.rpc.emit('click', { name, payload, uri, of: runVersion(this.drawn) } as PanelClick);
  }
}

function runVersion(state: State | null): RunVersion | null {
  const run = state?.panel?.run;
  return run ? { runId: run.runId, revision: run.revision } : null;
}

/** Questions are asked only while there is a run. */
function versionOf({ method }: PanelQuestion, state: State): AskedVersion {
  const { runId, revision } = runVersion(state) ?? { runId: -1, revision: -1 };
  const comparison = isOfComparison(method) ? state.panel?.comparison : null;
  return {
    ...{ runId, revision },
    comparison: comparison ? { id: comparison.id, revision: comparison.revision } : null,
  };
}

function ask(
  rpc: PanelRpc,
  { method, params }: PanelQuestion,
  of: AskedVersion,
  options: CallOptions<number>,
): Promise<PanelReply<AnswerTo<QuestionName>>> {
  return rpc.call(method, { of, params } as never, options);
}
