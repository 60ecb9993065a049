import type { FloatArray } from '../math/matrix.js';
import { RnnLensError } from '../problems.js';
import { directionCount, gateCount, layerInputSize, stateUnits, unitsOf, type RnnConfig } from './config.js';

/** Parameters of one layer and direction, row-major, under the letters of the paper. */
export interface DirectionWeights {
  /** [G·H, I] */
  readonly W_ih: FloatArray;
  /** [G·H, P] */
  readonly W_hh: FloatArray;
  /** [G·H], or null without bias */
  readonly b_ih: FloatArray | null;
  readonly b_hh: FloatArray | null;
  /** [P, H], LSTM with projection only */
  readonly W_hr: FloatArray | null;
}

/** Weights of a stacked network: `[layer][direction]`, direction 0 forward, 1 backward. */
export type RnnWeights = readonly (readonly DirectionWeights[])[];

/** A parameter's PyTorch name and shape. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

type Letter = keyof DirectionWeights;
const LETTERS: readonly Letter[] = ['W_ih', 'W_hh', 'b_ih', 'b_hh', 'W_hr'];
const PYTORCH_NAME: Record<Letter, string> = {
  W_ih: 'weight_ih',
  W_hh: 'weight_hh',
  b_ih: 'bias_ih',
  b_hh: 'bias_hh',
  W_hr: 'weight_hr',
};

function shapeOf(config: RnnConfig, layer: number, direction: number, letter: Letter): number[] | null {
  const rows = gateCount(config.cell) * unitsOf(config, layer, direction);
  if (letter === 'W_ih') return [rows, layerInputSize(config, layer)];
  if (letter === 'W_hh') return [rows, stateUnits(config, layer, direction)];
  if (letter === 'W_hr') return config.projSize > 0 ? [config.projSize, config.hiddenSize] : null;
  return config.bias ? [rows] : null;
}

function specOf(config: RnnConfig, layer: number, direction: number, letter: Letter): ParameterSpec | null {
  const shape = shapeOf(config, layer, direction, letter);
  if (!shape) return null;
  return { name: `${PYTORCH_NAME[letter]}_l${layer}${direction === 1 ? '_reverse' : ''}`, shape };
}

/**
 * Names and shapes of all parameters, in PyTorch's order (layer, then direction, then letter); a direction that is not
 * there has none.
 */
export function parameterSpecs(config: RnnConfig): ParameterSpec[] {
  const specs: ParameterSpec[] = [];
  for (let layer = 0; layer < config.layers; layer++)
    for (let direction = 0; direction < directionCount(config); direction++)
      for (const letter of LETTERS) {
        const spec = specOf(config, layer, direction, letter);
        if (spec && unitsOf(config, layer, direction) > 0) specs.push(spec);
      }
  return specs;
}

/** Builds the weights from parameters found by PyTorch name; `find` throws where one is missing. */
export function collectWeights(config: RnnConfig, find: (spec: ParameterSpec) => FloatArray): RnnWeights {
  return Array.from({ length: config.layers }, (_, layer) =>
    Array.from({ length: directionCount(config) }, (_, direction) => {
      const get = (letter: Letter): FloatArray | null => {
        const spec = specOf(config, layer, direction, letter);
        if (spec && unitsOf(config, layer, direction) === 0) return new Float32Array(0);
        return spec && find(spec);
      };
      const [W_ih, W_hh, b_ih, b_hh, W_hr] = LETTERS.map(get);
      if (!W_ih || !W_hh) throw new RnnLensError('Layer {0} has no weights.', layer);
      return { W_ih, W_hh, b_ih, b_hh, W_hr } as DirectionWeights;
    }),
  );
}

/** All parameters of a network in the order of `parameterSpecs`; a direction that is not there has none. */
export function parametersOf(weights: RnnWeights): FloatArray[] {
  return weights
    .flat()
    .flatMap(({ W_ih, W_hh, b_ih, b_hh, W_hr }) =>
      [W_ih, W_hh, b_ih, b_hh, W_hr].filter((array): array is FloatArray => !!array && array.length > 0),
    );
}

/** Weights of the same form as `like`, from parameters in the order of `parametersOf`. */
export function weightsFrom(like: RnnWeights, parameters: readonly FloatArray[]): RnnWeights {
  let next = 0;
  const take = <T extends FloatArray | null>(array: T): T =>
    (array && array.length > 0 ? parameters[next++] : array) as T;
  return like.map((layer) =>
    layer.map(({ W_ih, W_hh, b_ih, b_hh, W_hr }): DirectionWeights => ({
      W_ih: take(W_ih),
      W_hh: take(W_hh),
      b_ih: take(b_ih),
      b_hh: take(b_hh),
      W_hr: take(W_hr),
    })),
  );
}
