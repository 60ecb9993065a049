import type { PanelAnswer, PanelHostContract, PanelRequest } from '../protocol/panel.js';
import type { Handlers } from '../protocol/rpc.js';

type Requests = Handlers<PanelHostContract>['requests'];

/** Bytes of values in one message: the rest the panel asks for itself. */
const MAX_ANSWER_BYTES = 500_000;

/** Answers to what the panel has in sight, asked for all at once; without those that failed or do not fit. */
export async function answersTo(
  sight: readonly PanelRequest[],
  requests: Requests,
  signal: AbortSignal,
): Promise<PanelAnswer[]> {
  // States first: what is run for them has all that is asked for besides.
  const inOrder = [...sight].sort((a, b) => Number(b.method === 'states') - Number(a.method === 'states'));
  const all = await Promise.all(
    inOrder.map((request) => answerTo(request, requests, signal).catch(() => null)),
  );
  let bytes = 0;
  return all.filter((answer) => {
    if (answer?.method === 'states') bytes += answer.result.values.byteLength;
    return answer !== null && bytes <= MAX_ANSWER_BYTES;
  }) as PanelAnswer[];
}

async function answerTo(
  request: PanelRequest,
  requests: Requests,
  signal: AbortSignal,
): Promise<PanelAnswer> {
  switch (request.method) {
    case 'rows':
      return { ...request, result: await requests.rows(request.params, signal) };
    case 'states':
      return { ...request, result: await requests.states(request.params, signal) };
    case 'classProbabilities':
      return { ...request, result: await requests.classProbabilities(request.params, signal) };
    case 'segmentProbabilities':
      return { ...request, result: await requests.segmentProbabilities(request.params, signal) };
    case 'stepsOfToken':
      return { ...request, result: await requests.stepsOfToken(request.params, signal) };
  }
}
