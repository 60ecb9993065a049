import { words } from '../formats/conllu.js';
import { readConllu } from '../formats/conlluReader.js';
import { RnnLensError } from '../problems.js';
import type { Tokenizer } from '../text/segmentation.js';
import { tokensOf } from './gold.js';
import { readTable } from './table.js';

/** How a file holds text: treebank, a text a line, a column of a table, or a character and its label a line. */
export const TEXT_FORMATS = ['conllu', 'lines', 'table', 'characters'] as const;

/** A file whose text is read without its labels. */
export interface TextSource {
  readonly file: string;
  readonly format: (typeof TEXT_FORMATS)[number];
  /** The column of a table. */
  readonly column?: string | undefined;
  /** Only so many texts are read, from its start. */
  readonly first?: number | undefined;
  /** Symbols that this file has so often are in the vocabulary, however rare they are in the others. */
  readonly minimumCounts?: { readonly characters: number; readonly pairs: number } | undefined;
}

/**
 * The texts of a file as tokens, those without any left out: the words of a treebank as they are there, other texts
 * cut by `tokenizer`. Throws RnnLensError naming the file if there are none.
 */
export function readTexts(source: TextSource, text: string, tokenizer: Tokenizer): string[][] {
  const texts = textsOf(source, text, tokenizer)
    .filter((tokens) => tokens.length > 0)
    .slice(0, source.first);
  if (texts.length === 0)
    throw new RnnLensError('{0} has no text of the format "{1}".', source.file, source.format);
  return texts;
}

function textsOf({ file, format, column = '' }: TextSource, text: string, tokenizer: Tokenizer): string[][] {
  const cut = (line: string): string[] => tokensOf(line, tokenizer);
  switch (format) {
    case 'conllu':
      return readConllu(text).document.sentences.map((sentence) => words(sentence).map(({ form }) => form));
    case 'lines':
      return text.split(/\r?\n/).map(cut);
    case 'table':
      return readTable(text, [column], file).map(([value]) => cut(value));
    case 'characters':
      return text.split(/\r?\n\r?\n/).map((block) => cut(charactersOf(block)));
  }
}

/** The first column of lines `character TAB label`; lines without a tab are notes. */
function charactersOf(block: string): string {
  return block
    .split(/\r?\n/)
    .map((line) => line.slice(0, Math.max(0, line.indexOf('\t'))))
    .join('');
}
