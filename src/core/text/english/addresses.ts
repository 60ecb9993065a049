/** Addresses that are one token each: of pages, mailboxes, hosts, files and folders. */

import { isAsciiDigit, isAsciiLetter } from '../characters.js';
import { hostOrFileLength } from '../names.js';

const URL = /^(?:[a-z][a-z\d]{1,15}:\/\/|www\d?\.|mailto:)[^\s<>"“”`|]{1,1100}/i;
const LOCAL_HOST = /^localhost:\d{1,5}(?![\w])(?:\/[^\s<>"“”`|]{0,900})?/i;
const TAIL = new Set("'’.,;:!?*~".split(''));
const OPENING = '([{';
const CLOSING = ')]}';
const EMAIL = /^[\w.+%~-]{1,63}@[A-Za-z\d_-]{1,63}(?:\.[A-Za-z\d-]{1,63}){0,8}/;
const REPOSITORY = /^:[\w~.-]{1,63}\/[\w.-]{0,63}[\w-]/;
const MAX_NAME_PART = 63;
const NO_CODES: ReadonlySet<number> = new Set();
// Full stop, plus, per cent, tilde.
const MAIL_CODES: ReadonlySet<number> = new Set([46, 43, 37, 126]);
const REST_OF_URL = /^\/[^\s<>"“”`|]{0,900}/;
const FOLDERS = /^(?:\/[\w.+@~%-]{1,64}(?=\/)|~|\.{1,2})(?:\/[\w.+@~%-]{1,64}){1,16}\/?/;
const DRIVE = /^[A-Za-z]:\\[\w.$~\\-]{1,260}/;

/** Length (UTF-16) of the URL a window begins with, without the marks behind it; 0 if there is none. */
export function urlLength(window: string): number {
  const url = URL.exec(window) ?? LOCAL_HOST.exec(window);
  return url ? withoutTail(url[0]).length : 0;
}

/** The address up to the first bracket that closes none of its own, without the stops and quotes at its end. */
function withoutTail(address: string): string {
  let end = balancedLength(address);
  for (;;) {
    if (address.endsWith('&gt;', end)) end -= 4;
    else if (end > 0 && TAIL.has(address[end - 1])) end -= 1;
    else return address.slice(0, end);
  }
}

function balancedLength(address: string): number {
  const depths = [0, 0, 0];
  for (let at = 0; at < address.length; at += 1) {
    const opening = OPENING.indexOf(address[at]);
    const closing = CLOSING.indexOf(address[at]);
    if (opening >= 0) depths[opening] += 1;
    if (closing >= 0) depths[closing] -= 1;
    if (closing >= 0 && depths[closing] < 0) return at;
  }
  return address.length;
}

/** Where a run of letters, digits, `_`, `-` and of the code units in `others` ends, from `from` on. */
function nameRunEnd(window: string, from: number, others: ReadonlySet<number>): number {
  const stop = Math.min(window.length, MAX_NAME_PART + 1);
  let at = from;
  while (at < stop) {
    const code = window.charCodeAt(at);
    const isInside = isAsciiLetter(code) || isAsciiDigit(code) || code === 95 || code === 45;
    if (!isInside && !others.has(code)) break;
    at += 1;
  }
  return at;
}

/** Length of the e-mail address, host or file name a window begins with, else 0. */
export function nameLength(window: string): number {
  // What must follow is looked for first: the expressions alone would go back and forth on long runs.
  const partEnd = nameRunEnd(window, 0, NO_CODES);
  const after = window.charCodeAt(partEnd);
  if (after !== 64 && after !== 47 && !MAIL_CODES.has(after)) return 0;
  const email = window[nameRunEnd(window, partEnd, MAIL_CODES)] === '@' ? EMAIL.exec(window) : null;
  if (email) return email[0].length + (REPOSITORY.exec(window.slice(email[0].length))?.[0].length ?? 0);
  if (after !== 46 && after !== 47) return 0;
  const name = hostOrFileLength(window);
  if (name === 0 || window[name] !== '/') return name;
  return name + withoutTail(REST_OF_URL.exec(window.slice(name))?.[0] ?? '').length;
}

/** Length of the path a window begins with (`/usr/bin`, `./a`, `~/a`, `C:\a`), else 0. */
export function pathLength(window: string): number {
  const path = (FOLDERS.exec(window) ?? DRIVE.exec(window))?.[0] ?? '';
  let end = path.length;
  while (path[end - 1] === '.') end -= 1;
  return end;
}
