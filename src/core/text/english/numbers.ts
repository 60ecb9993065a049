/** Numbers as the UD English EWT treebank writes them: which of their parts are one token. */

import { isAsciiDigit } from '../characters.js';
import { CAPITAL_UNITS, NUMBER_UNITS } from './lexicon.js';

// Every quantifier is bounded or sits on a window, so that a failed match costs a constant.
const PHONE = /^(?:\d{1,2}[-.])?(?:\d{3}[-./])?\d{3}[-.]\d{4}(?![\w-])/;
const ZIP_PLUS_FOUR = /^\d{5}-\d{4}(?![\w-])/;
const FULL_DATE = /^\d{1,4}(?:\/\d{1,2}\/\d{2,4}|-\d{1,2}-\d{2,4}|\.\d{1,2}\.\d{2,4})(?![\w-])/;
const MONTH_AND_DAY = /^(\d{1,2})\/(\d{1,2})(?![\d/-])/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?(?![\w])/;
// A time, a score, a ratio.
const TIME = /^\d{1,3}:\d{1,3}(?::\d{2})?(?![\d:])/;
const SOCKET = /^\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}(?!\d)/;
const SCIENTIFIC = /^\d{1,32}(?:\.\d{1,32})?[eE][+-]?\d{1,4}(?![\p{L}\p{N}\p{M}_])/u;
const VERSION =
  /^\d{1,9}(?:\.\d{1,9}){1,4}(?:(?:-(?:alpha|beta|rc|dev|pre|preview|next|canary|snapshot|nightly|final|release)|(?:a|b|rc)(?=\d))[\w.]{0,32}|\+[\w.]{1,32}|\.x)(?<=\w)(?![\w-])|^\d{1,9}(?:\.\d{1,9}){0,3}\.x(?![\w])/i;
const PLAIN_NUMBER = /^\d{1,3}(?:,\d{3}){1,8}(?!\d)(?:\.\d{1,32})?|^\d{1,1024}(?:\.\d{1,32}){0,8}/;
const SUFFIX = /^(?:[ap]\.m(?=\.)|°?\p{L}{1,8}[²³]?)(?![\p{L}\p{N}\p{M}_])/u;
const DECADE = /^['’`ʼ]s(?![\p{L}\p{N}\p{M}_])/iu;

const FRACTION_DENOMINATORS: ReadonlySet<number> = new Set([2, 3, 4, 5, 8, 10, 16]);

/** Length (UTF-16) of the number a window begins with, letters and unit not included; 0 if there is none. */
export function numberLength(window: string): number {
  // Everything but a plain number has a separator within the first six code units, and a digit after it.
  if (!/^\d{1,5}(?:[-./:]\d|[eE.])/.test(window)) return PLAIN_NUMBER.exec(window)?.[0].length ?? 0;
  const whole =
    VERSION.exec(window) ??
    SOCKET.exec(window) ??
    MOMENT.exec(window) ??
    SCIENTIFIC.exec(window) ??
    PHONE.exec(window) ??
    ZIP_PLUS_FOUR.exec(window) ??
    FULL_DATE.exec(window) ??
    TIME.exec(window);
  if (whole) return whole[0].length;
  const date = MONTH_AND_DAY.exec(window);
  if (date && isMonthAndDay(Number(date[1]), Number(date[2]))) return date[0].length;
  return PLAIN_NUMBER.exec(window)?.[0].length ?? 0;
}

/** `9/11` is a date and one token; `1/2` and `7/24` are not. */
function isMonthAndDay(month: number, day: number): boolean {
  const isFraction = month < day && FRACTION_DENOMINATORS.has(day);
  return month >= 1 && month <= 12 && day <= 31 && !isFraction && !(month === 7 && day === 24);
}

/** Length of the unit that follows a number directly and is a token of its own (`pm`, `k`, `mm`), else 0. */
export function unitLength(window: string, numberEnd: number, isAmount: boolean): number {
  const suffix = SUFFIX.exec(window.slice(numberEnd, numberEnd + 12))?.[0] ?? '';
  if (suffix === '') return 0;
  // `86M` names a thing, `$86M` an amount: a capital K or M is a unit of money only.
  if (CAPITAL_UNITS.has(suffix)) return suffix.length;
  const isCode = suffix.length === 1 && suffix !== suffix.toLowerCase() && !isAmount;
  return !isCode && NUMBER_UNITS.has(suffix.toLowerCase()) ? suffix.length : 0;
}

/** Length of the `'s` that makes a decade of a number (`60's`), else 0. */
export function decadeLength(window: string, numberEnd: number): number {
  if (!isAsciiDigit(window.charCodeAt(numberEnd - 1))) return 0;
  return DECADE.exec(window.slice(numberEnd, numberEnd + 8))?.[0].length ?? 0;
}
