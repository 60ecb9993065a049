/** What graphs for tests are made of. */
import { INT64, type OnnxFile, type Weights } from './onnxFile.js';

/** A graph; `rows` are ids of texts it reads, or `null` where the file decides otherwise. */
export interface Graph {
  readonly name: string;
  readonly file: OnnxFile;
  readonly producer?: string;
  /** Name of the input of ids, and whether the steps come first. */
  readonly input: {
    readonly name: string;
    readonly isTimeFirst?: boolean;
    readonly type?: 'int64' | 'int32' | 'float32';
  };
  readonly rows: readonly (readonly number[])[];
  /** It reads one step at a time: inputs of states by the outputs that give them. */
  readonly states?: Readonly<Record<string, string>>;
  /** Where the input is one-hot: as many symbols. */
  readonly oneHot?: number;
}

export const V = 7;

export const E = 3;

export const H = 4;

export const ROWS = [
  [1, 2, 3, 0, 6],
  [5, 5, 4],
  [2, 6, 1, 1, 3, 4, 0, 2],
];

const G = { RNN: 1, GRU: 3, LSTM: 4 } as const;

type Kind = keyof typeof G;

/** W, R and B of a recurrent node, stored. */
export function weights(f: OnnxFile, w: Weights, kind: Kind, D: number, I: number, name = 'rnn'): string[] {
  return [
    f.floats(`${name}.W`, [D, G[kind] * H, I], w.list(D * G[kind] * H * I)),
    f.floats(`${name}.R`, [D, G[kind] * H, H], w.list(D * G[kind] * H * H)),
    f.floats(`${name}.B`, [D, 2 * G[kind] * H], w.list(D * 2 * G[kind] * H)),
  ];
}

export function head(
  f: OnnxFile,
  w: Weights,
  from: string,
  inputs: number,
  outputs: number,
  to = 'logits',
): void {
  const product = f.node('MatMul', [
    from,
    f.floats('head.weight', [inputs, outputs], w.list(inputs * outputs)),
  ]);
  f.node('Add', [product, f.floats('head.bias', [outputs], w.list(outputs))], {}, [to]);
}

export function tokens(f: OnnxFile, w: Weights, type = INT64): string {
  f.input('tokens', type, ['batch', 'time']);
  return f.node('Gather', [f.floats('embedding.weight', [V, E], w.list(V * E)), 'tokens']);
}
