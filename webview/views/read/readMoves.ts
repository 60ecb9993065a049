import { tokenOfWord } from './readWords.js';

/** Tokens left or right of one, and the ends of the text, by key; null for other keys. */
export function movedAlong(key: string, token: number, count: number): number | null {
  const to = { ArrowLeft: token - 1, ArrowRight: token + 1, Home: 0, End: count - 1 }[key];
  return to === undefined || count === 0 ? null : Math.max(0, Math.min(count - 1, to));
}

/** How far and in which direction keys move between lines, in pixels; null for other keys. */
export function movedDown(key: string, viewportPx: number): number | null {
  const page = Math.max(1, viewportPx * 0.85);
  return { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[key] ?? null;
}

/** The token above (`px` < 0) or below that is nearest to being so many pixels away; null if no line is there. */
export function tokenBeside(words: readonly HTMLElement[], token: number, px: number): number | null {
  const current = words.find((word) => tokenOfWord(word) === token);
  if (!current) return null;
  const from = middle(current);
  let best: { token: number; y: number; x: number } | null = null;
  for (const word of words) {
    const to = middle(word);
    const isBeyond = px > 0 ? to.top >= from.bottom - 1 : to.bottom <= from.top + 1;
    if (!isBeyond) continue;
    const y = Math.round(Math.abs(to.top - from.top - px));
    const x = Math.abs(to.x - from.x);
    if (!best || y < best.y - 2 || (y <= best.y + 2 && x < best.x)) best = { token: tokenOfWord(word), y, x };
  }
  return best?.token ?? null;
}

function middle(word: HTMLElement) {
  const { top, bottom, left, right } = word.getBoundingClientRect();
  return { top, bottom, x: (left + right) / 2 };
}
