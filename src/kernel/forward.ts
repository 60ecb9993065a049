import { float32 } from '../core/math/matrix.js';
import {
  directionConfig,
  directionCount,
  gateCount,
  layerInputSize,
  layerOutputSize,
  outputOffset,
  outputSize,
  resetsBefore,
  stateSize,
  unitsOf,
  type RnnConfig,
} from '../core/rnn/config.js';
import { allocateTrace, type DirectionTrace, type Offsets } from '../core/rnn/direction.js';
import { initialRows, type ForwardOptions, type Trace } from '../core/rnn/stack.js';
import { copyState, zeroState, type HiddenState } from '../core/rnn/state.js';
import { projectRepeated, type InputProjections } from './inputProjections.js';
import { cellFields, padded, writeJob, type Job } from './job.js';
import { ENTRY, MOST_ROWS, ZEROS, type KernelMemory } from './memory.js';
import type { Products } from './products.js';
import { firstPositions, gatherRows, scatterRows, sortRows, type SortedRows } from './rows.js';

/** Steps whose sums are held at once: enough to share loads of the weights, few enough for the cache. */
const STEPS_AT_ONCE = 1024;
/** Steps of one long row whose input projections are held at once. */
const WINDOW = 256;

/** A batch on its way through a network. */
interface Run {
  readonly memory: KernelMemory;
  readonly config: RnnConfig;
  readonly products: Products;
  /** Projections that are known already, where a run says what its rows are. */
  readonly projections: InputProjections | null;
  readonly offsets: Offsets;
  readonly initial: HiddenState;
  readonly final: HiddenState;
  readonly options: ForwardOptions;
  /** Traces to fill, `[layer][direction]`; empty if only the output is wanted. */
  readonly layers: readonly (readonly DirectionTrace[])[];
  readonly inputs: Float32Array[];
  readonly output: Float32Array;
}

/** `forward` of the reference, by the kernels; memory is given back to where it stood. */
export function runForward(
  { memory, products, projections = null }: Pick<Run, 'memory' | 'products'> & Partial<Run>,
  config: RnnConfig,
  x: Float32Array,
  offsets: Offsets,
  options: ForwardOptions,
): Trace {
  const batch = offsets.length - 1;
  const steps = offsets[batch];
  const initial = options.initialState ?? zeroState(config, batch);
  const run: Run = {
    memory,
    config,
    products,
    projections,
    offsets,
    initial,
    final: copyState(config, initial, batch),
    options,
    layers: options.outputOnly ? [] : allocateLayers(config, steps, options.forTraining ?? false),
    inputs: options.outputOnly ? [] : allocateInputs(config, x, steps),
    output: new Float32Array(steps * outputSize(config)),
  };
  for (const [from, to] of chunksOfRows(offsets)) {
    const mark = memory.mark;
    runChunk(run, x, from, to);
    memory.release(mark);
  }
  const { layers, inputs, output, final } = run;
  return { config, offsets, layers, inputs, output, hiddenState: final };
}

function allocateLayers(config: RnnConfig, steps: number, forTraining: boolean): DirectionTrace[][] {
  return Array.from({ length: config.layers }, (_, layer) =>
    Array.from({ length: directionCount(config) }, (_, direction) =>
      allocateTrace(directionConfig(config, layer, direction), steps, forTraining, float32),
    ),
  );
}

function allocateInputs(config: RnnConfig, x: Float32Array, steps: number): Float32Array[] {
  return Array.from({ length: config.layers }, (_, layer) =>
    layer === 0 ? x : new Float32Array(steps * layerInputSize(config, layer)),
  );
}

/** Ranges of rows of at most `STEPS_AT_ONCE` steps together; a longer row is a range of its own. */
function* chunksOfRows(offsets: Offsets): Generator<readonly [number, number]> {
  const batch = offsets.length - 1;
  for (let from = 0; from < batch;) {
    let to = from + 1;
    while (to < batch && offsets[to + 1] - offsets[from] <= STEPS_AT_ONCE) to++;
    if (offsets[to] > offsets[from]) yield [from, to];
    from = to;
  }
}

