// What a converted network answers, compared with what its own framework gave.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readSafetensors, toFloat64 } from '../../src/core/formats/safetensors.js';
import type { ForeignFile, ImportAnswers } from '../../src/core/import/foreign.js';
import type { ImportedNetwork } from '../../src/core/import/network.js';
import { fill } from '../../src/core/sentence.js';

/** A tensor of expected values. */
export interface Expected {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** All tensors of a file of expected values. */
export function expectedIn(file: string): ReadonlyMap<string, Expected> {
  const { tensors } = readSafetensors(new Uint8Array(readFileSync(file)));
  return new Map(
    [...tensors].map(([name, entry]) => [name, { shape: entry.shape, values: toFloat64(entry) }]),
  );
}

/** Row `k` of a tensor along its first axis. */
export function rowOf({ shape, values }: Expected, k: number): Expected {
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  return { shape: shape.slice(1), values: values.subarray(k * size, (k + 1) * size) };
}

/** The largest difference; fails where there are fewer numbers than are expected. */
export function largestDifference(got: readonly number[], { values }: Expected): number {
  assert.ok(got.length >= values.length, `${got.length} numbers, ${values.length} expected`);
  let largest = 0;
  for (let k = 0; k < values.length; k++) {
    const difference = Math.abs(got[k] - values[k]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

/** The network of a file that runs. */
export async function networkOf(file: ForeignFile, answers: ImportAnswers = {}): Promise<ImportedNetwork> {
  const { recognised } = file;
  if (recognised.kind !== 'network')
    return assert.fail(fill(recognised.reason.text, recognised.reason.values));
  return recognised.network(answers);
}

/** Why a file is refused. */
export function reasonOf({ recognised }: ForeignFile): string {
  if (recognised.kind !== 'refused') return assert.fail('it runs');
  return fill(recognised.reason.text, recognised.reason.values);
}
