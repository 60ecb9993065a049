/** Runs an imported network in double precision, one plain loop an operation: what importers are checked against. */
import type {
  ImportedActivation,
  ImportedLayer,
  ImportedNetwork,
  ImportedOperation,
  ImportedRecurrent,
} from '../../src/core/import/network.js';

/** [n, width], or one vector where `isVector`. */
export interface Value {
  readonly rows: readonly (readonly number[])[];
  readonly isVector: boolean;
  /** Which rows are padding that is skipped. */
  readonly masked: readonly boolean[] | null;
}

export interface ImportedRun {
  readonly outputs: readonly Value[];
  /** Of recurrent layers, by name: h (after projection) and c of each direction, in text order, [n, P] and [n, H]. */
  readonly states: ReadonlyMap<string, readonly { readonly h: number[][]; readonly c: number[][] }[]>;
}

/** All layers' outputs for the ids of one sequence, padding included where the network's window wants it. */
export function runImported(network: ImportedNetwork, ids: readonly number[]): ImportedRun {
  const read = padded(network, ids);
  const masked = network.reading.isMasked ? read.map((id) => id === network.reading.padId) : null;
  const outputs: Value[] = [];
  const states = new Map<string, { h: number[][]; c: number[][] }[]>();
  for (const layer of network.layers) outputs.push(runLayer(layer, outputs, read, masked, states));
  return { outputs, states };
}

/** The answer: logits or probabilities as the network gives them. */
export function answerOf(network: ImportedNetwork, ids: readonly number[]): Value {
  return runImported(network, ids).outputs[network.output];
}

function padded({ reading }: ImportedNetwork, ids: readonly number[]): readonly number[] {
  const { window, padding, padId } = reading;
  if (window === null) return ids;
  const kept = padding === 'before' ? ids.slice(-window) : ids.slice(0, window);
  const pads = Array.from({ length: window - kept.length }, () => padId);
  return padding === 'before' ? [...pads, ...kept] : [...kept, ...pads];
}

function runLayer(
  { name, operation, inputs }: ImportedLayer,
  outputs: readonly Value[],
  ids: readonly number[],
  masked: readonly boolean[] | null,
  states: Map<string, { h: number[][]; c: number[][] }[]>,
): Value {
  const sequence = (rows: number[][]): Value => ({ rows, isVector: false, masked });
  if (operation.kind === 'ids') return sequence(ids.map((id) => [id]));
  const [input] = inputs.map((k) => outputs[k]);
  if (operation.kind === 'recurrent') {
    const run = runRecurrent(operation, input);
    states.set(name, run.states);
    return run.value;
  }
  if (operation.kind === 'merge')
    return merged(
      operation.how,
      inputs.map((k) => outputs[k]),
    );
  return apply(operation, input);
}

/** Operations of one input. */
type Simple = Exclude<ImportedOperation, { readonly kind: 'ids' | 'merge' | 'recurrent' }>;

function apply(operation: Simple, input: Value): Value {
  const { rows, masked } = input;
  const each = (of: (row: readonly number[]) => number[]): Value => ({ ...input, rows: rows.map(of) });
  const vector = (row: number[]): Value => ({ rows: [row], isVector: true, masked: null });
  const kept = rows.filter((_, t) => !masked?.[t]);
  switch (operation.kind) {
    case 'embedding': {
      const { weight, width } = operation;
      return each(([id]) => [...weight.subarray(id * width, (id + 1) * width)]);
    }
    case 'one-hot':
      return each(([id]) => Array.from({ length: operation.width }, (_, k) => Number(k === id)));
    case 'dense':
      return each((row) => linear(operation.weight, operation.bias, row, operation.outputs));
    case 'activation':
      return each((row) => activated(operation.activation, row, operation.slope));
    case 'scale':
      return each((row) => row.map((x, k) => x * operation.scale[k] + operation.shift[k]));
    case 'convolution':
      return { ...input, rows: convolved(operation, rows) };
    case 'flatten':
      return vector(rows.flat());
    case 'pool': {
      const column = (k: number): number[] => kept.map((row) => row[k]);
      if (operation.how === 'first') return vector([...kept[0]]);
      if (operation.how === 'last') return vector([...kept.at(-1)!]);
      const isMax = operation.how === 'max';
      return vector(rows[0].map((_, k) => (isMax ? Math.max(...column(k)) : sum(column(k)) / kept.length)));
    }
    case 'attention': {
      const scores = kept.map((row) => dot(operation.weight, 0, row) + operation.bias);
      const weights = activated('softmax', scores);
      return vector(rows[0].map((_, k) => sum(kept.map((row, t) => row[k] * weights[t]))));
    }
    case 'crf':
      return input;
  }
}

