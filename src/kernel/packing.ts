import {
  directionConfig,
  directionCount,
  gateCount,
  layerInputSize,
  resetsBefore,
  stateSize,
  type RnnConfig,
} from '../core/rnn/config.js';
import type { DirectionWeights, RnnWeights } from '../core/rnn/weights.js';
import { padded } from './job.js';
import type { KernelMemory } from './memory.js';

/** Addresses of one layer's and direction's weights, in panels. Every gate is padded to whole panels. */
export interface PackedDirection {
  readonly wIh: number;
  readonly wHh: number;
  /** W_hr, 0 for none. */
  readonly wHr: number;
  /** What a starts from, [G·Hp]: b_ih + b_hh, but without b_hn for a GRU that resets after the product. */
  readonly bias: number;
  /** GRU that resets after the product: b_hn, [Hp], else 0. */
  readonly bHn: number;
}

export type PackedWeights = readonly (readonly PackedDirection[])[];

/** Packs a matrix [G·H, K] of gates; gives its address. */
export type PackGates = (memory: KernelMemory, config: RnnConfig, matrix: Float32Array, K: number) => number;

/**
 * Packs a whole network; what is packed stays where it is until the memory is released. `pack` lays out W_ih and W_hh,
 * in single precision unless another one is given.
 */
export function packWeights(
  memory: KernelMemory,
  config: RnnConfig,
  weights: RnnWeights,
  pack: PackGates = packGates,
): PackedWeights {
  return weights.map((directions, layer) =>
    directions.slice(0, directionCount(config)).map((w, direction) => {
      const own = directionConfig(config, layer, direction);
      return packDirection(memory, own, layerInputSize(config, layer), w, pack);
    }),
  );
}

function packDirection(
  memory: KernelMemory,
  config: RnnConfig,
  inputSize: number,
  weights: DirectionWeights,
  pack: PackGates,
): PackedDirection {
  const { hiddenSize: H } = config;
  const P = stateSize(config);
  return {
    wIh: pack(memory, config, weights.W_ih as Float32Array, inputSize),
    wHh: pack(memory, config, weights.W_hh as Float32Array, P),
    wHr: weights.W_hr ? packRows(memory, weights.W_hr as Float32Array, P, H) : 0,
    ...packBias(memory, config, weights),
  };
}

/** Panels of a matrix [G·H, K] whose G blocks of rows are padded to whole panels. */
function packGates(memory: KernelMemory, config: RnnConfig, matrix: Float32Array, K: number): number {
  const { hiddenSize: H, cell } = config;
  const G = gateCount(cell);
  const Hp = padded(H);
  const out = memory.reserve(G * Hp * K);
  const mark = memory.mark;
  const source = memory.copy(matrix);
  for (let g = 0; g < G; g++)
    memory.kernels.packPanels(source + 4 * g * H * K, H, K, 4 * K, 4, out + 4 * g * Hp * K, 32 * K);
  memory.release(mark);
  return out;
}

/** Panels of a matrix [n, K]. */
export function packRows(memory: KernelMemory, matrix: Float32Array, n: number, K: number): number {
  const out = memory.reserve(padded(n) * K);
  const mark = memory.mark;
  memory.kernels.packPanels(memory.copy(matrix), n, K, 4 * K, 4, out, 32 * K);
  memory.release(mark);
  return out;
}

/** Panels of the transpose of a matrix [K, n]. */
export function packColumns(memory: KernelMemory, matrix: Float32Array, n: number, K: number): number {
  const out = memory.reserve(padded(n) * K);
  const mark = memory.mark;
  // Whole panels of columns are read at once; behind the last column lies the room of `reserve`.
  memory.kernels.packPanels(memory.copy(matrix), n, K, 4, 4 * n, out, 32 * K);
  memory.release(mark);
  return out;
}

/** Panels of the transpose of [G·H, n], its K = G·Hp padded as `packGates` pads, for products with padded gates. */
export function packGatesTransposed(
  memory: KernelMemory,
  H: number,
  matrix: Float32Array,
  n: number,
): number {
  const G = matrix.length / (H * n);
  const Hp = padded(H);
  const K = G * Hp;
  const out = memory.zeros(padded(n) * K);
  const mark = memory.mark;
  const source = memory.copy(matrix);
  for (let g = 0; g < G; g++)
    memory.kernels.packPanels(source + 4 * g * H * n, n, H, 4, 4 * n, out + 32 * g * Hp, 32 * K);
  memory.release(mark);
  return out;
}

/** What the sums of a layer and direction start from, padded as the gates. */
function packBias(
  memory: KernelMemory,
  config: RnnConfig,
  { b_ih, b_hh }: DirectionWeights,
): { bias: number; bHn: number } {
  const { hiddenSize: H, cell } = config;
  const isApart = cell === 'GRU' && !resetsBefore(config);
  const G = gateCount(cell);
  const Hp = padded(H);
  const bias = memory.zeros(G * Hp);
  const bHn = isApart ? memory.zeros(Hp) : 0;
  for (let row = 0; row < G * H; row++) {
    const [gate, unit] = [Math.floor(row / H), row % H];
    const isGruN = isApart && gate === 2;
    memory.f32(bias, G * Hp)[gate * Hp + unit] = (b_ih?.[row] ?? 0) + (isGruN ? 0 : (b_hh?.[row] ?? 0));
    if (isGruN) memory.f32(bHn, Hp)[unit] = b_hh?.[row] ?? 0;
  }
  return { bias, bHn };
}
