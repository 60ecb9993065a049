/**
 * Which tokens of a text are which of an earlier or another text, as blocks of neighbours: small however long the
 * texts are. After an edit only the gap around it is aligned again, by the tokens' texts, so that it does not matter
 * how a text came to be what it is: what was undone is aligned as if nothing had happened.
 */

import {
  alignGap,
  alignGapInPieces,
  blockOf,
  finished,
  type AlignedBlock,
  type Gap,
  type TokenTexts,
} from './gapAlignment.js';

export type { AlignedBlock, TokenTexts } from './gapAlignment.js';

/** One place where tokens were replaced; several are ascending, each counts after the ones before it. */
export interface TokenDelta {
  readonly fromToken: number;
  readonly removedTokens: number;
  readonly insertedTokens: number;
}

/** Ascending in both texts, neighbours of one kind in one block; what is in none is new in its text. */
export type TokenAlignment = readonly AlignedBlock[];

/** Tokens before an edit, `[oldFrom, oldTo)`, and what stands there after it, `[newFrom, newTo)`. */
interface Hunk {
  oldFrom: number;
  oldTo: number;
  newFrom: number;
  newTo: number;
}

/** Every token is itself. */
export function identity(tokens: number): TokenAlignment {
  return tokens > 0 ? [{ after: 0, before: 0, length: tokens, replaced: false }] : [];
}

/** Tokens that are paired one for one, ascending in both, as blocks. */
export function fromPairs(before: Uint32Array, after: Uint32Array): TokenAlignment {
  return joined(
    Array.from(after, (token, k) => ({ after: token, before: before[k], length: 1, replaced: false })),
  );
}

/**
 * Aligns two texts: the same tokens in the same order where they can be found; between them, where as many tokens
 * went as came, one for one as replaced.
 */
export function alignTokens(before: TokenTexts, after: TokenTexts): TokenAlignment {
  return finished(alignTokensInPieces(before, after));
}

/** As `alignTokens`; yields after every some thousand tokens, so that something else can be done meanwhile. */
export function* alignTokensInPieces(
  before: TokenTexts,
  after: TokenTexts,
): Generator<undefined, TokenAlignment> {
  return joined(
    yield* alignGapInPieces(before, after, { before: [0, before.count], after: [0, after.count] }),
  );
}

/**
 * An alignment after an edit of the second text, or after many. What is the same reaches as far as the texts are the
 * same, whatever the tokens there were aligned with before: so equal texts are aligned as by `identity`.
 */
export function realign(
  alignment: TokenAlignment,
  deltas: readonly TokenDelta[],
  before: TokenTexts,
  after: TokenTexts,
): TokenAlignment {
  const hunks = hunksOf(deltas);
  if (hunks.length === 0) return alignment;
  const kept = cut(alignment, hunks);
  const out: AlignedBlock[] = [];
  const anew = new Set<number>();
  let [a, b, next, hunk] = [0, 0, 0, 0];
  while (next <= kept.length) {
    // Replaced tokens are no anchors: with what was typed beside them they may be others.
    const inGap: AlignedBlock[] = [];
    while (next < kept.length && kept[next].replaced) inGap.push(kept[next++]);
    const anchor = kept[next++];
    const gap: Gap = {
      after: [a, anchor?.after ?? after.count],
      before: [b, anchor?.before ?? before.count],
    };
    while (hunk < hunks.length && hunks[hunk].newTo < gap.after[0]) hunk++;
    const isTouched = hunk < hunks.length && hunks[hunk].newFrom <= gap.after[1];
    const inside = isTouched ? alignGap(before, after, gap) : inGap;
    if (isTouched) for (const end of [a, ...inside.map(endOf)]) anew.add(end);
    out.push(...inside);
    if (!anchor) break;
    out.push(anchor);
    [a, b] = [anchor.after + anchor.length, anchor.before + anchor.length];
  }
  return joined(reaching(before, after, out, anew));
}

/** The alignment of the same texts in the other order. */
export function swapped(alignment: TokenAlignment): TokenAlignment {
  return alignment.map(({ after, before, length, replaced }) => {
    return { after: before, before: after, length, replaced };
  });
}

/** The token of the first text that a token of the second is; null for a new one. */
export function alignedWith(
  alignment: TokenAlignment,
  token: number,
): { readonly token: number; readonly replaced: boolean } | null {
  const block = alignment[lastBlock(alignment, token)];
  if (!block || token >= block.after + block.length) return null;
  return { token: block.before + token - block.after, replaced: block.replaced };
}

/** The first token of the second text before which the texts differ; -1 if they are the same up to the end of it. */
export function firstChange(alignment: TokenAlignment, afterCount: number): number {
  const [first] = alignment;
  const isStart = first && first.after === 0 && first.before === 0 && !first.replaced;
  const at = isStart ? first.length : 0;
  return at < afterCount ? at : -1;
}

/** How many tokens are new, replaced and gone. */
export function countChanges(
  alignment: TokenAlignment,
  beforeCount: number,
  afterCount: number,
): { readonly inserted: number; readonly replaced: number; readonly removed: number } {
  let [aligned, replaced] = [0, 0];
  for (const block of alignment) {
    aligned += block.length;
    if (block.replaced) replaced += block.length;
  }
  return { inserted: afterCount - aligned, replaced, removed: beforeCount - aligned };
}