function merged(how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum', inputs: readonly Value[]): Value {
  const rows = inputs[0].rows.map((_, t) => {
    const parts = inputs.map(({ rows: of }) => of[t]);
    if (how === 'concat') return parts.flat();
    return parts[0].map((_, k) => {
      const values = parts.map((part) => part[k]);
      if (how === 'multiply') return values.reduce((a, b) => a * b);
      if (how === 'maximum') return Math.max(...values);
      return how === 'add' ? sum(values) : sum(values) / values.length;
    });
  });
  return { ...inputs[0], rows };
}

function convolved(
  { weight, bias, outputs, size, dilation, padding }: ImportedOperation & { readonly kind: 'convolution' },
  rows: readonly (readonly number[])[],
): number[][] {
  const width = rows[0]?.length ?? 0;
  const reach = (size - 1) * dilation;
  const before = padding === 'valid' ? 0 : padding === 'causal' ? reach : Math.floor(reach / 2);
  const count = padding === 'valid' ? Math.max(0, rows.length - reach) : rows.length;
  return Array.from({ length: count }, (_, t) =>
    Array.from({ length: outputs }, (_, out) => {
      let total = bias?.[out] ?? 0;
      for (let k = 0; k < size; k++) {
        const row = rows[t + k * dilation - before] as readonly number[] | undefined;
        row?.forEach((x, j) => (total += weight[(out * width + j) * size + k] * x));
      }
      return total;
    }),
  );
}

type Directed = { h: number[][]; c: number[][] };

function runRecurrent(layer: ImportedRecurrent, input: Value): { value: Value; states: Directed[] } {
  const states = layer.directions.map((_, direction) => runDirection(layer, direction, input));
  const isBackwards = (direction: number): boolean => direction === 1 || layer.isReversed;
  if (layer.returns === 'last') {
    const last = states.map(({ h }, direction) => (isBackwards(direction) ? h[0] : h.at(-1)!));
    const rows = [mergedRow(layer, last)];
    return { states, value: { rows, isVector: true, masked: null } };
  }
  const rows = input.rows.map((_, t) =>
    mergedRow(
      layer,
      states.map(({ h }) => h[t]),
    ),
  );
  if (layer.isOutputReversed) rows.reverse();
  return { states, value: { ...input, rows } };
}

function mergedRow({ merge }: ImportedRecurrent, parts: readonly (readonly number[])[]): number[] {
  if (merge === 'none' || merge === 'concat') return parts.flat();
  const how = { sum: 'add', average: 'average', multiply: 'multiply' } as const;
  const values = parts.map((row) => ({ rows: [row], isVector: true, masked: null }));
  return [...merged(how[merge], values).rows[0]];
}

/** A masked step keeps the state. */
function runDirection(layer: ImportedRecurrent, direction: number, { rows, masked }: Value): Directed {
  const { hiddenSize: H, projSize } = layer;
  const P = projSize > 0 ? projSize : H;
  const start = layer.initial?.[direction];
  let h = start ? [...start.h] : new Array<number>(P).fill(0);
  let c = start?.c ? [...start.c] : new Array<number>(H).fill(0);
  const out: Directed = { h: [], c: [] };
  const order = rows.map((_, t) => t);
  if (direction === 1 || layer.isReversed) order.reverse();
  for (const t of order) {
    if (!masked?.[t]) ({ h, c } = step(layer, direction, rows[t], h, c));
    out.h[t] = h;
    out.c[t] = c;
  }
  return out;
}

