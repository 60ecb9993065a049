/** What a word ends in, as it is spoken in Korean: `null` where its spelling does not say. */
type Ending = 'vowel' | 'l' | 'consonant' | null;

/** Digits as they are read: 영 일 이 삼 사 오 육 칠 팔 구; of 십, 백, 천, 만 all end in a consonant, as 영 does. */
const DIGITS: readonly Ending[] = [
  ...(['consonant', 'l', 'vowel', 'consonant', 'vowel'] as const),
  ...(['vowel', 'consonant', 'l', 'l', 'vowel'] as const),
];

/** Capital letters by their names that end in a consonant: 엘, 엠, 엔, 알. */
const CAPITALS: Readonly<Record<string, Ending>> = { L: 'l', M: 'consonant', N: 'consonant', R: 'l' };

/** Ends of words in Latin letters that are always written so in Korean. */
const WORDS: readonly (readonly [RegExp, Ending])[] = [
  [/ng$/, 'consonant'],
  [/[mn]$/, 'consonant'],
  [/l$/, 'l'],
  [/[aiouyw]$/, 'vowel'],
];

/** A place for a particle in a template: `{을/를}`, first the form after a consonant. */
export const PARTICLE = /^([가-힣]+)\/([가-힣]+)$/;

/**
 * The particle that follows what stands before it, `pair` as in `을/를`; both forms, as `을(를)`, where the spelling of what
 * stands before it does not say how it is spoken.
 */
export function particleAfter(before: string, pair: string): string {
  const [afterConsonant, afterVowel] = pair.split('/');
  const ending = endingOf(before);
  if (ending === null)
    return afterConsonant.endsWith(afterVowel)
      ? `(${afterConsonant.slice(0, -afterVowel.length)})${afterVowel}`
      : `${afterConsonant}(${afterVowel})`;
  const isVowel = ending === 'vowel' || (ending === 'l' && afterVowel === '로');
  return isVowel ? afterVowel : afterConsonant;
}

/** A template of the host, `{0}`, `{1}` … by `values`, and particles by what then stands before them. */
export function fillWithParticles(template: string, values: readonly (string | number)[]): string {
  let filled = '';
  let at = 0;
  for (const { 0: place, 1: name, index } of template.matchAll(/\{([^{}]+)\}/g)) {
    filled += template.slice(at, index);
    at = index + place.length;
    if (PARTICLE.test(name)) filled += particleAfter(filled, name);
    else filled += /^\d+$/.test(name) ? String(values[Number(name)] ?? place) : place;
  }
  return filled + template.slice(at);
}

function endingOf(before: string): Ending {
  // A remark in brackets is passed over, and so are quotation marks.
  const named = before.replace(/\s*\([^()]*\)$/, '');
  const [last = ''] = /[\p{L}\p{N}%](?=[^\p{L}\p{N}%]*$)/u.exec(named === '' ? before : named) ?? [];
  if (last === '%') return 'vowel';
  if (last >= '가' && last <= '힣') {
    const final = (last.charCodeAt(0) - 0xac00) % 28;
    return final === 0 ? 'vowel' : final === 8 ? 'l' : 'consonant';
  }
  if (/\d/.test(last)) return DIGITS[Number(last)];
  const [word = ''] = /[A-Za-z]+(?=[^\p{L}\p{N}%]*$)/u.exec(named) ?? [];
  if (/^(?:[A-Z]+|[a-z])$/.test(word)) return CAPITALS[word.slice(-1).toUpperCase()] ?? 'vowel';
  return WORDS.find(([end]) => end.test(word))?.[1] ?? null;
}
