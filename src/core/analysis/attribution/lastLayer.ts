import type { FloatArray } from '../../math/matrix.js';
import type { Pipeline, StepInputs } from '../../pipeline.js';
import { outputOffset, outputSize, stateUnits } from '../../rnn/config.js';
import { directionOf, layersOf } from '../../rnn/parts.js';

/** Steps that a head reads of each sequence: `[0, forwardTo)` decide it forward, `[backwardFrom, n)` backward. */
export interface ReadSteps {
  readonly forwardTo: number;
  readonly backwardFrom: number;
}

/**
 * The output of a network that reads both ways over `count` sequences of one length, [N, 2·P], at the steps that decide
 * what a head reads; 0 at the others: the last layer, which is most of the work, is run forward only up to these steps
 * and backward only down to them. The bits are those of a run of everything.
 */
export function outputWhereRead(
  { model: { architecture, weights }, engine }: Pipeline,
  { x, rows, layout: { offsets } }: StepInputs,
  { forwardTo, backwardFrom }: ReadSteps,
): FloatArray {
  const { rnn } = architecture;
  const count = offsets.length - 1;
  const steps = offsets[1];
  const last = rnn.layers - 1;
  const lower = last > 0 ? layersOf(rnn, weights, 0, last) : null;
  // Nearly all steps of the sequences read the same.
  const inputRows = rows && { ...rows, source: null };
  const below = lower
    ? engine.forward(lower.config, lower.weights, x, offsets, { outputOnly: true, inputRows }).output
    : x;
  const ids = lower || !inputRows ? null : inputRows;
  const outputWidth = outputSize(rnn);
  const output = new Float32Array(count * steps * outputWidth);
  const run = (direction: 0 | 1, read: readonly number[]): void => {
    const P = stateUnits(rnn, last, direction);
    if (P === 0) return;
    const at = outputOffset(rnn, last, direction);
    const { config, weights: own } = directionOf(rnn, weights, last, direction);
    const n = read.length;
    const places = Array.from({ length: count }, (_, k) => read.map((step) => k * steps + step)).flat();
    const width = config.inputSize;
    const input = new Float32Array(places.length * width);
    places.forEach((place, k) => input.set(below.subarray(place * width, (place + 1) * width), k * width));
    const each = Uint32Array.from({ length: count + 1 }, (_, k) => k * n);
    const options = {
      outputOnly: true,
      inputRows: ids ? { ...ids, ids: Uint32Array.from(places, (place) => ids.ids[place]) } : undefined,
    };
    const { output: h } = engine.forward(config, own, input, each, options);
    places.forEach((place, k) => output.set(h.subarray(k * P, (k + 1) * P), place * outputWidth + at));
  };
  const all = Array.from({ length: steps }, (_, step) => step);
  run(0, all.slice(0, forwardTo));
  run(1, all.slice(backwardFrom).reverse());
  return output;
}
