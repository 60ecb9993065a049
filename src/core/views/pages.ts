/** Rows of the token table asked for at once. */
export const ROW_PAGE = 500;

/** What one message to the panel may take. */
const LARGEST_MESSAGE_BYTES = 1_000_000;

/** Characters (UTF-16) of a symbol in a window of states; longer ones are cut. */
export const MOST_SYMBOL_CHARACTERS = 24;

/** Of a message, whatever is in it. */
const ENVELOPE_BYTES = 1_000;
const LARGEST_STATE_PAGE = 512;
/** A character written as JSON at its longest: `\u0000`. */
const CHARACTER_BYTES = 6;
/** Quotation marks and a comma. */
const AROUND_TEXT_BYTES = 3;
/** A step's token, the flag of a segment's start and the mark of a difference. */
const STEP_FLAG_BYTES = 4 + 1 + 1;
/** A row's line, column, label, probability, what is unknown of it and the flag of a segment's start. */
const ROW_NUMBER_BYTES = 4 + 4 + 2 + 4 + 1 + 1;

/** Steps of `units` values each that fit into one message, whatever their symbols are; at least one. */
export function mostStateSteps(units: number): number {
  const symbolBytes = MOST_SYMBOL_CHARACTERS * CHARACTER_BYTES + AROUND_TEXT_BYTES;
  const stepBytes = units * 4 + symbolBytes + STEP_FLAG_BYTES;
  return Math.max(1, Math.floor((LARGEST_MESSAGE_BYTES - ENVELOPE_BYTES) / stepBytes));
}

/** Steps of one window of states: a power of two, at most 512, that fits into one message. */
export function statePageSteps(units: number): number {
  return Math.min(LARGEST_STATE_PAGE, 2 ** Math.floor(Math.log2(mostStateSteps(units))));
}

/** How many of the first rows, each with these texts, fit into one message; at least one if there is one. */
export function mostRows(texts: readonly string[], details: readonly string[]): number {
  let bytes = ENVELOPE_BYTES;
  for (let row = 0; row < texts.length; row++) {
    const characters = texts[row].length + (details[row]?.length ?? 0);
    bytes += characters * CHARACTER_BYTES + 2 * AROUND_TEXT_BYTES + ROW_NUMBER_BYTES;
    if (bytes > LARGEST_MESSAGE_BYTES) return Math.max(1, row);
  }
  return texts.length;
}

/** Numbers of the pages that cover items `[from, to)`, cut to `[0, count)`. */
export function pagesFor(from: number, to: number, count: number, pageSize: number): number[] {
  const first = Math.floor(Math.max(0, from) / pageSize);
  const end = Math.ceil(Math.min(count, to) / pageSize);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

/** Items `[from, to)` of a page; the last one is shorter. */
export function pageRange(page: number, count: number, pageSize: number): readonly [number, number] {
  return [page * pageSize, Math.min(count, (page + 1) * pageSize)];
}
