/** Scripts that models are chosen by. */
export type Script = 'hangul' | 'latin';

/** UTF-16 code units that are looked at: enough to tell, and the same for a text of any length. */
const LOOKED_AT_UTF16 = 20_000;

const HANGUL = /\p{Script=Hangul}/gu;
const LATIN = /\p{Script=Latin}/gu;

/** The script most letters near the start of a text are written in; null if it has letters of neither. */
export function dominantScript(text: string): Script | null {
  const start = text.slice(0, LOOKED_AT_UTF16);
  const hangul = start.match(HANGUL)?.length ?? 0;
  const latin = start.match(LATIN)?.length ?? 0;
  if (hangul + latin === 0) return null;
  return hangul > latin ? 'hangul' : 'latin';
}
