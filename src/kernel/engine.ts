import { referenceEngine, type RecurrentEngine } from '../core/rnn/engine.js';
import type { FloatArray } from '../core/math/matrix.js';
import type { RnnConfig } from '../core/rnn/config.js';
import type { Offsets } from '../core/rnn/direction.js';
import type { ForwardOptions, Trace } from '../core/rnn/stack.js';
import type { RnnWeights } from '../core/rnn/weights.js';
import { runBackward } from './backward.js';
import { runForward } from './forward.js';
import { padded } from './job.js';
import { InputProjections } from './inputProjections.js';
import { KernelMemory, multiply, ZEROS } from './memory.js';
import { packColumns, packRows, packWeights } from './packing.js';
import { ExactProducts, type Products } from './products.js';

/** A network whose weights lie packed in a memory of their own; both go when the weights do. */
export interface LoadedNetwork {
  readonly memory: KernelMemory;
  readonly products: Products;
  /** Of runs that say what their rows are; null before the first of them. */
  projections: InputProjections | null;
}

/**
 * The kernels of one WebAssembly module as an engine. Weights given to `forward` are packed once and must not
 * change, except in training, where they are packed at every call. Arrays in double precision go to the reference.
 */
export class KernelEngine implements RecurrentEngine {
  private readonly networks = new WeakMap<RnnWeights, LoadedNetwork>();
  /** Memory for everything that is not kept: training and single products. */
  private readonly shared: KernelMemory;

  constructor(
    readonly name: string,
    private readonly module: WebAssembly.Module,
  ) {
    this.shared = new KernelMemory(module);
  }

  readonly forward: RecurrentEngine['forward'] = (config, weights, x, offsets, options = {}) => {
    if (!(x instanceof Float32Array)) return referenceEngine.forward(config, weights, x, offsets, options);
    if (!options.forTraining) {
      return runNetwork(this.networkOf(config, weights), config, x, offsets, options);
    }
    return scoped(this.shared, (memory) =>
      runForward({ memory, products: exactProducts(memory, config, weights) }, config, x, offsets, options),
    );
  };

  readonly backward: RecurrentEngine['backward'] = (weights, trace, dOutput, options = {}) =>
    dOutput instanceof Float32Array
      ? scoped(this.shared, (memory) => runBackward(memory, weights, trace, dOutput, options))
      : referenceEngine.backward(weights, trace, dOutput, options);

  matMulTransposed(
    a: FloatArray,
    b: FloatArray,
    m: number,
    n: number,
    k: number,
    bias: FloatArray | null = null,
  ): FloatArray {
    return scoped(this.shared, (memory) =>
      product(memory, a, packRows(memory, b as Float32Array, n, k), m, n, k, bias),
    );
  }

  matMul(a: FloatArray, b: FloatArray, m: number, n: number, k: number): FloatArray {
    return scoped(this.shared, (memory) =>
      product(memory, a, packColumns(memory, b as Float32Array, n, k), m, n, k, null),
    );
  }

  transposedMatMul(a: FloatArray, b: FloatArray, m: number, n: number, k: number): FloatArray {
    return scoped(this.shared, (memory) => {
      const wide = (m + 3) & ~3;
      const panels = packColumns(memory, b as Float32Array, n, k);
      const matrix = memory.copy(a as Float32Array);
      const blocks = memory.reserve(k * wide);
      const out = memory.reserve(wide * padded(n));
      memory.kernels.packBlocks(matrix, 4 * m, wide, k, blocks);
      memory.kernels.multiplyBlocks(blocks, wide / 4, k, panels, padded(n) / 8, ZEROS, out, 4 * padded(n));
      return dense(memory, out, m, n);
    });
  }

  private networkOf(config: RnnConfig, weights: RnnWeights): LoadedNetwork {
    const known = this.networks.get(weights);
    if (known) return known;
    const memory = new KernelMemory(this.module);
    const network = { memory, products: exactProducts(memory, config, weights), projections: null };
    this.networks.set(weights, network);
    return network;
  }
}

function exactProducts(memory: KernelMemory, config: RnnConfig, weights: RnnWeights): Products {
  return new ExactProducts(memory, config, packWeights(memory, config, weights));
}

/** `forward` by a loaded network. */
export function runNetwork(
  network: LoadedNetwork,
  config: RnnConfig,
  x: Float32Array,
  offsets: Offsets,
  options: ForwardOptions,
): Trace {
  const { memory, products } = network;
  const { source = null, size = 0 } = options.inputRows ?? {};
  if (source) {
    network.projections ??= new InputProjections(memory, config);
    network.projections.use({ source, size });
  }
  const { projections } = network;
  return scoped(memory, () => runForward({ memory, products, projections }, config, x, offsets, options));
}

/** Does some work and gives back the memory it took, also when it fails. */
export function scoped<T>(memory: KernelMemory, work: (memory: KernelMemory) => T): T {
  const { mark } = memory;
  try {
    return work(memory);
  } finally {
    memory.release(mark);
  }
}

/** a[m, k] · panels (+ bias) → [m, n] */
function product(
  memory: KernelMemory,
  a: FloatArray,
  panels: number,
  m: number,
  n: number,
  k: number,
  bias: FloatArray | null,
): FloatArray {
  const wide = padded(n);
  const init = bias ? memory.copy(bias as Float32Array, wide) : memory.zeros(wide);
  const matrix = memory.copy(a as Float32Array);
  const out = memory.reserve(m * wide);
  multiply(memory, { x: matrix, rows: m, K: k, panels, width: wide, init, out });
  return dense(memory, out, m, n);
}

/** [m, n] from rows padded to whole panels. */
function dense(memory: KernelMemory, address: number, m: number, n: number): Float32Array {
  const wide = padded(n);
  const source = memory.f32(address, m * wide);
  if (wide === n) return source.slice();
  const out = new Float32Array(m * n);
  for (let i = 0; i < m; i++) out.set(source.subarray(i * wide, i * wide + n), i * n);
  return out;
}
