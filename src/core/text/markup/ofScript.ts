/** A mixed document, of which one model reads what is written in its script. */

import { scriptPieces, type Script } from '../script.js';
import { lineEnd, lookLimit, MAX_BLOCK_UTF16, type Markup } from './markup.js';
import { BLOCK_BREAK, Prose, type ProsePiece } from './prose.js';

/** What begins a state: the script of what was before. */
const MARKS = { hangul: 'h', latin: 'l' } as const;

/** A text without markup: a block is a line. */
export const PLAIN: Markup = {
  initial: '',
  block: (text, start, state, prose) => {
    const limit = Math.min(lookLimit(text, start), start + MAX_BLOCK_UTF16);
    const endUtf16 = lineEnd(text, start, limit);
    prose.keep(start, endUtf16);
    return { endUtf16, state };
  },
};

/**
 * Reads of a document, as `base` does, only what is written in a script: a line or sentence that has most of its words
 * in it, and what is too short to tell behind such a one (at the document's start: Latin).
 */
export function ofScript(base: Markup, script: Script): Markup {
  return {
    initial: MARKS.latin + base.initial,
    block(text, start, state, prose) {
      const all = new Prose(text);
      const end = base.block(text, start, state.slice(1), all);
      let last = state[0];
      for (const { pieces, script: own } of byScript(all.take())) {
        const mark = own ? MARKS[own] : last;
        if (mark === MARKS[script]) for (const piece of pieces) takeOver(piece, prose);
        else if (last === MARKS[script]) prose.put(pieces[0].start, pieces[0].start, BLOCK_BREAK);
        last = mark;
      }
      return { endUtf16: end.endUtf16, state: last + end.state };
    },
  };
}

function takeOver({ start, end, read, isReplaced }: ProsePiece, prose: Prose): void {
  if (isReplaced) prose.put(start, end, read);
  else prose.keep(start, end);
}

/** What is read of a block, cut where the script may change; what stands for something else is not cut. */
function byScript(
  pieces: readonly ProsePiece[],
): { readonly pieces: readonly ProsePiece[]; readonly script: Script | null }[] {
  const rest = [...pieces].reverse();
  let at = 0;
  return scriptPieces(pieces.map(({ read }) => read).join('')).flatMap(({ end, script }) => {
    const own: ProsePiece[] = [];
    while (at < end) {
      const piece = rest.pop()!;
      const length = piece.isReplaced ? piece.read.length : Math.min(piece.read.length, end - at);
      const [head, tail] = [sliceOf(piece, 0, length), sliceOf(piece, length, piece.read.length)];
      own.push(head);
      if (tail.read !== '') rest.push(tail);
      at += length;
    }
    return own.length > 0 ? { pieces: own, script } : [];
  });
}

function sliceOf(piece: ProsePiece, from: number, to: number): ProsePiece {
  if (from === 0 && to === piece.read.length) return piece;
  const { start, read } = piece;
  return { ...piece, start: start + from, end: start + to, read: read.slice(from, to) };
}
