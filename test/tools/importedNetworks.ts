// Networks as importers make them, by chance: what lowering is tried on.
import type { ImportSettings } from '../../src/core/import/importedModel.js';
import fc from 'fast-check';
import type {
  ImportedActivation,
  ImportedLayer,
  ImportedNetwork,
  ImportedOperation,
  ImportedRecurrent,
  Merge,
} from '../../src/core/import/network.js';
import { gateCount, type CellKind } from '../../src/core/rnn/config.js';
import { Random } from '../../src/core/math/random.js';

/** Steps of the window of a network that ends in one row of all of them, where its plan names no window. */
export const FLATTENED = 4;

/** What is chosen of a network; its numbers follow from the seed. */
export interface NetworkPlan {
  readonly seed: number;
  readonly rows: number;
  readonly isOneHot: boolean;
  readonly cell: CellKind;
  readonly resetAfter: boolean;
  readonly layers: readonly {
    readonly units: number;
    readonly merge: Merge;
    readonly isReversed: boolean;
    readonly hasBias: boolean;
    /** What stands between it and the next one. */
    readonly behind: 'nothing' | 'scale' | 'dense';
  }[];
  readonly stem: 'nothing' | 'convolution' | 'dense';
  /** What reads the last layer. */
  readonly end: 'last' | 'steps' | 'max' | 'mean' | 'attention' | 'skip' | 'flatten';
  readonly dense: boolean;
  readonly answer: 'softmax' | 'sigmoid' | 'one' | 'logits';
  readonly window: number | null;
  readonly padding: 'before' | 'after';
}

const merges: readonly Merge[] = ['concat', 'sum', 'average', 'none', 'none'];

