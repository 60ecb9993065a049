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
  /** The line end of each line: `\n`, `\r\n`, or empty at a text's end without one. */
  readonly lineEnds: readonly string[];
}

/** A whole CoNLL-U text. */
export interface ConlluDocument {
  readonly sentences: readonly ConlluSentence[];
}

/** Something in a CoNLL-U text that is not as the format says. */
export interface ConlluProblem {
  /** 1-based line number. */
  readonly line: number;
  /** One sentence that says what is wrong. */
  readonly message: string;
}

/** The number of columns of a row. */
export const CONLLU_COLUMNS = 10;

/** A reader keeps this many problems at most: a text in another format has one in every line. */
export const MAX_CONLLU_PROBLEMS = 1000;

/** A sentence of more lines than this is given out in parts, so that a reader's memory is bounded. */
export const MAX_CONLLU_SENTENCE_LINES = 100_000;

/** A sentence that is longer than this (UTF-16 code units) goes on as another one, for the same reason. */
export const MAX_CONLLU_SENTENCE_UTF16 = 4_000_000;

/** A line longer than this (UTF-16 code units) is given out in parts, each a malformed line, with a problem. */
export const MAX_CONLLU_LINE_UTF16 = 1_000_000;

const ROW_ID = /^(?:[1-9]\d*|[1-9]\d*-[1-9]\d*|\d+\.[1-9]\d*)$/;
const WORD_ID = /^[1-9]\d*$/;

/** Reads a CoNLL-U text; never fails, what is malformed is kept and reported. */
export function readConllu(text: string): { document: ConlluDocument; problems: readonly ConlluProblem[] } {
  const reader = new ConlluReader();
  const sentences = reader.push(text);
  for (const sentence of reader.end()) sentences.push(sentence);
  return { document: { sentences }, problems: reader.problems };
}

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
    const [id = '', form = '_', lemma = '_', upos = '_', xpos = '_', ...rest] = columns;
    if (columns.length !== CONLLU_COLUMNS || !WORD_ID.test(id)) continue;
    const [feats = '_', head = '_', deprel = '_', deps = '_', misc = '_'] = rest;
    found.push({ id: Number(id), form, lemma, upos, xpos, feats, head, deprel, deps, misc });
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
    if (isComment(line) || columns.length !== CONLLU_COLUMNS || !WORD_ID.test(columns[0])) return line;
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

/** A CoNLL-U text in chunks; keeps one unfinished sentence in memory. */
export class ConlluReader {
  /** What was malformed so far, at most `MAX_CONLLU_PROBLEMS`. */
  readonly problems: ConlluProblem[] = [];
  private partial: string[] = [];
  private partialLength = 0;
  private lineNumber = 0;
  private lines: string[] = [];
  private lineEnds: string[] = [];
  private hasContent = false;
  private hasBlankAfter = false;
  private nextId = 1;
  private firstLine = 1;
  private sentenceLength = 0;

