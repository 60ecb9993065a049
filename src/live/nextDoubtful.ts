/** The way from one token that a reader may doubt to the next, over a whole run. */
import { isDoubtful } from '../core/views/reading.js';
import type { Run } from './run.js';

/** Tokens looked at without a pause. */
const AT_ONCE = 4096;

/**
 * The next token after (or before) a place that a reader may doubt and that no edit touched; of a classifier the first
 * one of its segment. -1 if there is none. Awaits `turn` now and then, and rejects when that does.
 */
export async function nextDoubtful(
  { tokens, model, level }: Run,
  { from, step, count }: { readonly from: number; readonly step: 1 | -1; readonly count: number },
  turn: () => Promise<void>,
): Promise<number> {
  for (let token = from + step, looked = 1; token >= 0 && token < count; token += step, looked++) {
    if (looked % AT_ONCE === 0) await turn();
    if (level === 'segment' && !tokens.startsSegment(token)) continue;
    const isIt = tokens.isTagged(token) && isDoubtful(model.task, tokens.labelOf(token).probability);
    if (isIt && tokens.rangeOf(token)) return token;
  }
  return -1;
}
