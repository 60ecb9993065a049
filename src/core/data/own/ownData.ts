import { RnnLensError } from '../../problems.js';
import { numberSequences, numberWidths } from '../numbers.js';
import { conlluOfColumns, conlluSentences } from './ownTags.js';
import { tableOf, type LabelledColumns } from './ownTable.js';

/**
 * People's own files, as a recipe reads them: `text`; `conllu`; `columns`, a word and its tag a line with empty lines
 * between sentences; `table`, a text and its label a row; `lines`, where a line begins with its label; `numbers`, see
 * `numberSequences`.
 */
export const OWN_KINDS = ['text', 'conllu', 'columns', 'table', 'lines', 'numbers'] as const;
export type OwnKind = (typeof OWN_KINDS)[number];

/** How a recipe's files are read that are not in the form of one of its formats. */
export interface OwnData {
  readonly kind: OwnKind;
  /**
   * Where `train` and `development` name the same file: the share of it that is not learned from. Of a text its end, of
   * anything else pieces that are spread evenly.
   */
  readonly heldOut: number;
  /** Of a table. */
  readonly columns?: LabelledColumns;
  /** The labels there are: another one in the file is a mistake. */
  readonly labels?: readonly string[];
}

/** The files of a recipe with own data. */
export interface OwnFiles {
  readonly train: string;
  /** Further files to learn from. */
  readonly more?: readonly string[] | undefined;
  readonly development: string;
}

/** The two texts in the form of the recipe's format. */
export interface OwnTexts {
  readonly train: string;
  readonly development: string;
}

/** Fewest pieces (lines, sentences, rows) to learn from, of which one is held out. */
const FEWEST_PIECES = 4;

/** Fewest characters of a text. */
const FEWEST_CHARACTERS = 200;

/**
 * Reads own files into the form of the recipe's format: text, CoNLL-U, or a table with the columns `text` and `label`.
 * Throws RnnLensError naming file, line and what is wrong.
 */
export function readOwn(own: OwnData, files: OwnFiles, read: (file: string) => string): OwnTexts {
  const trainFiles = [files.train, ...(files.more ?? [])];
  if (own.kind === 'text') return splitText(own.heldOut, files, trainFiles, read);
  const pieces = trainFiles.flatMap((file) => piecesOf(own, read(file), file));
  const isOneFile = files.development === files.train;
  if (pieces.length < FEWEST_PIECES)
    throw new RnnLensError(
      '{0} has {1} labelled pieces, and a network needs at least {2} to learn anything from.',
      files.train,
      pieces.length,
      FEWEST_PIECES,
    );
  const [train, development] = isOneFile
    ? spread(pieces, own.heldOut)
    : [pieces, piecesOf(own, read(files.development), files.development)];
  if (own.kind === 'table' || own.kind === 'lines') checkClasses(train, files.train);
  const join = (some: readonly Piece[]): string => joined(own.kind, some);
  return { train: join(train), development: join(development) };
}

/** A sentence in CoNLL-U or a row of the table, and what its label is. */
export interface Piece {
  readonly text: string;
  readonly label: string | null;
}

function piecesOf(own: OwnData, text: string, file: string): Piece[] {
  switch (own.kind) {
    case 'conllu':
      return conlluSentences(text, file);
    case 'columns':
      return conlluOfColumns(text, file);
    case 'table':
    case 'lines':
      return tableOf(own, text, file);
    case 'numbers':
      return numberPieces(text, file);
    case 'text':
      return [];
  }
}

/** Sequences of numbers; what is broken in one is named by its line. */
function numberPieces(text: string, file: string): Piece[] {
  const widths = numberWidths(text);
  if (!widths)
    throw new RnnLensError('{0} has no lines of numbers, "=" and what the states are to be.', file);
  return numberSequences(text, widths, file).map(({ lines }) => ({
    text: `${lines.join('\n')}\n\n`,
    label: null,
  }));
}

function joined(kind: OwnKind, pieces: readonly Piece[]): string {
  const texts = pieces.map(({ text }) => text).join('');
  return kind === 'table' || kind === 'lines' ? `text\tlabel\n${texts}` : texts;
}

/** A text and its end, which is cut at a line if one ends near. */
function splitText(
  heldOut: number,
  files: OwnFiles,
  trainFiles: readonly string[],
  read: (file: string) => string,
): OwnTexts {
  const clean = (file: string): string =>
    read(file)
      .replace(/^\uFEFF/, '')
      .replace(/\r\n?/g, '\n');
  const text = trainFiles.map(clean).join('\n');
  const length = text.trim().length;
  if (length < FEWEST_CHARACTERS)
    throw new RnnLensError(
      '{0} has {1} characters of text, and a network needs at least {2} to learn anything from.',
      files.train,
      length,
      FEWEST_CHARACTERS,
    );
  if (files.development !== files.train) return { train: text, development: clean(files.development) };
  const wanted = Math.floor(text.length * (1 - heldOut));
  const lineEnd = text.indexOf('\n', wanted);
  const isNear = lineEnd >= 0 && lineEnd - wanted < (text.length - wanted) / 2;
  const at = isNear ? lineEnd + 1 : wanted;
  return { train: text.slice(0, at), development: text.slice(at) };
}

/** Every so many-th piece is held out, of each label for itself, and of no label all. */
function spread(pieces: readonly Piece[], heldOut: number): [Piece[], Piece[]] {
  const every = Math.max(2, Math.round(1 / heldOut));
  const seen = new Map<string | null, number>();
  const isHeld = pieces.map(({ label }) => {
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count % every === 0;
  });
  // So little that none of it was an every-th one.
  if (!isHeld.includes(true)) isHeld[pieces.length - 1] = true;
  return [pieces.filter((_, k) => !isHeld[k]), pieces.filter((_, k) => isHeld[k])];
}

function checkClasses(pieces: readonly Piece[], file: string): void {
  const labels = new Set(pieces.map(({ label }) => label));
  if (labels.size > 1) return;
  throw new RnnLensError(
    '{0} has one label only ({1}): there is nothing to tell apart.',
    file,
    [...labels][0] ?? '',
  );
}
