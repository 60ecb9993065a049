import type { PanelAnswer, PanelHostContract, PanelQuestion } from '../protocol/panel.js';
import { isAnsweredAlong } from '../protocol/panel.js';
import type { EarlyAnswer, PanelAnswers } from './panelAnswers.js';
import type { Run } from './run.js';

/** Bytes of values in one message: the rest the panel asks for itself. */
const MAX_ANSWER_BYTES = 500_000;

/** What a page has in sight of a run. */
export type Seen = PanelHostContract['events']['looksAt'];

const NOTHING: Seen = { runId: null, questions: [] };

/** What was asked along with an edit. */
interface Asked {
  readonly run: Run;
  readonly answers: ReadonlyMap<PanelQuestion, Promise<EarlyAnswer | null>>;
  readonly abort: AbortController;
}

/**
 * What the panel has in sight, and the answers to it after each edit. They are asked for in the moment the edit is
 * sent: the engine reads its messages in order, so they are of the text after it and come back together with it.
 */
export class Sight {
  private seen = NOTHING;
  private asked: Asked | null = null;

  constructor(private readonly answers: Pick<PanelAnswers, 'answerNow' | 'answerEarly'>) {}

  /** This is in sight from now on. */
  looksAt(seen: Seen): void {
    this.seen = seen;
  }

  /** Nobody looks any more. */
  close(): void {
    this.seen = NOTHING;
    this.asked?.abort.abort();
    this.asked = null;
  }

  /** The engine was sent an edit of the run. */
  editSent(run: Run): void {
    this.asked?.abort.abort();
    const abort = new AbortController();
    const answers = new Map(
      this.questionsOf(run).map((question) => [
        question,
        this.answers.answerEarly(run, question, abort.signal).catch(() => null),
      ]),
    );
    this.asked = { run, answers, abort };
  }

  /** Answers of the run as it is now; without those that failed, that are of another text by now, or that do not fit. */
  async answersOf(run: Run): Promise<PanelAnswer[]> {
    const { documentId: runId, revision } = run;
    const of = { runId, revision };
    const { asked } = this;
    const all = await Promise.all(
      this.questionsOf(run).map(async (question) => {
        const early = asked?.run === run ? await asked.answers.get(question) : null;
        if (early?.revision === revision) return { ...question, result: early.value, of } as PanelAnswer;
        // The run went on after it, or there was no edit: it is asked of what the run is now.
        const reply = await this.answers.answerNow(question, new AbortController().signal).catch(() => null);
        if (reply?.kind !== 'answer' || reply.of.revision !== revision || reply.of.runId !== runId)
          return null;
        return { ...question, result: reply.value, of } as PanelAnswer;
      }),
    );
    return fitting(all.filter((answer) => answer !== null));
  }

  private questionsOf({ documentId }: Run): readonly PanelQuestion[] {
    const { runId, questions } = this.seen;
    if (runId !== documentId) return [];
    // States first: what is run for them has all that is asked for besides.
    return questions
      .filter(({ method }) => isAnsweredAlong(method))
      .sort((a, b) => Number(b.method === 'states') - Number(a.method === 'states'));
  }
}

/** The first answers that one message holds. */
function fitting(answers: readonly PanelAnswer[]): PanelAnswer[] {
  let bytes = 0;
  return answers.filter((answer) => {
    if (answer.method === 'states') bytes += answer.result.values.byteLength;
    return bytes <= MAX_ANSWER_BYTES;
  });
}
