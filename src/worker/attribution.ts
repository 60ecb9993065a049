import { attribute } from '../core/analysis/attribution/attribute.js';
import type { AttributionAsked, TokenAttribution } from '../protocol/engine.js';
import type { EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';

/** Which tokens drive a prediction of a document, some variants of the text a turn. */
export async function tokenAttribution(
  document: EngineDocument,
  { token, head = 0, label, method, pairs }: AttributionAsked,
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<TokenAttribution> {
  const { fromToken, stretch, isExpectation } = document.stretchAt(token);
  const work = attribute(document.pipeline, stretch, {
    ...{ token: token - fromToken, head, label: label ?? null, method },
    ...{ withPairs: pairs, isExpectation },
  });
  for (;;) {
    const next = work.next();
    if (next.done) {
      const { from, ...answer } = next.value;
      const texts = stretch.tokens.slice(from, from + answer.values.length);
      return { ...answer, fromToken: fromToken + from, texts };
    }
    done(next.value);
    await turn();
  }
}
