import type { RnnConfig } from '../core/rnn/config.js';
import type { RecurrentEngine } from '../core/rnn/engine.js';
import type { RnnWeights } from '../core/rnn/weights.js';
import { runNetwork, type LoadedNetwork } from './engine.js';
import { KernelMemory } from './memory.js';
import { QuantisedProducts } from './quantised.js';

/**
 * The 8-bit mode: `forward` multiplies 8-bit weights with 7-bit inputs and states, quantised anew at every step, and
 * is several times as fast as exact arithmetic and as wrong as that rounding makes it. Cells, c and everything else
 * are in single precision. Training and all other products are the exact engine's.
 */
export class QuantisedEngine implements RecurrentEngine {
  readonly name: string;
  private readonly networks = new WeakMap<RnnWeights, LoadedNetwork>();

  /** `module` is the one with relaxed SIMD. */
  constructor(
    private readonly module: WebAssembly.Module,
    private readonly exact: RecurrentEngine,
  ) {
    this.name = `${exact.name}, 8-bit`;
  }

  readonly forward: RecurrentEngine['forward'] = (config, weights, x, offsets, options = {}) => {
    if (options.forTraining || !(x instanceof Float32Array))
      return this.exact.forward(config, weights, x, offsets, options);
    return runNetwork(this.networkOf(config, weights), config, x, offsets, options);
  };

  readonly backward: RecurrentEngine['backward'] = (...args) => this.exact.backward(...args);
  readonly matMul: RecurrentEngine['matMul'] = (...args) => this.exact.matMul(...args);
  readonly matMulTransposed: RecurrentEngine['matMulTransposed'] = (...args) =>
    this.exact.matMulTransposed(...args);
  readonly transposedMatMul: RecurrentEngine['transposedMatMul'] = (...args) =>
    this.exact.transposedMatMul(...args);

  private networkOf(config: RnnConfig, weights: RnnWeights): LoadedNetwork {
    const known = this.networks.get(weights);
    if (known) return known;
    const memory = new KernelMemory(this.module);
    const network = { memory, products: new QuantisedProducts(memory, config, weights), projections: null };
    this.networks.set(weights, network);
    return network;
  }
}
