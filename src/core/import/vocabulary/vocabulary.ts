import { isRnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { SourceFile } from '../files.js';
import type { ForeignVocabulary } from '../foreign.js';
import { whatItIs } from '../notModels.js';
import { oddities } from './check.js';
import { MOST_SYMBOLS, symbolLines } from './lines.js';
import { jsonLiteral, literalsOf, type Literal } from './literal.js';
import { tableIn, type Table } from './table.js';

/** What a file has of symbols, or why it has none. */
export type SymbolFile =
  | {
      readonly kind: 'symbols';
      readonly vocabulary: ForeignVocabulary;
      /** Symbols by their ids, for a file of labels; ids without one are empty. */
      readonly labels: readonly string[];
      /** What is odd about it. */
      readonly notes: readonly Sentence[];
    }
  | { readonly kind: 'none'; readonly reason: Sentence };

const LARGEST = 1 << 25;
const LARGEST_SCRIPT = 1 << 22;
/** Labels are few: of a vocabulary with more ids no list is made. */
const MOST_LABELS = 1 << 20;

/**
 * Reads symbols and their ids from JSON (either way round, nested), a text with one a line, a table with commas, or the
 * literals of a script, which is not run. Pickled tokenizers are read elsewhere.
 */
export async function readSymbols(file: SourceFile): Promise<SymbolFile> {
  const none = (reason: Sentence): SymbolFile => ({ kind: 'none', reason });
  if (file.sizeBytes > LARGEST) return none(await tooLarge(file));
  const bytes = await file.read(0, file.sizeBytes);
  const other = whatItIs(bytes.subarray(0, 4096), file.name, file.sizeBytes);
  if (other && !other.isText) return none(other.sentence);
  const text = decoded(bytes);
  if (text === null)
    return none(sentence('"{0}" is no text, so it is no vocabulary that can be read.', file.name));
  return symbolsIn(text, file.name);
}

/** Large files beside a model are mostly word vectors from elsewhere. */
async function tooLarge(file: SourceFile): Promise<Sentence> {
  const start = decoded(await file.read(0, 1 << 16), true)
    ?.split('\n')
    .slice(0, -1)
    .join('\n');
  const lines = start === undefined ? null : symbolLines(start);
  return lines?.kind === 'vectors'
    ? sentence(
        '"{0}" has vectors of words ({1} numbers each), not the ids with which the network was trained.',
        file.name,
        lines.vectors.width,
      )
    : sentence('"{0}" has {1} bytes: too many for a vocabulary.', file.name, file.sizeBytes);
}

function decoded(bytes: Uint8Array, isCut = false): string | null {
  const [a, b] = bytes;
  try {
    if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff))
      return new TextDecoder(a === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
  } catch {
    return null;
  }
}

/** Symbols of a text by what it is; `name` is for sentences. */
export function symbolsIn(text: string, name: string): SymbolFile {
  const begin = text.trimStart()[0];
  if (begin === '{' || begin === '[' || begin === '"') {
    const json = attempt(() => jsonIn(text));
    const table = json === null ? null : tableIn(json);
    if (table) return symbols(table, name, false);
    if (json !== null)
      return { kind: 'none', reason: sentence('"{0}" is JSON without symbols and ids.', name) };
  }
  if (/\.(m?js|cjs|ts)$/i.test(name) || /^\s*(export|module\.exports|const|let|var|import)\b/.test(text)) {
    const tables = text.length <= LARGEST_SCRIPT ? literalsOf(text).map(tableIn) : [];
    const table = tables.filter((one) => one !== null).sort((a, b) => b.pairs.length - a.pairs.length)[0];
    if (table) return symbols(table, name, false);
    return { kind: 'none', reason: sentence('"{0}" is a script without a list of symbols.', name) };
  }
  const lines = symbolLines(text);
  if (lines.kind === 'none') return { kind: 'none', reason: lines.reason };
  if (lines.kind === 'vectors')
    return {
      kind: 'none',
      reason: sentence(
        '"{0}" has vectors of {1} words ({2} numbers each), not the ids with which the network was trained.',
        name,
        lines.vectors.words,
        lines.vectors.width,
      ),
    };
  return symbols(lines.table, name, lines.isPadded);
}

/** JSON, also where it was written as a string of JSON: `json.dump(tokenizer.to_json(), file)`. */
function jsonIn(text: string): Literal {
  const value = jsonLiteral(text);
  return typeof value === 'string' && /^\s*[{[]/.test(value) ? jsonLiteral(value) : value;
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (isRnnLensError(error)) return null;
    throw error;
  }
}

function symbols(table: Table, name: string, isPadded: boolean): SymbolFile {
  if (table.pairs.length > MOST_SYMBOLS)
    return {
      kind: 'none',
      reason: sentence('"{0}" has {1} symbols: too many for a vocabulary.', name, table.pairs.length),
    };
  const place = table.path === '' ? name : `${name}: ${table.path}`;
  const unit = unitOf(table);
  const notes = oddities(table, unit, place);
  if (isPadded) notes.push(sentence("{0} is AllenNLP's: id 0 is padding, the first line has id 1.", place));
  const ids = new Map<string, number>();
  for (const [symbol, id] of table.pairs) if (!ids.has(symbol)) ids.set(symbol, id);
  return {
    kind: 'symbols',
    vocabulary: { place, ids, unit, tokenizer: table.tokenizer },
    labels: labelsOf(ids),
    notes,
  };
}

function labelsOf(ids: ReadonlyMap<string, number>): string[] {
  let largest = -1;
  for (const id of ids.values()) largest = Math.max(largest, id);
  if (largest >= Math.min(MOST_LABELS, 4 * ids.size + 64)) return [];
  const labels = Array.from({ length: largest + 1 }, () => '');
  for (const [symbol, id] of ids) labels[id] = symbol;
  return labels;
}

const SPECIAL =
  /^[<[({]?\/?[|_]?(pad(ding)?|unk(nown)?|oov|s|e|sos|eos|bos|go|start|end|mask|cls|sep|blank)[|_]?\/?[>\])}]?$/i;

/** Characters where nearly every symbol is one, special ones left out. */
function unitOf({ pairs, tokenizer }: Table): ForeignVocabulary['unit'] {
  if (tokenizer) return tokenizer.charLevel ? 'characters' : 'words';
  const plain = pairs.map(([symbol]) => symbol).filter((symbol) => !SPECIAL.test(symbol));
  if (plain.length < 4) return 'unknown';
  const single = plain.filter((symbol) => [...symbol].length <= 1).length;
  return single >= 0.9 * plain.length ? 'characters' : 'words';
}
