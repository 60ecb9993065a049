/** How a Korean stem and an ending become one word: regular and irregular classes, contractions. */

import { composeSyllable, syllableOf } from '../../text/korean/syllables.js';

/**
 * How a stem changes before an ending; stems in ㄹ and ㅡ change by their shape alone, and so need no name.
 * `ㅂ` 춥- 추워, `돕` 돕- 도와, `ㄷ` 듣- 들어, `ㅅ` 짓- 지어, `르` 부르- 불러, `러` 이르- 이르러, `ㅎ` 파랗- 파래, `하` 하- 해,
 * `이` the copula 이-: 이어, 여; `아니` 아니-: 아니야.
 */
export const STEM_CLASSES = [
  'regular',
  'ㅂ',
  '돕',
  'ㄷ',
  'ㅅ',
  '르',
  '러',
  'ㅎ',
  '하',
  '이',
  '아니',
] as const;
export type StemClass = (typeof STEM_CLASSES)[number];

/** A stem as dictionaries have it, without 다. */
export interface Stem {
  readonly form: string;
  readonly class: StemClass;
}

const CODALESS = { coda: '' };
const BRIGHT = new Set(['ㅏ', 'ㅗ', 'ㅑ']);
/** What ㅎ leaves before 아/어: 파랗- 파래, 퍼렇- 퍼레, 허옇- 허예; but 그렇- 그래, 어떻- 어때. */
const BRIGHTENED: Readonly<Record<string, string>> = { ㅏ: 'ㅐ', ㅑ: 'ㅒ', ㅓ: 'ㅔ', ㅕ: 'ㅖ' };
const POINTING = /^(?:[그이저요고조]렇|어떻)$/;
/** Vowels that take 아/어 in: 가- 가, 보- 봐, 마시- 마셔. */
const CONTRACTED: Readonly<Record<string, string>> = {
  ...{ ㅏ: 'ㅏ', ㅓ: 'ㅓ', ㅐ: 'ㅐ', ㅔ: 'ㅔ', ㅕ: 'ㅕ', ㅗ: 'ㅘ', ㅜ: 'ㅝ', ㅣ: 'ㅕ', ㅚ: 'ㅙ' },
};

/** The vowel 아 or 어 that a stem asks for, as it is written of the morpheme: 돕- 아, 춥- 어, 부르- 어, 모르- 아. */
export function harmonyOf({ form, class: kind }: Stem): '아' | '어' {
  if (kind === '돕') return '아';
  if (kind === 'ㅂ' || kind === '하' || kind === '러') return '어';
  return BRIGHT.has(harmonyVowel(form)) ? '아' : '어';
}

/** The vowel that decides: that of the last syllable, of the one before it where the last is ㅡ without a coda. */
function harmonyVowel(form: string): string {
  const last = lettersAt(form, -1);
  if (last.vowel !== 'ㅡ' || last.coda !== '' || form.length < 2) return last.vowel;
  return lettersAt(form, -2).vowel;
}

/** The stem with 아/어, contracted where people contract it; an ending goes on from its last syllable, which has no coda. */
export function withVowel(stem: Stem): string {
  const { form, class: kind } = stem;
  const vowel = harmonyOf(stem);
  const last = lettersAt(form, -1);
  switch (kind) {
    case 'ㅂ':
      return `${replaced(form, CODALESS)}워`;
    case '돕':
      return `${replaced(form, CODALESS)}와`;
    case 'ㄷ':
      return `${replaced(form, { coda: 'ㄹ' })}${vowel}`;
    case 'ㅅ':
      return `${replaced(form, CODALESS)}${vowel}`;
    case '르':
      return `${replaced(form.slice(0, -1), { coda: 'ㄹ' })}${vowel === '아' ? '라' : '러'}`;
    case '러':
      return `${form}러`;
    case 'ㅎ':
      return replaced(form, {
        vowel: POINTING.test(form) ? 'ㅐ' : (BRIGHTENED[last.vowel] ?? last.vowel),
        coda: '',
      });
    case '하':
      return replaced(form, { vowel: 'ㅐ' });
    case '이':
    case '아니':
      return `${form}어`;
    case 'regular':
      return regularWithVowel(form, vowel);
  }
}