function runChunk(run: Run, x: Float32Array, from: number, to: number): void {
  const { memory, config, offsets, options, inputs, output } = run;
  const origin = offsets[from];
  const n = offsets[to] - origin;
  const sorted = sortRows(offsets, from, to);
  let input = memory.copy(x.subarray(origin * config.inputSize, (origin + n) * config.inputSize));
  for (let layer = 0; layer < config.layers; layer++) {
    const width = layerOutputSize(config, layer);
    const out = memory.reserve(n * width);
    for (let direction = 0; direction < directionCount(config); direction++) {
      if (unitsOf(config, layer, direction) === 0) continue;
      const mark = memory.mark;
      const own = directionConfig(config, layer, direction);
      runDirection(run, { layer, direction, own, sorted, origin, n, input, out });
      memory.release(mark);
    }
    const values = memory.f32(out, n * width);
    if (layer + 1 === config.layers) output.set(values, origin * width);
    else {
      const mask = options.layerMasks?.[layer];
      if (mask) for (let k = 0; k < values.length; k++) values[k] *= mask[origin * width + k];
      inputs[layer + 1]?.set(values, origin * width);
    }
    input = out;
  }
}

/** One layer and direction of a chunk. */
interface DirectionJob {
  readonly layer: number;
  readonly direction: number;
  /** The network as the direction sees it. */
  readonly own: RnnConfig;
  readonly sorted: SortedRows;
  /** Position of the chunk's first step in the batch, and its steps. */
  readonly origin: number;
  readonly n: number;
  /** Addresses: what the layer reads [n, input], and where it writes [n, layer output]. */
  readonly input: number;
  readonly out: number;
}

function runDirection(run: Run, job: DirectionJob): void {
  const { memory, config, offsets, initial, final } = run;
  const { layer, direction, own, sorted, origin, n } = job;
  const batch = offsets.length - 1;
  const H = own.hiddenSize;
  const P = stateSize(own);
  const reverse = direction === 1;
  const from = initialRows(config, initial, layer, direction, batch);
  const to = initialRows(config, final, layer, direction, batch);
  const h0 = gatherRows(memory, from.h0 as Float32Array, stateSize(config), sorted.rows, P, P);
  const cState = from.c0
    ? gatherRows(memory, from.c0 as Float32Array, config.hiddenSize, sorted.rows, H, padded(H))
    : 0;
  const traces = reserveTraces(run, job);
  const common: Job = {
    ...jobOf(run, job, traces),
    h0,
    cState,
    firsts: memory.copy(firstPositions(sorted, offsets, origin, reverse)),
    lengths: memory.copy(sorted.lengths),
    rows: sorted.rows.length,
  };
  if (sorted.rows.length === 1 && n > WINDOW) runWindows(run, job, common);
  else {
    projectInput(run, job, 0, n, common.a!);
    run.products.runSteps(writeJob(memory, common));
  }
  const width = layerOutputSize(config, layer);
  const output = memory.f32(job.out, n * width).subarray(outputOffset(config, layer, direction));
  const last = sorted.rows.map((row) => (reverse ? offsets[row] : offsets[row + 1] - 1) - origin);
  sorted.rows.forEach((row, k) => {
    to.h0.set(output.subarray(last[k] * width, last[k] * width + P), row * stateSize(config));
  });
  if (to.c0)
    scatterRows(
      memory.f32(cState, sorted.rows.length * padded(H)),
      padded(H),
      H,
      sorted.rows,
      to.c0 as Float32Array,
      config.hiddenSize,
    );
  copyTraces(run, job, traces, output);
}

/** Addresses of the traces of one direction of a chunk; 0 where nobody asked. */
interface TraceAddresses {
  readonly cOut: number;
  readonly gates: number;
  readonly bN: number;
  readonly unprojected: number;
}

function reserveTraces({ memory, layers }: Run, { layer, direction, own, n }: DirectionJob): TraceAddresses {
  const trace = layers[layer]?.[direction];
  const H = own.hiddenSize;
  const room = (wanted: unknown, width: number): number => (wanted ? memory.reserve(n * width) : 0);
  return {
    cOut: room(trace?.c, H),
    gates: room(trace?.gates, gateCount(own.cell) * H),
    bN: room(trace?.bn, H),
    unprojected: room(trace?.unprojected, H),
  };
}

