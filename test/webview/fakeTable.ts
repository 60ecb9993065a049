// What the fake host says of the table of tokens: certainty in closed form, and any order of it.
import { certaintyOf } from '../../src/core/views/certainty.js';
import { rowsShown, sortNumbers, type TokenFacts } from '../../src/core/views/tokenOrder.js';
import type { PanelRun, TokenRows } from '../../src/protocol/panel.js';
import type {
  OrderedRange,
  TableRows,
  TokenCertainties,
  TokenOrderQuery,
} from '../../src/protocol/tokenTable.js';

/** What the table is made of. */
export interface FakeTableOf {
  run(): PanelRun;
  rows(range: { fromToken: number; toToken: number }): TokenRows;
  /** Probabilities of what is shown of a token; null where nothing is. */
  classes(token: number): Float32Array | null;
}

/** Answers about the table. */
export function fakeTable({ run, rows, classes }: FakeTableOf) {
  const certaintiesOf = (tokens: readonly number[]): TokenCertainties => {
    const { model } = run();
    const said = tokens.map((token) => {
      const own = classes(token);
      return (
        own && certaintyOf(model.heads[0], own, rows({ fromToken: token, toToken: token + 1 }).labels[0])
      );
    });
    return {
      fromToken: tokens[0] ?? 0,
      runnerUps: Uint16Array.from(said, (of) => of?.runnerUp ?? 0xffff),
      runnerUpProbabilities: Float32Array.from(said, (of) => of?.runnerUpProbability ?? NaN),
      entropies: Float32Array.from(said, (of) => of?.entropy ?? NaN),
      confidences: Float32Array.from(tokens, (token) =>
        model.heads.some(({ name }) => name === 'edits') ? 1 / (2 + (token % 7)) : NaN,
      ),
    };
  };
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);

  function facts(): TokenFacts {
    const count = run().tokenCount;
    const all = rows({ fromToken: 0, toToken: count });
    return {
      ...all,
      ...certaintiesOf(range(0, count)),
      starts: run().level === 'segment' ? all.segmentStarts : null,
    };
  }

  function order(query: TokenOrderQuery): number[] {
    const own = facts();
    const { task, labels } = run().model;
    const numbers = sortNumbers(own, query.by, { task, labels });
    const shown = Array.from(rowsShown(own, query, { task, labels }));
    const sign = query.descending ? -1 : 1;
    const key = (token: number) => (Number.isNaN(numbers[token]) ? Infinity : sign * numbers[token]);
    return shown.sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
  }

  return {
    certainties: ({ fromToken, toToken }: { fromToken: number; toToken: number }) =>
      certaintiesOf(range(fromToken, toToken)),
    rowOfToken: ({ token, ...query }: TokenOrderQuery & { token: number }) => ({
      row: order(query).indexOf(token),
    }),
    rows: ({ fromRow, toRow, ...query }: OrderedRange): TableRows => {
      const all = order(query);
      const tokens = all.slice(fromRow, toRow);
      const whole = rows({ fromToken: 0, toToken: run().tokenCount });
      const of = run().level === 'segment' ? run().segmentCount : run().tokenCount;
      return {
        ...{ fromRow, tokens: Uint32Array.from(tokens), count: all.length, of },
        rows: {
          fromToken: 0,
          texts: tokens.map((token) => whole.texts[token]),
          details: tokens.map((token) => whole.details[token]),
          lines: Uint32Array.from(tokens, (token) => whole.lines[token]),
          columns: Uint32Array.from(tokens, (token) => whole.columns[token]),
          labels: Uint16Array.from(tokens, (token) => whole.labels[token]),
          probabilities: Float32Array.from(tokens, (token) => whole.probabilities[token]),
          unknown: Uint8Array.from(tokens, (token) => whole.unknown[token]),
          segmentStarts: Uint8Array.from(tokens, (token) => whole.segmentStarts[token]),
        },
        certainties: certaintiesOf(tokens),
        segmentTexts:
          run().level === 'segment' ? tokens.map((token) => `all of ${whole.texts[token]}`) : null,
      };
    },
  };
}
