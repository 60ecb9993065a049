import { RnnLensError } from '../problems.js';
import { directionCount, directionsOf, layerInputSize, unitsOf, type RnnConfig } from '../rnn/config.js';
import { collectWeights } from '../rnn/weights.js';
import type { ExportedStack } from './exportedNetwork.js';
import type { FindParameter } from './raise.js';

/** A network all of whose layers have as many units, as one module. */
export function uniformStack(
  name: string,
  config: RnnConfig,
  prefix: string,
  find: FindParameter,
): ExportedStack {
  const weights = collectWeights(config, (spec) => find(prefix + spec.name));
  return { name, config, weights, isReversed: false };
}

/**
 * The recurrent layers as modules, each with the last layer that is in it: all as one, or each by itself where
 * layers have different units or something behind reads one of those inside. Throws RnnLensError where the two
 * directions of a layer have different units.
 */
export function stacksOf(
  rnn: RnnConfig,
  reads: readonly string[],
  find: FindParameter,
): readonly { readonly stack: ExportedStack; readonly layer: number }[] {
  const last = rnn.layers - 1;
  const readsInside = reads.some((name) => /^layer\d+\./.test(name) && !name.startsWith(`layer${last}.`));
  const { layerUnits, ...uniform } = rnn;
  if (!layerUnits && !readsInside) return [{ stack: uniformStack('rnn', rnn, 'rnn.', find), layer: last }];
  const all = collectWeights(rnn, (spec) => find(`rnn.${spec.name}`));
  return Array.from({ length: rnn.layers }, (_, layer) => {
    const directions = directionsOf(rnn, layer);
    const units = Array.from({ length: directionCount(rnn) }, (_, k) => unitsOf(rnn, layer, k));
    const present = units.filter((count) => count > 0);
    if (present.some((count) => count !== present[0]))
      throw new RnnLensError(
        'The directions of layer {0} have {1} and {2} units, which no other format has.',
        layer,
        units[0],
        units[1],
      );
    const config: RnnConfig = {
      ...uniform,
      inputSize: layerInputSize(rnn, layer),
      hiddenSize: present[0],
      layers: 1,
      bidirectional: present.length === 2,
    };
    const weights = [all[layer].filter((_, direction) => units[direction] > 0)];
    const name = rnn.layers === 1 ? 'rnn' : `rnn${layer}`;
    const isReversed = directions.length === 1 && directions[0] === 'backward';
    return { stack: { name, config, weights, isReversed }, layer };
  });
}
