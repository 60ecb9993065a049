/** What two networks say of the same tokens, and how far apart that is. */
import { isSigmoid } from '../../heads/probabilities.js';
import type { HeadConfig } from '../../heads/head.js';
import type { HeadPair } from './headPairs.js';
import type { TokenSaid } from './readNetwork.js';

/** A token (of a segment its first one) of which two networks say different things. */
export interface SaidOtherwise {
  readonly beforeToken: number;
  readonly token: number;
  readonly beforeLabel: number;
  readonly label: number;
  /** Of the labels; of language models of the token itself. */
  readonly beforeProbability: number;
  readonly probability: number;
  /** How far apart, for sorting: see `HeadBehaviour`. */
  readonly size: number;
}

/** How often one label stands where the other network has another. */
export interface LabelSwap {
  readonly beforeLabel: number;
  readonly label: number;
  readonly n: number;
}

/** How two heads differ over a text. */
export interface HeadBehaviour extends HeadPair {
  /** Tokens or segments that were compared. */
  readonly rows: number;
  /** Where the labels have other names; of language models, where another symbol was expected. */
  readonly otherLabels: number;
  /** The commonest of these, at most 12. */
  readonly swaps: readonly LabelSwap[];
  /** Jensen-Shannon divergence in bits (0 to 1), the mean over rows; null unless both have the same classes. */
  readonly divergenceBits: number | null;
  /** Probability that lies on other classes (half the sum of |Δp|; of labels that do not exclude one another the mean
   * |Δp|), the mean over rows; null unless both have the same classes. */
  readonly moved: number | null;
  /** Of language models: mean surprisals in bits, and how far apart they are at a token; else null. */
  readonly surprisal: { readonly before: number; readonly after: number; readonly apart: number } | null;
  /** Tokens with another label (of language models: at least a bit apart), those furthest apart first; some of many. */
  readonly changes: readonly SaidOtherwise[];
  readonly changeCount: number;
}

const MOST_CHANGES = 200;
const MOST_SWAPS = 12;

/** Language models that are a bit apart give one of them twice the probability. */
const LISTED_BITS = 1;

/** Bits of what single precision tells as 0. */
const MOST_BITS = 149;

/** Compares what two heads say, some rows at a time. */
export class BehaviourTally {
  private rows = 0;
  private otherLabels = 0;
  private divergence = 0;
  private moved = 0;
  private readonly surprisals = { before: 0, after: 0, apart: 0 };
  private readonly swaps = new Map<number, number>();
  private readonly changes: SaidOtherwise[] = [];
  private changeCount = 0;
  /** For each class of the second head the same one of the first; -1 for none. */
  private readonly classes: Int32Array;
  private readonly isSigmoid: boolean;

  constructor(
    readonly pair: HeadPair,
    private readonly before: HeadConfig,
    private readonly after: HeadConfig,
  ) {
    this.classes = Int32Array.from(after.labels, (label) => before.labels.indexOf(label));
    this.isSigmoid = isSigmoid(after);
  }

  /** A row of each reading and the tokens they are of. */
  add(before: TokenSaid, beforeRow: number, after: TokenSaid, row: number, tokens: [number, number]): void {
    const own = [before.own?.[beforeRow] ?? 0, after.own?.[row] ?? 0];
    // Before the first symbol nobody said anything.
    if (own.some(Number.isNaN)) return;
    this.rows++;
    const [old, now] = [before.labels[beforeRow], after.labels[row]];
    const isOther = this.before.labels[old] !== this.after.labels[now];
    if (isOther) {
      this.otherLabels++;
      const key = old * this.after.labels.length + now;
      this.swaps.set(key, (this.swaps.get(key) ?? 0) + 1);
    }
    const [p, q] = [rowOf(before, this.before, beforeRow), rowOf(after, this.after, row)];
    const moved = this.pair.isSameSet ? this.addDistances(p, q) : NaN;
    const [beforeBits, bits] = own.map(bitsOf);
    if (this.pair.isExpectation) this.addSurprisals(beforeBits, bits);
    const apart = this.pair.isExpectation
      ? Math.abs(bits - beforeBits)
      : Number.isNaN(moved)
        ? q[now]
        : moved;
    if (this.pair.isExpectation ? apart < LISTED_BITS : !isOther) return;
    const probabilities = this.pair.isExpectation ? own : [p[old], q[now]];
    this.note({
      ...{ beforeToken: tokens[0], token: tokens[1], beforeLabel: old, label: now, size: apart },
      ...{ beforeProbability: probabilities[0], probability: probabilities[1] },
    });
  }

  result(): HeadBehaviour {
    const { rows, pair, surprisals } = this;
    const mean = (sum: number): number => (rows > 0 ? sum / rows : 0);
    const labels = this.after.labels.length;
    const swaps = [...this.swaps].map(([key, n]) => ({
      ...{ beforeLabel: Math.floor(key / labels), label: key % labels, n },
    }));
    return {
      ...pair,
      ...{ rows, otherLabels: this.otherLabels },
      swaps: swaps.sort((a, b) => b.n - a.n || a.label - b.label).slice(0, MOST_SWAPS),
      divergenceBits: pair.isSameSet && !this.isSigmoid ? mean(this.divergence) : null,
      moved: pair.isSameSet ? mean(this.moved) : null,
      surprisal: pair.isExpectation
        ? { before: mean(surprisals.before), after: mean(surprisals.after), apart: mean(surprisals.apart) }
        : null,
      changes: sorted(this.changes).slice(0, MOST_CHANGES),
      changeCount: this.changeCount,
    };
  }

  private addDistances(p: ArrayLike<number>, q: ArrayLike<number>): number {
    let [bits, moved] = [0, 0];
    this.classes.forEach((same, k) => {
      const [a, b] = [p[same], q[k]];
      moved += Math.abs(a - b);
      bits += 0.5 * (weighed(a, (a + b) / 2) + weighed(b, (a + b) / 2));
    });
    moved /= this.isSigmoid ? this.classes.length : 2;
    this.divergence += Math.max(0, bits);
    this.moved += moved;
    return moved;
  }

  private addSurprisals(before: number, after: number): void {
    this.surprisals.before += before;
    this.surprisals.after += after;
    this.surprisals.apart += Math.abs(after - before);
  }

  private note(change: SaidOtherwise): void {
    this.changeCount++;
    this.changes.push(change);
    // Those that are told may not be known before the last: some are kept.
    if (this.changes.length < 4 * MOST_CHANGES) return;
    const best = sorted(this.changes).slice(0, MOST_CHANGES);
    this.changes.splice(0, this.changes.length, ...best);
  }
}

function sorted(changes: readonly SaidOtherwise[]): SaidOtherwise[] {
  return [...changes].sort((a, b) => b.size - a.size || a.token - b.token);
}

function rowOf({ probabilities }: TokenSaid, { labels }: HeadConfig, row: number): ArrayLike<number> {
  return probabilities.subarray(row * labels.length, (row + 1) * labels.length);
}

function weighed(p: number, q: number): number {
  return p > 0 ? p * Math.log2(p / q) : 0;
}

function bitsOf(probability: number): number {
  return Math.min(MOST_BITS, Math.max(0, -Math.log2(probability)));
}
