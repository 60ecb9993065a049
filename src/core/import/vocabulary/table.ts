import type { KerasTokenizerRules } from '../foreign.js';
import type { Literal, LiteralObject } from './literal.js';

/** Symbols and their ids in a file's order, as found there. */
export interface Table {
  readonly pairs: readonly (readonly [symbol: string, id: number])[];
  /** The name it was found under, with dots: `model.vocab`; empty for the whole file. */
  readonly path: string;
  readonly tokenizer: KerasTokenizerRules | null;
}

/** Names under which files have the table that counts, the surest first. */
const NAMES = [
  /^(word|char(acter)?|token|symbol)s?[_-]?(2|to)?[_-]?(index|indices|idx|ids?|int|ix)$/i,
  /^(stoi|vocab(ulary)?|str2idx|encoder|itos|dictionary)$/i,
  /^(index|idx|id|int|ix|indices)s?[_-]?(2|to)?[_-]?(word|char(acter)?|token|symbol)s?$/i,
  /^(tokens|chars|characters|words|symbols|alphabet|letters)$/i,
];
const DEEPEST = 5;

/** The table in a parsed value: the one with the surest name, or the largest; null where there is none. */
export function tableIn(value: Literal): Table | null {
  const found: { table: Table; rank: number }[] = [];
  collect(value, '', NAMES.length, found, 0);
  found.sort((a, b) => a.rank - b.rank || b.table.pairs.length - a.table.pairs.length);
  return found[0]?.table ?? null;
}

function isObject(value: Literal): value is LiteralObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(
  value: Literal,
  path: string,
  rank: number,
  found: { table: Table; rank: number }[],
  depth: number,
): void {
  const keras = isObject(value) ? kerasTokenizer(value, path) : null;
  const pairs = keras ? null : pairsOf(value);
  if (keras) found.push({ table: keras, rank: -1 });
  else if (pairs) found.push({ table: { pairs, path, tokenizer: null }, rank });
  if (keras || !isObject(value) || depth === DEEPEST) return;
  for (const [name, inner] of value.entries) {
    if (typeof inner !== 'object' || inner === null) continue;
    const own = NAMES.findIndex((pattern) => pattern.test(name));
    collect(inner, path === '' ? name : `${path}.${name}`, own < 0 ? NAMES.length : own, found, depth + 1);
  }
}

/** A whole number from 0, also one that is written as text. */
function idOf(value: Literal): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d+$/.test(value)
        ? Number(value)
        : NaN;
  return Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** Symbols and ids of an object or a list, whichever way round; null where it is no such table. */
export function pairsOf(value: Literal): (readonly [string, number])[] | null {
  if (Array.isArray(value)) return listPairs(value as readonly Literal[]);
  if (!isObject(value) || value.entries.length === 0) return null;
  const { entries } = value;
  if (entries.every(([, id]) => typeof id === 'number' && idOf(id) !== null))
    return entries.map(([symbol, id]) => [symbol, id as number]);
  if (entries.every(([id, symbol]) => typeof symbol === 'string' && idOf(id) !== null))
    return entries.map(([id, symbol]) => [symbol as string, Number(id)]);
  if (entries.every(([, id]) => idOf(id) !== null)) return entries.map(([symbol, id]) => [symbol, idOf(id)!]);
  return null;
}

const SYMBOL_FIELD = /^(token|word|char(acter)?|symbol|text|label|name|content)$/i;
const ID_FIELD = /^(id|index|idx|number)$/i;

function listPairs(values: readonly Literal[]): (readonly [string, number])[] | null {
  if (values.length === 0) return null;
  if (values.every((one) => typeof one === 'string')) return values.map((one, k) => [one, k]);
  if (values.every((one) => Array.isArray(one) && one.length >= 2))
    return listOfLists(values as readonly Literal[][]);
  if (!values.every(isObject)) return null;
  const pairs = values.map(({ entries }): readonly [string, number] | null => {
    const symbol = entries.find(([name, of]) => SYMBOL_FIELD.test(name) && typeof of === 'string')?.[1];
    const id = entries.find(([name]) => ID_FIELD.test(name))?.[1];
    const number = id === undefined ? null : idOf(id);
    return typeof symbol === 'string' && number !== null ? [symbol, number] : null;
  });
  return pairs.every((pair) => pair !== null) ? pairs : null;
}

/** `[symbol, id]`, `[id, symbol]`, or the pieces of a tokenizer with their scores, in order. */
function listOfLists(values: readonly (readonly Literal[])[]): (readonly [string, number])[] | null {
  const at = (list: readonly Literal[], k: number): number | null =>
    typeof list[k] === 'number' ? idOf(list[k]) : null;
  if (values.every((list) => typeof list[0] === 'string' && at(list, 1) !== null))
    return values.map((list) => [list[0] as string, at(list, 1)!]);
  if (values.every((list) => typeof list[1] === 'string' && at(list, 0) !== null))
    return values.map((list) => [list[1] as string, at(list, 0)!]);
  if (values.every((list) => typeof list[0] === 'string' && typeof list[1] === 'number'))
    return values.map((list, k) => [list[0] as string, k]);
  return null;
}

/** What `tokenizer.to_json()` of Keras writes: the table is JSON in JSON. */
function kerasTokenizer(value: LiteralObject, path: string): Table | null {
  const get = (of: LiteralObject, name: string): Literal | undefined =>
    of.entries.find(([key]) => key === name)?.[1];
  const config = get(value, 'config');
  if (get(value, 'class_name') !== 'Tokenizer' || config === undefined || !isObject(config)) return null;
  const pairs = kerasPairs(get(config, 'word_index'));
  if (!pairs) return null;
  const text = (name: string, otherwise: string): string => {
    const of = get(config, name);
    return typeof of === 'string' ? of : otherwise;
  };
  const numWords = get(config, 'num_words');
  const oov = get(config, 'oov_token');
  return {
    pairs,
    path: path === '' ? 'word_index' : `${path}.word_index`,
    tokenizer: {
      lower: get(config, 'lower') !== false,
      filters: text('filters', ''),
      split: text('split', ' '),
      charLevel: get(config, 'char_level') === true,
      numWords: typeof numWords === 'number' ? numWords : null,
      oovToken: typeof oov === 'string' ? oov : null,
    },
  };
}

function kerasPairs(index: Literal | undefined): (readonly [string, number])[] | null {
  if (typeof index !== 'string') return index === undefined ? null : pairsOf(index);
  try {
    const parsed: unknown = JSON.parse(index);
    if (typeof parsed !== 'object' || parsed === null) return null;
    return pairsOf({ entries: Object.entries(parsed) as [string, Literal][] });
  } catch {
    return null;
  }
}