function step(
  layer: ImportedRecurrent,
  direction: number,
  x: readonly number[],
  h: readonly number[],
  c: readonly number[],
): { h: number[]; c: number[] } {
  const { W_ih, W_hh, b_ih, b_hh, W_hr } = layer.directions[direction];
  const { hiddenSize: H, cell, resetAfter } = layer;
  const G = { RNN_TANH: 1, RNN_RELU: 1, GRU: 3, LSTM: 4 }[cell];
  const a = linear(W_ih, b_ih, x, G * H);
  const b = linear(W_hh, b_hh, h, G * H);
  const gate = (k: number): number[] =>
    activated(
      layer.gateActivation,
      range(H).map((j) => a[k * H + j] + b[k * H + j]),
    );
  if (cell === 'GRU') {
    const [r, z] = [gate(0), gate(1)];
    const before = linear(
      W_hh,
      b_hh,
      h.map((value, k) => value * r[k]),
      G * H,
    );
    const sums = range(H).map((j) => a[2 * H + j] + (resetAfter ? r[j] * b[2 * H + j] : before[2 * H + j]));
    const n = activated(layer.activation, sums);
    return { c: [...c], h: n.map((value, j) => (1 - z[j]) * value + z[j] * h[j]) };
  }
  if (cell !== 'LSTM')
    return {
      c: [...c],
      h: activated(
        layer.activation,
        a.map((value, k) => value + b[k]),
      ),
    };
  const [i, f, o] = [gate(0), gate(1), gate(3)];
  const g = activated(
    layer.activation,
    range(H).map((j) => a[2 * H + j] + b[2 * H + j]),
  );
  const cells = range(H).map((j) => f[j] * c[j] + i[j] * g[j]);
  const full = activated(layer.activation, cells).map((value, j) => o[j] * value);
  return { c: cells, h: W_hr ? linear(W_hr, null, full, layer.projSize) : full };
}

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function dot(weight: ArrayLike<number>, at: number, x: readonly number[]): number {
  let total = 0;
  for (let k = 0; k < x.length; k++) total += weight[at + k] * x[k];
  return total;
}

function linear(
  weight: ArrayLike<number>,
  bias: ArrayLike<number> | null,
  x: readonly number[],
  outputs: number,
): number[] {
  return range(outputs).map((out) => dot(weight, out * x.length, x) + (bias?.[out] ?? 0));
}

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

function activated(activation: ImportedActivation, x: readonly number[], slope = 0.01): number[] {
  if (activation === 'softmax') {
    const largest = Math.max(...x);
    const powers = x.map((value) => Math.exp(value - largest));
    return powers.map((value) => value / sum(powers));
  }
  if (activation === 'relu-share') {
    const kept = x.map((value) => Math.max(0, value));
    const total = sum(kept);
    return kept.map((value) => (total > 0 ? value / total : 0));
  }
  const of: Record<Exclude<ImportedActivation, 'softmax' | 'relu-share'>, (x: number) => number> = {
    linear: (v) => v,
    tanh: Math.tanh,
    sigmoid: (v) => 1 / (1 + Math.exp(-v)),
    relu: (v) => Math.max(0, v),
    'hard-sigmoid': (v) => Math.min(1, Math.max(0, 0.2 * v + 0.5)),
    'hard-sigmoid-6': (v) => Math.min(6, Math.max(0, v + 3)) / 6,
    softsign: (v) => v / (1 + Math.abs(v)),
    softplus: (v) => Math.log1p(Math.exp(-Math.abs(v))) + Math.max(0, v),
    elu: (v) => (v > 0 ? v : Math.expm1(v)),
    selu: (v) => SELU.scale * (v > 0 ? v : SELU.alpha * Math.expm1(v)),
    'leaky-relu': (v) => (v > 0 ? v : slope * v),
    gelu: (v) => 0.5 * v * (1 + erf(v / Math.SQRT2)),
    swish: (v) => v / (1 + Math.exp(-v)),
    exponential: Math.exp,
  };
  return x.map(of[activation]);
}

/** Abramowitz and Stegun 7.1.26 is too rough; the series converges everywhere activations are used. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [term, total] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
