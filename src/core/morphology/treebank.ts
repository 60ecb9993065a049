/** Sentences as a network reads them, syllable by syllable, and a treebank in that shape. */

import { words } from '../formats/conllu.js';
import { readConllu } from '../formats/conlluReader.js';
import { composedCharacters } from '../text/korean/syllables.js';
import { NO_LABEL, type LabelSet } from './labelSet.js';
import type { AnalysedEojeol } from './learnLabels.js';
import { readMorphemes } from './morpheme.js';

/** The symbol between two eojeols; white space is never inside one. */
const EOJEOL_SPACE = ' ';

/** The characters of a sentence of E eojeols. */
export interface SentenceCharacters {
  /** NFC code points, one `EOJEOL_SPACE` between two eojeols, [C]. */
  readonly characters: readonly string[];
  /** First character of each eojeol, [E]. */
  readonly starts: Uint32Array;
  /** One past the last character of each eojeol, [E]. */
  readonly ends: Uint32Array;
}

/** A sentence of a treebank. */
export interface AnalysedSentence extends SentenceCharacters {
  readonly forms: readonly string[];
  /** Gold columns, one each eojeol, [E]. */
  readonly upos: readonly string[];
  readonly xpos: readonly string[];
  readonly lemmas: readonly string[];
}

/** Puts the eojeols of a sentence (tokens, punctuation marks included) together, with a space between any two. */
export function sentenceCharacters(forms: readonly string[]): SentenceCharacters {
  const characters: string[] = [];
  const [starts, ends] = [new Uint32Array(forms.length), new Uint32Array(forms.length)];
  forms.forEach((form, e) => {
    if (e > 0) characters.push(EOJEOL_SPACE);
    starts[e] = characters.length;
    characters.push(...composedCharacters(form).characters);
    ends[e] = characters.length;
  });
  return { characters, starts, ends };
}

/** Sentences of a CoNLL-U text whose LEMMA and XPOS columns hold morphemes; those without words are left out. */
export function readAnalysedSentences(conllu: string): AnalysedSentence[] {
  const sentences: AnalysedSentence[] = [];
  for (const sentence of readConllu(conllu).document.sentences) {
    const rows = words(sentence);
    if (rows.length === 0) continue;
    const forms = rows.map(({ form }) => form);
    sentences.push({
      ...sentenceCharacters(forms),
      forms,
      upos: rows.map(({ upos }) => upos),
      xpos: rows.map(({ xpos }) => xpos),
      lemmas: rows.map(({ lemma }) => lemma),
    });
  }
  return sentences;
}

/** The eojeols of a sentence that have a readable analysis. */
export function analysedEojeols(sentence: AnalysedSentence): AnalysedEojeol[] {
  return sentence.forms.flatMap((_, e) => {
    const morphemes = readMorphemes(sentence.lemmas[e], sentence.xpos[e]);
    return morphemes ? [{ characters: eojeolCharacters(sentence, e), morphemes }] : [];
  });
}

/** The characters of eojeol `e` of a sentence. */
export function eojeolCharacters({ characters, starts, ends }: SentenceCharacters, e: number): string[] {
  return characters.slice(starts[e], ends[e]);
}

/**
 * Label numbers of a sentence's characters, [C]; `NO_LABEL` at spaces and throughout eojeols whose analysis the
 * labels cannot express, which training leaves out of the loss.
 */
export function sentenceLabels(sentence: AnalysedSentence, labels: LabelSet): Int32Array {
  const numbers = new Int32Array(sentence.characters.length).fill(NO_LABEL);
  sentence.forms.forEach((_, e) => {
    const morphemes = readMorphemes(sentence.lemmas[e], sentence.xpos[e]);
    const encoded = morphemes && labels.encode(eojeolCharacters(sentence, e), morphemes);
    if (encoded) numbers.set(encoded, sentence.starts[e]);
  });
  return numbers;
}
