/**
 * Where a Korean segment ends. The rules, in order; `gap` is the white space after a token:
 *
 * 1. A gap with a blank line, or one longer than `GAP_LIMIT`, ends the segment.
 * 2. After a stop (`.`, `?!`, `…`), with the closing marks and emoticons that follow it, the segment ends, unless
 *    it shows that it goes on: a quotation that closes on the same line is open, a particle or verb of saying
 *    follows the closing quote (`"…?"라고`), the stop follows a number that goes on (`2024. 3. 5.`), a list number or
 *    a Latin abbreviation. An ellipsis or `~` ends a segment after a sentence's last syllable only (다, 요, 까, …),
 *    and so does a full stop with no white space after it.
 * 3. A single line break ends the segment (in reviews and verse a line is one), unless the line breaks off: after a
 *    comma, after 을/를/의, or, where this line or the next has `WRAPPED_UTF16` code units or more, after another
 *    particle or ending that something must follow. A line that begins like a list item or heading always begins a segment.
 * 4. Written without stops, a segment ends after an ending that nothing but an end follows (`-습니다`, `-어요`, `-줘`), a
 *    space and a letter or digit, unless a verb of saying reports it.
 */

import { type Gap, isSpace, measureGap } from '../characters.js';
import { GAP_LIMIT } from '../limits.js';
import type { SegmentEnds } from '../segmenter.js';
import { isEmoticon } from '../symbols.js';
import { isJamoCode, isLoneJamoCode, isSyllableCode } from './syllables.js';

/** Of two lines, one is at least this long where text was wrapped. */
const WRAPPED_UTF16 = 32;

const HEAD = 16;
/** How far a closing quote is looked for. */
const QUOTE_REACH = 200;
const STOP_RUN = /^[.!?…‼⁇⁈⁉。！？．｡]+$/;
const POINTS = '.．';
const WEAK_RUN = /^(?:\.{2,}|…+|[~∼〜～]+)$/;
const CLOSERS = ')]}>」』】》〉〕）］”’»›';
const CLOSER_OF: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': "'", '“': '”', '‘': '’' };
const SENTENCE_END = /[다요까죠네지군음임함됨냐니자라오소걸듯]$/;
/** What laughter may follow as a stop would: endings of talk; those that are particles as well (가, 고, 니) are not. */
const PREDICATE_END = /[다요까죠네음임함됨어아해지자냐군줘돼와봐래대걸여워져려라쎄듯]$/;
/** Endings that close a sentence whatever follows but a verb of saying; words that look like them are let off. */
const CLOSING_END =
  /(?:니다|줘|죠|(?:[어아해여워려내줘와지래대애까져겨셔켜써돼봐쳐혀겠네세예군데나구고뻐빠파퍼커꺼따떠싸짜쩌]|[이거니]에|니까|걸|라)요)$/;
const NO_CLOSING_END = /(?:^(?:고요|그런데요|근데요|그러니까요)|어머니다|친구요)$|[^가-힣]/;
const BREAKS_OFF = /[을를의]$/;
const WRAPS = /[은는이가에와과도로고며서면게던한할된될인적들만해어아여지큼럼]$/;
const QUOTING =
  /^(?:이?라(?:고|는|며|면서|던|든|도|$)|하(?:고|는|며|면서|였|자|던|기|지|여|더|니|겠)|한다|했|할|합|해|(?:이?란|고|는|은|을|를|에|의|도|만|에서|에게|에는|로|으로|와|과|처럼|보다|까지|부터)(?![가-힣]))/;
const ATTACHED_QUOTING =
  /^(?:이?라(?:고|는|며|면서|던|도)|하(?:고|는|며|면서)|(?:고|는|은|이|가|을|를|에|의|도|에서|로|와|과)(?![가-힣]))/;
/** What goes on after words that are reported without quotes: `간다고`, `좋아요 라고`, `갑니다 하면서`. */
const REPORTING =
  /^(?:이?라|하[고는며면였자던기지여더니겠]|한다|했|할|합|해|그러|그랬|고(?![가-힣])|는(?![가-힣])|말[하했씀])/;
const NUMBER_LABEL = /^(?:\d{1,4}|[가-하]|[A-Za-z]|[ivxIVX]{1,4}|[①-⑳])$/;
const LATIN_ABBREVIATION =
  /^(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|No|Vol|vs|pp?|cf|ed|eds|al|etc|Inc|Co|Ltd|Fig)$/;