/** The fields of a job that do not depend on the window; `a` is reserved here. */
function jobOf(
  run: Run,
  { layer, direction, own, n, out, sorted }: DirectionJob,
  traces: TraceAddresses,
): Job {
  const { memory, config, products } = run;
  const H = own.hiddenSize;
  const P = stateSize(own);
  const width = gateCount(own.cell) * padded(H);
  const window = sorted.rows.length === 1 ? Math.min(n, WINDOW) : n;
  return {
    ...cellFields(own),
    stride: direction === 1 ? -1 : 1,
    hidden: H,
    state: P,
    a: memory.reserve(window * width),
    ...products.fields(layer, direction),
    hOut: out + 4 * outputOffset(config, layer, direction),
    hStep: 4 * layerOutputSize(config, layer),
    ...traces,
    scratch: memory.reserve(MOST_ROWS * (width + ENTRY + padded(P)) + padded(H)),
    reset: resetsBefore(own) ? memory.reserve(MOST_ROWS * padded(H)) : 0,
    zeros: ZEROS,
  };
}

/** a of the steps [from, to) of a chunk, to `out`. */
function projectInput(
  { memory, config, products, projections, options }: Run,
  job: DirectionJob,
  from: number,
  to: number,
  out: number,
): void {
  const { layer, direction, input, origin } = job;
  const x = input + 4 * from * layerInputSize(config, layer);
  const { inputRows } = options;
  if (layer > 0 || !inputRows) return products.projectInput(layer, direction, x, to - from, out);
  const ids = inputRows.ids.subarray(origin + from, origin + to);
  const steps = { products, direction, input: x, ids, out };
  if (inputRows.source === null) projectRepeated(memory, config, steps);
  else if (projections) projections.project(steps);
  else products.projectInput(layer, direction, x, to - from, out);
}

/** A long row, a window of steps after the other: only one window's input projections exist at a time. */
function runWindows(run: Run, job: DirectionJob, common: Job): void {
  const { memory } = run;
  const { own } = job;
  const width = gateCount(own.cell) * padded(own.hiddenSize);
  const P = stateSize(own);
  const lengths = memory.reserve(1);
  const firsts = memory.reserve(1);
  let h0 = common.h0!;
  for (let done = 0; done < job.n; done += WINDOW) {
    const steps = Math.min(WINDOW, job.n - done);
    const from = job.direction === 1 ? job.n - done - steps : done;
    const first = job.direction === 1 ? job.n - 1 - done : done;
    projectInput(run, job, from, from + steps, common.a!);
    memory.i32(lengths, 1)[0] = steps;
    memory.i32(firsts, 1)[0] = first;
    const mark = memory.mark;
    // Positions count from the row's start, so a starts before the window's own memory.
    const a = common.a! - 4 * from * width;
    run.products.runSteps(writeJob(memory, { ...common, a, lengths, firsts, h0 }));
    memory.release(mark);
    const last = first + (steps - 1) * common.stride!;
    h0 = memory.copy(memory.f32(common.hOut! + last * common.hStep!, P).slice());
  }
}

function copyTraces(
  { memory, config, layers }: Run,
  { layer, direction, own, origin, n }: DirectionJob,
  traces: TraceAddresses,
  output: Float32Array,
): void {
  const trace = layers[layer]?.[direction];
  if (!trace) return;
  const H = own.hiddenSize;
  const P = stateSize(own);
  const step = layerOutputSize(config, layer);
  for (let p = 0; p < n; p++) trace.h.set(output.subarray(p * step, p * step + P), (origin + p) * P);
  const copy = (target: DirectionTrace['c'], address: number, width: number): void =>
    target?.set(memory.f32(address, n * width), origin * width);
  copy(trace.c, traces.cOut, H);
  copy(trace.gates, traces.gates, gateCount(own.cell) * H);
  copy(trace.bn, traces.bN, H);
  copy(trace.unprojected, traces.unprojected, H);
}
