import type { FloatArray } from '../math/matrix.js';
import type { Offsets } from '../rnn/direction.js';
import type { RecurrentEngine } from '../rnn/engine.js';
import { activate } from './activations.js';
import { operationParameter, operationWidth, type Operation } from './operation.js';

/** Rows of segments: row `offsets[s] … offsets[s + 1] - 1` of segment s; one row each where they were pooled. */
export interface Rows {
  /** [N, width] */
  readonly values: FloatArray;
  readonly width: number;
  readonly offsets: Offsets;
}

/** Finds the numbers of a parameter by its name in the weights file. */
export type FindParameter = (name: string) => FloatArray;

/**
 * What operations give, one after the other, from places of the network (`places`, by name): the last one's rows.
 * A segment's rows depend on that segment alone. No operations give the place `from`.
 */
export function runOperations(
  operations: readonly Operation[],
  places: ReadonlyMap<string, Rows>,
  from: string,
  find: FindParameter,
  engine: RecurrentEngine,
): Rows {
  const values = new Map(places);
  let last = from;
  for (const operation of operations) {
    const inputs = operation.inputs.map((name) => values.get(name)!);
    const weights = (letter: string): FloatArray => find(operationParameter(operation.name, letter));
    values.set(operation.name, runOperation(operation, inputs, weights, engine));
    last = operation.name;
  }
  return values.get(last)!;
}

function runOperation(
  operation: Operation,
  inputs: readonly Rows[],
  weights: (letter: string) => FloatArray,
  engine: RecurrentEngine,
): Rows {
  const [input] = inputs;
  const { offsets } = input;
  const count = offsets[offsets.length - 1];
  const width = operationWidth(
    operation,
    inputs.map((rows) => rows.width),
  );
  switch (operation.kind) {
    case 'dense': {
      const bias = operation.bias ? weights('bias') : null;
      const values = engine.matMulTransposed(
        input.values,
        weights('weight'),
        count,
        width,
        input.width,
        bias,
      );
      return { values, width, offsets };
    }
    case 'activation': {
      const values = activate(operation.activation, input.values, width, operation.slope);
      return { values, width, offsets };
    }
    case 'scale':
      return { values: scaled(input, weights('scale'), weights('shift')), width, offsets };
    case 'convolution': {
      const bias = operation.bias ? weights('bias') : null;
      return { values: convolved(input, operation, weights('weight'), bias, engine), width, offsets };
    }
    case 'merge':
      return { values: merged(operation.how, inputs, count, width), width, offsets };
    case 'pool':
      return { values: pooled(operation.how, input), width, offsets: oneEach(offsets) };
    case 'flatten':
      return { values: input.values, width, offsets: oneEach(offsets) };
    case 'attention':
      return {
        values: attended(input, weights('weight'), weights('bias')[0]),
        width,
        offsets: oneEach(offsets),
      };
  }
}

/** A row each of as many segments. */
function oneEach(offsets: Offsets): Offsets {
  return offsets.map((_, segment) => segment);
}

function scaled({ values, width }: Rows, scale: FloatArray, shift: FloatArray): Float32Array {
  return Float32Array.from(values, (x, k) => x * scale[k % width] + shift[k % width]);
}

/** A convolution is a product of the steps it reaches, side by side, with its weights [outputs, in · size]. */
function convolved(
  { values, width, offsets }: Rows,
  operation: Operation & { readonly kind: 'convolution' },
  weight: FloatArray,
  bias: FloatArray | null,
  engine: RecurrentEngine,
): FloatArray {
  const { size, dilation, outputs, padding } = operation;
  const reach = (size - 1) * dilation;
  const before = padding === 'causal' ? reach : Math.floor(reach / 2);
  const count = offsets[offsets.length - 1];
  const patches = new Float32Array(count * width * size);
  for (let segment = 0; segment + 1 < offsets.length; segment++)
    for (let step = offsets[segment]; step < offsets[segment + 1]; step++)
      for (let k = 0; k < size; k++) {
        const from = step + k * dilation - before;
        if (from < offsets[segment] || from >= offsets[segment + 1]) continue;
        for (let j = 0; j < width; j++) patches[(step * width + j) * size + k] = values[from * width + j];
      }
  return engine.matMulTransposed(patches, weight, count, outputs, width * size, bias);
}

function merged(
  how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum',
  inputs: readonly Rows[],
  count: number,
  width: number,
): Float32Array {
  const out = new Float32Array(count * width);
  if (how === 'concat') {
    let at = 0;
    for (const { values, width: own } of inputs) {
      for (let row = 0; row < count; row++)
        out.set(values.subarray(row * own, (row + 1) * own), row * width + at);
      at += own;
    }
    return out;
  }
  out.set(inputs[0].values);
  for (const { values } of inputs.slice(1))
    for (let k = 0; k < out.length; k++) {
      if (how === 'multiply') out[k] *= values[k];
      else out[k] = how === 'maximum' ? Math.max(out[k], values[k]) : out[k] + values[k];
    }
  if (how === 'average') for (let k = 0; k < out.length; k++) out[k] /= inputs.length;
  return out;
}

/** A segment without steps gives zeros. */
function pooled(how: 'max' | 'mean' | 'first' | 'last', { values, width, offsets }: Rows): Float32Array {
  const segments = offsets.length - 1;
  const out = new Float32Array(segments * width);
  for (let segment = 0; segment < segments; segment++) {
    const [from, to] = [offsets[segment], offsets[segment + 1]];
    if (from === to) continue;
    const row = how === 'last' ? to - 1 : from;
    out.set(values.subarray(row * width, (row + 1) * width), segment * width);
    if (how === 'max' || how === 'mean')
      for (let step = from + 1; step < to; step++)
        for (let k = 0; k < width; k++) {
          const [at, value] = [segment * width + k, values[step * width + k]];
          out[at] = how === 'max' ? Math.max(out[at], value) : out[at] + value;
        }
    if (how === 'mean') for (let k = 0; k < width; k++) out[segment * width + k] /= to - from;
  }
  return out;
}

function attended({ values, width, offsets }: Rows, weight: FloatArray, bias: number): Float32Array {
  const segments = offsets.length - 1;
  const out = new Float32Array(segments * width);
  for (let segment = 0; segment < segments; segment++) {
    const [from, to] = [offsets[segment], offsets[segment + 1]];
    const scores = Float64Array.from({ length: to - from }, (_, t) => {
      let score = bias;
      for (let k = 0; k < width; k++) score += weight[k] * values[(from + t) * width + k];
      return score;
    });
    const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = scores.map((score) => Math.exp(score - most));
    const total = powers.reduce((a, b) => a + b, 0);
    powers.forEach((power, t) => {
      for (let k = 0; k < width; k++)
        out[segment * width + k] += (power / total) * values[(from + t) * width + k];
    });
  }
  return out;
}