const ITEM_HEAD =
  /^(?:[-*+•·–—‣▪◦○●■□▶▷◆◇※★☆]\s|[①-⑳]|\d{1,3}[.)]\s|[가-하][.)]\s|\(?[a-zA-Z\d]{1,2}\)\s|#{1,6}\s|>|\||```|~~~|[-=*_]{3})/;

/** `felt` by laughter or tears in the place of a stop. */
type Ending = 'none' | 'stop' | 'weak' | 'felt';

/** What the tokens of one segment so far say about its end; it begins anew with each segment. */
export class KoreanSegmentEnds implements SegmentEnds {
  private tokenCount = 0;
  private ending: Ending = 'none';
  private isClosed = false;
  /** The mark that closes the quotation the segment is in; empty outside. */
  private closing = '';
  private pointedNumbers = 0;
  private lineStart = 0;
  private wordStart = 0;
  private wordEnd = 0;

  endsAfter(text: string, start: number, end: number): boolean {
    if (this.tokenCount === 0) this.begin(start);
    this.tokenCount += 1;
    const token = text.slice(start, Math.min(end, start + HEAD));
    this.note(text, token, start, end);
    const gap = measureGap(text, end, GAP_LIMIT);
    const ends = this.decide(text, end, gap);
    if (gap.lineBreaks > 0) this.lineStart = gap.end;
    return ends;
  }

  reset(): void {
    this.tokenCount = 0;
    this.ending = 'none';
    this.isClosed = false;
    this.closing = '';
    this.pointedNumbers = 0;
  }

  shift(by: number): void {
    this.lineStart -= by;
    this.wordStart -= by;
    this.wordEnd -= by;
  }

  private begin(start: number): void {
    this.lineStart = start;
    this.wordStart = start;
    this.wordEnd = start;
  }

  private note(text: string, token: string, start: number, end: number): void {
    const isCloser = this.noteQuote(token);
    if (STOP_RUN.test(token) || WEAK_RUN.test(token)) {
      this.ending = WEAK_RUN.test(token) ? 'weak' : 'stop';
      this.isClosed = false;
      if (/^\d{1,4}$/.test(this.word(text))) this.pointedNumbers += 1;
    } else if (this.ending !== 'none' && isCloser) {
      this.isClosed = true;
    } else if (isFeeling(token)) {
      // In reviews, laughter and tears stand where the stop would.
      if (this.ending === 'none' && PREDICATE_END.test(this.wordTail(text))) this.ending = 'felt';
    } else {
      this.ending = 'none';
      this.wordStart = start;
      this.wordEnd = end;
    }
  }

  /** Follows quotations; whether the token is a closing mark. */
  private noteQuote(token: string): boolean {
    if (token.length !== 1) return false;
    // A grave accent closes what an apostrophe opened, and the other way round.
    if (this.closing !== '' && (token === this.closing || (token === '`' && this.closing === "'"))) {
      this.closing = '';
      return true;
    }
    if (this.closing === '' && token in CLOSER_OF) {
      this.closing = CLOSER_OF[token];
      return false;
    }
    return CLOSERS.includes(token);
  }

  private decide(text: string, end: number, gap: Gap): boolean {
    if (gap.overlong || gap.lineBreaks > 1) return true;
    if (gap.end >= text.length) return false;
    if (this.ending !== 'none' && this.goesOnWithMark(text, end, gap)) return false;
    if (gap.lineBreaks === 1) return this.endsByLine(text, end, gap);
    return this.ending === 'none' ? this.endsUnmarked(text, end, gap) : this.endsByStop(text, end, gap);
  }

  /** After an ending that closes sentences, written without a stop. */
  private endsUnmarked(text: string, end: number, gap: Gap): boolean {
    if (gap.end === end || this.wordEnd !== end || end - this.wordStart > HEAD) return false;
    const last = text.charCodeAt(end - 1);
    if (!isSyllableCode(last) && !isJamoCode(last)) return false;
    const word = this.word(text).normalize('NFC');
    if (!CLOSING_END.test(word) || NO_CLOSING_END.test(word) || this.isInQuotation(text, end)) return false;
    const chunk = nextChunk(text, gap.end).normalize('NFC');
    return /^[\p{L}\p{N}]/u.test(chunk) && !isFeeling(chunk) && !isLaughter(chunk) && !REPORTING.test(chunk);
  }

