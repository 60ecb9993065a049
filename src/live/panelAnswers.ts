/** Answers to the panel's questions, each tagged with the texts it is of; none of a text the panel does not show. */
import {
  isOfComparison,
  type AnswerTo,
  type AskedVersion,
  type PanelHostContract,
  type PanelQuestion,
  type PanelQuestions,
  type PanelReply,
  type QuestionName,
} from '../protocol/panel.js';
import type { Handlers } from '../protocol/rpc.js';
import type { Run } from './run.js';

/** What can be asked about now: a run, and the comparison of it. */
export interface AskedAbout {
  readonly run: Run;
  readonly comparison: AskedVersion['comparison'];
}

/** Told how much of the work for an answer is done, 0 to 1. */
type Tell = (share: number) => void;

const untold: Tell = () => undefined;

/** One function a question; rejects with a sentence if it cannot be answered. */
export type Answerers = {
  readonly [K in QuestionName]: (
    run: Run,
    params: PanelQuestions[K]['params'],
    signal: AbortSignal,
    tell: Tell,
  ) => Promise<AnswerTo<K>> | AnswerTo<K>;
};

/** An answer, and the revision of the run that it is of. */
export interface EarlyAnswer {
  readonly value: AnswerTo<QuestionName>;
  readonly revision: number;
}

/** Checks every question, and every answer when it is there, against the texts of that moment. */
export class PanelAnswers {
  /** One handler a question. */
  readonly handlers: Handlers<PanelHostContract>['requests'];

  constructor(
    private readonly answerers: Answerers,
    /** null while nothing is run. */
    private readonly now: () => AskedAbout | null,
  ) {
    const handlers = (Object.keys(answerers) as QuestionName[]).map((method) => [
      method,
      (asked: { readonly of: AskedVersion; readonly params: never }, signal: AbortSignal, tell: Tell) =>
        this.answer(method, asked.params, asked.of, signal, tell),
    ]);
    this.handlers = Object.fromEntries(handlers) as Handlers<PanelHostContract>['requests'];
  }

  /** Answers a question about these texts. Rejects with a sentence if it cannot be answered though they are current. */
  async answer<K extends QuestionName>(
    method: K,
    params: PanelQuestions[K]['params'],
    of: AskedVersion,
    signal: AbortSignal,
    tell = untold,
  ): Promise<PanelReply<AnswerTo<K>>> {
    const asked = this.now();
    if (!asked || !isSame(this.versionOf(method), of)) return this.superseded(method);
    try {
      const value = await this.answerers[method](asked.run, params, signal, tell);
      // The engine may have read another text before it answered.
      return isSame(this.versionOf(method), of) ? { kind: 'answer', of, value } : this.superseded(method);
    } catch (error) {
      if (!isSame(this.versionOf(method), of)) return this.superseded(method);
      throw error;
    }
  }

  /** As `answer`, of the texts as they are now. */
  answerNow(
    { method, params }: PanelQuestion,
    signal: AbortSignal,
  ): Promise<PanelReply<AnswerTo<QuestionName>>> {
    const of = this.versionOf(method);
    if (!of) return Promise.resolve({ kind: 'superseded', now: null });
    return this.answer(method, params as never, of, signal);
  }

  /**
   * Answers a question that is sent to the engine right after an edit of the run, and tells which of the run's revisions
   * it is of: the newest the host knew when the answer came.
   */
  async answerEarly(run: Run, { method, params }: PanelQuestion, signal: AbortSignal): Promise<EarlyAnswer> {
    const value = await this.answerers[method](run, params as never, signal, untold);
    return { value, revision: run.revision };
  }

  private superseded(method: QuestionName): {
    readonly kind: 'superseded';
    readonly now: AskedVersion | null;
  } {
    return { kind: 'superseded', now: this.versionOf(method) };
  }

  private versionOf(method: QuestionName): AskedVersion | null {
    const asked = this.now();
    if (!asked) return null;
    const { documentId: runId, revision } = asked.run;
    return { runId, revision, comparison: isOfComparison(method) ? asked.comparison : null };
  }
}

function isSame(a: AskedVersion | null, b: AskedVersion): boolean {
  if (a?.runId !== b.runId || a.revision !== b.revision) return false;
  return a.comparison?.id === b.comparison?.id && a.comparison?.revision === b.comparison?.revision;
}
