import { changedTokens, changeSize, type TokenPair } from '../core/analysis/stateDiff.js';
import { countChanges, type TokenAlignment } from '../core/analysis/tokenAlignment.js';
import { MOST_BITS, surprisalBits } from '../core/views/probabilities.js';
import type { NetworkComparison, PanelNetworks } from '../protocol/engine.js';
import type { HeadChanges, PanelHeadChanges } from '../protocol/comparison.js';
import type { ChangedToken, Difference } from '../protocol/panel.js';
import { MAX_TOKEN_TEXT, rowsOf } from './rows.js';
import type { Run } from './run.js';

/** Changes told at once: a list that people read, and a message of some kilobytes. */
const MOST_CHANGES = 200;

/** Smaller changes of a probability are not listed where the label stays. */
const LISTED_CHANGE = { token: 0.05, segment: 0.005 };

/** Nor are smaller ones of a character's surprisal. */
const LISTED_BITS = 1;

/** Two runs that are compared: differences are those of the second less the first. */
export interface ComparedRuns {
  readonly before: Run;
  readonly after: Run;
}

/** Blocks as the engine packs them: after, before, length, 1 for replaced, `[blocks, 4]`. */
export function unpackAlignment(packed: Uint32Array): TokenAlignment {
  return Array.from({ length: packed.length / 4 }, (_, k) => {
    const [after, before, length, replaced] = packed.subarray(4 * k, 4 * k + 4);
    return { after, before, length, replaced: replaced === 1 };
  });
}

/**
 * What the panel is told of a difference; `first` is the first differing token, -1 for none. Others get their `turn`
 * while all tokens are looked at; it rejects when the texts are others.
 */
export async function describeDifference(
  { before, after }: ComparedRuns,
  alignment: TokenAlignment,
  first: number,
  turn: () => Promise<void>,
): Promise<Difference> {
  const { pairs, count } = await changedTokens(alignment, changeTest(before, after), MOST_CHANGES, turn);
  return {
    ...countChanges(alignment, before.tokenCount, after.tokenCount),
    first:
      first < 0
        ? null
        : {
            token: first,
            text: after.tokens.textOf(first).slice(0, MAX_TOKEN_TEXT),
            line: lineOf(after, first),
          },
    changes: pairs.map((pair) => changeOf(before, after, pair)),
    changeCount: count,
  };
}

/** What the panel is told of the further heads: texts of tokens, of a head of segments those of their segments. */
export function describeHeads(
  { before, after }: ComparedRuns,
  heads: readonly HeadChanges[],
): readonly PanelHeadChanges[] {
  return heads.map(({ changes, level, ...head }) => {
    const textOf = ({ tokens }: Run, token: number): string =>
      (level === 'segment' ? tokens.textOfSegment(tokens.segmentOf(token)) : tokens.textOf(token)).slice(
        0,
        MAX_TOKEN_TEXT,
      );
    return {
      ...head,
      changes: changes.map(({ beforeToken, ...change }) => {
        const text = textOf(after, change.token);
        const beforeText = textOf(before, beforeToken) || text;
        return { ...change, text, beforeText, line: lineOf(after, change.token) };
      }),
    };
  });
}

/** What the panel is told of two networks: names of heads and labels, texts of tokens. */
export function describeNetworks(
  { before, after }: ComparedRuns,
  { heads, ...rest }: NetworkComparison,
): PanelNetworks {
  return {
    ...rest,
    heads: heads.map(({ changes, ...head }) => ({
      ...head,
      beforeName: before.model.heads[head.before].name,
      afterName: after.model.heads[head.after].name,
      beforeLabels: before.model.heads[head.before].labels,
      afterLabels: after.model.heads[head.after].labels,
      changes: changes.map((change) => ({
        ...change,
        text: (head.level === 'segment'
          ? after.tokens.textOfSegment(after.tokens.segmentOf(change.token))
          : after.tokens.textOf(change.token)
        ).slice(0, MAX_TOKEN_TEXT),
        line: lineOf(after, change.token),
      })),
    })),
  };
}

/** How large the change of what is said of a token is; 0 where it is not listed. Of a language model in bits. */
function changeTest(before: Run, after: Run): (beforeToken: number, token: number) => number {
  const [oldLabels, labels] = [before.model.labels, after.model.labels];
  const isLanguageModel = after.model.task === 'language-model';
  let lastSegment = -1;
  return (beforeToken, token) => {
    if (!before.tokens.isTagged(beforeToken) || !after.tokens.isTagged(token)) return 0;
    if (after.level === 'segment') {
      // Each once, by the first of its tokens that both texts have.
      const segment = after.tokens.segmentOf(token);
      if (segment === lastSegment) return 0;
      lastSegment = segment;
    }
    const [old, now] = [before.tokens.labelOf(beforeToken), after.tokens.labelOf(token)];
    if (isLanguageModel) {
      const [before, after] = [old, now].map(({ probability }) => surprisalBits(probability));
      // How far both are beyond what can be told is not known: what was expected instead is.
      if (before === MOST_BITS && after === MOST_BITS)
        return oldLabels[old.label] === labels[now.label] ? 0 : LISTED_BITS;
      const bits = Math.abs(after - before);
      return bits >= LISTED_BITS ? bits : 0;
    }
    const [then, said] = [
      { label: oldLabels[old.label], probability: old.probability },
      { label: labels[now.label], probability: now.probability },
    ];
    const size = changeSize(then, said);
    return then.label !== said.label || size >= LISTED_CHANGE[after.level]
      ? Math.max(size, Number.EPSILON)
      : 0;
  };
}

function changeOf(before: Run, after: Run, { token, beforeToken }: TokenPair): ChangedToken {
  const [old, now] = [before.tokens.labelOf(beforeToken), after.tokens.labelOf(token)];
  const text = textOf(after, token);
  return {
    ...{ token, text, line: lineOf(after, token) },
    // A run that follows the document's edits has no text of its own: it is the same.
    beforeText: textOf(before, beforeToken) || text,
    beforeLabel: before.model.labels[old.label] ?? '',
    label: after.model.labels[now.label] ?? '',
    beforeProbability: old.probability,
    probability: now.probability,
  };
}

/** 1-based. */
function lineOf(run: Run, token: number): number {
  return rowsOf(run, token, token + 1).lines[0] ?? 1;
}

/** The token's text, of a classifier that of its segment. */
function textOf(run: Run, token: number): string {
  const text =
    run.level === 'segment'
      ? run.tokens.textOfSegment(run.tokens.segmentOf(token))
      : run.tokens.textOf(token);
  return text.slice(0, MAX_TOKEN_TEXT);
}
