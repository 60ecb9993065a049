import type { Example } from '../data/example.js';
import { isSigmoid } from '../heads/probabilities.js';
import type { Offsets } from '../rnn/direction.js';
import type { Architecture } from '../model/model.js';
import type { InputConfig } from '../tokens/input.js';
import type { ModelSymbols, Vocabularies } from '../tokens/vocabulary.js';
import { encodeTokens, forEachPair, layOut, type EncodedTokens } from '../tokens/steps.js';
import { Vocabulary } from '../tokens/vocabulary.js';
import { charactersOf, normaliseWord } from '../tokens/words.js';

/** A target that teaches nothing: its row adds neither loss nor gradient. */
export const NO_TARGET = 0xffffffff;

/** The same of a sigmoid head, for each label of a row. */
export const NO_SET = 2;

/**
 * What one head is to say of its R rows: the class of each, [R], NO_TARGET where there is none; of a sigmoid head 1 for
 * each label that is on and 0 for the others, [R, classes], NO_SET where they are not known.
 */
export type Targets = Uint32Array | Uint8Array;

/** Some segments as the training network takes them. */
export interface TrainingBatch {
  readonly input: EncodedTokens;
  /** In the order of the heads. */
  readonly targets: readonly Targets[];
}

/** How often each symbol occurs in the training data. */
export interface SymbolCounts {
  readonly words: ReadonlyMap<string, number>;
  readonly characters: ReadonlyMap<string, number>;
  readonly pairs: ReadonlyMap<string, number>;
}

function add(counts: Map<string, number>, symbol: string): void {
  counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
}

/** Counts the symbols that a kind of input would read. */
export function countSymbols(input: InputConfig, segments: Iterable<readonly string[]>): SymbolCounts {
  const [words, characters, pairs] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  for (const tokens of segments) {
    if (input.kind === 'words')
      for (const token of tokens) {
        const form = input.lowerCase ? token.toLowerCase() : token;
        add(words, normaliseWord(form));
        for (const character of charactersOf(form)) add(characters, character);
      }
    if (input.kind !== 'characters') continue;
    const { symbols, layout } = layOut(tokens, Uint32Array.of(0, tokens.length), input.separated);
    for (const symbol of symbols) add(characters, symbol);
    if (input.pairSize > 0) forEachPair(symbols, layout.offsets, (pair) => add(pairs, pair));
  }
  return { words, characters, pairs };
}

/** How often a symbol must occur to get an embedding of its own. */
export interface MinimumCounts {
  readonly words: number;
  readonly characters: number;
  readonly pairs: number;
}

/** The symbols that occur often enough, most frequent first. */
export function symbolsOf(counts: SymbolCounts, minimum: MinimumCounts): ModelSymbols {
  const kept = (kind: keyof MinimumCounts) => Vocabulary.fromCounts(counts[kind], minimum[kind]).symbols;
  return { words: kept('words'), characters: kept('characters'), pairs: kept('pairs') };
}

/** The labels of each head that occur in examples, in the order of code units. */
export function labelsOf(examples: readonly Example[]): string[][] {
  const seen = (examples[0]?.labels ?? []).map(() => new Set<string>());
  for (const { labels } of examples)
    labels.forEach((row, head) => {
      for (const label of row) if (label !== null) seen[head].add(label);
    });
  return seen.map((labels) => [...labels].sort());
}

/** Turns examples into batches for one network. */
export class Batcher {
  private readonly classes: readonly ReadonlyMap<string, number>[];

  constructor(
    private readonly architecture: Architecture,
    private readonly vocabularies: Vocabularies,
  ) {
    this.classes = architecture.heads.map(({ labels }) => new Map(labels.map((label, k) => [label, k])));
  }

  /** Joins examples to one batch. */
  batch(examples: readonly Example[]): TrainingBatch {
    const tokens = examples.flatMap((example) => example.tokens);
    const { input, rnn } = this.architecture;
    return {
      input: encodeTokens(input, this.vocabularies, tokens, offsetsOf(examples), rnn.inputSize),
      targets: this.classes.map((classes, head) =>
        isSigmoid(this.architecture.heads[head])
          ? setTargets(examples, head, classes)
          : classTargets(examples, head, classes),
      ),
    };
  }
}

function classTargets(
  examples: readonly Example[],
  head: number,
  classes: ReadonlyMap<string, number>,
): Uint32Array {
  const rows = examples.flatMap(({ labels }) => labels[head]);
  return Uint32Array.from(rows, (label) => (label === null ? NO_TARGET : (classes.get(label) ?? NO_TARGET)));
}

function setTargets(
  examples: readonly Example[],
  head: number,
  classes: ReadonlyMap<string, number>,
): Uint8Array {
  const rows = examples.flatMap(({ sets }) => sets?.[head] ?? []);
  const targets = new Uint8Array(rows.length * classes.size);
  rows.forEach((labels, row) => {
    if (labels === null) targets.fill(NO_SET, row * classes.size, (row + 1) * classes.size);
    for (const label of labels ?? []) {
      const k = classes.get(label);
      if (k !== undefined) targets[row * classes.size + k] = 1;
    }
  });
  return targets;
}

function offsetsOf(examples: readonly Example[]): Offsets {
  const offsets = new Uint32Array(examples.length + 1);
  examples.forEach(({ tokens }, b) => (offsets[b + 1] = offsets[b] + tokens.length));
  return offsets;
}
