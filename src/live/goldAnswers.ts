/** Answers about the right labels of a text that says them itself. */
import { uposAt } from '../core/formats/conlluGold.js';
import { GOLD_HEAD, NO_GOLD, type GoldLoss } from '../protocol/gold.js';
import type { EngineClient } from './engineClient.js';
import type { Run } from './run.js';
import { walkTokens } from './walkTokens.js';

/** Documents of this language say what is right. */
const GOLD_LANGUAGE = 'conllu';

/** Before a form its number stands, behind it lemma and part of speech. */
const AROUND = { before: 24, after: 512 };

/** The label that the text gives a token; null where it gives none, or is no text that does. */
export function goldLabel({ source, tokens, tokenCount }: Run, token: number): string | null {
  if (source.languageId !== GOLD_LANGUAGE || !(token >= 0 && token < tokenCount)) return null;
  const { text, start, end } = tokens.around(token, AROUND.before, AROUND.after);
  return uposAt(text, start, end);
}

/** The loss over all tokens whose right label the text says. Rejects as `walkTokens` and the engine do. */
export async function panelGoldLoss(
  engine: Pick<EngineClient, 'call'>,
  run: Run,
  signal: AbortSignal,
): Promise<GoldLoss> {
  const { documentId, model, tokens, tokenCount, source } = run;
  const head = model.heads.findIndex(({ name }) => name === GOLD_HEAD);
  const none = { words: 0, meanBits: NaN, lastBits: NaN, right: 0 };
  if (head < 0 || source.languageId !== GOLD_LANGUAGE) return none;
  const labels = new Map(model.heads[head].labels.map((label, k) => [label, k]));
  const gold = new Uint16Array(tokenCount).fill(NO_GOLD);
  let right = 0;
  const look = (token: number): void => {
    const label = labels.get(goldLabel(run, token) ?? '');
    if (label === undefined) return;
    gold[token] = label;
    if (head === 0 && tokens.labelOf(token).label === label) right++;
  };
  await walkTokens(run, look, signal);
  const loss = await engine.call('goldLoss', { documentId, head, gold }, { signal });
  return { ...loss, right };
}