  /** Takes the next chunk (it may end anywhere, inside CRLF too) and gives the sentences that are complete now. */
  push(chunk: string): ConlluSentence[] {
    const done: ConlluSentence[] = [];
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      this.takePartial(chunk.slice(from, at), done);
      this.takeFullLine(done);
      from = at + 1;
    }
    this.takePartial(chunk.slice(from), done);
    return done;
  }

  /** The last sentence, if there is one; afterwards the reader must not be used again. */
  end(): ConlluSentence[] {
    const done: ConlluSentence[] = [];
    if (this.partialLength > 0) this.takeLine(this.partial.join(''), '', done);
    this.partial = [];
    this.partialLength = 0;
    if (this.hasContent && !this.hasBlankAfter) {
      this.report(this.lineNumber, 'The last sentence has no blank line after it.');
    }
    if (this.lines.length > 0) done.push(this.takeSentence());
    return done;
  }

  private takePartial(piece: string, done: ConlluSentence[]): void {
    if (piece === '') return;
    this.partial.push(piece);
    this.partialLength += piece.length;
    if (this.partialLength <= MAX_CONLLU_LINE_UTF16) return;
    let line = this.partial.join('');
    // The last code unit stays: it may be the first half of a CRLF.
    while (line.length > MAX_CONLLU_LINE_UTF16) {
      this.report(this.lineNumber + 1, `The line is longer than ${MAX_CONLLU_LINE_UTF16} characters.`);
      this.takeLine(line.slice(0, MAX_CONLLU_LINE_UTF16), '', done);
      this.lineNumber -= 1;
      line = line.slice(MAX_CONLLU_LINE_UTF16);
    }
    this.partial = [line];
    this.partialLength = line.length;
  }

  private takeFullLine(done: ConlluSentence[]): void {
    const line = this.partial.length === 1 ? this.partial[0] : this.partial.join('');
    this.partial = [];
    this.partialLength = 0;
    const hasReturn = line.endsWith('\r');
    this.takeLine(hasReturn ? line.slice(0, -1) : line, hasReturn ? '\r\n' : '\n', done);
  }

  private takeLine(line: string, lineEnd: string, done: ConlluSentence[]): void {
    const blank = isBlank(line);
    const isTooMany =
      this.lines.length >= MAX_CONLLU_SENTENCE_LINES || this.sentenceLength > MAX_CONLLU_SENTENCE_UTF16;
    if ((!blank && this.hasBlankAfter && this.hasContent) || isTooMany) done.push(this.takeSentence());
    this.lineNumber += 1;
    if (this.lines.length === 0) this.firstLine = this.lineNumber;
    this.sentenceLength += line.length;
    this.lines.push(line);
    this.lineEnds.push(lineEnd);
    if (blank) {
      this.checkBlank(line);
      this.hasBlankAfter = this.hasContent;
      return;
    }
    this.hasContent = true;
    if (!isComment(line)) this.checkRow(line);
    else if (this.nextId > 1)
      this.report(this.lineNumber, 'A comment stands between the rows of a sentence.');
  }

  private takeSentence(): ConlluSentence {
    const sentence = { firstLine: this.firstLine, lines: this.lines, lineEnds: this.lineEnds };
    this.sentenceLength = 0;
    this.lines = [];
    this.lineEnds = [];
    this.hasContent = false;
    this.hasBlankAfter = false;
    this.nextId = 1;
    return sentence;
  }

  private checkBlank(line: string): void {
    if (line !== '') this.report(this.lineNumber, 'A line between sentences has white space in it.');
    else if (!this.hasContent || this.hasBlankAfter) this.report(this.lineNumber, 'An extra blank line.');
    else if (this.nextId === 1) this.report(this.lineNumber, 'The sentence has no words.');
  }

  private checkRow(line: string): void {
    const columns = line.split('\t');
    if (columns.length !== CONLLU_COLUMNS) {
      this.report(
        this.lineNumber,
        `The row has ${columns.length} columns where ${CONLLU_COLUMNS} are needed.`,
      );
      return;
    }
    const id = columns[0];
    if (!ROW_ID.test(id)) this.report(this.lineNumber, `"${shortened(id)}" is not a word's number.`);
    else if (columns.includes(''))
      this.report(this.lineNumber, 'A column is empty; an absent value is written "_".');
    if (!WORD_ID.test(id)) return;
    if (Number(id) !== this.nextId) {
      this.report(this.lineNumber, `The word's number is ${shortened(id)} where ${this.nextId} is next.`);
    }
    this.nextId = Number(id) + 1;
  }

  private report(line: number, message: string): void {
    if (this.problems.length < MAX_CONLLU_PROBLEMS) this.problems.push({ line, message });
  }
}

/** Comments begin with `#`; a text's first one may have a byte-order mark before it. */
function isComment(line: string): boolean {
  return line.startsWith('#') || line.startsWith('\ufeff#');
}

function isBlank(line: string): boolean {
  return line === '' || /^[ \t\r]*$/.test(line);
}

function shortened(value: string): string {
  return value.length > 20 ? `${value.slice(0, 20)}…` : value;
}

/** A token to write with its tags; `_` is written for a tag that is absent. */
export interface TaggedToken {
  readonly form: string;
  readonly upos?: string;
  readonly xpos?: string;
  readonly lemma?: string;
  readonly feats?: string;
  /** False if no white space follows the token in its sentence: writes `SpaceAfter=No`. */
  readonly spaceAfter: boolean;
  /** First code unit and one past the last in the document (UTF-16): writes `TokenRange=start:end`. */
  readonly rangeUtf16?: readonly [start: number, end: number];
}

/** A sentence to write as CoNLL-U. */
export interface TaggedSentence {
  /** Identifier for `# sent_id`; the comment is left out if absent. */
  readonly sentId?: string;
  /** The sentence's text for `# text`; white space in it, line breaks included, is written as single spaces. */
  readonly text: string;
  readonly tokens: readonly TaggedToken[];
}

/** Writes a tagged sentence as CoNLL-U with LF and the blank line after it; empty if it has no tokens. */
export function writeTaggedSentence(sentence: TaggedSentence): string {
  if (sentence.tokens.length === 0) return '';
  const lines: string[] = [];
  if (sentence.sentId !== undefined) lines.push(`# sent_id = ${oneLine(sentence.sentId)}`);
  lines.push(`# text = ${oneLine(sentence.text)}`);
  sentence.tokens.forEach((token, index) => lines.push(taggedRow(token, index + 1)));
  return `${lines.join('\n')}\n\n`;
}

function taggedRow(token: TaggedToken, id: number): string {
  const misc: string[] = [];
  if (!token.spaceAfter) misc.push('SpaceAfter=No');
  if (token.rangeUtf16) misc.push(`TokenRange=${token.rangeUtf16[0]}:${token.rangeUtf16[1]}`);
  const { lemma, upos, xpos, feats } = token;
  const tags = [lemma, upos, xpos, feats].map((value) => columnValue(value ?? '_'));
  return [id, columnValue(token.form), ...tags, '_', '_', '_', misc.join('|') || '_'].join('\t');
}

/** A value that cannot break the row: no tab, no line end, not empty. */
function columnValue(value: string): string {
  return oneLine(value) || '_';
}

function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim();
}
