/**
 * CoNLL-U, read as its sentences: the forms of the words, with a space behind each that is followed by one. What comments,
 * other columns and empty nodes say is not text. (universaldependencies.org/format)
 */

import { contentEnd, lineEnd, lookLimit, MAX_BLOCK_UTF16, type BlockEnd, type Markup } from './markup.js';
import type { Prose } from './prose.js';

/** Between two sentences, and within one; then `:` and the last word of the one form that was read for several words. */
const [BETWEEN, WITHIN] = ['', 's'];
/** Behind the state: the rest of a line that is too long for a block. */
const CUT = '~';

/** `1`, `1-2` or (an empty node) `1.1`, and the form. */
const WORD = /^(\d+)(?:-(\d+)|(\.\d+))?\t([^\t]+)/;

/** How a document in CoNLL-U is read. */
export const CONLLU: Markup = {
  initial: BETWEEN,
  block(text, start, state, prose): BlockEnd {
    const end = lineEnd(text, start, Math.min(lookLimit(text, start), start + MAX_BLOCK_UTF16));
    const isCut = end < text.length && !/[\r\n]/.test(text[end - 1]);
    const rest = state.endsWith(CUT);
    const before = rest ? state.slice(0, -1) : state;
    prose.begin(before !== BETWEEN);
    const after = rest ? before : line(text, start, contentEnd(text, start, end), before, prose);
    if (end >= text.length) prose.endBlock(end);
    return { endUtf16: end, state: isCut ? after + CUT : after };
  },
};

/** Reads a line; the state behind it. */
function line(text: string, start: number, end: number, state: string, prose: Prose): string {
  if (end === start) {
    prose.endBlock(start);
    return BETWEEN;
  }
  const content = text.slice(start, end);
  const word = WORD.exec(content);
  if (!word || word[3] !== undefined) return state;
  const [, id, last, , form] = word;
  if (Number(id) <= Number(state.split(':')[1] ?? 0)) return state;
  const from = start + content.indexOf('\t') + 1;
  prose.keep(from, from + form.length);
  if (!/(?:^|[\t|])SpaceAfter=No(?:$|[\t|])/.test(content)) prose.put(end, end, ' ');
  return last === undefined ? WITHIN : `${WITHIN}:${last}`;
}
