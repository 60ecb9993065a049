// Tensors of networks under the names of PyTorch, and their equations written out.
import assert from 'node:assert/strict';
import type { ForeignTensor, Recognised } from '../../src/core/import/foreign.js';
import { NO_HINTS, type TensorHints } from '../../src/core/import/torch/hints.js';
import { recogniseTensors } from '../../src/core/import/torch/recognise.js';
import { fill } from '../../src/core/sentence.js';

export type Numbers = readonly number[];

/** Tensors by `name: [sizes]`, with numbers of their own; values may be given. */
export function tensorsOf(
  shapes: Readonly<Record<string, Numbers>>,
  values: Readonly<Record<string, Numbers>> = {},
): ForeignTensor[] {
  return Object.entries(shapes).map(([name, shape], k) => {
    const numbers =
      values[name] ??
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, j) => Math.sin(1 + k * 7.3 + j * 1.7));
    return { name, shape, dtype: 'F32', values: () => Promise.resolve(Float32Array.from(numbers)) };
  });
}

/** A matrix [rows, columns] of a tensor as rows. */
export async function rowsOf(tensors: readonly ForeignTensor[], name: string): Promise<number[][]> {
  const tensor = tensors.find((of) => of.name === name)!;
  const values = [...(await tensor.values())];
  const columns = tensor.shape.at(-1)!;
  return Array.from({ length: values.length / columns }, (_, r) =>
    values.slice(r * columns, (r + 1) * columns),
  );
}

export function networkIn(tensors: readonly ForeignTensor[], hints: Partial<TensorHints> = {}): Recognised {
  const recognised = recogniseTensors(tensors, { ...NO_HINTS, ...hints });
  assert.ok(
    recognised.kind === 'network',
    recognised.kind === 'refused' ? fill(recognised.reason.text, recognised.reason.values) : '',
  );
  return recognised;
}

export const questions = ({ questions: asked }: Recognised): string[] =>
  asked.map(({ id, options, isNeeded }) => `${id}${isNeeded ? '!' : ''} ${options[0].value}`);

const dot = (a: Numbers, b: Numbers): number => a.reduce((sum, x, k) => sum + x * b[k], 0);

export const times = (W: readonly Numbers[], x: Numbers): number[] => W.map((row) => dot(row, x));

export const plus = (...all: Numbers[]): number[] =>
  all[0].map((_, k) => all.reduce((sum, of) => sum + of[k], 0));

export function isNear(got: readonly Numbers[], expected: readonly Numbers[]): void {
  assert.equal(got.length, expected.length);
  got.forEach((row, t) => {
    assert.equal(row.length, expected[t].length);
    row.forEach((value, k) =>
      assert.ok(Math.abs(value - expected[t][k]) < 1e-5, `${t} ${k}: ${value}, not ${expected[t][k]}`),
    );
  });
}
