/** Hangul syllables and their letters (jamo), and the characters of a text as a network reads them. */

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const ONSETS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const VOWELS = [...'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ'];
const CODAS = ['', ...'ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ'];

/** The letters of a syllable, as compatibility jamo (U+3131 to U+3163). */
export interface Syllable {
  readonly onset: string;
  readonly vowel: string;
  /** The final consonant; empty if there is none. */
  readonly coda: string;
}

/** The letters of a precomposed syllable; null for any other character. */
export function syllableOf(character: string): Syllable | null {
  const code = character.charCodeAt(0);
  if (character.length !== 1 || code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return null;
  const index = code - FIRST_SYLLABLE;
  const coda = index % CODAS.length;
  const rest = (index - coda) / CODAS.length;
  const vowel = rest % VOWELS.length;
  return { onset: ONSETS[(rest - vowel) / VOWELS.length], vowel: VOWELS[vowel], coda: CODAS[coda] };
}

/** The precomposed syllable of three letters; null if they make none. */
export function composeSyllable({ onset, vowel, coda }: Syllable): string | null {
  const [first, second, third] = [ONSETS.indexOf(onset), VOWELS.indexOf(vowel), CODAS.indexOf(coda)];
  if (first < 0 || second < 0 || third < 0) return null;
  return String.fromCharCode(FIRST_SYLLABLE + (first * VOWELS.length + second) * CODAS.length + third);
}

/** Whether a UTF-16 code unit is a precomposed Hangul syllable. */
export function isSyllableCode(code: number): boolean {
  return code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE;
}

/** Whether a UTF-16 code unit is a letter of a decomposed syllable (NFD). */
export function isJamoCode(code: number): boolean {
  return code >= 0x1100 && code <= 0x11ff;
}

/** Whether a UTF-16 code unit is a lone (compatibility) jamo, such as those of `ㅋㅋ` and `ㅠㅠ`. */
export function isLoneJamoCode(code: number): boolean {
  return code >= 0x3131 && code <= 0x318e;
}

/** Composed characters of a text, and where each begins in the text as it was written. */
export interface ComposedCharacters {
  /** Code points of the text's normalisation form C, [C]. */
  readonly characters: readonly string[];
  /** First UTF-16 code unit of each in the text as written, [C], ascending but for ties. */
  readonly startsUtf16: Uint32Array;
}

// What never composes with something before it begins a new cluster; vowels and final consonants do compose.
const CLUSTER = /[^][\p{M}\u1160-\u11ff\ud7b0-\ud7fb]*/gu;
const IS_PLAIN = /^[\x20-\x7e\u3131-\u318e\uac00-\ud7a3]*$/;

/** Splits a text into composed (NFC) characters; lone surrogates are characters of their own. */
export function composedCharacters(text: string): ComposedCharacters {
  if (IS_PLAIN.test(text))
    return { characters: [...text], startsUtf16: Uint32Array.from({ length: text.length }, (_, k) => k) };
  const characters: string[] = [];
  const starts: number[] = [];
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const composed = cluster.normalize('NFC');
    let at = index;
    for (const character of composed) {
      characters.push(character);
      starts.push(at);
      // Within a cluster that composition changed, places in the original are not defined: all share its start.
      if (composed === cluster) at += character.length;
    }
  }
  return { characters, startsUtf16: Uint32Array.from(starts) };
}
