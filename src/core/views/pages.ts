/** Rows of the token table asked for at once. */
export const ROW_PAGE = 500;

const LARGEST_MESSAGE_BYTES = 1_000_000;
const LARGEST_STATE_PAGE = 512;

/** Tokens of one window of states: a power of two, at most 512, whose message stays under 1 MB. */
export function statePageTokens(units: number): number {
  const bytesPerToken = units * 4 + 1;
  const fitting = Math.max(1, Math.floor(LARGEST_MESSAGE_BYTES / bytesPerToken));
  return Math.min(LARGEST_STATE_PAGE, 2 ** Math.floor(Math.log2(fitting)));
}

/** Numbers of the pages that cover tokens `[from, to)`, cut to `[0, tokenCount)`. */
export function pagesFor(from: number, to: number, tokenCount: number, pageSize: number): number[] {
  const first = Math.floor(Math.max(0, from) / pageSize);
  const end = Math.ceil(Math.min(tokenCount, to) / pageSize);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

/** Tokens `[from, to)` of a page; the last one is shorter. */
export function pageRange(page: number, tokenCount: number, pageSize: number): readonly [number, number] {
  return [page * pageSize, Math.min(tokenCount, (page + 1) * pageSize)];
}
