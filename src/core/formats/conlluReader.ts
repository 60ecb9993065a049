import { CONLLU_COLUMNS, isBlank, isComment, withoutMark } from './conllu.js';
import type { ConlluDocument, ConlluSentence } from './conllu.js';
import { RowNumbers } from './conlluNumbers.js';

/** Something in a CoNLL-U text that is not as the format says. */
export interface ConlluProblem {
  /** 1-based line number. */
  readonly line: number;
  /** One sentence that says what is wrong. */
  readonly message: string;
}

/** A reader keeps this many problems at most: a text in another format has one in every line. */
export const MAX_CONLLU_PROBLEMS = 1000;

/** A sentence of more lines than this is given out in parts, so that a reader's memory is bounded. */
const MAX_CONLLU_SENTENCE_LINES = 100_000;

/** A sentence that is longer than this (UTF-16 code units) goes on as another one, for the same reason. */
const MAX_CONLLU_SENTENCE_UTF16 = 4_000_000;

/** A line longer than this (UTF-16 code units) is given out in parts, each a malformed line, with a problem. */
export const MAX_CONLLU_LINE_UTF16 = 1_000_000;

/** Reads a CoNLL-U text; never fails, what is malformed is kept and reported. */
export function readConllu(text: string): { document: ConlluDocument; problems: readonly ConlluProblem[] } {
  const reader = new ConlluReader();
  const sentences = reader.push(text);
  for (const sentence of reader.end()) sentences.push(sentence);
  return { document: { sentences }, problems: reader.problems };
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
  private numbers = new RowNumbers();
  /** The chunk before ended with a carriage return, which may be half of a line end. */
  private endsWithReturn = false;
  private firstLine = 1;
  private sentenceLength = 0;

  /** Takes the next chunk (it may end anywhere, inside CRLF too) and gives the sentences that are complete now. */
  push(chunk: string): ConlluSentence[] {
    const done: ConlluSentence[] = [];
    if (chunk === '') return done;
    let from = this.takeReturn(chunk.startsWith('\n'), done);
    const lineEnd = /\r\n|\r|\n/g;
    lineEnd.lastIndex = from;
    for (let found = lineEnd.exec(chunk); found; found = lineEnd.exec(chunk)) {
      this.takePartial(chunk.slice(from, found.index), done);
      from = lineEnd.lastIndex;
      if (found[0] === '\r' && from === chunk.length) this.endsWithReturn = true;
      else this.takeFullLine(found[0], done);
    }
    this.takePartial(chunk.slice(from), done);
    return done;
  }

  /** The last sentence, if there is one; afterwards the reader must not be used again. */
  end(): ConlluSentence[] {
    const done: ConlluSentence[] = [];
    this.takeReturn(false, done);
    if (this.partialLength > 0) this.takeLine(this.partial.join(''), '', done);
    this.partial = [];
    this.partialLength = 0;
    if (this.hasContent && !this.hasBlankAfter) {
      this.endWords();
      this.report(this.lineNumber, 'The last sentence has no blank line after it.');
    }
    if (this.lines.length > 0) done.push(this.takeSentence());
    return done;
  }

  /** Ends the line that the chunk before ended with a carriage return; gives the code units of its end that follow. */
  private takeReturn(isBeforeFeed: boolean, done: ConlluSentence[]): number {
    if (!this.endsWithReturn) return 0;
    this.endsWithReturn = false;
    this.takeFullLine(isBeforeFeed ? '\r\n' : '\r', done);
    return isBeforeFeed ? 1 : 0;
  }

  private takePartial(piece: string, done: ConlluSentence[]): void {
    if (piece === '') return;
    this.partial.push(piece);
    this.partialLength += piece.length;
    if (this.partialLength <= MAX_CONLLU_LINE_UTF16) return;
    let line = this.partial.join('');
    while (line.length > MAX_CONLLU_LINE_UTF16) {
      this.report(this.lineNumber + 1, `The line is longer than ${MAX_CONLLU_LINE_UTF16} characters.`);
      this.takeLine(line.slice(0, MAX_CONLLU_LINE_UTF16), '', done);
      this.lineNumber -= 1;
      line = line.slice(MAX_CONLLU_LINE_UTF16);
    }
    this.partial = [line];
    this.partialLength = line.length;
  }

  private takeFullLine(lineEnd: string, done: ConlluSentence[]): void {
    const line = this.partial.length === 1 ? this.partial[0] : this.partial.join('');
    this.partial = [];
    this.partialLength = 0;
    this.takeLine(line, lineEnd, done);
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
    else if (this.numbers.hasWords)
      this.report(this.lineNumber, 'A comment stands between the rows of a sentence.');
  }

  private takeSentence(): ConlluSentence {
    const sentence = { firstLine: this.firstLine, lines: this.lines, lineEnds: this.lineEnds };
    this.sentenceLength = 0;
    this.lines = [];
    this.lineEnds = [];
    this.hasContent = false;
    this.hasBlankAfter = false;
    this.numbers = new RowNumbers();
    return sentence;
  }

  private checkBlank(line: string): void {
    if (this.hasContent && !this.hasBlankAfter) this.endWords();
    if (line !== '') this.report(this.lineNumber, 'A line between sentences has white space in it.');
    else if (!this.hasContent || this.hasBlankAfter) this.report(this.lineNumber, 'An extra blank line.');
    else if (!this.numbers.hasWords) this.report(this.lineNumber, 'The sentence has no words.');
  }

  private endWords(): void {
    const beyond = this.numbers.beyondEnd();
    if (beyond) this.report(beyond.line, beyond.message);
  }

  private checkRow(line: string): void {
    if (line.startsWith('\ufeff') && this.lineNumber > 1)
      this.report(this.lineNumber, 'A byte-order mark stands within the text.');
    const columns = withoutMark(line).split('\t');
    if (columns.length !== CONLLU_COLUMNS) {
      this.report(
        this.lineNumber,
        `The row has ${columns.length} columns where ${CONLLU_COLUMNS} are needed.`,
      );
      return;
    }
    const problem = this.numbers.take(columns[0], this.lineNumber);
    if (problem !== null) this.report(this.lineNumber, problem);
    if (columns.indexOf('', 1) > 0)
      this.report(this.lineNumber, 'A column is empty; an absent value is written "_".');
  }

  private report(line: number, message: string): void {
    if (this.problems.length < MAX_CONLLU_PROBLEMS) this.problems.push({ line, message });
  }
}
