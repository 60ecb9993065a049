import type { PanelAnswer, PanelQuestion, RunVersion } from '../protocol/panel.js';
import { isOfComparison } from '../protocol/panel.js';
import type { PanelAnswers } from './panelAnswers.js';

/** Bytes of values in one message: the rest the panel asks for itself. */
const MAX_ANSWER_BYTES = 500_000;

/**
 * Answers to what the panel has in sight of a run, asked for all at once; without those that failed, that are of another
 * text by now, or that do not fit.
 */
export async function answersTo(
  sight: readonly PanelQuestion[],
  answers: Pick<PanelAnswers, 'answerNow'>,
  of: RunVersion,
  signal: AbortSignal,
): Promise<PanelAnswer[]> {
  // States first: what is run for them has all that is asked for besides.
  const inOrder = sight
    .filter(({ method }) => !isOfComparison(method))
    .sort((a, b) => Number(b.method === 'states') - Number(a.method === 'states'));
  const all = await Promise.all(
    inOrder.map(async (question) => {
      const reply = await answers.answerNow(question, signal).catch(() => null);
      if (reply?.kind !== 'answer' || reply.of.revision !== of.revision || reply.of.runId !== of.runId)
        return null;
      return { ...question, result: reply.value, of } as PanelAnswer;
    }),
  );
  let bytes = 0;
  return all.filter((answer): answer is PanelAnswer => {
    if (answer?.method === 'states') bytes += answer.result.values.byteLength;
    return answer !== null && bytes <= MAX_ANSWER_BYTES;
  });
}