export const plans: fc.Arbitrary<NetworkPlan> = fc.record({
  seed: fc.nat(1e6),
  rows: fc.integer({ min: 4, max: 9 }),
  isOneHot: fc.boolean(),
  cell: fc.constantFrom<CellKind>('RNN_TANH', 'RNN_RELU', 'GRU', 'LSTM'),
  resetAfter: fc.boolean(),
  layers: fc.array(
    fc.record({
      units: fc.integer({ min: 1, max: 5 }),
      merge: fc.constantFrom(...merges),
      isReversed: fc.boolean(),
      hasBias: fc.boolean(),
      behind: fc.constantFrom('nothing' as const, 'scale' as const, 'dense' as const),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  stem: fc.constantFrom('nothing' as const, 'nothing' as const, 'convolution' as const, 'dense' as const),
  end: fc.constantFrom('last', 'steps', 'max', 'mean', 'attention', 'skip', 'flatten'),
  dense: fc.boolean(),
  answer: fc.constantFrom('softmax', 'sigmoid', 'one', 'logits'),
  window: fc.option(fc.integer({ min: 3, max: 6 })),
  padding: fc.constantFrom('before' as const, 'after' as const),
});

/** The network of a plan. */
export function networkOf(plan: NetworkPlan): ImportedNetwork {
  const builder = new Builder(plan.seed);
  const { rows } = plan;
  builder.add('ids', { kind: 'ids' }, []);
  const table = 4;
  builder.add(
    'table',
    plan.isOneHot
      ? { kind: 'one-hot', width: rows }
      : { kind: 'embedding', rows, width: table, weight: builder.numbers(rows * table) },
  );
  let width = plan.isOneHot ? rows : table;
  if (plan.stem !== 'nothing') width = builder.stem(plan.stem, width);
  plan.layers.forEach((layer, k) => {
    const isLast = k === plan.layers.length - 1;
    const returns = isLast && plan.end === 'last' ? 'last' : 'sequence';
    width = builder.recurrent(plan, k, width, returns);
    if (!isLast && layer.behind !== 'nothing') width = builder.between(layer.behind, width);
  });
  width = builder.end(plan, width);
  if (plan.dense) width = builder.dense(width, 3, 'relu');
  const outputs = plan.answer === 'one' ? 1 : 3;
  builder.dense(width, outputs, plan.answer === 'one' ? 'sigmoid' : plan.answer);
  const { window, padding } = plan;
  return {
    layers: builder.layers,
    output: builder.layers.length - 1,
    reading: {
      window: plan.end === 'flatten' ? (window ?? FLATTENED) : window,
      padding,
      padId: 0,
      isMasked: false,
    },
    notes: [],
  };
}

class Builder {
  readonly layers: ImportedLayer[] = [];
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  numbers(count: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.random.next() - 0.5);
  }

  add(name: string, operation: ImportedOperation, inputs = [this.layers.length - 1]): number {
    this.layers.push({ name, operation, inputs });
    return this.layers.length - 1;
  }

  stem(kind: 'convolution' | 'dense', width: number): number {
    const outputs = 3;
    const bias = this.numbers(outputs);
    if (kind === 'dense') this.add('stem', { kind, outputs, bias, weight: this.numbers(outputs * width) });
    else
      this.add('stem', {
        kind,
        ...{ outputs, bias, size: 3, dilation: 1, padding: 'same' },
        weight: this.numbers(outputs * width * 3),
      });
    this.add('stem/tanh', { kind: 'activation', activation: 'tanh' });
    return outputs;
  }

  recurrent(plan: NetworkPlan, k: number, width: number, returns: 'last' | 'sequence'): number {
    const { units: H, merge, isReversed, hasBias } = plan.layers[k];
    const rows = gateCount(plan.cell) * H;
    const directions = Array.from({ length: merge === 'none' ? 1 : 2 }, () => ({
      W_ih: this.numbers(rows * width),
      W_hh: this.numbers(rows * H),
      b_ih: hasBias ? this.numbers(rows) : null,
      b_hh: hasBias ? this.numbers(rows) : null,
      W_hr: null,
    }));
    const operation: ImportedRecurrent = {
      kind: 'recurrent',
      ...{ cell: plan.cell, hiddenSize: H, projSize: 0, resetAfter: plan.resetAfter },
      gateActivation: 'sigmoid',
      activation: plan.cell === 'RNN_RELU' ? 'relu' : 'tanh',
      ...{ directions, merge, returns, initial: null },
      isReversed: merge === 'none' && isReversed,
      isOutputReversed: false,
    };
    this.add(`rnn${k}`, operation);
    return merge === 'concat' ? 2 * H : H;
  }

  between(kind: 'scale' | 'dense', width: number): number {
    if (kind === 'dense') return this.dense(width, 3, 'logits');
    this.add('scale', { kind, scale: this.numbers(width), shift: this.numbers(width) });
    return width;
  }

  end({ end, window }: NetworkPlan, width: number): number {
    if (end === 'last' || end === 'steps') return width;
    if (end === 'attention')
      this.add(end, { kind: end, weight: this.numbers(width), bias: this.numbers(1)[0] });
    else if (end === 'flatten') this.add(end, { kind: end, steps: window ?? FLATTENED });
    else if (end === 'skip') {
      const recurrent = this.layers.flatMap(({ operation }, k) =>
        operation.kind === 'recurrent' ? [k] : [],
      );
      const last = this.layers.length - 1;
      this.add(end, { kind: 'merge', how: 'concat' }, [recurrent[0], last]);
      this.add('pool', { kind: 'pool', how: 'max' });
      return width + this.widthOf(recurrent[0]);
    } else this.add(end, { kind: 'pool', how: end });
    return end === 'flatten' ? width * (window ?? FLATTENED) : width;
  }

  dense(width: number, outputs: number, activation: ImportedActivation | 'logits'): number {
    const name = `dense${this.layers.length}`;
    this.add(name, {
      kind: 'dense',
      outputs,
      weight: this.numbers(outputs * width),
      bias: this.numbers(outputs),
    });
    if (activation !== 'logits') this.add(`${name}/${activation}`, { kind: 'activation', activation });
    return outputs;
  }

  private widthOf(layer: number): number {
    const { operation } = this.layers[layer];
    if (operation.kind !== 'recurrent') throw new RangeError('A recurrent layer was expected.');
    return operation.merge === 'concat' ? 2 * operation.hiddenSize : operation.hiddenSize;
  }
}

/** What the networks' ids stand for. */
export const LETTERS = 'abcdefghi';

/** How a text of letters is read, a line a sequence. */
export function letterSettings(rows: number, predictsNext = false): ImportSettings {
  return {
    ...{
      name: 'x',
      title: 'X',
      labels: null,
      predictsNext,
      segment: 'line',
      separators: null,
    },
    symbols: {
      ids: new Map([...LETTERS.slice(0, rows)].map((letter, id) => [letter, id])),
      unit: 'characters',
      lowerCase: false,
      unknownId: null,
    },
    source: { file: 'x', format: 'X', sha256: '' },
  };
}
