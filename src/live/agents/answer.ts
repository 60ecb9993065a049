/**
 * Answers to language models: what fits into a small part of what they can read, and in words what was left out and
 * how to ask for it. They are data and English, as what the command line writes.
 */

/** UTF-8 bytes of an answer, and of a sentence on what went wrong. */
export const MOST_ANSWER_BYTES = 4096;

/** Letters of a text that is told in a cell. */
const MOST_CELL_LETTERS = 48;

/** Lengths that what is told of the whole is cut to, one after the other, until there is room for it. */
const CUTS = [240, 80, 32, 12] as const;

/** Items of a list that stay, of so many letters of a text: a list is cut with its texts. */
const LETTERS_AN_ITEM = 4;

/** What stands in one column of a row. */
export type Cell = string | number | null;

/** Something to be told of a text: all of it in few words, and a list of which as much is told as there is room for. */
export interface AnswerParts {
  /** Told in any case; long texts and lists in it are cut where nothing else helps. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many rows there are: those of this answer are the first. */
  readonly count: number;
  /** What was left out and how to ask for it, where so many of the rows are told. */
  rest(shown: number): string;
}

/** The answer as JSON of at most `MOST_ANSWER_BYTES` bytes. */
export function boundedAnswer(parts: AnswerParts): string {
  for (const letters of CUTS) {
    const about = letters === CUTS[0] ? parts.about : (cut(parts.about, letters) as AnswerParts['about']);
    const written = (shown: number): string => json({ ...parts, about }, shown);
    if (bytesOf(written(0)) > MOST_ANSWER_BYTES) continue;
    return written(mostThat(parts.rows.length, (shown) => bytesOf(written(shown)) <= MOST_ANSWER_BYTES));
  }
  return JSON.stringify({ leftOut: 'All of it: there is too much to tell of this model or text.' });
}

/** A sentence of at most `MOST_ANSWER_BYTES` bytes. */
export function boundedSentence(text: string): string {
  if (bytesOf(text) <= MOST_ANSWER_BYTES) return text;
  const most = mostThat(text.length, (length) => bytesOf(text.slice(0, length)) <= MOST_ANSWER_BYTES - 3);
  return `${text.slice(0, most)}…`;
}

/** A text of a document as a cell: a long one is cut. */
export function textCell(text: string): string {
  return text.length > MOST_CELL_LETTERS ? `${text.slice(0, MOST_CELL_LETTERS - 1)}…` : text;
}

/** A number with as many decimal places; null for what is no number, which JSON has no word for. */
export function rounded(value: number, places = 3): number | null {
  return Number.isFinite(value) ? Number(value.toFixed(places)) : null;
}

function json({ about, columns, rows, count, rest }: AnswerParts, shown: number): string {
  const table = columns.length > 0 ? { columns, rows: rows.slice(0, shown) } : {};
  return JSON.stringify({ ...about, ...table, ...(shown < count && { leftOut: rest(shown) }) });
}

/** The largest number up to `most` that a test holds for, which holds for all below it; 0 holds. */
function mostThat(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function cut(value: unknown, letters: number): unknown {
  if (typeof value === 'string') return value.length > letters ? `${value.slice(0, letters - 1)}…` : value;
  if (Array.isArray(value)) {
    const most = Math.ceil(letters / LETTERS_AN_ITEM);
    const items = value.slice(0, most).map((item) => cut(item, letters));
    return value.length > most ? [...items, `… ${value.length - most} more`] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, letters)
      .map(([name, each]) => [name, cut(each, letters)]),
  );
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
