/** Questions that are under way, and those that were refused. */
import type { AnswerTo, PanelQuestion, PanelReply, QuestionName } from '../../src/protocol/panel.js';
import { RpcError } from '../../src/protocol/rpc.js';
import { keyOf, lineOf, rangeOf } from './questions.js';

type Answer = AnswerTo<QuestionName>;

/** What becomes of questions. */
export interface RequestCalls {
  /** Asks the host, of the text that is shown now. */
  ask(
    question: PanelQuestion,
    signal: AbortSignal,
    progress: (share: number) => void,
  ): Promise<PanelReply<Answer>>;
  /** More of the work for a question is done. */
  progressed(): void;
  /** An answer came. */
  answered(question: PanelQuestion, answer: Answer): void;
  /** A question is no longer under way, whatever became of it. */
  settled(question: PanelQuestion): void;
}

interface Waiting {
  readonly question: PanelQuestion;
  readonly abort: AbortController;
  /** How much of the work is done, 0 to 1; null where that is not told. */
  share: number | null;
}

interface Refused {
  readonly question: PanelQuestion;
  /** null: the host's text is another one by now. */
  readonly problem: string | null;
}

/** Each question is under way once; what was refused is not asked again before `giveUp`. */
export class Requests {
  private readonly waiting = new Map<string, Waiting>();
  private readonly refused = new Map<string, Refused>();

  constructor(private readonly calls: RequestCalls) {}

  /** Whether there is no use in asking. */
  isRefused(key: string): boolean {
    return this.refused.has(key);
  }

  /** Why the question about an item of a line was refused, in one sentence; null if it was not. */
  problemAt(line: string, item: number): string | null {
    for (const { question, problem } of this.refused.values()) {
      const range = rangeOf(question);
      if (range && item >= range.from && item < range.to && lineOf(question) === line) return problem;
    }
    return null;
  }

  /** Why a question was refused, as `problemAt`. */
  problemOf(question: PanelQuestion): string | null {
    return this.refused.get(keyOf(question))?.problem ?? null;
  }

  /** How much of the work for questions of a line is done, the least of them; null where that is not told. */
  shareOf(line: string): number | null {
    const shares = [...this.waiting.values()].flatMap(({ question, share }) =>
      share !== null && (lineOf(question) ?? keyOf(question)) === line ? [share] : [],
    );
    return shares.length > 0 ? Math.min(...shares) : null;
  }

  /** Whether a question of a line is under way. */
  isUnderWay(line: string): boolean {
    return [...this.waiting.values()].some(({ question }) => lineOf(question) === line);
  }

  /** Asks what is not under way yet. */
  send(questions: ReadonlyMap<string, PanelQuestion>): void {
    for (const [key, question] of questions) if (!this.waiting.has(key)) void this.load(key, question);
  }

  /** Cancels what is not among the questions; true if something was. */
  cancelAllBut(questions: ReadonlyMap<string, PanelQuestion>): boolean {
    return this.cancel((key) => !questions.has(key));
  }

  /** Cancels what `isGone` says, and forgets all that was refused: it may be asked again. */
  giveUp(isGone: (question: PanelQuestion) => boolean): void {
    this.cancel((_, question) => isGone(question));
    this.refused.clear();
  }

  private cancel(isGone: (key: string, question: PanelQuestion) => boolean): boolean {
    let some = false;
    for (const [key, { question, abort }] of this.waiting) {
      if (!isGone(key, question)) continue;
      // It may be asked again before the refusal arrives.
      this.waiting.delete(key);
      abort.abort();
      some = true;
    }
    return some;
  }

  private async load(key: string, question: PanelQuestion): Promise<void> {
    const abort = new AbortController();
    const waiting: Waiting = { question, abort, share: null };
    this.waiting.set(key, waiting);
    const progress = (share: number) => {
      if (Math.floor(100 * share) === Math.floor(100 * (waiting.share ?? -1))) return;
      waiting.share = share;
      this.calls.progressed();
    };
    try {
      const reply = await this.calls.ask(question, abort.signal, progress);
      if (abort.signal.aborted) return;
      if (reply.kind === 'answer') this.calls.answered(question, reply.value);
      else this.refused.set(key, { question, problem: null });
    } catch (error) {
      if (abort.signal.aborted) return;
      if (!(error instanceof RpcError && error.cancelled))
        this.refused.set(key, { question, problem: sentence(error) });
    }
    this.waiting.delete(key);
    this.calls.settled(question);
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
