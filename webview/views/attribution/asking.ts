import type { AttributionAsked, TokenAttribution } from '../../../src/protocol/engine.js';
import type { PanelQuestion, PanelRun } from '../../../src/protocol/panel.js';
import type { Context } from '../view.js';

/** Milliseconds without an edit after which is asked anew: each answer takes many runs of a sentence. */
const REST_MS = 250;

/** An answer, and what it answers. */
export interface Answered {
  readonly asked: AttributionAsked;
  readonly answer: TokenAttribution;
}

/** What can be shown of a question. */
export interface Shown {
  /** The answer, or until it is here the last one of the run; null for none. */
  readonly last: Answered | null;
  /** `now`: of what is asked and of the text as it is; `working`: its successor is on its way; `before`: of an older text. */
  readonly state: 'now' | 'working' | 'before';
  /** Why there is no answer, in one sentence. */
  readonly problem: string | null;
}

/** Asks for attributions when typing rests, and keeps the last answer until the next one is here. */
export class AttributionAsking {
  private last: (Answered & { readonly runId: number; readonly revision: number }) | null = null;
  private text = { runId: -1, revision: -1 };
  private editedAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly context: Context,
    /** Called when it is time to ask. */
    private readonly rested: () => void,
  ) {}

  /** What can be shown; to be called outside of looks: an answer that is here is not in sight, so no edit asks for it. */
  ask({ runId, revision }: PanelRun, asked: AttributionAsked): Shown {
    this.follow(runId, revision);
    const { data } = this.context;
    const question: PanelQuestion<'attribution'> = { method: 'attribution', params: asked };
    if (data.cache.isAnswered(question)) {
      const answer = data.cache.want(question);
      if (answer) this.last = { asked, answer, runId, revision };
    }
    const { last } = this;
    const isOld = last !== null && last.revision !== revision;
    const isThere = last !== null && !isOld && JSON.stringify(last.asked) === JSON.stringify(asked);
    const waits = this.editedAt + REST_MS - performance.now();
    clearTimeout(this.timer);
    if (waits > 0) this.timer = setTimeout(this.rested, waits);
    data.look('attribution/asked', () => {
      if (!isThere && waits <= 0) data.cache.want(question);
    });
    const problem = waits > 0 ? null : data.cache.problemOf(question);
    return { last, state: isThere ? 'now' : isOld ? 'before' : 'working', problem };
  }

  /** What was asked last, as far as it is known. */
  latest({ runId, revision }: PanelRun): Pick<Shown, 'last' | 'state'> {
    const { last } = this;
    const isOfNow = last?.runId === runId && last.revision === revision;
    return { last, state: isOfNow ? 'now' : 'before' };
  }

  private follow(runId: number, revision: number): void {
    if (runId !== this.text.runId) this.last = null;
    else if (revision !== this.text.revision) this.editedAt = performance.now();
    this.text = { runId, revision };
  }
}
