/** Networks that are a part of another one. Engines keep what they make of weights, so a part is made once. */
import { directionConfig, layerInputSize, type RnnConfig } from './config.js';
import type { RnnWeights } from './weights.js';

/** A network that is a part of another one. */
export interface NetworkPart {
  readonly config: RnnConfig;
  readonly weights: RnnWeights;
}

const parts = new WeakMap<RnnWeights, Map<string, NetworkPart>>();

function known(weights: RnnWeights, key: string, make: () => NetworkPart): NetworkPart {
  const made = parts.get(weights) ?? new Map<string, NetworkPart>();
  parts.set(weights, made);
  const part = made.get(key) ?? make();
  made.set(key, part);
  return part;
}

/** Layers [from, to) of a network, which read what layer `from` reads. */
export function layersOf(config: RnnConfig, weights: RnnWeights, from: number, to: number): NetworkPart {
  return known(weights, `layers ${from} ${to}`, () => ({
    config: {
      ...config,
      ...(config.layerUnits && { layerUnits: config.layerUnits.slice(from, to) }),
      layers: to - from,
      inputSize: layerInputSize(config, from),
    },
    weights: weights.slice(from, to),
  }));
}

/** One direction (0 forward, 1 backward) of a layer, as a network that reads forward: for 1 what it reads is given last step first. */
export function directionOf(
  config: RnnConfig,
  weights: RnnWeights,
  layer: number,
  direction: number,
): NetworkPart {
  return known(weights, `direction ${layer} ${direction}`, () => ({
    config: {
      ...directionConfig(config, layer, direction),
      layers: 1,
      bidirectional: false,
      inputSize: layerInputSize(config, layer),
    },
    weights: [[weights[layer][direction]]],
  }));
}
