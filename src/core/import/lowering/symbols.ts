import type { Precision } from '../../formats/modelPackage.js';
import { EMBEDDING } from '../../model/model.js';
import { RnnLensError } from '../../problems.js';
import type { InputConfig } from '../../tokens/input.js';
import type { ModelSymbols } from '../../tokens/vocabulary.js';
import { PADDING, START } from '../../tokens/windows.js';
import type { LookUp } from './graph.js';

/** How symbols of a text become ids of the file. */
export interface SymbolIds {
  readonly ids: ReadonlyMap<string, number>;
  readonly unit: 'words' | 'characters';
  /** Words are looked up in lower case. */
  readonly lowerCase: boolean;
  /** What unknown symbols are read as; null where they are left out (words), or read as nothing: zeros. */
  readonly unknownId: number | null;
}

/** The table of vectors in the house's order: row 0 unknown, row k + 1 symbol k. */
export interface SymbolTable {
  readonly input: InputConfig;
  readonly symbols: ModelSymbols;
  /** The vectors of all rows, made anew at each call. */
  parameters(): ReadonlyMap<string, Float32Array>;
  /** Id in the file of each row, [symbols + 1]; −1 for a row of zeros. */
  readonly fileIds: readonly number[];
}

/** One-hot symbols are rows of a unit matrix; it must stay small. */
const MOST_ONE_HOT = 4096;

/** Puts the file's table of vectors into the house's order. Throws RnnLensError where symbols and table do not fit. */
export function symbolTable(
  { rows, width, table }: LookUp,
  { ids, unit, lowerCase, unknownId }: SymbolIds,
  window: { readonly padId: number; readonly startId: number | null } | null,
): SymbolTable {
  if (!table && width > MOST_ONE_HOT)
    throw new RnnLensError(
      'The network reads one-hot vectors of {0} symbols; at most {1} can be read.',
      width,
      MOST_ONE_HOT,
    );
  const known = [...ids]
    .filter(
      ([symbol, id]) => id >= 0 && id < rows && id !== unknownId && symbol !== PADDING && symbol !== START,
    )
    .filter(([symbol]) => unit === 'words' || [...symbol].length === 1)
    .sort((a, b) => a[1] - b[1]);
  if (known.length === 0)
    throw new RnnLensError(
      'None of the {0} symbols of the vocabulary has a row in the table of {1}.',
      ids.size,
      rows,
    );
  const list = known.map(([symbol]) => symbol);
  const fileIds = [unknownId ?? -1, ...known.map(([, id]) => id)];
  if (window) {
    // Of one-hot vectors padding is none of them: zeros.
    if (window.padId >= 0) checkId(window.padId, rows);
    list.push(PADDING);
    fileIds.push(window.padId);
    if (window.startId !== null) {
      list.push(START);
      fileIds.push(window.startId);
    }
  }
  const isWords = unit === 'words';
  return {
    input: isWords
      ? { kind: 'symbols', symbolSize: width, lowerCase }
      : { kind: 'characters', characterSize: width, pairSize: 0, separated: false },
    symbols: { words: isWords ? list : [], characters: isWords ? [] : list, pairs: [] },
    parameters: () =>
      new Map([[isWords ? EMBEDDING.words : EMBEDDING.characters, rowsOfIds(fileIds, width, table)]]),
    fileIds,
  };
}

function rowsOfIds(ids: readonly number[], width: number, table: LookUp['table']): Float32Array {
  const values = new Float32Array(ids.length * width);
  ids.forEach((id, row) => {
    if (id < 0) return;
    if (table) values.set(table.subarray(id * width, (id + 1) * width), row * width);
    else values[row * width + id] = 1;
  });
  return values;
}

function checkId(id: number, rows: number): void {
  if (id >= rows)
    throw new RnnLensError('The id {0} of padding is not in the table, which has {1} rows.', id, rows);
}

/** How an imported model's numbers are stored: as they were. */
export const IMPORTED_PRECISION: Precision = 'F32';
