import { directionConfig, gateCount, layerInputSize, type RnnConfig } from '../core/rnn/config.js';
import { padded, type Job } from './job.js';
import { multiply, type KernelMemory } from './memory.js';
import type { PackedWeights } from './packing.js';

/** How a network's weights are multiplied; what a run does besides does not depend on it. */
export interface Products {
  /** What a job of a layer and direction needs to know of the weights; room that is reserved is the caller's. */
  fields(layer: number, direction: number): Job;
  /** a of `rows` steps, [rows, G·Hp] to `out`, from what the layer reads: dense rows at `x`. */
  projectInput(layer: number, direction: number, x: number, rows: number, out: number): void;
  /** Runs the recurrent steps of the job at an address. */
  runSteps(job: number): void;
}

/** Weights in single precision. */
export class ExactProducts implements Products {
  constructor(
    private readonly memory: KernelMemory,
    private readonly config: RnnConfig,
    private readonly packed: PackedWeights,
  ) {}

  fields(layer: number, direction: number): Job {
    const { wHh, wHr, bHn } = this.packed[layer][direction];
    return { wHh, wHr, bHn };
  }

  projectInput(layer: number, direction: number, x: number, rows: number, out: number): void {
    const { wIh, bias } = this.packed[layer][direction];
    const { cell, hiddenSize } = directionConfig(this.config, layer, direction);
    const width = gateCount(cell) * padded(hiddenSize);
    const K = layerInputSize(this.config, layer);
    multiply(this.memory, { x, rows, K, panels: wIh, width, init: bias, out });
  }

  runSteps(job: number): void {
    this.memory.kernels.forward(job);
  }
}
