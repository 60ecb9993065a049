/** Underscores: marks of emphasis are tokens of their own (`_so_`), those of identifiers are not (`snake_case`). */

import { classOf, codePointAt, isSpace, LETTER, NUMBER } from '../characters.js';
import { isWordCodePoint } from '../symbols.js';

const UNDERSCORE = 95;
/** How far the mark that closes is looked for, in UTF-16 code units. */
const EMPHASIS_LIMIT = 200;
const MAX_MARK = 3;

/** Names of Python's that look like emphasis wherever they stand. */
const PYTHON_NAME =
  /^__(?:all|name|main|init|new|del|file|doc|str|repr|dict|class|call|len|iter|next|enter|exit|eq|lt|gt|hash|slots|version|author|future|import|module|path|package|annotations|[gs]et(?:attr|item)?)__/;

/** Length of the mark of emphasis that opens at `start`, an underscore; 0 if the underscores are an identifier's. */
export function openingMarkLength(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === UNDERSCORE && at - start <= MAX_MARK) at += 1;
  const length = at - start;
  if (length > MAX_MARK || !isWordAt(text, at)) return 0;
  if (length === 2 && PYTHON_NAME.test(text.slice(start, start + 20))) return 0;
  const close = closingMark(text, at, length);
  if (close < 0) return 0;
  // `__init__()` and `__all__.append` are names.
  const after = text[close + length];
  const isCall = after === '(' || (after === '.' && isWordAt(text, close + length + 1));
  return isCall && length === 2 && !/\s/.test(text.slice(at, close)) ? 0 : length;
}

/** Where the mark closes: behind something that is no space, before something that is no word; -1 if nowhere. */
function closingMark(text: string, from: number, length: number): number {
  const stop = Math.min(text.length, from + EMPHASIS_LIMIT);
  for (let at = from + 1; at < stop; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return -1;
    if (code !== UNDERSCORE) continue;
    let end = at;
    while (text.charCodeAt(end) === UNDERSCORE && end - at <= MAX_MARK) end += 1;
    if (end - at === length && !isSpace(text.charCodeAt(at - 1)) && !isWordAt(text, end)) return at;
    at = end - 1;
  }
  return -1;
}

/** How many underscores at a word's end are a mark that closes: up to three, if there is a word before them. */
export function closingMarkLength(text: string, start: number, end: number): number {
  if (text.charCodeAt(end - 1) !== UNDERSCORE || text.charCodeAt(start) === UNDERSCORE) return 0;
  if (text[end] === '(') return 0;
  let at = end;
  while (at > start && text.charCodeAt(at - 1) === UNDERSCORE && end - at <= MAX_MARK) at -= 1;
  return at === start || end - at > MAX_MARK ? 0 : end - at;
}

function isWordAt(text: string, at: number): boolean {
  const codePoint = codePointAt(text, at);
  if (codePoint < 0 || codePoint === UNDERSCORE) return codePoint === UNDERSCORE;
  const kind = classOf(codePoint);
  return kind === LETTER || kind === NUMBER || isWordCodePoint(codePoint);
}
