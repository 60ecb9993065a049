/** Tags and entities, as HTML writes them; Markdown takes them over. */

/** The longest tag that is looked for, in UTF-16 code units. */
const MAX_TAG_UTF16 = 2_048;

/** A tag's name; values in quotes may hold anything but are looked at as far as a tag may go. */
const TAG = /<(\/?)([a-z][\w:-]*)(?:\s+(?:[^<>"']|"[^"]*"|'[^']*')*|\/)?>/iy;

/** Elements that begin and end what is read as one. */
const BLOCK_ELEMENTS = new Set(
  (
    'address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure ' +
    'footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html label legend li link main menu meta nav ol optgroup option ' +
    'p picture section select summary table tbody td template tfoot th thead title tr ul video'
  ).split(' '),
);

/** Elements whose content is not prose. */
const RAW_ELEMENTS = new Set(['script', 'style', 'pre', 'svg', 'math', 'textarea']);

/** A tag in a text. */
export interface Tag {
  readonly endUtf16: number;
  readonly name: string;
  readonly isBlock: boolean;
  readonly isBreak: boolean;
  /** It opens an element whose content is not read. */
  readonly opensRaw: boolean;
}

/** The tag that begins at `at`, or null; looks no further than `limit`. */
export function tagAt(text: string, at: number, limit: number): Tag | null {
  const next = text.charCodeAt(at + 1) | 32;
  if (next !== 47 && !(next >= 97 && next <= 122)) return null;
  const window = text.slice(at, Math.min(limit, at + MAX_TAG_UTF16));
  TAG.lastIndex = 0;
  const match = TAG.exec(window);
  if (!match) return null;
  const name = match[2].toLowerCase();
  const opens = match[1] === '' && !match[0].endsWith('/>');
  return {
    endUtf16: at + match[0].length,
    name,
    isBlock: BLOCK_ELEMENTS.has(name),
    isBreak: name === 'br',
    opensRaw: opens && RAW_ELEMENTS.has(name),
  };
}

/** Where an element whose content is not read ends, its closing tag included; -1 if it does not before `limit`. */
export function rawEnd(text: string, at: number, limit: number, name: string): number {
  const closing = new RegExp(`</${name}\\s*>`, 'i');
  const match = closing.exec(text.slice(at, limit));
  return match ? at + match.index + match[0].length : -1;
}

const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][\da-z]{1,30}));/iy;
const MAX_ENTITY_UTF16 = 34;

/** The entities people write by name; others stay as they are written. */
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
  middot: '·',
  bull: '•',
  times: '×',
  divide: '÷',
  minus: '−',
  plusmn: '±',
  deg: '°',
  sect: '§',
  para: '¶',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  larr: '←',
  rarr: '→',
  uarr: '↑',
  darr: '↓',
  harr: '↔',
  frac12: '½',
  szlig: 'ß',
  ...accented('grave', '\u0300', 'AEIOUaeiou'),
  ...accented('acute', '\u0301', 'AEIOUYaeiouy'),
  ...accented('circ', '\u0302', 'AEIOUaeiou'),
  ...accented('tilde', '\u0303', 'ANOano'),
  ...accented('uml', '\u0308', 'AEIOUaeiouy'),
  ...accented('cedil', '\u0327', 'Cc'),
};

function accented(name: string, mark: string, letters: string): Record<string, string> {
  return Object.fromEntries([...letters].map((letter) => [letter + name, (letter + mark).normalize('NFC')]));
}

/** The entity that begins at `at` (an ampersand) and what it is read as, or null. */
export function entityAt(
  text: string,
  at: number,
  limit: number,
): { readonly endUtf16: number; readonly read: string } | null {
  ENTITY.lastIndex = 0;
  const match = ENTITY.exec(text.slice(at, Math.min(limit, at + MAX_ENTITY_UTF16)));
  if (!match) return null;
  const [all, decimal, hexadecimal, name] = match;
  const endUtf16 = at + all.length;
  if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? { endUtf16, read: ENTITIES[name] } : null;
  const codePoint = decimal === undefined ? parseInt(hexadecimal, 16) : Number(decimal);
  if (codePoint === 0 || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return null;
  return { endUtf16, read: String.fromCodePoint(codePoint) };
}
