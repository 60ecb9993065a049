import type { FloatArray } from '../math/matrix.js';
import { placesOf, quantitySize, type Direction, type Quantity, type RnnConfig } from '../rnn/config.js';
import { lastAtMost } from '../text/ranges.js';
import { tidyStretches, type PositionRange } from './rankSums.js';
import { SelectionRanker, type RankedPlace, type SelectionRanking } from './selectionRanking.js';

/** Steps run at a time: short questions are answered between two pieces. */
const STEPS_AT_ONCE = 2048;

/** Values that are kept while units are ranked, 256 MB: of a longer text every second (third …) step counts. */
export const MOST_VALUES = 2 ** 26;

/** Positions of units ranked between two turns. */
const POSITIONS_AT_ONCE = 400_000;

/** The share of the work that is running the network; the rest is ranking. */
const RUNNING = 0.7;

/** Of a step: it belongs to no token, but stands between two. */
export const NO_TOKEN = 0xffffffff;

/** A text that a network has read: its states are run again, some steps at a time and in order. */
export interface ReadStates {
  readonly rnn: RnnConfig;
  /** What the network reads. */
  readonly stepCount: number;
  /** UTF-16 offsets of the tokens. */
  flat(): { readonly starts: Uint32Array; readonly ends: Uint32Array };
  window(fromStep: number, toStep: number): StatesWindow;
}

/** Some steps. */
export interface StatesWindow {
  /** The token of each step; `NO_TOKEN` for what stands between two. */
  readonly tokens: Uint32Array;
  /** One quantity, dense [n, units]. */
  values(layer: number, direction: Direction, quantity: Quantity): FloatArray;
}

/** How work gives way to other work, and tells how far it is. */
export interface RankingJob {
  turn(): Promise<void>;
  done(share: number): void;
}

/** Units ranked for a selection, and of how much of the document. */
export interface RankedSelection extends SelectionRanking {
  readonly steps: number;
  /** Every so many-th step counts: 1 but for very long texts. */
  readonly every: number;
}

/** Stretches of a text, in UTF-16 offsets of what was read. */
export interface SelectedText {
  readonly chosen: readonly PositionRange[];
  /** Not chosen, and like the chosen ones: they decide. */
  readonly others: readonly PositionRange[];
}

/**
 * All units by how well h or c tells stretches of the text from the rest of it: see `SelectionRanker`. A token is inside
 * where it begins; a step between two tokens is inside where a range reaches into what stands between them.
 */
export async function rankUnits(
  document: ReadStates,
  { chosen, others }: SelectedText,
  job: RankingJob,
  mostValues = MOST_VALUES,
): Promise<RankedSelection> {
  const places = rankedPlaces(document.rnn);
  const every = rankedEvery(document, mostValues);
  const done = (share: number): void => job.done(RUNNING * share);
  const states = await collectStates(document, places, every, [chosen, others], { turn: job.turn, done });
  const [first, rest] = states.masks;
  // What was chosen is not among what was not.
  const ranker = new SelectionRanker({
    n: states.n,
    chosen: stretchesOf(first),
    others: stretchesOf(rest.map((one, k) => (one && !first[k] ? 1 : 0))),
  });
  return { ...(await ranked(ranker, places, states, job)), steps: document.stepCount, every };
}

/** A quantity of a layer and direction. */
export interface RankedQuantity extends CollectedPlace {
  readonly quantity: RankedPlace['quantity'];
}

/** Every so many-th step of a text counts where all units are ranked. */
export function rankedEvery({ rnn, stepCount }: ReadStates, mostValues = MOST_VALUES): number {
  const columns = rankedPlaces(rnn).reduce((sum, { units }) => sum + units, 0);
  return Math.max(1, Math.ceil((columns * stepCount) / mostValues));
}

/** All of a network that is ranked: h and (of an LSTM) c of every layer and direction. */
export function rankedPlaces(rnn: RnnConfig): RankedQuantity[] {
  const quantities = rnn.cell === 'LSTM' ? (['h', 'c'] as const) : (['h'] as const);
  return placesOf(rnn).flatMap((place) =>
    quantities.map((quantity) => ({ ...place, quantity, units: quantitySize(rnn, quantity, place) })),
  );
}

/** Whose states are collected. */
export interface CollectedPlace {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
  readonly units: number;
}

/** The states of some places at every so many-th step, and which of these steps are in two sets of ranges. */
export interface CollectedStates {
  /** Steps that count. */
  readonly n: number;
  /** By place, unit by unit: [units, n]. */
  readonly values: readonly Float32Array[];
  /** Which of them are in the chosen stretches, and which in the others. */
  readonly masks: readonly [Uint8Array, Uint8Array];
}

