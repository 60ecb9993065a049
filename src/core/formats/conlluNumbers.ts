const ROW_NUMBER = /^(?:([1-9]\d*)(?:-([1-9]\d*))?|(\d+)\.([1-9]\d*))$/;

/** The numbers of a sentence's rows as they come: words 1, 2, …, ranges before their first word, empty nodes after one. */
export class RowNumbers {
  private nextWord = 1;
  private nextEmpty = 1;
  /** The range that reaches furthest, and where it ends. */
  private range = { id: '', end: 0, line: 0 };

  /** Whether there was a word. */
  get hasWords(): boolean {
    return this.nextWord > 1;
  }

  /** Takes the id of the next row, which is in `line`; what is wrong with it as one sentence, or null. */
  take(id: string, line: number): string | null {
    const [, first, last, word, empty] = ROW_NUMBER.exec(id) ?? [];
    if (empty !== undefined) return this.takeEmpty(id, Number(word), Number(empty));
    if (first === undefined) return `"${shortened(id)}" is not a word's number.`;
    return last === undefined
      ? this.takeWord(id, Number(first))
      : this.takeRange({ id: shortened(id), end: Number(last), line }, Number(first));
  }

  /** A range that goes beyond the last word, once all rows were taken; null if there is none. */
  beyondEnd(): { readonly line: number; readonly message: string } | null {
    const { id, end, line } = this.range;
    const last = this.nextWord - 1;
    return end > last ? { line, message: `The range ${id} goes beyond the last word, ${last}.` } : null;
  }

  private takeWord(id: string, number: number): string | null {
    const expected = this.nextWord;
    this.nextWord = number + 1;
    this.nextEmpty = 1;
    return number === expected ? null : `The word's number is ${shortened(id)} where ${expected} is next.`;
  }

  private takeRange(range: { id: string; end: number; line: number }, first: number): string | null {
    if (range.end < first) return `The range ${range.id} runs backwards.`;
    const before = this.range;
    if (range.end > before.end) this.range = range;
    if (first <= before.end) return `The range ${range.id} overlaps ${before.id} before it.`;
    return first === this.nextWord
      ? null
      : `The range ${range.id} stands where word ${this.nextWord} is next.`;
  }

  private takeEmpty(id: string, word: number, number: number): string | null {
    const expected = `${this.nextWord - 1}.${this.nextEmpty}`;
    const isNext = word === this.nextWord - 1 && number === this.nextEmpty;
    this.nextEmpty = number + 1;
    return isNext ? null : `The empty node's number is ${shortened(id)} where ${expected} is next.`;
  }
}

function shortened(value: string): string {
  return value.length > 20 ? `${value.slice(0, 20)}…` : value;
}
