import * as tf from '@tensorflow/tfjs';
import type { HeadConfig } from '../heads/head.js';
import { EMBEDDING, headParameter, type Architecture } from '../model/model.js';
import { RnnLensError } from '../problems.js';
import type { ModelSymbols } from '../tokens/vocabulary.js';

/** A trained network that another begins with. */
export interface StartingPoint {
  /** The name of the recipe it was made by. */
  readonly name: string;
  readonly symbols: ModelSymbols;
  /** Those it has kept. */
  readonly heads: readonly Pick<HeadConfig, 'name' | 'level' | 'labels'>[];
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

/** What takes numbers of another network. */
export interface Taker {
  readonly symbols: ModelSymbols;
  readonly architecture: Architecture;
}

/**
 * Sets variables to a starting point's numbers, see `numbersFrom`. Other heads and rows keep what they have. Throws
 * RnnLensError if its networks are of another shape.
 */
export function beginWith(
  start: StartingPoint,
  variables: ReadonlyMap<string, tf.Variable>,
  taker: Taker,
): void {
  const numbersOf = numbersFrom(start, taker);
  for (const [name, variable] of variables) {
    const numbers = numbersOf(name, variable.dataSync<'float32'>(), variable.shape[1] ?? 1);
    if (!numbers) continue;
    const tensor = tf.tensor(numbers, variable.shape);
    variable.assign(tensor);
    tensor.dispose();
  }
}

/**
 * The numbers of a starting point for a parameter with its own numbers and so many of them in a row: recurrent networks by
 * the names of their parameters, embeddings row by row by symbol, heads row by row by label, of the head of the same name
 * or else of the one that has most of their labels, if that is half of them. Rows that it lacks are the own ones; null
 * for a head that it has none like. Throws RnnLensError if its networks are of another shape.
 */
export function numbersFrom(
  start: StartingPoint,
  { symbols, architecture }: Taker,
): (name: string, own: Float32Array, width: number) => Float32Array | null {
  const kinds = new Map(
    Object.entries(EMBEDDING).map(([kind, name]) => [name as string, kind as keyof ModelSymbols]),
  );
  const heads = sharedHeads(start, architecture);
  return (name, own, width) => {
    const head = heads.get(name);
    if (name.startsWith('heads.') && !head) return null;
    const given = start.parameters.get(head?.from ?? name);
    const kind = kinds.get(name);
    const rows = head ?? (kind && { own: start.symbols[kind], now: symbols[kind], before: 1 });
    const numbers = given && (rows ? rowsByName(given, rows, own, width) : given);
    if (numbers?.length === own.length) return numbers;
    throw new RnnLensError('The network "{0}" to begin with does not fit parameter "{1}".', start.name, name);
  };
}

/** Names of a table's rows in the starting point and now, and how many rows stand before the first of them. */
interface NamedRows {
  readonly own: readonly string[];
  readonly now: readonly string[];
  readonly before: number;
}

/** The rows of a head, and the parameter of the starting point that they are in. */
interface HeadRows extends NamedRows {
  readonly from: string;
}

/** The heads that begin with one of the starting point, by the names of their parameters. */
function sharedHeads(start: StartingPoint, { heads }: Architecture): ReadonlyMap<string, HeadRows> {
  return new Map(
    heads.flatMap((head) => {
      const found = headLike(head, start.heads);
      if (!found) return [];
      const rows = { own: found.labels, now: head.labels, before: 0 };
      return (['weight', 'bias'] as const).map(
        (what) =>
          [headParameter(head.name, what), { ...rows, from: headParameter(found.name, what) }] as const,
      );
    }),
  );
}

type NamedHead = StartingPoint['heads'][number];

/** The head of the same name, or the one that has most of its labels, if that is at least half of them. */
function headLike({ name, level, labels }: NamedHead, heads: readonly NamedHead[]): NamedHead | undefined {
  const candidates = heads.filter((head) => head.level === level);
  const own = new Set(labels);
  const common = (head: NamedHead): number => head.labels.filter((label) => own.has(label)).length;
  const alike = candidates.filter((head) => 2 * common(head) >= labels.length);
  return (
    candidates.find((head) => head.name === name) ?? [...alike].sort((a, b) => common(b) - common(a)).at(0)
  );
}

/** The own rows, [rows, width], those of the starting point in their place; null if its are of another width. */
function rowsByName(
  given: Float32Array,
  { own, now, before }: NamedRows,
  numbersNow: Float32Array,
  width: number,
): Float32Array | null {
  if (given.length !== (own.length + before) * width) return null;
  const numbers = numbersNow.slice();
  const rowOf = (row: number): Float32Array => given.subarray(row * width, (row + 1) * width);
  const rows = new Map(own.map((name, k) => [name, k + before]));
  for (let row = 0; row < before; row++) numbers.set(rowOf(row), row * width);
  now.forEach((name, k) => {
    const row = rows.get(name);
    if (row !== undefined && (k + before + 1) * width <= numbers.length)
      numbers.set(rowOf(row), (k + before) * width);
  });
  return numbers;
}
