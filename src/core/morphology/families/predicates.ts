/** Verbs, adjectives and copulas with endings, each with its morphemes as a treebank would write them. */

import { lemmaOf } from '../morpheme.js';
import {
  attach,
  endsOpen,
  harmonyOf,
  hasCoda,
  isCoda,
  withConsonant,
  withLinking,
  withVowel,
  withVowelApart,
  type Stem,
} from './conjugation.js';
import { familyWord, type FamilyMorpheme, type FamilyWord, type TagRole, type TagSet } from './tagSets.js';

/** Kinds of forms that shares are told for. */
export const FORM_KINDS = ['past', 'present', 'imperative', 'connective', 'adnominal', 'formal'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

/** What a stem is a stem of. */
export type Predicate = 'verb' | 'adjective' | 'actionNoun' | 'stateNoun' | 'copula' | 'isNot';

/** A stem as an entry of the lexicon: of 공부하 the noun is 공부; of the copula it is what stands before it. */
export interface PredicateEntry extends Stem {
  readonly kind: Predicate;
}

/** An ending of the families. */
export interface Ending {
  readonly kind: FormKind;
  /** What it begins with: 아/어, 으 after consonants, or a consonant; `past` goes on from 았/었. */
  readonly joins: 'vowel' | 'past' | 'linking' | 'consonant' | 'plain';
  /** After 아/어 or 으, or as it stands; of `plain`, after a vowel and after a consonant: `ㄴ다|는다`. */
  readonly form: string;
  /** Morphemes after the stem (after 았/었) in both sets; `A` is 아 or 어. */
  readonly kaist: string;
  readonly sejong: string;
  readonly only?: 'verb' | 'adjective';
}

const ROLE_OF: Readonly<Record<string, TagRole>> = {
  ep: 'tense',
  ef: 'final',
  ecc: 'coordinating',
  ecs: 'subordinating',
  etm: 'adnominal',
  jxf: 'politeness',
};

type Row = readonly [
  kind: FormKind,
  joins: Ending['joins'],
  form: string,
  kaist: string,
  sejong: string,
  only?: Ending['only'],
];

// Sejong tags are the same roles; what is cut otherwise is written out.
const ROWS: readonly Row[] = [
  ['past', 'past', '다', '다/ef', ''],
  ['past', 'past', '고', '고/ecc', ''],
  ['past', 'past', '지만', '지만/ecs', ''],
  ['past', 'past', '어요', '어/ef 요/jxf', '어요/ef'],
  ['past', 'past', '어', '어/ef', ''],
  ['past', 'past', '습니다', '습니다/ef', ''],
  ['past', 'past', '는데', '는데/ecs', ''],
  ['past', 'past', '네요', '네/ef 요/jxf', '네요/ef'],
  ['past', 'past', '지', '지/ef', ''],
  ['past', 'past', '으면', '으면/ecs', ''],
  ['past', 'past', '던', '던/etm', ''],
  ['present', 'vowel', '', 'A/ef', ''],
  ['present', 'vowel', '요', 'A/ef 요/jxf', 'A요/ef'],
  ['present', 'consonant', '네', '네/ef', ''],
  ['present', 'consonant', '네요', '네/ef 요/jxf', '네요/ef'],
  ['present', 'consonant', '지', '지/ef', ''],
  ['present', 'consonant', '지요', '지/ef 요/jxf', '지요/ef'],
  ['present', 'consonant', '죠', '죠/ef', ''],
  ['present', 'plain', 'ㄴ다|는다', 'ㄴ다|는다/ef', '', 'verb'],
  ['present', 'consonant', '다', '다/ef', '', 'adjective'],
  ['present', 'linking', 'ㄹ까', 'ㄹ까/ef', ''],
  ['present', 'linking', 'ㄹ게', 'ㄹ게/ef', '', 'verb'],
  ['present', 'linking', 'ㄹ게요', 'ㄹ게/ef 요/jxf', 'ㄹ게/ef 요/jxf', 'verb'],
  ['imperative', 'vowel', '라', 'A라/ef', '', 'verb'],
  ['imperative', 'linking', '세요', '세요/ef', '시/ep 어요/ef', 'verb'],
  ['imperative', 'consonant', '자', '자/ef', '', 'verb'],
  ['imperative', 'linking', 'ㅂ시다', 'ㅂ시다/ef', '', 'verb'],
  ['connective', 'consonant', '고', '고/ecc', ''],
  ['connective', 'consonant', '지만', '지만/ecs', ''],
  ['connective', 'vowel', '서', 'A서/ecs', ''],
  ['connective', 'vowel', '도', 'A도/ecs', ''],
  ['connective', 'linking', '면', '면/ecs', ''],
  ['connective', 'linking', '니까', '니까/ecs', ''],
  ['connective', 'consonant', '는데', '는데/ecs', '', 'verb'],
  ['adnominal', 'consonant', '는', '는/etm', '', 'verb'],
  ['adnominal', 'linking', 'ㄴ', 'ㄴ/etm', ''],
  ['adnominal', 'linking', 'ㄹ', 'ㄹ/etm', ''],
  ['formal', 'plain', 'ㅂ니다|습니다', 'ㅂ니다|습니다/ef', ''],
  ['formal', 'consonant', '겠다', '겠/ep 다/ef', ''],
  ['formal', 'consonant', '겠습니다', '겠/ep 습니다/ef', ''],
];

/** All endings of the families. */
export const ENDINGS: readonly Ending[] = ROWS.map(([kind, joins, form, kaist, sejong, only]) => ({
  kind,
  joins,
  form,
  kaist,
  sejong: sejong === '' ? kaist : sejong,
  ...(only && { only }),
}));

/** Whether a stem and an ending make a form that people say. */
export function fits({ kind, class: stemClass }: PredicateEntry, ending: Ending): boolean {
  const isVerb = kind === 'verb' || kind === 'actionNoun';
  if (ending.only) return (ending.only === 'verb') === isVerb;
  if (kind === 'copula' || kind === 'isNot') return !copulaLacks(ending);
  // 파랗네 and 파라네 are both right; neither is asked for.
  return !(stemClass === 'ㅎ' && ending.form.startsWith('네'));
}

/** 이- has forms of its own for 아/어: 이에요, 이야, 이어서, 이라서. */
function copulaLacks(ending: Ending): boolean {
  return ending.joins === 'vowel' || ending.kind === 'imperative';
}

/** A stem with an ending, analysed; `apart` asks for 보았다 and 하여 instead of 봤다 and 해, null where there is no such form. */
export function conjugate(
  entry: PredicateEntry,
  ending: Ending,
  tags: TagSet,
  apart = false,
): FamilyWord | null {
  const base = baseOf(entry, ending, apart);
  if (base === null) return null;
  const morphemes = [...stemMorphemes(entry), ...endingMorphemes(entry, ending, tags)];
  const short = tags === 'kaist' && !apart ? swallowed(entry, ending, morphemes) : null;
  const [right, other] =
    short && !WRITTEN_BOTH_WAYS.test(entry.form) ? [short, morphemes] : [morphemes, short];
  const linked = lemmaOf([...stemMorphemes(entry), ...endingMorphemes(entry, ending, tags, linkerOf(entry))]);
  const alternatives = [
    ...(other ? [lemmaOf(other)] : []),
    ...(linked === lemmaOf(morphemes) ? [] : [linked]),
    ...otherVowel(morphemes),
  ];
  return familyWord(base, right, uposOf(entry, morphemes, tags), tags, alternatives);
}

function baseOf(entry: PredicateEntry, ending: Ending, apart: boolean): string | null {
  const { joins, form } = ending;
  if (joins === 'vowel' || joins === 'past') {
    const open = apart ? withVowelApart(entry) : entry.class === '이' ? copulaPast(entry) : withVowel(entry);
    return open === null ? null : attach(open, joins === 'past' ? `ㅆ${form}` : form);
  }
  if (apart) return null;
  if (joins === 'linking') return withLinking(entry, form);
  if (joins === 'consonant') return withConsonant(entry, form);
  return plainForm(entry, form);
}

/** 학생이었다, 의사였다. */
function copulaPast({ form }: PredicateEntry): string {
  const noun = form.slice(0, -1);
  return hasCoda(noun) ? `${form}어` : `${noun}여`;
}

/** ㄴ다 or 는다, ㅂ니다 or 습니다: the first after vowels and ㄹ, which falls. */
function plainForm(entry: PredicateEntry, form: string): string {
  const [open, closed] = form.split('|');
  return endsOpen(entry.form) ? withLinking({ ...entry, class: 'regular' }, open) : entry.form + closed;
}

function stemMorphemes({ kind, form }: PredicateEntry): FamilyMorpheme[] {
  const [head, last] = [form.slice(0, -1), form.slice(-1)];
  switch (kind) {
    case 'actionNoun':
      return [
        { form: head, role: 'actionNoun' },
        { form: last, role: 'verbSuffix' },
      ];
    case 'stateNoun':
      return [
        { form: head, role: 'stateNoun' },
        { form: last, role: 'adjectiveSuffix' },
      ];
    case 'copula':
      return [
        { form: head, role: 'noun' },
        { form: last, role: 'copula' },
      ];
    case 'verb':
    case 'adjective':
    case 'isNot':
      return [{ form, role: kind }];
  }
}

/** 아 or 어 as a treebank writes it: after 하 the one has 었, the other 았. */
function vowelOf(entry: Stem, tags: TagSet): '아' | '어' {
  return entry.class === '하' && tags === 'sejong' ? '아' : harmonyOf(entry);
}

/** Kaist leaves 으 out before a consonant alone, seven times of eight (좋+ㄴ, 찾+ㄹ), and keeps it in 먹+으면. */
function endingMorphemes(
  entry: PredicateEntry,
  ending: Ending,
  tags: TagSet,
  linker = tags === 'kaist' && isCoda(ending.form[0]) ? '' : linkerOf(entry),
): FamilyMorpheme[] {
  const vowel = vowelOf(entry, tags);
  const plain = endsOpen(entry.form) ? 0 : 1;
  const parts = ending[tags].split(' ').map((part, k) => {
    const [form, tag] = part.split('/');
    const chosen = form.includes('|') ? form.split('|')[plain] : form.replace('A', vowel);
    const isLinked = k === 0 && ending.joins === 'linking' && linker !== '';
    return { form: isLinked ? attach(linker, chosen) : chosen, role: ROLE_OF[tag] };
  });
  if (ending.joins !== 'past') return parts;
  return [{ form: vowel === '아' ? '았' : '었', role: 'tense' }, ...parts];
}

/** 으 where the ending is written with it after this stem: 먹으면, 지으면, 들으면; not 추우면, 만들면. */
function linkerOf({ form, class: kind }: PredicateEntry): string {
  return endsOpen(form) || ['ㅂ', '돕', 'ㅎ'].includes(kind) ? '' : '으';
}

/** Stems of which Kaist has 서+었+다 and 서+ㅆ+다, 펴+어서 and 서+서: the first is more often, either is right. */
const WRITTEN_BOTH_WAYS = /^[서켜펴]$/;

/** Kaist writes 가+ㅆ+다 and 가+서 where the stem's vowel has swallowed 아/어; null elsewhere. */
function swallowed(
  entry: PredicateEntry,
  { joins, form: rest }: Ending,
  morphemes: readonly FamilyMorpheme[],
): FamilyMorpheme[] | null {
  const { form, class: kind } = entry;
  const isTaken = kind === 'regular' && !hasCoda(form) && withVowel(entry) === form;
  if (!isTaken || !(joins === 'past' || (joins === 'vowel' && rest === '서'))) return null;
  return morphemes.map((one) => {
    if (/^[았었]$/.test(one.form)) return { ...one, form: 'ㅆ' };
    return /^[아어]서$/.test(one.form) ? { ...one, form: '서' } : one;
  });
}

/** Treebanks do not agree on 았 and 었 where both are heard: either is right. */
function otherVowel(morphemes: readonly FamilyMorpheme[]): string[] {
  const other = morphemes.map((one) => {
    if (one.form === '았') return { ...one, form: '었' };
    return one.form === '었' ? { ...one, form: '았' } : one;
  });
  return lemmaOf(other) === lemmaOf(morphemes) ? [] : [lemmaOf(other)];
}

/** Kaist gives connectives tags of their own; elsewhere it is what the stem is. */
function uposOf({ kind }: PredicateEntry, morphemes: readonly FamilyMorpheme[], tags: TagSet): string {
  const roles = morphemes.map(({ role }) => role);
  if (tags === 'kaist' && roles.includes('coordinating')) return 'CCONJ';
  if (tags === 'kaist' && roles.includes('subordinating')) return 'SCONJ';
  const isAdjective = kind === 'adjective' || kind === 'isNot' || (kind === 'stateNoun' && tags === 'sejong');
  return isAdjective ? 'ADJ' : 'VERB';
}
