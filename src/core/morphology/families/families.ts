/** Families of words that prose has few of, as data: rows to measure on, and a treebank to learn from. */

import { Random } from '../../math/random.js';
import { familyLexicon, type FamilyPart } from './lexicon.js';
import { ENDINGS, fits, type PredicateEntry } from './predicates.js';
import {
  aloneSentence,
  copulaSentence,
  nounSentence,
  PARTICLE_COUNT,
  predicateSentence,
  type FamilySentence,
  type FamilySource,
} from './sentences.js';
import type { TagSet } from './tagSets.js';

/** Data made by this generator; the development split has words that the training split has not. */
export interface GeneratedFamilies {
  readonly format: 'generated';
  readonly seed: number;
  /** Sentences of the training split. */
  readonly sentences: number;
  readonly tags: TagSet;
}

/** What each kind of sentence is drawn with: the rest are predicates. */
const SHARES = { noun: 0.15, copula: 0.06, interjection: 0.1, laughter: 0.05, sign: 0.08 } as const;

/** Every word of one part in every form, each in one sentence; words that are spelt alike share their right values. */
export function familyRows(tags: TagSet, part: FamilyPart, seed = 1): FamilySentence[] {
  const source = sourceOf(tags, part, seed);
  const { lexicon } = source;
  const predicates = lexicon.predicates.flatMap((entry) =>
    ENDINGS.filter((ending) => fits(entry, ending)).flatMap((ending) => {
      const contracted = predicateSentence(source, entry, ending);
      const apart = predicateSentence(source, entry, ending, true);
      return [contracted, apart].filter((sentence) => sentence !== null);
    }),
  );
  const nouns = lexicon.nouns.flatMap((noun) =>
    Array.from({ length: PARTICLE_COUNT }, (_, particle) => nounSentence(source, noun, particle)),
  );
  const copulas = lexicon.nouns.flatMap(() => [copulaSentence(source, '에요'), copulaSentence(source, '야')]);
  const alone = (['interjection', 'laughter', 'sign'] as const).flatMap((kind) => {
    const forms = { interjection: lexicon.interjections, laughter: lexicon.laughter, sign: lexicon.signs }[
      kind
    ];
    return forms.flatMap((form) => Array.from({ length: 4 }, () => aloneSentence(source, kind, form)));
  });
  return [...predicates, ...copulas, ...nouns, ...alone];
}

/** Sentences of the training split, drawn by a seed. */
export function drawFamilies({ seed, sentences, tags }: Omit<GeneratedFamilies, 'format'>): FamilySentence[] {
  const source = sourceOf(tags, 'training', seed);
  const drawn: FamilySentence[] = [];
  while (drawn.length < sentences) {
    const sentence = draw(source);
    if (sentence) drawn.push(sentence);
  }
  return drawn;
}

function sourceOf(tags: TagSet, part: FamilyPart, seed: number): FamilySource {
  const lexicon = familyLexicon(part);
  // The copula as a stem: 학생이- with every ending but those it has forms of its own for.
  const copulas: PredicateEntry[] = lexicon.nouns
    .filter((_, k) => k % 8 === 0)
    .map((noun) => ({ kind: 'copula', class: '이', form: `${noun}이` }));
  return {
    lexicon: { ...lexicon, predicates: [...lexicon.predicates, ...copulas] },
    tags,
    random: new Random(seed),
  };
}

function draw(source: FamilySource): FamilySentence | null {
  const { lexicon, random } = source;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)];
  let left = random.next();
  const falls = (share: number): boolean => (left -= share) < 0;
  if (falls(SHARES.noun))
    return nounSentence(source, pick(lexicon.nouns), Math.floor(random.next() * PARTICLE_COUNT));
  if (falls(SHARES.copula)) return copulaSentence(source, random.next() < 0.7 ? '에요' : '야');
  if (falls(SHARES.interjection)) return aloneSentence(source, 'interjection', pick(lexicon.interjections));
  if (falls(SHARES.laughter)) return aloneSentence(source, 'laughter', pick(lexicon.laughter));
  if (falls(SHARES.sign)) return aloneSentence(source, 'sign', pick(lexicon.signs));
  const [entry, ending] = [pick(lexicon.predicates), pick(ENDINGS)];
  return fits(entry, ending) ? predicateSentence(source, entry, ending, random.next() < 0.15) : null;
}

/** Sentences as CoNLL-U, in the columns a treebank of the tag set has: any reader of treebanks reads them. */
export function familiesAsConllu(sentences: readonly FamilySentence[]): string {
  return sentences
    .map(({ words, kind }, s) => {
      const rows = words.map(
        ({ form, lemma, upos, xpos }, k) => `${k + 1}\t${form}\t${lemma}\t${upos}\t${xpos}\t_\t_\t_\t_\t_`,
      );
      return `# sent_id = ${kind}-${s + 1}\n# text = ${words.map(({ form }) => form).join(' ')}\n${rows.join('\n')}\n\n`;
    })
    .join('');
}
