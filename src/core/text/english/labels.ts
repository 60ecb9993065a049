/** The labels of list items: a segment that begins with one ends where the next one stands (`1) Ham 2) Eggs`). */

import { isAsciiLetter, isSpace } from '../characters.js';
import { startsUpper } from './stops.js';

/** How much of a segment's beginning says whether it is an item, in UTF-16 code units. */
export const LABEL_HEAD = 12;

const BULLETS = '•⁃‣◦▪●○■□►';
const ITEM = new RegExp(`^(?:([${BULLETS}])|(\\(?)(\\d{1,3}|[A-Ya-y])([.)]{1,2}) )`);
const LABEL_SO_FAR = new RegExp(`^[${BULLETS}]?\\s?[([]?(?:\\d{1,3}|[A-Za-z]|[ivx]{1,4}) ?$`);

/** What the next item begins with if a segment with this head is one (`2)` behind `1)`, the same bullet), else ''. */
export function labelAfter(head: string): string {
  // Most segments begin with a word.
  const second = head.charCodeAt(1);
  if (isAsciiLetter(head.charCodeAt(0)) && second !== 46 && second !== 41) return '';
  const item = ITEM.exec(head);
  if (!item) return '';
  const [, bullet, open = '', label = '', close = ''] = item;
  if (bullet !== undefined) return bullet;
  if (open !== '' && !close.startsWith(')')) return '';
  const next = /\d/.test(label) ? String(Number(label) + 1) : String.fromCharCode(label.charCodeAt(0) + 1);
  return `${open}${next}${close}`;
}

/** Whether an item with this label begins at `at`: with its capital, or whatever a bullet has behind it. */
export function beginsLabel(text: string, at: number, label: string): boolean {
  if (!text.startsWith(label, at)) return false;
  const behind = at + label.length;
  return BULLETS.includes(label) || (isSpace(text.charCodeAt(behind)) && startsUpper(text, behind + 1));
}

/** Whether a segment has nothing but a label before the stop at `stop`: `9.` and `• a.` do not end a sentence. */
export function isListNumber(text: string, start: number, stop: number): boolean {
  return stop - start <= 8 && LABEL_SO_FAR.test(text.slice(start, stop));
}
