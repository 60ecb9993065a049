import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';
import type { ForeignVocabulary, KerasTokenizerRules } from '../foreign.js';
import { notModelError } from '../notModels.js';
import { isPickle } from './interpreter.js';
import { joblibHooks, unpacked } from './joblib.js';
import { arrayItems, wholeScalar } from './numpy.js';
import { readPickleAt } from './stream.js';
import { namesOf, tableOf, type SymbolTable } from './tables.js';
import { attributesOf, itemsOf, PickleDict, PickleRecord, shownValue, type PickleValue } from './values.js';

/** Vocabularies in a value, and tables that number labels. */
export interface FoundTables {
  readonly vocabularies: readonly ForeignVocabulary[];
  readonly labels: SymbolTable | null;
}

const LABEL_NAME =
  /(^|[^a-z])(tags?|labels?|class(es)?|categor(y|ies)|intents?|targets?|ner|pos|y|le|trg|emotions?)([^a-z]|$)|(label|tag|class|emotion|categor|intent)/i;
const VOCABULARY_NAME =
  /vocab|token|char|letter|alphabet|symbol|word|itos|stoi|(^|_)(w2i|i2w|src|dict(ionary)?|int2|ix_to|idx2|id2|to_ix|to_idx)|2(int|idx|id|ix|index)$|(_to_|_)(ix|idx|int)$/i;

const MAX_DEPTH = 4;
const MAX_LOOKS = 20_000;

/**
 * Vocabularies and labels of a pickled or joblib file: Keras tokenizers, dicts either way round, lists, label
 * encoders, torchtext's; RnnLensError where the file cannot be read, is not safe, or is no pickle at all.
 */
export async function readPickledTables(file: SourceFile): Promise<FoundTables> {
  const pickle = await unpacked(file);
  if (!isPickle(await pickle.read(0, Math.min(pickle.sizeBytes, 4096))))
    throw (await notModelError(file)) ?? new RnnLensError('"{0}" is no pickle.', file.name);
  const { value } = await readPickleAt(pickle, 0, () => joblibHooks);
  return tablesIn(value, file.name, file.name.replace(/\.[^.]*$/, ''));
}

/** `place` is the file's name for people; `name` tells labels from vocabularies at the top, where there is one. */
export function tablesIn(value: PickleValue, place: string, name = ''): FoundTables {
  const search = new Search(place);
  search.look(name, value, 0);
  return { vocabularies: search.vocabularies, labels: search.labels };
}

class Search {
  readonly vocabularies: ForeignVocabulary[] = [];
  labels: SymbolTable | null = null;
  private readonly seen = new Set<PickleValue>();

  constructor(private readonly place: string) {}

  look(name: string, value: PickleValue, depth: number): void {
    if (typeof value === 'object' && value !== null) {
      if (this.seen.has(value) || this.seen.size > MAX_LOOKS) return;
      this.seen.add(value);
    }
    if (value instanceof PickleRecord && this.lookAtRecord(name, value, depth)) return;
    const isTop = depth === 0;
    const isLabels = LABEL_NAME.test(name) && !/vocab|tokens|word|char/i.test(name);
    const isNamed = isLabels || VOCABULARY_NAME.test(name) || isTop;
    const table = tableOf(value, !isNamed);
    if (table && isLabels) this.labels ??= table;
    else if (table) this.add(name, table, null, isTop);
    else if (depth < MAX_DEPTH) this.lookInside(name, value, depth);
  }

  private lookInside(name: string, value: PickleValue, depth: number): void {
    if (value instanceof PickleDict)
      for (const [key, of] of value.entries) if (typeof key === 'string') this.look(key, of, depth + 1);
    // (name, vocabulary) pairs, or a few things that were saved together.
    const items = itemsOf(value) ?? [];
    if (items.length === 2 && typeof items[0] === 'string') this.look(items[0], items[1], depth + 1);
    else if (items.length <= 20) for (const item of items) this.look(name, item, depth + 1);
  }

  /** Whether the record is known. */
  private lookAtRecord(name: string, record: PickleRecord, depth: number): boolean {
    const attributes = attributesOf(record);
    const words = tableOf(attributes.get('word_index'), false);
    if (words) {
      this.add(name, words, rulesOf(attributes), depth === 0);
      return true;
    }
    const classes = attributes.get('classes_');
    const items = arrayItems(classes) ?? itemsOf(classes);
    if (items) {
      this.labels ??= new Map(items.map((item, id) => [labelText(item), id]));
      return true;
    }
    if (depth >= MAX_DEPTH || tableOf(record, false)) return false;
    for (const [key, of] of attributes) if (!key.startsWith('_')) this.look(key, of, depth + 1);
    return true;
  }

  private add(name: string, ids: SymbolTable, tokenizer: KerasTokenizerRules | null, isTop: boolean): void {
    if (this.vocabularies.some((of) => isSame(of.ids, ids))) return;
    const place = isTop ? this.place : `${this.place}: ${name}`;
    const unit = tokenizer ? (tokenizer.charLevel ? 'characters' : 'words') : unitOf(ids);
    this.vocabularies.push({ place, ids, unit, tokenizer });
  }
}

/** Labels that are numbers are named by them. */
function labelText(value: PickleValue): string {
  const number = wholeScalar(value);
  return number === null ? shownValue(value) : String(number);
}

/** The two directions of one table are one. */
function isSame(a: SymbolTable, b: SymbolTable): boolean {
  return a.size === b.size && [...a].every(([symbol, id]) => b.get(symbol) === id);
}

/** Symbols of one character, whatever stands for unknown and padding, are characters. */
function unitOf(ids: SymbolTable): ForeignVocabulary['unit'] {
  const plain = [...ids.keys()].filter(
    (symbol) => !/^([<[{(_@].*[>\]})_@]|pad|unk|eos|sos|bos|)$/i.test(symbol) || symbol.length === 1,
  );
  const single = plain.filter((symbol) => [...symbol].length === 1).length;
  if (plain.length === 0) return 'unknown';
  if (single === plain.length) return 'characters';
  return single * 2 < plain.length ? 'words' : 'unknown';
}

function rulesOf(attributes: ReadonlyMap<string, PickleValue>): KerasTokenizerRules {
  const text = (name: string, otherwise: string): string => {
    const value = attributes.get(name);
    return typeof value === 'string' ? value : otherwise;
  };
  const oov = attributes.get('oov_token');
  return {
    lower: attributes.get('lower') !== false,
    filters: text('filters', ''),
    split: text('split', ' '),
    charLevel: attributes.get('char_level') === true,
    numWords: wholeScalar(attributes.get('num_words')),
    oovToken: typeof oov === 'string' ? oov : null,
  };
}

/** Names of labels in order. */
export function labelNames(labels: SymbolTable | null): string[] | null {
  return labels && namesOf(labels);
}
