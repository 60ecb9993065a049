import type { ForeignTensor } from '../foreign.js';

/** A matrix with or without a bias: a Linear layer, or an embedding's table. */
export interface MatrixTensors {
  /** Its module: `encoder.embed`, `fc.0`. */
  readonly name: string;
  readonly weight: ForeignTensor;
  readonly bias: ForeignTensor | null;
  /** `[rows, columns]` of the weight: a Linear layer's outputs and inputs, an embedding's ids and width. */
  readonly rows: number;
  readonly columns: number;
  /** Place among all tensors of the file. */
  readonly place: number;
}

/** Numbers that no network computes with: counters, masks, positions, what is empty. */
export function isCount({ name, dtype, shape }: ForeignTensor): boolean {
  if (shape.length === 0 || shape.includes(0) || /^bool/i.test(dtype)) return true;
  return /^(u?int|[iu]\d|long|int|short|char|byte)/i.test(dtype) && !/(weight|bias)[^.]*$/.test(name);
}

/** Matrices (with their biases) among tensors, in order, and what is left. */
export function findMatrices(tensors: readonly ForeignTensor[]): {
  matrices: MatrixTensors[];
  rest: ForeignTensor[];
} {
  const numbers = tensors.filter((tensor) => !isCount(tensor));
  const byName = new Map(numbers.map((tensor) => [tensor.name, tensor]));
  const taken = new Set<ForeignTensor>();
  const matrices: MatrixTensors[] = [];
  tensors.forEach((weight, place) => {
    const { name, shape } = weight;
    if (shape.length !== 2 || !/(^|\.)weight$/.test(name) || isCount(weight)) return;
    const module = name.replace(/\.?weight$/, '');
    const bias = byName.get(name.replace(/weight$/, 'bias')) ?? null;
    const isOwn = bias?.shape.length === 1;
    taken.add(weight);
    if (isOwn) taken.add(bias);
    const [rows, columns] = shape;
    matrices.push({ name: module, weight, bias: isOwn ? bias : null, rows, columns, place });
  });
  return { matrices, rest: numbers.filter((tensor) => !taken.has(tensor)) };
}
