/** What of a comment or a string of a program is prose. */

import type { Prose } from './prose.js';

/** A tag of documentation, with the type and (of a parameter) the name behind it. */
const DOC_TAG =
  /[@\\](?:param|arg|argument|property|prop|returns?|throws|exception|[a-zA-Z]+)(?![\w.])(?:[ \t]*\{[^{}\n]*\})?[ \t]*/y;
const DOC_NAMED = /(?:\[[^\]\n]*\]|[\w$.]+)[ \t]*(?:-[ \t]+)?/y;
const INLINE_TAG = /\{@\w+[ \t]*([^{}\n]*)\}/g;
/** Directives to programs, not to people. */
const DIRECTIVE =
  /^[ \t]*(?:!\/|eslint-|prettier-|@ts-|istanbul |c8 |noqa|pylint:|type: ?ignore|pragma|#?region\b|#?endregion\b|-\*-|vim:|sourceMappingURL)/;
const RULE = /^[^\p{L}\p{N}]*$/u;
const ESCAPE = /\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|[\s\S])/iy;
const WORDS = /\p{L}[\p{L}\p{M}\p{N}'’-]*[.,;:!?]?\s+(?=[\p{L}"'(])/gu;
const HANGUL = /[가-힣]/;

/** One line of a comment without its marks; tags of documentation begin a block. */
export function keepComment(text: string, prose: Prose, from: number, stop: number, whole: string): boolean {
  const content = text.slice(from, stop);
  if (RULE.test(content) || DIRECTIVE.test(whole)) return false;
  let at = from;
  DOC_TAG.lastIndex = from;
  const tag = DOC_TAG.exec(text);
  if (tag && tag.index + tag[0].length <= stop) {
    prose.endBlock(from);
    at += tag[0].length;
    if (/^.(?:param|arg|prop|throws|exception)/.test(tag[0])) {
      DOC_NAMED.lastIndex = at;
      at = Math.min(stop, at + (DOC_NAMED.exec(text)?.[0].length ?? 0));
    }
  }
  let kept = at;
  for (const { 0: link, 1: inner, index } of text.slice(at, stop).matchAll(INLINE_TAG)) {
    const close = at + index + link.length;
    prose.keep(kept, at + index);
    prose.keep(close - 1 - inner.length, close - 1);
    kept = close;
  }
  prose.keep(kept, stop);
  return true;
}

/** What stands in a string, if it reads like a sentence. */
export function keepString(text: string, prose: Prose, from: number, to: number, isWhole: boolean): void {
  const content = text.slice(from, to);
  const isProse = HANGUL.test(content) ? /\s/.test(content.trim()) : (content.match(WORDS)?.length ?? 0) >= 2;
  if (!isProse) {
    if (!isWhole) prose.endBlock(from);
    return;
  }
  let kept = from;
  for (let at = from; at < to;) {
    const read = text[at] === '\\' ? ' ' : '';
    const end = text[at] === '\\' ? escapeEnd(text, at, to) : interpolationEnd(text, at, to);
    if (end === at) {
      at++;
      continue;
    }
    prose.keep(kept, at);
    prose.put(at, end, /["'`\\]/.test(text[end - 1]) && end === at + 2 ? text[end - 1] : read);
    at = kept = end;
  }
  prose.keep(kept, to);
}

function escapeEnd(text: string, at: number, to: number): number {
  ESCAPE.lastIndex = at;
  return Math.min(to, at + (ESCAPE.exec(text)?.[0].length ?? 1));
}

/** Where `${…}`, `{0}` or `%s` ends; the place itself if none begins here. */
function interpolationEnd(text: string, at: number, to: number): number {
  const begins = text[at] === '{' || (text[at] === '$' && text[at + 1] === '{');
  if (!begins) return at;
  let depth = 0;
  for (let k = at; k < to; k++) {
    if (text[k] === '{') depth++;
    else if (text[k] === '}' && --depth === 0) return k + 1;
  }
  return at;
}
