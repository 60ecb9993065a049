import { arrayItems, textScalar, wholeScalar } from './numpy.js';
import {
  attributesOf,
  itemsOf,
  PickleDict,
  PickleRecord,
  PickleSequence,
  type PickleValue,
} from './values.js';

/** Symbols and their ids. */
export type SymbolTable = ReadonlyMap<string, number>;

/** Attributes under which classes of vocabularies keep their table, the plainest first. */
const TABLE_ATTRIBUTES = [
  'stoi',
  'word2idx',
  'word2index',
  'word2id',
  'token2idx',
  'token2id',
  'char2idx',
  'char2index',
  'char2int',
  'token_to_idx',
  '_token_to_idx',
  '_token_to_id',
  'w2i',
  'word_to_ix',
  'vocabulary_',
  'itos',
  '_itos',
  'idx2word',
  'index2word',
  'id2word',
  '_idx_to_token',
  'vocab',
  'tokens',
];

/**
 * The table that a value is: a dict either way round, symbols in the order of their ids, a text of different
 * letters, an object that has one of these; null where it is none. Settings are such dicts, too: `isStrict` wants ids
 * that fill a range.
 */
export function tableOf(value: PickleValue | undefined, isStrict: boolean, depth = 0): SymbolTable | null {
  if (value instanceof PickleDict) return tableOfPairs([...value.entries], isStrict);
  if (typeof value === 'string') return isStrict ? null : tableOfLetters(value);
  const items = value instanceof PickleSequence && value.kind !== 'set' ? value.items : arrayItems(value);
  if (items) return isStrict ? null : tableOfList(items);
  return value instanceof PickleRecord && depth < 3 ? tableOfRecord(value, depth) : null;
}

function tableOfRecord(record: PickleRecord, depth: number): SymbolTable | null {
  const attributes = attributesOf(record);
  for (const name of TABLE_ATTRIBUTES) {
    const table = tableOf(attributes.get(name), false, depth + 1);
    if (table) return table;
  }
  // Compiled classes keep a tuple: torchtext's has the list of its symbols in it.
  if (!/vocab/i.test(record.path)) return null;
  const lists = [...(itemsOf(record.state) ?? []), ...record.args].map((part) =>
    tableOf(part, false, depth + 1),
  );
  return (
    lists.find((table) => table !== null && table.size > 1) ??
    (record.entries.size > 1 ? tableOfPairs([...record.entries], false) : null)
  );
}

function tableOfPairs(
  pairs: readonly (readonly [PickleValue, PickleValue])[],
  isStrict: boolean,
): SymbolTable | null {
  if (pairs.length < 2) return null;
  const out = new Map<string, number>();
  const isFirstText = textScalar(pairs[0][0]) !== null;
  for (const [key, value] of pairs) {
    const symbol = textScalar(isFirstText ? key : value);
    const id = wholeScalar(isFirstText ? value : key);
    if (symbol === null || id === null || id < 0) return null;
    if (!out.has(symbol)) out.set(symbol, id);
  }
  return isTable(out, isStrict) ? out : null;
}

/** Ids are mostly of one symbol each, and few are unused: counts and settings are otherwise. */
function isTable(table: SymbolTable, isStrict: boolean): boolean {
  const ids = new Set(table.values());
  const largest = [...ids].reduce((a, b) => Math.max(a, b), 0);
  if (isStrict) return table.size >= 10 && ids.size === table.size && largest <= table.size + 10;
  return ids.size * 2 > table.size && largest < table.size * 20 + 1000;
}

function tableOfList(items: readonly PickleValue[]): SymbolTable | null {
  if (items.length < 2) return null;
  const out = new Map<string, number>();
  for (const [id, item] of items.entries()) {
    const symbol = textScalar(item);
    if (symbol === null) return null;
    if (!out.has(symbol)) out.set(symbol, id);
  }
  return out.size * 2 > items.length ? out : null;
}

function tableOfLetters(text: string): SymbolTable | null {
  const letters = [...text];
  return letters.length >= 10 && new Set(letters).size === letters.length
    ? new Map(letters.map((letter, id) => [letter, id]))
    : null;
}

/** Names of what is numbered, in order; a gap is named by its number. */
export function namesOf(table: SymbolTable): string[] {
  const largest = [...table.values()].reduce((a, b) => Math.max(a, b), 0);
  const names = Array.from({ length: Math.min(largest, table.size * 2) + 1 }, (_, id) => String(id));
  for (const [name, id] of table) if (id < names.length) names[id] = name;
  return names;
}
