// Random edits of a text, the same ones for the same seed, after any number of which it is almost the text it was.
import { Random } from '../../src/core/math/random.js';

/** Columns [from, to) of a line become `inserted`. */
export interface LineEdit {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly inserted: string;
}

/** Lines that are not as they were, at most: else there would be ever more words and sentences to keep. */
const MOST_CHANGED = 10;

const INSERTED = ['e', 'tan', ' a ', '. So', ', ', '?'];

/** Insertions, deletions and replacements anywhere in a text, each undone when ten others were made. */
export class LineEdits {
  private readonly lines: string[];
  private readonly random: Random;
  /** What makes each changed line what it was, the oldest first. */
  private readonly inverses: LineEdit[] = [];

  constructor(text: string, seed: number) {
    this.lines = text.split('\n');
    this.random = new Random(seed);
  }

  /** What the text is by now. */
  get text(): string {
    return this.lines.join('\n');
  }

  /** The next edit, of the text as the one before left it. */
  next(): LineEdit {
    const oldest = this.inverses.length < this.most ? undefined : this.inverses.shift();
    const edit = oldest ?? this.change();
    const { line, from, to, inserted } = edit;
    const before = this.lines[line];
    this.lines[line] = before.slice(0, from) + inserted + before.slice(to);
    if (!oldest)
      this.inverses.push({ line, from, to: from + inserted.length, inserted: before.slice(from, to) });
    return edit;
  }

  private get most(): number {
    return Math.min(MOST_CHANGED, this.lines.length);
  }

  private change(): LineEdit {
    const line = this.unchangedLine();
    const { length } = this.lines[line];
    const from = this.below(length);
    const to = Math.min(length, from + this.below(4));
    // With nothing to remove something is inserted, else as often as not.
    const isDeletion = to > from && this.below(2) === 0;
    return { line, from, to, inserted: isDeletion ? '' : INSERTED[this.below(INSERTED.length)] };
  }

  /** A line has one edit at a time, so that what undoes it does not depend on others. */
  private unchangedLine(): number {
    for (;;) {
      const line = this.below(this.lines.length);
      if (!this.inverses.some((inverse) => inverse.line === line)) return line;
    }
  }

  private below(count: number): number {
    return Math.floor(this.random.next() * count);
  }
}
