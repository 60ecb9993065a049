/** Morphological analyses as CoNLL-U: morphemes in LEMMA, their tags in XPOS. */

import { type ConlluSentence, type TaggedToken, withColumn } from '../formats/conllu.js';
import { type LabelSet } from './labelSet.js';
import { type Morpheme, lemmaOf, xposOf } from './morpheme.js';
import { eojeolCharacters, type SentenceCharacters } from './treebank.js';

/** Analyses of all E eojeols of a sentence from the label numbers of its characters, [C]. */
export function decodeSentence(
  sentence: SentenceCharacters,
  numbers: ArrayLike<number>,
  labels: LabelSet,
): Morpheme[][] {
  return Array.from(sentence.starts, (start, e) => {
    const own = Array.from({ length: sentence.ends[e] - start }, (_, k) => numbers[start + k]);
    return labels.decode(eojeolCharacters(sentence, e), own);
  });
}

/** The token with its LEMMA and XPOS filled from its morphemes; unchanged if it has none. */
export function withMorphemes(token: TaggedToken, morphemes: readonly Morpheme[]): TaggedToken {
  if (morphemes.length === 0) return token;
  return { ...token, lemma: lemmaOf(morphemes), xpos: xposOf(morphemes) };
}

/** The sentence with LEMMA and XPOS of its words filled, analysis i for word i; all else stays as written. */
export function withMorphemeColumns(
  sentence: ConlluSentence,
  analyses: readonly (readonly Morpheme[])[],
): ConlluSentence {
  return withColumn(withColumn(sentence, 'lemma', analyses.map(lemmaOf)), 'xpos', analyses.map(xposOf));
}
