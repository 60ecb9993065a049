/** Symbols and their ids; id 0 stands for everything unknown, symbol `k` of the list has id `k + 1`. */
export class Vocabulary {
  private readonly ids = new Map<string, number>();

  constructor(readonly symbols: readonly string[]) {
    symbols.forEach((symbol, k) => this.ids.set(symbol, k + 1));
  }

  /** Rows an embedding of this vocabulary has: the symbols and the unknown one. */
  get size(): number {
    return this.symbols.length + 1;
  }

  /** The symbol's id, 0 if it is unknown. */
  id(symbol: string): number {
    return this.ids.get(symbol) ?? 0;
  }

  /** Symbols seen at least `minimum` times, most frequent first, ties in the order of code units. */
  static fromCounts(counts: ReadonlyMap<string, number>, minimum: number): Vocabulary {
    const kept = [...counts].filter(([, count]) => count >= minimum);
    kept.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return new Vocabulary(kept.map(([symbol]) => symbol));
  }
}

/** Symbols of a network: index k + 1 of an embedding is symbol k, 0 is unknown. Lists may be empty. */
export interface ModelSymbols {
  readonly words: readonly string[];
  readonly characters: readonly string[];
  /** Two characters each; the first of a segment stands alone. */
  readonly pairs: readonly string[];
}

/** The vocabularies of a network. */
export interface Vocabularies {
  readonly words: Vocabulary;
  readonly characters: Vocabulary;
  readonly pairs: Vocabulary;
}

/** The three vocabularies of some symbols. */
export function vocabulariesOf({ words, characters, pairs }: ModelSymbols): Vocabularies {
  return {
    words: new Vocabulary(words),
    characters: new Vocabulary(characters),
    pairs: new Vocabulary(pairs),
  };
}