/** Index of the last block that begins at or before a token; -1 if none does. */
function lastBlock(alignment: TokenAlignment, token: number): number {
  let [low, high] = [0, alignment.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (alignment[middle].after <= token) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** All deltas together, against the text before and after all of them; ones that touch are one. */
function hunksOf(deltas: readonly TokenDelta[]): Hunk[] {
  const hunks: Hunk[] = [];
  for (const { fromToken, removedTokens, insertedTokens } of deltas) {
    const last = hunks.at(-1);
    const shift = last ? last.newTo - last.oldTo : 0;
    if (!last || fromToken > last.newTo) {
      const oldFrom = fromToken - shift;
      hunks.push({
        oldFrom,
        oldTo: oldFrom + removedTokens,
        newFrom: fromToken,
        newTo: fromToken + insertedTokens,
      });
      continue;
    }
    // It begins in what came before it, and takes some of that away first.
    const early = Math.max(0, last.newFrom - fromToken);
    last.oldFrom -= early;
    last.newFrom -= early;
    const taken = Math.min(removedTokens, last.newTo - fromToken);
    last.oldTo += removedTokens - taken;
    last.newTo += insertedTokens - taken;
  }
  return hunks;
}

/** What of the blocks is outside all hunks, moved to where it is after them. */
function cut(alignment: TokenAlignment, hunks: readonly Hunk[]): AlignedBlock[] {
  const kept: AlignedBlock[] = [];
  let next = 0;
  for (let h = 0; h <= hunks.length; h++) {
    // Between two hunks nothing changes but where it is.
    const from = h > 0 ? hunks[h - 1].oldTo : 0;
    const to = h < hunks.length ? hunks[h].oldFrom : Infinity;
    const moved = h > 0 ? hunks[h - 1].newTo - hunks[h - 1].oldTo : 0;
    while (next < alignment.length && alignment[next].after + alignment[next].length <= from) next++;
    for (let k = next; k < alignment.length && alignment[k].after < to; k++) {
      const { after, before, length, replaced } = alignment[k];
      const [start, end] = [Math.max(after, from), Math.min(after + length, to)];
      kept.push(...blockOf(start + moved, before + start - after, end - start, replaced));
    }
  }
  return kept;
}

/**
 * The blocks, where what is the same goes on behind some places (`anew`, tokens of the second text at which one ends)
 * as far as the texts do: what is aligned with something else there gives way. Only tokens that move are read.
 */
function reaching(
  before: TokenTexts,
  after: TokenTexts,
  blocks: readonly AlignedBlock[],
  anew: Set<number>,
): AlignedBlock[] {
  const [rest, out] = [[...blocks], [] as AlignedBlock[]];
  let [a, b] = [0, 0];
  for (let next = 0; ; next++) {
    const canReach = anew.has(a) && !out.at(-1)?.replaced;
    const same = canReach ? sameFrom(before, after, [a, b], rest, next) : 0;
    if (same > 0) {
      out.push(...blockOf(a, b, same, false));
      [a, b] = [a + same, b + same];
      next = takenUpTo(rest, next, [a, b]);
      const anchor = next < rest.length ? rest[next] : null;
      const [aEnd, bEnd] = anchor ? [anchor.after, anchor.before] : [after.count, before.count];
      const inside = alignGap(before, after, { after: [a, aEnd], before: [b, bEnd] });
      for (const block of inside) anew.add(endOf(block));
      rest.splice(next, 0, ...inside);
    }
    if (next >= rest.length) return out;
    out.push(rest[next]);
    [a, b] = [endOf(rest[next]), rest[next].before + rest[next].length];
  }
}

/** How many tokens are the same from a place in both texts on, up to where one of the blocks from `next` on says so. */
function sameFrom(
  before: TokenTexts,
  after: TokenTexts,
  [a, b]: readonly [number, number],
  blocks: readonly AlignedBlock[],
  next: number,
): number {
  let same = 0;
  for (let k = next; a + same < after.count && b + same < before.count; same++) {
    while (k < blocks.length && isTaken(blocks[k], a + same, b + same)) k++;
    const isAligned = k < blocks.length && a - b === blocks[k].after - blocks[k].before;
    if (isAligned && a + same >= blocks[k].after) break;
    if (after.text(a + same) !== before.text(b + same)) break;
  }
  return same;
}

/** Takes what is before a place in either text away from the blocks from `next` on; gives the first that is left. */
function takenUpTo(blocks: AlignedBlock[], next: number, [a, b]: readonly [number, number]): number {
  while (next < blocks.length && isTaken(blocks[next], a, b)) next++;
  if (next < blocks.length) {
    const { after, before, length, replaced } = blocks[next];
    const taken = Math.max(0, a - after, b - before);
    blocks[next] = { after: after + taken, before: before + taken, length: length - taken, replaced };
  }
  return next;
}

/** Nothing of a block is left behind a place in both texts; what was replaced is aligned anew with what is before it. */
function isTaken({ after, before, length, replaced }: AlignedBlock, a: number, b: number): boolean {
  return replaced || Math.max(a - after, b - before) >= length;
}

function endOf({ after, length }: AlignedBlock): number {
  return after + length;
}

/** Neighbours of one kind as one block. */
function joined(blocks: readonly AlignedBlock[]): AlignedBlock[] {
  const out: AlignedBlock[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    const follows =
      last &&
      last.replaced === block.replaced &&
      last.after + last.length === block.after &&
      last.before + last.length === block.before;
    if (follows) out[out.length - 1] = { ...last, length: last.length + block.length };
    else out.push(block);
  }
  return out;
}
