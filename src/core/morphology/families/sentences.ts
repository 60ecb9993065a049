/** Short sentences around one word of a family, as people write them: with a stop or without, called out, laughed. */

import type { Random } from '../../math/random.js';
import { endsOpen, hasCoda } from './conjugation.js';
import { ADVERBS, type FamilyLexicon } from './lexicon.js';
import { ENDINGS, FORM_KINDS, conjugate, fits, type Ending, type PredicateEntry } from './predicates.js';
import { familyWord, type FamilyWord, type TagRole, type TagSet } from './tagSets.js';

/** Kinds of words that shares are told for. */
export const FAMILY_KINDS = [...FORM_KINDS, 'copula', 'noun', 'interjection', 'laughter', 'sign'] as const;
export type FamilyKind = (typeof FAMILY_KINDS)[number];

/** A sentence, and the word of it that the family is about. */
export interface FamilySentence {
  readonly kind: FamilyKind;
  readonly words: readonly FamilyWord[];
  readonly target: number;
}

/** Where sentences take their words from. */
export interface FamilySource {
  readonly lexicon: FamilyLexicon;
  readonly tags: TagSet;
  readonly random: Random;
}

const PARTICLES: readonly (readonly [role: TagRole, afterVowel: string, afterCoda: string])[] = [
  ['object', '를', '을'],
  ['subject', '가', '이'],
  ['topic', '는', '은'],
  ['also', '도', '도'],
  ['also', '만', '만'],
  ['place', '에', '에'],
  ['place', '에서', '에서'],
  ['place', '로', '으로'],
  ['genitive', '의', '의'],
];

/** A noun with one of its particles, whose number is that of `PARTICLES`. */
export function nounWith(noun: string, particle: number, tags: TagSet): FamilyWord {
  const [role, afterVowel, afterCoda] = PARTICLES[particle];
  const isOpen = afterCoda === '으로' ? endsOpen(noun) : !hasCoda(noun);
  const form = isOpen ? afterVowel : afterCoda;
  const morphemes = [
    { form: noun, role: 'noun' },
    { form, role },
  ] as const;
  return familyWord(
    noun + form,
    morphemes,
    role === 'place' || (role === 'also' && tags === 'kaist') ? 'ADV' : 'NOUN',
    tags,
  );
}

/** How many particles there are. */
export const PARTICLE_COUNT = PARTICLES.length;

/** A noun with 이에요 or 예요, 이야 or 야. */
export function nounIs(noun: string, ending: '에요' | '야', tags: TagSet): FamilyWord {
  const morphemes = [
    { form: noun, role: 'noun' },
    { form: '이', role: 'copula' },
    { form: ending, role: 'final' },
  ] as const;
  const open = ending === '야' ? '야' : '예요';
  return familyWord(noun + (hasCoda(noun) ? `이${ending}` : open), morphemes, 'VERB', tags);
}

const only = (form: string, role: TagRole, upos: string, tags: TagSet): FamilyWord =>
  familyWord(form, [{ form, role }], upos, tags);

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random.next() * list.length)];
}

/** A form of a predicate in a frame: what stands before it, what it needs behind it, and a stop or none. */
export function predicateSentence(
  { lexicon, tags, random }: FamilySource,
  entry: PredicateEntry,
  ending: Ending,
  apart = false,
): FamilySentence | null {
  const word = conjugate(entry, ending, tags, apart);
  if (!word) return null;
  const before = wordsBefore({ lexicon, tags, random }, entry);
  const after = wordsAfter({ lexicon, tags, random }, ending);
  const isQuestion = ending.form === 'ㄹ까';
  const stop = random.next() < 0.5 ? [only(isQuestion ? '?' : '.', 'stop', 'PUNCT', tags)] : [];
  const kind = entry.kind === 'copula' || entry.kind === 'isNot' ? 'copula' : ending.kind;
  return { kind, words: [...before, word, ...after, ...stop], target: before.length };
}

