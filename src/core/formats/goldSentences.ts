import type { LabelledSentence } from '../train/sentences.js';
import { readConllu, words } from './conllu.js';

/** Words of a CoNLL-U text with the labels of one column, sentences without words left out. */
export function goldSentences(text: string, column: 'upos' | 'xpos'): LabelledSentence[] {
  const sentences = readConllu(text).document.sentences.map((sentence) => {
    const rows = words(sentence);
    return { forms: rows.map((row) => row.form), labels: rows.map((row) => row[column]) };
  });
  return sentences.filter(({ forms }) => forms.length > 0);
}
