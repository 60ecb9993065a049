/** The tokens that two networks are compared at, and what both are and say there. */
import { placesOf, quantitySize, type Direction, type RnnConfig } from '../../rnn/config.js';
import { lastAtMost } from '../../text/ranges.js';
import type { SegmentedText } from '../../text/segmented.js';
import { BehaviourTally } from './behaviour.js';
import { unitColumns, type UnitColumns } from './columns.js';
import { headPairs, type PairedNetwork } from './headPairs.js';
import type { ReadNetwork, TokenReading } from './readNetwork.js';
import { sampledRanges, sameStretches, type TokenPairs } from './sameStretches.js';

/** Tokens that are looked at in a longer text, in blocks that lie evenly over it; fewer of very large networks. */
export const MOST_TOKENS = 2048;
const FEWEST_TOKENS = 512;

/** Multiplications for comparing all units with all units once: a second or two. */
const MOST_PRODUCTS = 2 ** 31;

/** How work gives way to other work, and tells how far it is. */
export interface CompareJob {
  turn(): Promise<void>;
  done(share: number): void;
}

/** h of a layer and direction. */
export interface NetworkPlace {
  readonly layer: number;
  readonly direction: Direction;
  readonly units: number;
}

/** How much was compared. */
export interface ComparedTokens {
  /** Tokens of each network. */
  readonly before: number;
  readonly after: number;
  /** The same stretch of text in both. */
  readonly same: number;
  /** Of these, those that were looked at. */
  readonly looked: number;
}

/** The units of some places of a network at the tokens that are looked at, `[n]` in each column. */
export interface SampledStates {
  readonly places: readonly NetworkPlace[];
  /** By place. */
  readonly columns: readonly UnitColumns[];
}

/** Two networks at the same tokens. */
export interface NetworkSample {
  readonly tokens: ComparedTokens;
  readonly before: SampledStates;
  readonly after: SampledStates;
  /** By pair of heads. */
  readonly behaviour: readonly BehaviourTally[];
}

/** What is looked at of the second network. */
export interface Looked {
  /** Only this layer and direction; null for all. */
  readonly place: Pick<NetworkPlace, 'layer' | 'direction'> | null;
  /** What the heads say, too. */
  readonly withHeads: boolean;
}

/** All layers and directions of a network. */
export function networkPlaces(rnn: RnnConfig): NetworkPlace[] {
  return placesOf(rnn).map((place) => ({ ...place, units: quantitySize(rnn, 'h', place) }));
}

/** Units of all of some places. */
export function unitsOf(places: readonly NetworkPlace[]): number {
  return places.reduce((sum, { units }) => sum + units, 0);
}

/** A part of a job, from one share of it to another. */
export function partOf({ turn, done }: CompareJob, from: number, to: number): CompareJob {
  return { turn, done: (share) => done(from + (to - from) * share) };
}

/**
 * Runs both networks at the tokens that are the same stretch of text; of a long text at a sample of them. RangeError for a
 * place that is not there; rejects as the job's turns do.
 */
export async function sampleNetworks(
  before: ReadNetwork,
  after: ReadNetwork,
  looked: Looked,
  { turn, done }: CompareJob,
): Promise<NetworkSample> {
  const [oldTokens, tokens] = [before.tokens(), after.tokens()];
  const pairs = sameStretches(oldTokens, tokens);
  const [oldPlaces, all] = [before, after].map(({ model }) => networkPlaces(model.architecture.rnn));
  const places = all.filter((place) => isLooked(place, looked));
  if (places.length === 0) throw new RangeError('This network has no such layer and direction.');
  const ranges = sampledRanges(pairs.after.length, tokensFor(unitsOf(oldPlaces) * unitsOf(all)));
  const n = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const behaviour = looked.withHeads ? talliesOf(before, after) : [];
  const isSegment = segmentTest(oldTokens, tokens);
  const [old, now] = [new RawStates(oldPlaces, n), new RawStates(places, n)];
  let at = 0;
  for (const [from, to] of ranges) {
    await turn();
    done(at / n);
    const [oldRows, rows] = [pairs.before.subarray(from, to), pairs.after.subarray(from, to)];
    const [oldRead, read] = [readingOf(before, oldRows), readingOf(after, rows)];
    old.keep(at, oldRead, oldRows);
    now.keep(at, read, rows);
    for (const tally of behaviour)
      addSaid(tally, [oldRead, read], { before: oldRows, after: rows }, isSegment);
    at += to - from;
  }
  const counts = { before: oldTokens.starts.length, after: tokens.starts.length };
  return {
    tokens: { ...counts, same: pairs.after.length, looked: n },
    ...{ before: old.sampled(), after: now.sampled(), behaviour },
  };
}

