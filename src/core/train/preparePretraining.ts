import { readTexts, type TextSource } from '../data/plainTexts.js';
import { unfitFor } from '../formats/manifest.js';
import { Random } from '../math/random.js';
import type { HeadConfig } from '../heads/head.js';
import type { InputConfig } from '../tokens/input.js';
import { RnnLensError } from '../problems.js';
import { referenceEngine, type RecurrentEngine } from '../rnn/engine.js';
import { vocabulariesOf, Vocabulary, type ModelSymbols } from '../tokens/vocabulary.js';
import { countSymbols, type SymbolCounts } from './examples.js';
import { TrainingNetwork } from './network.js';
import type { Prepared, ReadFile } from './prepare.js';
import { PretrainingTask, SYMBOL_HEAD } from './pretrainingTask.js';
import { architectureFor, type PretrainingRecipe } from './recipe.js';

/** What stands for a character that is not in the vocabulary. */
const UNKNOWN_CHARACTER = '\ufffd';

/**
 * Reads the texts of a pretraining recipe and sets up its network, whose architecture has no heads: the one it learns
 * with is not kept. Throws RnnLensError if the network cannot learn what the recipe asks.
 */
export function preparePretraining(
  recipe: PretrainingRecipe,
  read: ReadFile,
  engine: RecurrentEngine = referenceEngine,
): Prepared & { readonly trainable: PretrainingTask } {
  const textsOf = (source: TextSource): string[][] => readTexts(source, read(source.file), recipe.tokenizer);
  const sources = recipe.data.texts.map((source) => ({ source, texts: textsOf(source) }));
  const architecture = architectureFor(recipe, []);
  const counted = sources.map(({ source, texts }) => ({
    source,
    counts: countSymbols(architecture.input, texts),
  }));
  const counts = sumOf(counted.map((one) => one.counts));
  const symbols = symbolsOfAll(recipe, counts, counted);
  refuseUnfit(recipe, architecture.input);
  const labels = [UNKNOWN_CHARACTER, ...symbols.characters];
  const head: HeadConfig = { name: SYMBOL_HEAD, level: 'step', pooling: 'last', labels };
  const learning = { ...architecture, heads: [head] };
  const network = new TrainingNetwork(learning, symbols, counts, new Random(recipe.fit.seed), engine);
  const texts = {
    train: sources.flatMap((one) => one.texts),
    development: recipe.data.developmentTexts.flatMap(textsOf),
  };
  const { objective, batch, dropout, fit } = recipe;
  const settings = { objective, batch, dropout, seed: fit.seed };
  const trainable = new PretrainingTask(network, learning, vocabulariesOf(symbols), texts, settings, engine);
  return { task: recipe.task, architecture, symbols, trainable };
}

/** A backward half of a second layer has seen what the forward half is asked for. */
function refuseUnfit(recipe: PretrainingRecipe, input: InputConfig): void {
  const { layers, bidirectional } = recipe.network;
  if (input.kind !== 'characters')
    throw new RnnLensError('Pretraining reads characters: "network.input.kind".');
  if (recipe.objective.kind === 'two-way' && (layers > 1 || !bidirectional))
    throw new RnnLensError(
      'The objective "two-way" needs one bidirectional layer: in a second one each half has seen what the other is asked.',
    );
  const unfit = unfitFor(recipe.task, architectureFor(recipe, []));
  if (unfit) throw new RnnLensError("The recipe's network does not fit its task: {0} {1}.", ...unfit);
}

function sumOf(all: readonly SymbolCounts[]): SymbolCounts {
  const add = (kind: keyof SymbolCounts): Map<string, number> => {
    const sums = new Map<string, number>();
    for (const counts of all)
      for (const [symbol, count] of counts[kind]) sums.set(symbol, (sums.get(symbol) ?? 0) + count);
    return sums;
  };
  return { words: new Map(), characters: add('characters'), pairs: add('pairs') };
}

/** Symbols that are frequent in all texts together or in one that asks for less, most frequent first. */
function symbolsOfAll(
  { minimumCounts }: PretrainingRecipe,
  counts: SymbolCounts,
  counted: readonly { readonly source: TextSource; readonly counts: SymbolCounts }[],
): ModelSymbols {
  const kept = (kind: 'characters' | 'pairs'): readonly string[] => {
    const isKept = ([symbol, count]: [string, number]): boolean =>
      count >= minimumCounts[kind] ||
      counted.some((one) => {
        const minimum = one.source.minimumCounts?.[kind];
        return minimum !== undefined && (one.counts[kind].get(symbol) ?? 0) >= minimum;
      });
    return Vocabulary.fromCounts(new Map([...counts[kind]].filter(isKept)), 1).symbols;
  };
  return { words: [], characters: kept('characters'), pairs: kept('pairs') };
}
