/** Which heads of two networks say the same kind of thing. */
import { isSigmoid } from '../../heads/probabilities.js';
import type { HeadConfig } from '../../heads/head.js';

/** Two heads whose labels can be compared by their names. */
export interface HeadPair {
  /** Numbers of the heads in their networks. */
  readonly before: number;
  readonly after: number;
  readonly level: 'token' | 'segment';
  /** Both say what comes next, of a symbol that has come since. */
  readonly isExpectation: boolean;
  /** Labels that both have. */
  readonly shared: number;
  /** All labels of both: probabilities can be compared, too. */
  readonly isSameSet: boolean;
}

/** What pairing needs to know of a network. */
export interface PairedNetwork {
  readonly heads: readonly HeadConfig[];
  readonly isWriter: boolean;
  readonly stepsAreTokens: boolean;
}

/**
 * For each head of the second network the head of the first that says most of the same labels of the same things; that
 * of the same name where several do. Heads of steps count only where a step is a token. A head without a fellow is left out.
 */
export function headPairs(before: PairedNetwork, after: PairedNetwork): HeadPair[] {
  if (before.isWriter !== after.isWriter) return [];
  return after.heads.flatMap((head, k) => {
    const level = levelOf(after, head);
    if (!level) return [];
    const pairs = before.heads.flatMap((other, b): HeadPair[] => {
      const names = new Set(other.labels);
      const shared = head.labels.filter((label) => names.has(label)).length;
      if (levelOf(before, other) !== level || shared === 0 || isSigmoid(other) !== isSigmoid(head)) return [];
      const isSameSet = shared === head.labels.length && shared === other.labels.length;
      return [{ before: b, after: k, level, isExpectation: after.isWriter, shared, isSameSet }];
    });
    const isNamesake = (pair: HeadPair): number => Number(before.heads[pair.before].name === head.name);
    return pairs.sort((a, b) => b.shared - a.shared || isNamesake(b) - isNamesake(a)).slice(0, 1);
  });
}

function levelOf({ stepsAreTokens }: PairedNetwork, { level }: HeadConfig): 'token' | 'segment' | null {
  if (level === 'step') return stepsAreTokens ? 'token' : null;
  return level;
}
