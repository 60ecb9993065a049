/** The order of the rows of a table of tokens, and which of them are shown. */
import type { Task } from '../model/model.js';
import { UNKNOWN } from '../tokens/unknown.js';
import { isDoubtful } from './reading.js';

/** What a table can be sorted by; `token` is the order of the text. */
export const SORT_KEYS = [
  'token',
  'text',
  'tag',
  'probability',
  'runnerUp',
  'entropy',
  'details',
  'confidence',
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** How a table is sorted, and what is shown in it. */
export interface TokenOrderQuery {
  readonly by: SortKey;
  readonly descending: boolean;
  /** Part of a token or of what stands beside its label, in any case; empty for all. */
  readonly text: string;
  /** Labels that are not shown. */
  readonly hidden: readonly number[];
  /** Only what the model does not know, only what it is not sure of. */
  readonly unknown: boolean;
  readonly doubtful: boolean;
}

/** The order of the text, with everything in it. */
export const TEXT_ORDER: TokenOrderQuery = {
  by: 'token',
  descending: false,
  text: '',
  hidden: [],
  unknown: false,
  doubtful: false,
};

/** Whether a table is more or less than the text from its beginning to its end. */
export function isTextOrder({ by, descending, text, hidden, unknown, doubtful }: TokenOrderQuery): boolean {
  return by === 'token' && !descending && text === '' && hidden.length === 0 && !unknown && !doubtful;
}

/** All that is known of the tokens of a text, one entry each. */
export interface TokenFacts {
  readonly texts: readonly string[];
  readonly details: readonly string[];
  readonly labels: Uint16Array;
  /** NaN for what is not known. */
  readonly probabilities: Float32Array;
  readonly runnerUpProbabilities: Float32Array;
  readonly entropies: Float32Array;
  readonly confidences: Float32Array;
  /** See `UNKNOWN`. */
  readonly unknown: Uint8Array;
  /** 1 where a row begins; null where every token is a row. */
  readonly starts: Uint8Array | null;
}

/** What rows are judged by besides their facts. */
export interface OrderedModel {
  readonly task: Task;
  readonly labels: readonly string[];
}

/** The tokens that have a row, in the order of the text. */
export function rowsShown(facts: TokenFacts, query: TokenOrderQuery, { task }: OrderedModel): Uint32Array {
  const { texts, details, labels, probabilities, unknown, starts } = facts;
  const hidden = new Set(query.hidden);
  const wanted = query.text.toLowerCase();
  const shown: number[] = [];
  for (let token = 0; token < texts.length; token++) {
    if (starts && starts[token] === 0) continue;
    if (query.unknown && unknown[token] === UNKNOWN.nothing) continue;
    if (query.doubtful && !isDoubtful(task, probabilities[token])) continue;
    if (hidden.has(labels[token])) continue;
    if (wanted !== '' && !`${texts[token]}\n${details[token]}`.toLowerCase().includes(wanted)) continue;
    shown.push(token);
  }
  return Uint32Array.from(shown);
}

/** What each token is sorted by, as numbers; NaN comes last, whatever the direction. */
export function sortNumbers(facts: TokenFacts, by: SortKey, { labels }: OrderedModel): ArrayLike<number> {
  switch (by) {
    case 'token':
      return Uint32Array.from(facts.texts, (_, token) => token);
    case 'text':
      return ranksOf(facts.texts);
    case 'tag': {
      const ranks = ranksOf(labels);
      const { probabilities } = facts;
      // What is not tagged has no tag.
      return Float64Array.from(facts.labels, (label, token) =>
        Number.isNaN(probabilities[token]) ? NaN : ranks[label],
      );
    }
    case 'details':
      return ranksOf(facts.details);
    case 'probability':
      return facts.probabilities;
    case 'runnerUp':
      return facts.runnerUpProbabilities;
    case 'entropy':
      return facts.entropies;
    case 'confidence':
      return facts.confidences;
  }
}

/** The rank of each text among the different ones, in the order of a dictionary; texts of one rank are the same. */
function ranksOf(texts: readonly string[]): Float64Array {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const different = [...new Set(texts)].sort((a, b) => compare(a, b) || (a < b ? -1 : 1));
  const ranks = new Map(different.map((text, rank) => [text, text === '' ? NaN : rank]));
  return Float64Array.from(texts, (text) => ranks.get(text)!);
}

/** Rows that are sorted without a pause. */
const RUN = 8192;

/**
 * Sorts rows by their numbers; equal ones stay in their order. Awaits `turn` between pieces of work, and rejects when
 * that does.
 */
export async function sortedRows(
  rows: Uint32Array,
  numbers: ArrayLike<number>,
  descending: boolean,
  turn: () => Promise<void>,
): Promise<Uint32Array> {
  const before = comparison(numbers, descending);
  let from = Uint32Array.from(rows);
  for (let at = 0; at < from.length; at += RUN) {
    from.subarray(at, at + RUN).sort(before);
    await turn();
  }
  let to = new Uint32Array(rows.length);
  for (let width = RUN; width < rows.length; width *= 2) {
    for (let at = 0; at < rows.length; at += 2 * width) {
      merge(from, to, at, Math.min(rows.length, at + width), Math.min(rows.length, at + 2 * width), before);
      await turn();
    }
    [from, to] = [to, from];
  }
  return from;
}

type Compare = (a: number, b: number) => number;

function comparison(numbers: ArrayLike<number>, descending: boolean): Compare {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [x, y] = [numbers[a], numbers[b]];
    if (x === y) return a - b;
    // NaN is beside no number.
    if (Number.isNaN(x)) return Number.isNaN(y) ? a - b : 1;
    if (Number.isNaN(y)) return -1;
    return x < y ? -sign : sign;
  };
}

/** Merges two sorted pieces of `from`, `[at, middle)` and `[middle, end)`, into `to`. */
function merge(
  from: Uint32Array,
  to: Uint32Array,
  at: number,
  middle: number,
  end: number,
  before: Compare,
): void {
  let [left, right] = [at, middle];
  for (let k = at; k < end; k++) {
    const takesLeft = left < middle && (right >= end || before(from[left], from[right]) <= 0);
    to[k] = from[takesLeft ? left++ : right++];
  }
}