function isLooked({ layer, direction }: NetworkPlace, { place }: Looked): boolean {
  return !place || (layer === place.layer && direction === place.direction);
}

function tokensFor(products: number): number {
  return Math.max(FEWEST_TOKENS, Math.min(MOST_TOKENS, Math.floor(MOST_PRODUCTS / products)));
}

/** From the first of some tokens to the last. */
function readingOf(network: ReadNetwork, tokens: Uint32Array): TokenReading {
  return network.read(tokens[0], tokens[tokens.length - 1] + 1);
}

/** Values of all units as they come. */
class RawStates {
  /** By place, [units, n] */
  private readonly values: readonly Float64Array[];

  constructor(
    private readonly places: readonly NetworkPlace[],
    private readonly n: number,
  ) {
    this.values = places.map(({ units }) => new Float64Array(units * n));
  }

  /** Takes over the states at some tokens, from column `at` on. */
  keep(at: number, reading: TokenReading, tokens: Uint32Array): void {
    this.places.forEach(({ layer, direction, units }, p) => {
      const states = reading.states(layer, direction);
      tokens.forEach((token, k) => {
        const row = (token - tokens[0]) * units;
        for (let unit = 0; unit < units; unit++) this.values[p][unit * this.n + at + k] = states[row + unit];
      });
    });
  }

  sampled(): SampledStates {
    const columns = this.values.map((values, p) => unitColumns(values, this.places[p].units));
    return { places: this.places, columns };
  }
}

function talliesOf(before: ReadNetwork, after: ReadNetwork): BehaviourTally[] {
  const [old, now] = [before, after].map(({ model, isWriter, stepsAreTokens }): PairedNetwork => ({
    ...{ heads: model.architecture.heads, isWriter, stepsAreTokens },
  }));
  return headPairs(old, now).map(
    (pair) => new BehaviourTally(pair, old.heads[pair.before], now.heads[pair.after]),
  );
}

/** Compares what two heads say at the tokens of one range; what is said of segments once, at their first token. */
function addSaid(
  tally: BehaviourTally,
  readings: readonly [TokenReading, TokenReading],
  { before, after }: TokenPairs,
  isSegment: (beforeToken: number, token: number) => boolean,
): void {
  const { pair } = tally;
  const [old, now] = [readings[0].head(pair.before), readings[1].head(pair.after)];
  after.forEach((token, k) => {
    if (pair.level === 'segment' && !isSegment(before[k], token)) return;
    tally.add(old, before[k] - before[0], now, token - after[0], [before[k], token]);
  });
}

/** Tells whether segments of both begin with these tokens, and are the same stretch of text. */
function segmentTest(
  before: SegmentedText,
  after: SegmentedText,
): (beforeToken: number, token: number) => boolean {
  const endOf = ({ segmentOffsets, ends }: SegmentedText, token: number): number => {
    const segment = lastAtMost(segmentOffsets, token);
    return segmentOffsets[segment] === token ? ends[segmentOffsets[segment + 1] - 1] : NaN;
  };
  return (beforeToken, token) => endOf(before, beforeToken) === endOf(after, token);
}
