/** Scripts that models are chosen by, and which of them a piece of text is written in. */
export type Script = 'hangul' | 'latin';

/** UTF-16 code units that are looked at: enough to tell, and the same for a text of any length. */
const LOOKED_AT_UTF16 = 20_000;

const HANGUL = /\p{Script=Hangul}/u;
const LATIN = /\p{Script=Latin}/u;
const WORD = /\S+/gu;

/** Korean text is full of English names, English text is not full of Korean ones: so many Latin words a Korean one. */
const LATIN_WORDS_A_KOREAN_ONE = 2;

/** Fewer Latin words are no sentence by themselves: `U.S.`, `1.`, `OK`. */
const FEWEST_WORDS = 2;

/** Ends of what may be a sentence: a line's end, or a stop and white space. */
const ENDS = /[\r\n]+\s*|[.?!…。！？]+["'”’」』)\]]*[^\S\r\n]+/gu;

/** A piece of a text that is read by one model, as `[start, end)` UTF-16 offsets. */
export interface ScriptPiece {
  readonly start: number;
  readonly end: number;
  readonly script: Script | null;
}

interface Words {
  readonly hangul: number;
  readonly latin: number;
}

function wordsOf(text: string): Words {
  let [hangul, latin] = [0, 0];
  for (const [word] of text.matchAll(WORD)) {
    if (HANGUL.test(word)) hangul++;
    else if (LATIN.test(word)) latin++;
  }
  return { hangul, latin };
}

function scriptOf({ hangul, latin }: Words): Script | null {
  if (hangul > 0 && hangul * LATIN_WORDS_A_KOREAN_ONE >= latin) return 'hangul';
  return latin < FEWEST_WORDS ? null : 'latin';
}

/**
 * A text in lines and what may be sentences in them, each with its script: that of most of its words, null where it is
 * too short to tell. Short pieces go with what follows in their line.
 */
export function scriptPieces(text: string): ScriptPiece[] {
  const pieces: ScriptPiece[] = [];
  let start = 0;
  const take = (end: number, isLine: boolean): void => {
    const words = wordsOf(text.slice(start, end));
    if (!isLine && words.hangul === 0 && words.latin < FEWEST_WORDS) return;
    pieces.push({ start, end, script: scriptOf(words) });
    start = end;
  };
  for (const { 0: found, index } of text.matchAll(ENDS)) take(index + found.length, /^[\r\n]/.test(found));
  if (start < text.length) take(text.length, true);
  return pieces;
}

/** The scripts that pieces of a text are written in, the one that is most of it first. */
export function scriptsOf(text: string): Script[] {
  const share = { hangul: 0, latin: 0 };
  for (const { start, end, script } of scriptPieces(text)) if (script) share[script] += end - start;
  const found = (['hangul', 'latin'] as const).filter((script) => share[script] > 0);
  return found.sort((a, b) => share[b] - share[a]);
}

const HANGULS = new RegExp(HANGUL, 'gu');
const LATINS = new RegExp(LATIN, 'gu');

/** The script most letters near the start of a text are written in; null if it has letters of neither. */
export function dominantScript(text: string): Script | null {
  const start = text.slice(0, LOOKED_AT_UTF16);
  const hangul = start.match(HANGULS)?.length ?? 0;
  const latin = start.match(LATINS)?.length ?? 0;
  if (hangul + latin === 0) return null;
  return hangul > latin ? 'hangul' : 'latin';
}