function regularWithVowel(form: string, vowel: '아' | '어'): string {
  const last = lettersAt(form, -1);
  if (last.coda !== '') return form + vowel;
  if (last.vowel === 'ㅡ') return replaced(form, { vowel: vowel === '아' ? 'ㅏ' : 'ㅓ' });
  const contracted = CONTRACTED[last.vowel];
  return contracted === undefined ? form + vowel : replaced(form, { vowel: contracted });
}

/** The stem with 아/어 as careful writing has it (보아, 주어, 되어, 하여); null where it is written in one way only. */
export function withVowelApart(stem: Stem): string | null {
  const { form, class: kind } = stem;
  if (kind === '하') return `${form}여`;
  if (kind !== 'regular') return null;
  const { vowel, coda } = lettersAt(form, -1);
  const isApart = coda === '' && (vowel === 'ㅗ' || vowel === 'ㅜ' || vowel === 'ㅚ');
  return isApart && !form.endsWith('오') ? form + harmonyOf(stem) : null;
}

/**
 * The stem before an ending that begins with 으 after consonants; `rest` is the ending without it and may begin with
 * a consonant that joins the syllable before it: ㄴ, ㄹ, ㅂ. 추우면, 들으면, 지은, 만들면, 만듭니다, 가면.
 */
export function withLinking({ form, class: kind }: Stem, rest: string): string {
  const joins = isCoda(rest[0]);
  const onset = joins ? rest[0] : lettersAt(rest, 0).onset;
  const { coda } = lettersAt(form, -1);
  if (kind === 'ㅂ' || kind === '돕') return attach(`${replaced(form, CODALESS)}우`, rest);
  if (kind === 'ㄷ') return attach(`${replaced(form, { coda: 'ㄹ' })}으`, rest);
  if (kind === 'ㅅ') return attach(`${replaced(form, CODALESS)}으`, rest);
  if (kind === 'ㅎ') return attach(replaced(form, CODALESS), rest);
  if (coda === '') return attach(form, rest);
  if (coda !== 'ㄹ') return attach(`${form}으`, rest);
  return joins || 'ㄴㅂㅅ'.includes(onset) ? attach(replaced(form, CODALESS), rest) : form + rest;
}

/** The stem before an ending that begins with a consonant; ㄹ falls before ㄴ: 만드네, 만드는, and stays in 만들고. */
export function withConsonant({ form }: Stem, ending: string): string {
  const falls = lettersAt(form, -1).coda === 'ㄹ' && lettersAt(ending, 0).onset === 'ㄴ';
  return (falls ? replaced(form, CODALESS) : form) + ending;
}

/** A stem and what goes on from its last syllable: 가 + ㄴ다 = 간다, 봐 + ㅆ다 = 봤다, 가 + 서 = 가서. */
export function attach(open: string, rest: string): string {
  if (!isCoda(rest[0])) return open + rest;
  return replaced(open, { coda: rest[0] }) + rest.slice(1);
}

/** Whether a character is a consonant by itself, written into the syllable before it. */
export function isCoda(character: string | undefined): boolean {
  return character !== undefined && character >= 'ㄱ' && character <= 'ㅎ';
}

/** Whether a word ends in a consonant; words that end in no syllable do not. */
export function hasCoda(word: string): boolean {
  return (syllableOf(word.slice(-1))?.coda ?? '') !== '';
}

/** Whether a word ends in a vowel or ㄹ, after which 으 is left out: 가면, 만들면, 서울로. */
export function endsOpen(word: string): boolean {
  return ['', 'ㄹ'].includes(syllableOf(word.slice(-1))?.coda ?? '');
}

function lettersAt(text: string, at: number): { onset: string; vowel: string; coda: string } {
  return syllableOf(text.at(at) ?? '') ?? { onset: '', vowel: '', coda: '' };
}

/** The text with letters of its last syllable exchanged. */
function replaced(text: string, letters: { readonly vowel?: string; readonly coda?: string }): string {
  return text.slice(0, -1) + (composeSyllable({ ...lettersAt(text, -1), ...letters }) ?? text.slice(-1));
}