function wordsBefore({ lexicon, tags, random }: FamilySource, { kind }: PredicateEntry): FamilyWord[] {
  const isVerb = kind === 'verb' || kind === 'actionNoun';
  const particles = isVerb ? [0, 0, 1, 2, 3, 5, 6, 7] : [1, 2, 3, 4];
  const words: FamilyWord[] = [];
  if (random.next() < 0.7) words.push(nounWith(pick(random, lexicon.nouns), pick(random, particles), tags));
  if (random.next() < 0.3) words.push(only(pick(random, ADVERBS), 'adverb', 'ADV', tags));
  return words;
}

const CLOSING = ENDINGS.filter(({ kind }) => kind === 'past' || kind === 'present' || kind === 'formal');

/** A noun behind an adnominal form, and a predicate that ends the sentence behind what does not end it. */
function wordsAfter(source: FamilySource, { kaist }: Ending): FamilyWord[] {
  const { lexicon, tags, random } = source;
  if (kaist.includes('/ef')) return [];
  const noun = kaist.includes('/etm')
    ? [nounWith(pick(random, lexicon.nouns), pick(random, [1, 2, 3]), tags)]
    : [];
  for (;;) {
    const entry = pick(random, lexicon.predicates);
    const ending = pick(random, CLOSING);
    const word = ending.kaist.includes('/ef') && fits(entry, ending) ? conjugate(entry, ending, tags) : null;
    if (word) return [...noun, word];
  }
}

/** A noun with a particle before a predicate. */
export function nounSentence(source: FamilySource, noun: string, particle: number): FamilySentence {
  const ending = pick(
    source.random,
    CLOSING.filter(({ only: which, kaist }) => !which && kaist.includes('/ef')),
  );
  const predicates = source.lexicon.predicates.filter((entry) => fits(entry, ending));
  const rest = predicateSentence(source, pick(source.random, predicates), ending);
  const after = rest ? rest.words.slice(rest.target) : [];
  return { kind: 'noun', words: [nounWith(noun, particle, source.tags), ...after], target: 0 };
}

/** A noun that something is. */
export function copulaSentence(
  { lexicon, tags, random }: FamilySource,
  ending: '에요' | '야',
): FamilySentence {
  const words = [
    nounWith(pick(random, lexicon.nouns), 2, tags),
    nounIs(pick(random, lexicon.nouns), ending, tags),
  ];
  const stop = random.next() < 0.5 ? [only('.', 'stop', 'PUNCT', tags)] : [];
  return { kind: 'copula', words: [...words, ...stop], target: 1 };
}

/** An interjection alone, or before a sentence; laughter and emoji behind one; a sign before or between words. */
export function aloneSentence(
  source: FamilySource,
  kind: 'interjection' | 'laughter' | 'sign',
  form: string,
): FamilySentence {
  const { tags, random } = source;
  const rest = anySentence(source);
  if (kind === 'interjection') {
    const mark = random.next() < 0.6 ? ',' : '.';
    const words = [
      only(form, 'interjection', 'INTJ', tags),
      ...(random.next() < 0.7 ? [only(mark, mark === ',' ? 'comma' : 'stop', 'PUNCT', tags)] : []),
    ];
    return { kind, words: [...words, ...(random.next() < 0.8 ? rest : [])], target: 0 };
  }
  const word =
    kind === 'laughter' ? only(form, 'interjection', 'INTJ', tags) : only(form, 'sign', 'SYM', tags);
  const isFirst = random.next() < (kind === 'sign' ? 0.6 : 0.15);
  return { kind, words: isFirst ? [word, ...rest] : [...rest, word], target: isFirst ? 0 : rest.length };
}

function anySentence(source: FamilySource): readonly FamilyWord[] {
  for (;;) {
    const ending = pick(source.random, CLOSING);
    const entry = pick(source.random, source.lexicon.predicates);
    const sentence = fits(entry, ending) && predicateSentence(source, entry, ending);
    if (sentence) return sentence.words;
  }
}
