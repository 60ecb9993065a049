import type { ReadEdit } from '../../core/session/markup/markedText.js';
import type { SegmentDelta } from '../../core/session/segments/editPlan.js';
import type { PlacedToken, SegmentStore } from '../../core/session/segments/segmentStore.js';
import { tokensInDocument, type WayBack } from '../../core/text/projection.js';
import type { EditedPlace } from '../../protocol/engine.js';

type Store = Pick<
  SegmentStore<unknown>,
  'flat' | 'tokenAt' | 'tokens' | 'segment' | 'segmentCount' | 'tokenCount'
>;

/** What an edit did at one place of what is read, in offsets after it: to the segments, to the reading, or to both. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly delta?: SegmentDelta;
  readonly edit?: ReadEdit;
}

/** Changes that are told as one, because what is between them did not just move. */
interface Group {
  readonly start: number;
  end: number;
  readonly changes: Change[];
  /** How much longer what is read became by the segments' account, less by the reading's. */
  balance: number;
}

/**
 * Where the tokens and segments of a text changed that is read without its markup: `places` are those of what is read,
 * `edits` how that and its places in the text changed. Tokens whose letters moved apart or together are new ones.
 */
export function placesInText(
  store: Store,
  places: readonly EditedPlace[],
  edits: readonly ReadEdit[],
  way: WayBack,
): EditedPlace[] {
  const changes: Change[] = [
    ...places.map(({ delta }) => ({
      start: delta.startUtf16,
      end: delta.startUtf16 + delta.insertedUtf16,
      delta,
    })),
    ...edits.map((edit) => ({ start: edit.read[0], end: edit.read[1], edit })),
  ];
  changes.sort((a, b) => a.start - b.start || a.end - b.end);
  return groupsOf(changes).flatMap((group) => placeOf(store, group, way) ?? []);
}

function groupsOf(changes: readonly Change[]): Group[] {
  const groups: Group[] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    const growth = growthOf(change);
    if (last && (last.balance !== 0 || change.start <= last.end)) {
      last.end = Math.max(last.end, change.end);
      last.changes.push(change);
      last.balance += growth;
    } else groups.push({ start: change.start, end: change.end, changes: [change], balance: growth });
  }
  return groups;
}

function growthOf({ delta, edit }: Change): number {
  return delta ? delta.insertedUtf16 - delta.removedUtf16 : -(edit?.readGrowth ?? 0);
}

function placeOf(store: Store, group: Group, way: WayBack): EditedPlace | null {
  const deltas = group.changes.flatMap(({ delta }) => delta ?? []);
  const edits = group.changes.flatMap(({ edit }) => edit ?? []);
  const growth = edits.reduce((sum, { documentGrowth }) => sum + documentGrowth, 0);
  const segments = segmentsOf(store, group, deltas);
  if (!segments) return growth === 0 ? null : movedBehind(store, group.start, edits, growth);
  const [from, to] = segments;
  const grown = (key: 'Segments' | 'Tokens'): number =>
    deltas.reduce((sum, delta) => sum + delta[`inserted${key}`] - delta[`removed${key}`], 0);
  const [fromToken, toToken] = [firstTokenOf(store, from), firstTokenOf(store, to)];
  const flat = tokensInDocument(way, store.flat(from, to));
  const { length } = flat.starts;
  const within = length > 0 ? ([flat.starts[0], flat.ends[length - 1]] as const) : null;
  return {
    ...flat,
    delta: {
      fromSegment: from,
      insertedSegments: to - from,
      removedSegments: to - from - grown('Segments'),
      fromToken,
      insertedTokens: toToken - fromToken,
      removedTokens: toToken - fromToken - grown('Tokens'),
      ...lengthsOf(edits, growth, within),
    },
  };
}

/** The segments that are told anew, `[from, to)`: those that changed, and those of tokens the group touches. */
function segmentsOf(
  store: Store,
  group: Group,
  deltas: readonly SegmentDelta[],
): readonly [number, number] | null {
  const ranges = deltas.map(
    ({ fromSegment, insertedSegments }) => [fromSegment, fromSegment + insertedSegments] as const,
  );
  const touched = touchedBy(store, group);
  if (touched) ranges.push([touched[0].segment, touched[1].segment + 1]);
  if (ranges.length === 0) return null;
  return [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))];
}

/** The first and last token with a letter within a group, or on both sides of where it is. */
function touchedBy(store: Store, { start, end }: Group): readonly [PlacedToken, PlacedToken] | null {
  const first = store.tokenAt(start);
  if (!first) return null;
  if (start === end) return first.startUtf16 < start && start < first.endUtf16 ? [first, first] : null;
  const last = store.tokenAt(end - 1)!;
  if (last.startUtf16 >= end || last.endUtf16 <= start) return null;
  if (first.endUtf16 > start) return [first, last];
  const [next] = store.tokens(first.token + 1, first.token + 2);
  return [next, last];
}

/** Nothing is read otherwise: what is behind a place has moved. */
function movedBehind(store: Store, at: number, edits: readonly ReadEdit[], growth: number): EditedPlace {
  const last = store.tokenAt(at);
  const token = last ? last.token + Number(last.startUtf16 < at) : 0;
  const [next] = store.tokens(token, token + 1);
  const nothing = { removedSegments: 0, insertedSegments: 0, removedTokens: 0, insertedTokens: 0 };
  return {
    starts: new Uint32Array(0),
    ends: new Uint32Array(0),
    segmentOffsets: new Uint32Array(1),
    delta: {
      ...nothing,
      fromSegment: next?.segment ?? store.segmentCount,
      fromToken: token,
      ...lengthsOf(edits, growth, null),
    },
  };
}

function firstTokenOf(store: Store, segment: number): number {
  return store.segment(segment)?.firstToken ?? store.tokenCount;
}

/** The place in the text: where its letters changed, and its tokens are. */
function lengthsOf(
  edits: readonly ReadEdit[],
  growth: number,
  tokens: readonly [number, number] | null,
): Pick<SegmentDelta, 'startUtf16' | 'removedUtf16' | 'insertedUtf16'> {
  const ranges = [...edits.map(({ document }) => document), ...(tokens ? [tokens] : [])];
  const startUtf16 = Math.min(...ranges.map(([start]) => start));
  const insertedUtf16 = Math.max(...ranges.map(([, end]) => end)) - startUtf16;
  return { startUtf16, insertedUtf16, removedUtf16: insertedUtf16 - growth };
}
