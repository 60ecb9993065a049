// The English of what is said in Korean: the suites' expectations are written once, in English.
import bundle from '../../../l10n/bundle.l10n.ko.json';

interface Template {
  readonly english: string;
  /** The longest part of its Korean without places: a text without that has not to be looked through. */
  readonly part: string;
  /** Matches its Korean; a group for each place, of which `places` has the numbers. */
  readonly pattern: RegExp;
  readonly places: readonly string[];
}

/** A place `{0}`, or a particle by what stands before it, `{은/는}`. */
const PLACE = /\{(\d+)\}|\{([^{}/]*)\/([^{}/]*)\}/g;

const PLACE_OR_PARTICLE = /\{[^{}]*\}/;

/** Long ones first: short ones are parts of them. */
const templates: readonly Template[] = Object.entries(bundle as Record<string, string>)
  .filter(([, korean]) => /[가-힣]/.test(korean))
  .map(([english, korean]) => templateOf(english, korean))
  .sort((a, b) => b.pattern.source.length - a.pattern.source.length);

function templateOf(english: string, korean: string): Template {
  const places: string[] = [];
  const [part] = korean.split(PLACE_OR_PARTICLE).sort((a, b) => b.length - a.length);
  let source = '';
  let from = 0;
  for (const match of korean.matchAll(PLACE)) {
    source += escaped(korean.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[1] === undefined) source += `(?:${escaped(match[2])}|${escaped(match[3])})`;
    else {
      places.push(match[1]);
      source += '([^]*?)';
    }
  }
  const end = korean.slice(from);
  // A place at the end takes what is left.
  if (end === '' && source.endsWith('([^]*?)')) source = `${source.slice(0, -'?)'.length)})`;
  return { english, part, pattern: new RegExp(source + escaped(end)), places };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Longer texts are documents. */
const LONGEST = 20_000;

/** A text with every Korean sentence of the extension in it in English; what is no sentence of it stays. */
export function inEnglish(text: string): string {
  if (text.length > LONGEST || !/[가-힣]/.test(text)) return text;
  for (const { english, part, pattern, places } of templates) {
    if (!text.includes(part)) continue;
    const found = pattern.exec(text);
    if (!found || found[0] === '') continue;
    const values = new Map(places.map((place, k) => [place, inEnglish(found[k + 1])]));
    const said = english.replace(/\{(\d+)\}/g, (whole, place: string) => values.get(place) ?? whole);
    const [before, after] = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
    return inEnglish(before) + said + inEnglish(after);
  }
  return text;
}

/** A value with all its texts in English. */
export function valueInEnglish(value: unknown): unknown {
  if (typeof value === 'string') return inEnglish(value);
  if (Array.isArray(value)) return value.map(valueInEnglish);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, valueInEnglish(each)]));
}
