/** Rows of the token table asked for at once. */
export const ROW_PAGE = 500;

const LARGEST_MESSAGE_BYTES = 1_000_000;
const LARGEST_STATE_PAGE = 512;
/** A step's token, its symbol and the flag of a segment's start. */
const BYTES_BESIDE_VALUES = 16;

/** Steps of one window of states: a power of two, at most 512, whose message stays under 1 MB. */
export function statePageSteps(units: number): number {
  const fitting = Math.max(1, Math.floor(LARGEST_MESSAGE_BYTES / (units * 4 + BYTES_BESIDE_VALUES)));
  return Math.min(LARGEST_STATE_PAGE, 2 ** Math.floor(Math.log2(fitting)));
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
