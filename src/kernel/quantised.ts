import { directionConfig, gateCount, layerInputSize, stateSize, type RnnConfig } from '../core/rnn/config.js';
import type { RnnWeights } from '../core/rnn/weights.js';
import { padded, type Job } from './job.js';
import { ENTRY, MOST_ROWS, ROWS_AT_ONCE, type KernelExports, type KernelMemory } from './memory.js';
import { packWeights, type PackedWeights } from './packing.js';
import type { Products } from './products.js';

/** What only the module with relaxed SIMD exports; addresses, see assembly/multiplyQuantised.ts. */
interface QuantisedExports extends KernelExports {
  forwardQuantised(job: number): void;
  multiplyQuantised(
    x: number,
    m: number,
    K: number,
    panels: number,
    panelCount: number,
    init: number,
    out: number,
    scratch: number,
  ): void;
}

/** Outputs of a panel, and inputs that lie together in it. */
export const [OUTPUTS, TOGETHER] = [8, 4];
/** The largest 8-bit weight. */
export const LARGEST = 127;
/** What stands for 0 in a quantised row. */
export const ZERO = 64;

/** 8-bit weights: a row of W_ih or W_hh is whole numbers from -127 to 127 times a scale; W_hr stays as it is. */
export class QuantisedProducts implements Products {
  private readonly packed: PackedWeights;

  constructor(
    private readonly memory: KernelMemory,
    private readonly config: RnnConfig,
    weights: RnnWeights,
  ) {
    this.packed = packWeights(memory, config, weights, packGates);
  }

  fields(layer: number, direction: number): Job {
    const { wHh, wHr, bHn } = this.packed[layer][direction];
    const { memory } = this;
    const config = directionConfig(this.config, layer, direction);
    const sums = gateCount(config.cell) * padded(config.hiddenSize);
    const bytes = memory.reserve(MOST_ROWS * (ENTRY + groups(stateSize(config)) + sums));
    return { wHh, wHr, bHn, bytes };
  }

  projectInput(layer: number, direction: number, x: number, rows: number, out: number): void {
    const { memory, config } = this;
    const { wIh, bias } = this.packed[layer][direction];
    const { mark } = memory;
    const K = layerInputSize(config, layer);
    const { cell, hiddenSize } = directionConfig(config, layer, direction);
    const panelCount = (gateCount(cell) * padded(hiddenSize)) / OUTPUTS;
    const scratch = memory.reserve((Math.min(rows, ROWS_AT_ONCE) + MOST_ROWS) * (ENTRY + groups(K)));
    exportsOf(memory).multiplyQuantised(x, rows, K, wIh, panelCount, bias, out, scratch);
    memory.release(mark);
  }

  runSteps(job: number): void {
    exportsOf(this.memory).forwardQuantised(job);
  }
}

function exportsOf({ kernels }: KernelMemory): QuantisedExports {
  return kernels as QuantisedExports;
}

function groups(K: number): number {
  return Math.ceil(K / TOGETHER);
}

/** 8-bit panels of a matrix [G·H, K] whose G blocks of rows are padded to whole panels. */
function packGates(memory: KernelMemory, config: RnnConfig, matrix: Float32Array, K: number): number {
  const { hiddenSize: H, cell } = config;
  const gate = padded(H);
  const panelLength = 2 * OUTPUTS + OUTPUTS * groups(K);
  const length = ((gateCount(cell) * gate) / OUTPUTS) * panelLength;
  const address = memory.zeros(length);
  const scales = memory.f32(address, length);
  const corrections = memory.i32(address, length);
  const bytes = new Int8Array(scales.buffer, address, 4 * length);
  for (let row = 0; row < gateCount(cell) * H; row++) {
    const output = Math.floor(row / H) * gate + (row % H);
    const lane = output % OUTPUTS;
    const panel = ((output - lane) / OUTPUTS) * panelLength;
    const { numbers, scale, sum } = quantiseWeights(matrix.subarray(row * K, (row + 1) * K));
    corrections[panel + lane] = -ZERO * sum;
    scales[panel + OUTPUTS + lane] = scale;
    const first = 4 * (panel + 2 * OUTPUTS + lane);
    numbers.forEach((number, k) => {
      bytes[first + 4 * OUTPUTS * Math.floor(k / TOGETHER) + (k % TOGETHER)] = number;
    });
  }
  return address;
}

/** One row of weights: whole numbers of which the largest is 127 or -127, their scale and their sum. */
function quantiseWeights(row: Float32Array): { numbers: Int8Array; scale: number; sum: number } {
  const largest = row.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const scale = largest / LARGEST;
  const numbers = Int8Array.from(row, (w) => (scale > 0 ? Math.round(w / scale) : 0));
  return { numbers, scale: Math.fround(scale), sum: numbers.reduce((a, b) => a + b, 0) };
}
