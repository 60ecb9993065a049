import * as tf from '@tensorflow/tfjs';
import { EMBEDDING } from '../model/model.js';
import { RnnLensError } from '../problems.js';
import type { ModelSymbols } from '../tokens/vocabulary.js';

/** A trained network that another begins with. */
export interface StartingPoint {
  /** The name of the recipe it was made by. */
  readonly name: string;
  readonly symbols: ModelSymbols;
  /** By name in its weights file. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/** The symbols of a starting point and then those that are only in the data. */
export function withSymbolsOf(start: StartingPoint, symbols: ModelSymbols): ModelSymbols {
  const union = (kind: keyof ModelSymbols): string[] => [
    ...new Set([...start.symbols[kind], ...symbols[kind]]),
  ];
  return { words: union('words'), characters: union('characters'), pairs: union('pairs') };
}

/**
 * Sets variables to a starting point's numbers: recurrent networks by the names of their parameters, embeddings row
 * by row by symbol. Heads, and symbols the starting point does not have, keep what they have. Throws RnnLensError if
 * its networks are of another shape.
 */
export function beginWith(
  start: StartingPoint,
  variables: ReadonlyMap<string, tf.Variable>,
  symbols: ModelSymbols,
): void {
  const kinds = new Map(
    Object.entries(EMBEDDING).map(([kind, name]) => [name as string, kind as keyof ModelSymbols]),
  );
  for (const [name, variable] of variables) {
    if (name.startsWith('heads.')) continue;
    const given = start.parameters.get(name);
    const kind = kinds.get(name);
    const numbers = given && (kind ? rowsBySymbol(start, given, kind, symbols, variable) : given);
    if (numbers?.length !== variable.size)
      throw new RnnLensError(
        'The network "{0}" to begin with does not fit parameter "{1}".',
        start.name,
        name,
      );
    const tensor = tf.tensor(numbers, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
}

/** The variable's rows, [symbols + 1, width], those of the starting point in place of their own; null if of another width. */
function rowsBySymbol(
  start: StartingPoint,
  given: Float32Array,
  kind: keyof ModelSymbols,
  symbols: ModelSymbols,
  variable: tf.Variable,
): Float32Array | null {
  const width = variable.shape[1] ?? 0;
  if (given.length !== (start.symbols[kind].length + 1) * width) return null;
  const numbers = variable.dataSync<'float32'>().slice();
  const rowOf = (row: number): Float32Array => given.subarray(row * width, (row + 1) * width);
  const rows = new Map(start.symbols[kind].map((symbol, k) => [symbol, k + 1]));
  numbers.set(rowOf(0));
  symbols[kind].forEach((symbol, k) => {
    const row = rows.get(symbol);
    if (row !== undefined && (k + 2) * width <= numbers.length) numbers.set(rowOf(row), (k + 1) * width);
  });
  return numbers;
}
