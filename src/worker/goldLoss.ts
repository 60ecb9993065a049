import { NO_GOLD, type GoldLoss } from '../protocol/gold.js';
import { checkRange, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';

/** Tokens between two looks at whether something else is asked. */
const TOKENS_AT_ONCE = 256;

/**
 * −log₂ of the probability of the right label at each token that has one: mean and last. What the network says is
 * counted, not what rules make of it. RangeError for a head or a token that is not there.
 */
export async function goldLoss(
  document: EngineDocument,
  { head, gold }: { readonly head: number; readonly gold: Uint16Array },
  { turn, done }: Pick<Job, 'turn' | 'done'>,
): Promise<Omit<GoldLoss, 'right'>> {
  checkRange('tokens', 0, gold.length, document.tokenCount);
  let [words, sum, lastBits] = [0, 0, NaN];
  for (let token = 0; token < gold.length; token++) {
    if (token % TOKENS_AT_ONCE === 0) {
      await turn();
      done(token / gold.length);
    }
    if (gold[token] === NO_GOLD) continue;
    lastBits = -Math.log2(document.classProbabilities(token, head).probabilities[gold[token]]);
    sum += lastBits;
    words++;
  }
  return { words, meanBits: sum / words, lastBits };
}
