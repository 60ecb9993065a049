import type { Offsets } from '../rnn/direction.js';
import { charactersOf, normaliseWord } from '../tokens/words.js';

/** A sentence with one gold label a token. */
export interface LabelledSentence {
  readonly forms: readonly string[];
  readonly labels: readonly string[];
}

/** Some sentences one after the other, as a run takes them. */
export interface SentenceBatch {
  /** [N] */
  readonly forms: readonly string[];
  /** Gold label numbers, [N] */
  readonly targets: Uint32Array;
  /** [B + 1] */
  readonly offsets: Offsets;
}

/** How often each normalised word, each character and each label occurs. */
export interface SymbolCounts {
  readonly words: ReadonlyMap<string, number>;
  readonly characters: ReadonlyMap<string, number>;
  readonly labels: ReadonlyMap<string, number>;
}

/** Counts the symbols of a training split. */
export function countSymbols(sentences: readonly LabelledSentence[]): SymbolCounts {
  const [words, characters, labels] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const add = (counts: Map<string, number>, symbol: string) =>
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  for (const sentence of sentences) {
    for (const form of sentence.forms) {
      add(words, normaliseWord(form));
      for (const character of charactersOf(form)) add(characters, character);
    }
    for (const label of sentence.labels) add(labels, label);
  }
  return { words, characters, labels };
}

/** Joins sentences to a batch; a label that is not in `labels` counts as class 0. */
export function batchOf(
  sentences: readonly LabelledSentence[],
  labels: ReadonlyMap<string, number>,
): SentenceBatch {
  const offsets = new Uint32Array(sentences.length + 1);
  sentences.forEach(({ forms }, b) => (offsets[b + 1] = offsets[b] + forms.length));
  return {
    forms: sentences.flatMap(({ forms }) => forms),
    targets: Uint32Array.from(sentences.flatMap((s) => s.labels.map((label) => labels.get(label) ?? 0))),
    offsets,
  };
}