  /** After a stop: closing marks, further stops and emoticons belong to the sentence that has just ended. */
  private goesOnWithMark(text: string, end: number, gap: Gap): boolean {
    const next = text[gap.end];
    if (CLOSERS.includes(next) || ',;、'.includes(next) || next === this.closing) return true;
    if (gap.end === end && next in CLOSER_OF && this.closing === '') return next === '"' || next === "'";
    if (gap.lineBreaks > 0) return false;
    const chunk = nextChunk(text, gap.end);
    return isFeeling(chunk) || STOP_RUN.test(chunk) || isLaughter(chunk);
  }

  private endsByStop(text: string, end: number, gap: Gap): boolean {
    if (this.ending === 'weak' && !this.followsSentenceEnd(text)) return false;
    if (this.isInQuotation(text, end)) return false;
    const chunk = nextChunk(text, gap.end);
    if (this.isClosed) return gap.end > end && !QUOTING.test(chunk.normalize('NFC'));
    if (gap.end > end) return !this.isPointOfNumber(text, end, chunk);
    if (!isSyllableCode(chunk.charCodeAt(0)) && !/^\p{L}/u.test(chunk)) return /^[“‘「『]/.test(chunk);
    if (!POINTS.includes(text[end - 1])) return !ATTACHED_QUOTING.test(chunk.normalize('NFC'));
    return this.followsSentenceEnd(text);
  }

  private isInQuotation(text: string, end: number): boolean {
    if (this.closing === '') return false;
    const ahead = text.slice(end, end + QUOTE_REACH).split(/[\n\r\u2028\u2029]/, 1)[0];
    return ahead.includes(this.closing);
  }

  /** A stop after a number that goes on (a date), a list's number, an initial or an abbreviation. */
  private isPointOfNumber(text: string, end: number, chunk: string): boolean {
    if (!POINTS.includes(text[end - 1])) return false;
    const word = this.word(text);
    if (LATIN_ABBREVIATION.test(word)) return true;
    if (this.tokenCount === 2 && NUMBER_LABEL.test(word)) return true;
    return /^\d{1,4}$/.test(word) && (this.pointedNumbers > 1 || /^[\d(]/.test(chunk));
  }

  private followsSentenceEnd(text: string): boolean {
    return SENTENCE_END.test(this.wordTail(text));
  }

  /** The last word before the stop, at most `HEAD` code units of it. */
  private word(text: string): string {
    return text.slice(this.wordStart, Math.min(this.wordEnd, this.wordStart + HEAD));
  }

  /** The end of the last word before the stop; three code units hold a syllable in letters (NFD) too. */
  private wordTail(text: string): string {
    return text.slice(Math.max(this.wordStart, this.wordEnd - 3), this.wordEnd).normalize('NFC');
  }

  private endsByLine(text: string, end: number, gap: Gap): boolean {
    if (this.ending === 'stop' || ITEM_HEAD.test(text.slice(gap.end, gap.end + HEAD))) return true;
    const tail = text.slice(Math.max(this.lineStart, end - 3), end).normalize('NFC');
    if (/[,、，]$/.test(tail) || BREAKS_OFF.test(tail)) return false;
    const isLong = end - this.lineStart >= WRAPPED_UTF16 || isLongLine(text, gap.end);
    return !(isLong && WRAPS.test(tail));
  }
}

/** Laughter, tears, an emoticon or a pictograph: what a writer adds after a sentence. */
function isFeeling(token: string): boolean {
  if (token === '') return false;
  const isJamo = [...token].every((character) => isLoneJamoCode(character.charCodeAt(0)));
  return isJamo || isEmoticon(token) || /^(?:\p{Extended_Pictographic}|[ㅠㅜㅡ^][._^ㅠㅜㅡ])/u.test(token);
}

/** A chunk that begins with laughter or tears, stuck to what follows. */
function isLaughter(chunk: string): boolean {
  return /^[ㅋㅎㅠㅜㅡ]{2}/.test(chunk);
}

/** Whether the line that begins at `start` has at least `WRAPPED_UTF16` code units. */
function isLongLine(text: string, start: number): boolean {
  const head = text.slice(start, start + WRAPPED_UTF16);
  return head.length === WRAPPED_UTF16 && !/[\n\r\u2028\u2029]/.test(head);
}

function nextChunk(text: string, start: number): string {
  let at = start;
  while (at < start + HEAD && at < text.length && !isSpace(text.charCodeAt(at))) at += 1;
  return text.slice(start, at);
}
