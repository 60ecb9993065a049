/**
 * The colour and the weight of a tag's mark, the same in the editor and in the panel. Families carry meaning:
 * nouns are blue, verbs red and orange, modifiers green, what joins clauses magenta. Colour is never the only
 * difference: content words are underlined solid, function words dotted, and the tag is written in the hover.
 */

/** A colour for light and for dark backgrounds, `#rrggbb`; both have at least 3:1 contrast there. */
export interface TagColour {
  readonly light: string;
  readonly dark: string;
}

/** How much a mark may ask for attention. */
export type TagEmphasis = 'content' | 'function' | 'faint';

const NEUTRAL: TagColour = { light: '#6e7781', dark: '#8b949e' };

/** The universal part-of-speech tags of Universal Dependencies. */
const UNIVERSAL: Readonly<Record<string, TagColour>> = {
  NOUN: { light: '#0969da', dark: '#58a6ff' },
  PROPN: { light: '#3538cd', dark: '#a4b4ff' },
  PRON: { light: '#087990', dark: '#4cc9d8' },
  DET: { light: '#4a6a8a', dark: '#9db4cc' },
  NUM: { light: '#8250df', dark: '#d2a8ff' },
  VERB: { light: '#cf222e', dark: '#ff7b72' },
  AUX: { light: '#bc4c00', dark: '#ffa657' },
  ADJ: { light: '#1a7f37', dark: '#3fb950' },
  ADV: { light: '#5b7a00', dark: '#a8cc47' },
  ADP: { light: '#8a6100', dark: '#e3b341' },
  PART: { light: '#9a5b3d', dark: '#d9a384' },
  CCONJ: { light: '#bf3989', dark: '#f778ba' },
  SCONJ: { light: '#8f2a86', dark: '#e29be0' },
  INTJ: { light: '#d1156f', dark: '#ff9bce' },
  SYM: { light: '#57606a', dark: '#afb8c1' },
  X: { light: '#6e6a5e', dark: '#b3ad9c' },
  PUNCT: NEUTRAL,
};

/** Classes of sentiment; blue and orange are told apart with every kind of colour vision. */
const SENTIMENT: Readonly<Record<string, TagColour>> = {
  negative: UNIVERSAL['AUX'],
  positive: UNIVERSAL['NOUN'],
};

const KNOWN: Readonly<Record<string, TagColour>> = { ...UNIVERSAL, ...SENTIMENT };

/** For label sets that are not known here: neighbours in the list are far apart in hue. */
const GENERIC: readonly TagColour[] = [
  UNIVERSAL['NOUN'],
  UNIVERSAL['AUX'],
  UNIVERSAL['ADJ'],
  UNIVERSAL['CCONJ'],
  UNIVERSAL['PRON'],
  UNIVERSAL['VERB'],
  UNIVERSAL['NUM'],
  UNIVERSAL['ADV'],
  UNIVERSAL['ADP'],
  UNIVERSAL['PROPN'],
  UNIVERSAL['INTJ'],
  UNIVERSAL['PART'],
];

const FUNCTION_WORDS: ReadonlySet<string> = new Set([
  'ADP',
  'AUX',
  'CCONJ',
  'DET',
  'PART',
  'PRON',
  'SCONJ',
  'SYM',
  'X',
]);

/** The colour of a label; `index` is its place in the model's labels and decides for unknown label sets. */
export function tagColour(label: string, index: number): TagColour {
  const known = Object.hasOwn(KNOWN, label) ? KNOWN[label] : undefined;
  if (known) return known;
  if (label === 'O') return NEUTRAL;
  const entity = entityOf(label);
  const place = entity === null ? index : hash(entity);
  return GENERIC[place % GENERIC.length];
}

/** Whether marks of a label stand out (words with content), step back (grammar) or almost vanish. */
export function tagEmphasis(label: string): TagEmphasis {
  if (label === 'PUNCT' || label === 'O') return 'faint';
  return FUNCTION_WORDS.has(label) ? 'function' : 'content';
}

/** `PER` of `B-PER`: the begin and the inside of an entity share a colour. */
function entityOf(label: string): string | null {
  return /^[BILUES]-(.+)$/.exec(label)?.[1] ?? null;
}

function hash(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) >>> 0;
  return value;
}