/** Steps that are turned from rows to columns together, so that all their rows stay in the cache. */
const TURNED_AT_ONCE = 64;

/** Runs the whole document, and keeps every so many-th step of all units. */
export async function collectStates(
  document: ReadStates,
  places: readonly CollectedPlace[],
  every: number,
  sets: readonly [readonly PositionRange[], readonly PositionRange[]],
  { turn, done }: RankingJob,
): Promise<CollectedStates> {
  const { stepCount } = document;
  const inside = stepMasks(document, sets);
  const n = Math.ceil(stepCount / every);
  const values = places.map(({ units }) => new Float32Array(units * n));
  const masks = [new Uint8Array(n), new Uint8Array(n)] as const;
  for (let at = 0; at < stepCount; at += STEPS_AT_ONCE) {
    await turn();
    done(at / stepCount);
    const window = document.window(at, Math.min(stepCount, at + STEPS_AT_ONCE));
    const masked = inside(window.tokens);
    const first = Math.ceil(at / every);
    const end = Math.ceil((at + window.tokens.length) / every);
    for (let k = first; k < end; k++) masks.forEach((mask, m) => (mask[k] = masked[m][k * every - at]));
    places.forEach(({ layer, direction, quantity, units }, p) => {
      const all = window.values(layer, direction, quantity);
      const out = values[p];
      for (let low = first; low < end; low += TURNED_AT_ONCE) {
        const high = Math.min(end, low + TURNED_AT_ONCE);
        for (let unit = 0; unit < units; unit++)
          for (let k = low; k < high; k++) out[unit * n + k] = all[(k * every - at) * units + unit];
      }
    });
  }
  return { n, values, masks: [...masks] };
}

async function ranked(
  ranker: SelectionRanker,
  places: readonly RankedQuantity[],
  { n, values }: CollectedStates,
  { turn, done }: RankingJob,
): Promise<SelectionRanking> {
  const all = places.reduce((sum, { units }) => sum + units, 0);
  let [added, since] = [0, 0];
  for (const [p, { units, ...place }] of places.entries())
    for (let unit = 0; unit < units; unit++) {
      ranker.add({ ...place, unit }, values[p].subarray(unit * n, (unit + 1) * n));
      added++;
      since += n;
      if (since < POSITIONS_AT_ONCE) continue;
      since = 0;
      await turn();
      done(RUNNING + (1 - RUNNING) * (added / all));
    }
  return ranker.result();
}

/** The stretches of positions that a mask of 0 and 1 has. */
export function stretchesOf(mask: Uint8Array): PositionRange[] {
  const found: PositionRange[] = [];
  mask.forEach((one, k) => {
    if (one) found.push([k, k + 1]);
  });
  return tidyStretches(found, mask.length);
}

/** Tells which steps are in each of some sets of ranges, [n] of 0 and 1, for the tokens [n] of one window after the other. */
function stepMasks(
  document: ReadStates,
  sets: readonly [readonly PositionRange[], readonly PositionRange[]],
): (tokens: Uint32Array) => [Uint8Array, Uint8Array] {
  const { starts, ends } = document.flat();
  const [first, rest] = sets.map((ranges) => stepMask(starts, ends, ranges));
  return (tokens) => [first(tokens), rest(tokens)];
}

function stepMask(
  starts: Uint32Array,
  ends: Uint32Array,
  ranges: readonly PositionRange[],
): (tokens: Uint32Array) => Uint8Array {
  const firstAt = (offset: number): number => lastAtMost(starts, offset - 1) + 1;
  const inside = maskOf(
    ranges.map(([start, end]) => [firstAt(start), firstAt(end)]),
    starts.length,
  );
  // Of the gap behind each token; a gap without text, as before a full stop, is inside with both its neighbours.
  const gapInside = maskOf(
    ranges.map(([start, end]) => [Math.max(0, lastAtMost(starts, start)), lastAtMost(ends, end - 1) + 1]),
    starts.length,
  );
  let before = 0;
  return (tokens) =>
    Uint8Array.from(tokens, (token) => {
      if (token === NO_TOKEN) return gapInside[before];
      before = token;
      return inside[token];
    });
}

function maskOf(ranges: readonly PositionRange[], n: number): Uint8Array {
  const mask = new Uint8Array(n);
  for (const [from, to] of ranges) if (from < to) mask.fill(1, from, to);
  return mask;
}
