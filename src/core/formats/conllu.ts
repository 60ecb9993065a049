/**
 * CoNLL-U, the Universal Dependencies' text format. What is read is kept line by line, so that writing gives back
 * the same characters: comments, multiword ranges, empty nodes, line ends, blank lines, even malformed lines.
 */

/** A row of ten columns; the id is kept as written (`3`, `3-4`, `3.1`). */
export interface ConlluRow {
  /** 1-based line number in the text. */
  readonly line: number;
  /** The columns as written; ten in a well-formed row. */
  readonly columns: readonly string[];
}

/** A syntactic word: a row whose id is a plain integer, `_` where a column is missing. */
export interface ConlluWord {
  readonly id: number;
  readonly form: string;
  readonly lemma: string;
  readonly upos: string;
  readonly xpos: string;
  readonly feats: string;
  readonly head: string;
  readonly deprel: string;
  readonly deps: string;
  readonly misc: string;
}

/** One sentence: its lines as written, blank lines after it included. */
export interface ConlluSentence {
  /** 1-based number of its first line in the text. */
  readonly firstLine: number;
  /** Its lines without their line ends; blank lines before the first sentence belong to that sentence. */
  readonly lines: readonly string[];
  /** The line end of each line: `\n`, `\r\n`, `\r`, or empty at a text's end without one. */
  readonly lineEnds: readonly string[];
}

/** A whole CoNLL-U text. */
export interface ConlluDocument {
  readonly sentences: readonly ConlluSentence[];
}

/** The number of columns of a row. */
export const CONLLU_COLUMNS = 10;

const WORD_ID = /^[1-9]\d*$/;

/** Writes a document; for one that was read, the text it was read from. */
export function writeConllu(document: ConlluDocument): string {
  return document.sentences.map(writeSentence).join('');
}

/** Writes one sentence with its line ends, blank line included. */
export function writeSentence(sentence: ConlluSentence): string {
  return sentence.lines.map((line, index) => line + (sentence.lineEnds[index] ?? '\n')).join('');
}

/** The rows of a sentence in their order: words, multiword ranges, empty nodes and malformed rows. */
export function rows(sentence: ConlluSentence): ConlluRow[] {
  const found: ConlluRow[] = [];
  sentence.lines.forEach((line, index) => {
    if (isBlank(line) || isComment(line)) return;
    found.push({ line: sentence.firstLine + index, columns: line.split('\t') });
  });
  return found;
}

/** The syntactic words of a sentence: the rows whose id is a plain integer, malformed rows left out. */
export function words(sentence: ConlluSentence): ConlluWord[] {
  const found: ConlluWord[] = [];
  for (const { columns } of rows(sentence)) {
    if (!isWord(columns)) continue;
    const [id = '', form = '_', lemma = '_', upos = '_', xpos = '_', ...rest] = columns;
    const [feats = '_', head = '_', deprel = '_', deps = '_', misc = '_'] = rest;
    found.push({ id: Number(withoutMark(id)), form, lemma, upos, xpos, feats, head, deprel, deps, misc });
  }
  return found;
}

const COLUMN_OF = { lemma: 2, upos: 3, xpos: 4, feats: 5, head: 6, deprel: 7, deps: 8, misc: 9 } as const;

/**
 * The sentence with one column of its words replaced, value i for word i of `words(sentence)`; words without a value
 * and all other lines stay as they are.
 */
export function withColumn(
  sentence: ConlluSentence,
  column: keyof typeof COLUMN_OF,
  values: readonly string[],
): ConlluSentence {
  let word = 0;
  const lines = sentence.lines.map((line) => {
    const columns = line.split('\t');
    if (isComment(line) || !isWord(columns)) return line;
    const value = values[word];
    word += 1;
    if (value === undefined) return line;
    columns[COLUMN_OF[column]] = columnValue(value);
    return columns.join('\t');
  });
  return { ...sentence, lines };
}

/** The value of a comment `# key = value`, or null if the sentence has none such. */
export function commentValue(sentence: ConlluSentence, key: string): string | null {
  for (const line of sentence.lines) {
    if (!isComment(line)) continue;
    const equals = line.indexOf('=');
    if (equals > 0 && line.slice(line.indexOf('#') + 1, equals).trim() === key)
      return line.slice(equals + 1).trim();
  }
  return null;
}

function isWord(columns: readonly string[]): boolean {
  return columns.length === CONLLU_COLUMNS && WORD_ID.test(withoutMark(columns[0]));
}

/** A line or an id without the byte-order mark that a text may begin with. */
export function withoutMark(line: string): string {
  return line.startsWith('\ufeff') ? line.slice(1) : line;
}

/** Comments begin with `#`. */
export function isComment(line: string): boolean {
  return withoutMark(line).startsWith('#');
}

/** Whether a line ends a sentence: nothing but white space is in it. */
export function isBlank(line: string): boolean {
  return line === '' || /^[ \t]*$/.test(line);
}

/** A value that cannot break a row: no tab, no line end, not empty. */
export function columnValue(value: string): string {
  return oneLine(value) || '_';
}

/** A text with single spaces for all its white space, line ends included. */
export function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
