// What the test page's host answers about another network: two kinds of label, four layers and directions of it, and
// for every unit one that does the less like it the higher its number is.
import type {
  CounterpartLines,
  CounterpartQuery,
  Counterparts,
  NetworkLayer,
  NetworkPlace,
  PanelBehaviour,
  PanelNetworks,
} from '../../src/protocol/engine.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import { tokenText } from './fakeModel.js';

const PLACES: readonly NetworkPlace[] = [0, 1].flatMap((layer) =>
  (['forward', 'backward'] as const).map((direction) => ({ layer, direction, units: 48 })),
);

const TOKENS = { before: 412, same: 380, looked: 380 };

const change = (token: number, beforeLabel: number, label: number, size: number) => ({
  ...{ token, beforeToken: token, beforeLabel, label, size, text: tokenText(token), line: 1 },
  ...{ beforeProbability: 0.7, probability: 0.6 },
});

function behaviour(name: string, labels: readonly string[], rest: Partial<PanelBehaviour>): PanelBehaviour {
  return {
    ...{ before: 0, after: 0, level: 'token', isExpectation: false, shared: labels.length, isSameSet: true },
    ...{ rows: 380, otherLabels: 3, divergenceBits: 0.0625, moved: 0.125, surprisal: null, changeCount: 3 },
    ...{ beforeName: name, afterName: name, beforeLabels: labels, afterLabels: labels },
    swaps: [{ beforeLabel: 0, label: 1, n: 2 }],
    changes: [change(6, 0, 1, 0.9), change(2, 1, 0, 0.5), change(11, 0, 1, 0.25)],
    ...rest,
  };
}

/** Behaviour and likeness: a cell is `0.1 · row + 0.2 · column`; of disjoint networks no token is the same. */
export function fakeNetworks({ model, tokenCount }: PanelRun, isDisjoint: boolean): PanelNetworks {
  const afterPlaces = Array.from({ length: model.rnn.layers }, (_, layer) => ({
    ...{ layer, direction: 'forward' as const, units: model.rnn.hiddenSize },
  }));
  const cells = afterPlaces.flatMap((_, row) => PLACES.map((_, column) => 0.1 * row + 0.2 * column));
  const isWriter = model.task === 'language-model';
  const labels = model.labels.length > 1 ? model.labels : ['NOUN', 'VERB'];
  const second = { before: 1, after: 1, otherLabels: 0, changeCount: 0, swaps: [], changes: [] };
  return {
    tokens: { ...TOKENS, after: tokenCount, ...(isDisjoint && { same: 0, looked: 0 }) },
    ...{ beforePlaces: PLACES, afterPlaces, shifts: 3 },
    likeness: Float64Array.from(cells),
    chance: Float64Array.from(cells, () => 0.03),
    heads: isWriter
      ? [
          behaviour('next', labels, {
            ...{ isExpectation: true, surprisal: { before: 2, after: 1.5, apart: 0.75 } },
          }),
        ]
      : [behaviour('upos', labels, {}), behaviour('xpos', ['NN', 'VB'], { ...second, isSameSet: false })],
  };
}

/** Unit k goes with unit 47 - k of the place `k modulo 4`, with r falling from 0.9; from unit 20 on by chance. */
export function fakeCounterparts({ model, tokenCount }: PanelRun, _place: NetworkLayer): Counterparts {
  return {
    tokens: { ...TOKENS, after: tokenCount },
    ...{ beforePlaces: PLACES, shifts: 19 },
    units: Array.from({ length: model.rnn.hiddenSize }, (_, unit) => {
      const r = (unit % 2 === 0 ? 1 : -1) * (0.9 - 0.012 * unit);
      return {
        ...{ unit, place: unit % 4, beforeUnit: Math.max(0, 47 - unit), r, chance: 0.66 },
        isBeyond: Math.abs(r) > 0.66,
      };
    }),
  };
}

/** One goes up and down with the tokens, the other has not every seventh of them. */
export function fakeCounterpartLines({ own, other, fromToken, toToken }: CounterpartQuery): CounterpartLines {
  const tokens = Array.from({ length: toToken - fromToken }, (_, k) => fromToken + k);
  return {
    own: Float32Array.from(tokens, (token) => Math.sin(token / 3 + own.unit)),
    other: Float32Array.from(tokens, (token) =>
      token % 7 === 0 ? NaN : 0.5 * Math.cos(token / 3 + other.unit),
    ),
  };
}
