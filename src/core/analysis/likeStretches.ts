import type { PositionRange } from './rankSums.js';

/** Pairs of signs that text stands between. */
const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['"', '"'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['「', '」'],
  ['『', '』'],
  ['《', '》'],
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['`', '`'],
];

/** What people selected is between two signs; and where else there is something between the same ones. */
export interface LikeStretches {
  readonly open: string;
  readonly close: string;
  /** The others, in UTF-16 offsets, with the signs if they were selected, in the order of the text. */
  readonly others: readonly PositionRange[];
}

/**
 * Stretches of a text that are like the selected one: between the same pair of signs, which are the first and the last
 * thing of the selection or stand right around it. Blanks at its ends do not count. null where it is not between two
 * signs. Only both ends count: a selection somewhere inside a quotation says nothing of quotations.
 */
export function likeStretches(text: string, [start, end]: PositionRange): LikeStretches | null {
  let [from, to] = [start, end];
  while (from < to && /\s/.test(text[from])) from++;
  while (to > from && /\s/.test(text[to - 1])) to--;
  if (from === to) return null;
  for (const [open, close] of PAIRS) {
    const isOpenIn = text[from] === open && to - from > 1;
    const isCloseIn = text[to - 1] === close && to - from > 1;
    if (!(isOpenIn || text[from - 1] === open) || !(isCloseIn || text[to] === close)) continue;
    const all = between(text, open, close);
    const [sign, last] = [isOpenIn ? from : from - 1, isCloseIn ? to : to + 1];
    // A pair of the text, and not the end of one quotation and the beginning of the next.
    if (!all.some(([s, e]) => s === sign && e === last)) continue;
    const others = all
      .filter(([s, e]) => e <= sign || s >= last)
      .map(([s, e]): PositionRange => [isOpenIn ? s : s + 1, isCloseIn ? e : e - 1])
      .filter(([s, e]) => s < e);
    return { open, close, others };
  }
  return null;
}

/** All that stands between two signs that belong together, with them, in UTF-16 offsets; of nested ones the outermost. */
export function pairedStretches(text: string): PositionRange[] {
  return PAIRS.flatMap(([open, close]) => between(text, open, close));
}

/** What stands between two signs, with them; of nested ones the outermost. A blank line ends what was never closed. */
function between(text: string, open: string, close: string): PositionRange[] {
  const found: PositionRange[] = [];
  let [start, depth] = [-1, 0];
  for (let k = 0; k < text.length; k++) {
    const sign = text[k];
    if (sign === '\n' && isBlankLine(text, k)) depth = 0;
    else if (depth > 0 && sign === close) {
      depth--;
      if (depth === 0) found.push([start, k + 1]);
    } else if (sign === open) {
      if (depth === 0) start = k;
      depth++;
    }
  }
  return found;
}

/** Whether nothing but blanks stands between this line's end and the next one's. */
function isBlankLine(text: string, at: number): boolean {
  let k = at + 1;
  while (text[k] === ' ' || text[k] === '\t' || text[k] === '\r') k++;
  return text[k] === '\n';
}
