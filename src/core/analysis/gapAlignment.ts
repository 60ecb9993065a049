/** Aligning the tokens of a gap between two blocks of an alignment, by their texts. */

/** Tokens `[after, after + length)` of the second text are tokens `[before, before + length)` of the first. */
export interface AlignedBlock {
  readonly after: number;
  readonly before: number;
  readonly length: number;
  /** They stand in the same place but are others: a word for a word. */
  readonly replaced: boolean;
}

/** The tokens of a text. */
export interface TokenTexts {
  readonly count: number;
  text(token: number): string;
}

/** A gap between two blocks: tokens of either text, `[from, to)`. */
export interface Gap {
  readonly after: readonly [number, number];
  readonly before: readonly [number, number];
}

/** The same tokens are looked for in gaps of at most so many cells of the table that this takes. */
const MOST_CELLS = 250_000;

/** Tokens compared between two turns of others: some ms. */
const PIECE = 16_384;

/** Blocks of a gap: what is the same at its ends, then what is the same inside, then what was replaced. */
export function alignGap(before: TokenTexts, after: TokenTexts, gap: Gap): AlignedBlock[] {
  return finished(alignGapInPieces(before, after, gap));
}

/** As `alignGap`; yields after every some thousand tokens. */
export function* alignGapInPieces(
  before: TokenTexts,
  after: TokenTexts,
  gap: Gap,
): Generator<undefined, AlignedBlock[]> {
  let [[a, aEnd], [b, bEnd]] = [gap.after, gap.before];
  const same = (k: number, l: number): boolean => after.text(k) === before.text(l);
  for (; a < aEnd && b < bEnd && same(a, b); a++, b++) if (a % PIECE === PIECE - 1) yield;
  const head = blockOf(gap.after[0], gap.before[0], a - gap.after[0], false);
  for (; aEnd > a && bEnd > b && same(aEnd - 1, bEnd - 1); aEnd--, bEnd--) if (aEnd % PIECE === 0) yield;
  const tail = blockOf(aEnd, bEnd, gap.after[1] - aEnd, false);
  return [...head, ...alignInside(before, after, { after: [a, aEnd], before: [b, bEnd] }), ...tail];
}

function alignInside(before: TokenTexts, after: TokenTexts, gap: Gap): AlignedBlock[] {
  const out: AlignedBlock[] = [];
  const [aEnd, bEnd] = [gap.after[1], gap.before[1]];
  let [a, b] = [gap.after[0], gap.before[0]];
  const cells = (aEnd - a) * (bEnd - b);
  const pairs = cells > 0 && cells <= MOST_CELLS ? commonTokens(before, after, gap) : [];
  for (const [k, l] of [...pairs, [aEnd, bEnd] as const]) {
    if (k - a === l - b) out.push(...blockOf(a, b, k - a, true));
    if (k < aEnd) out.push(...blockOf(k, l, 1, false));
    [a, b] = [k + 1, l + 1];
  }
  return out;
}

/** What a generator returns, all its pieces in one. */
export function finished<T>(pieces: Generator<undefined, T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** A block of so many tokens; nothing of none. */
export function blockOf(after: number, before: number, length: number, replaced: boolean): AlignedBlock[] {
  return length > 0 ? [{ after, before, length, replaced }] : [];
}

/** The longest common subsequence of a gap's tokens, as ascending pairs (token after, token before). */
function commonTokens(before: TokenTexts, after: TokenTexts, gap: Gap): (readonly [number, number])[] {
  const [[a, aEnd], [b, bEnd]] = [gap.after, gap.before];
  const [n, m] = [aEnd - a, bEnd - b];
  const left = Array.from({ length: n }, (_, k) => after.text(a + k));
  const right = Array.from({ length: m }, (_, l) => before.text(b + l));
  // longest[k, l]: of what comes from token k and l on.
  const longest = new Uint32Array((n + 1) * (m + 1));
  for (let k = n - 1; k >= 0; k--)
    for (let l = m - 1; l >= 0; l--) {
      const at = k * (m + 1) + l;
      longest[at] =
        left[k] === right[l] ? longest[at + m + 2] + 1 : Math.max(longest[at + m + 1], longest[at + 1]);
    }
  const pairs: (readonly [number, number])[] = [];
  for (let k = 0, l = 0; k < n && l < m;) {
    const at = k * (m + 1) + l;
    if (left[k] === right[l]) pairs.push([a + k++, b + l++]);
    else if (longest[at + m + 1] >= longest[at + 1]) k++;
    else l++;
  }
  return pairs;
}
