import type { NumberLoss, NumberSequence } from '../data/numbers.js';
import type { Pipeline } from '../pipeline.js';
import { outputSize } from '../rnn/config.js';

/** How far states are from the numbers that they are to be: mean over steps and units of the squared difference. */
export function meanSquaredError(
  pipeline: Pipeline,
  sequences: readonly NumberSequence[],
  loss: NumberLoss,
): number {
  const width = outputSize(pipeline.model.architecture.rnn);
  const tokens = sequences.flatMap(({ lines }) => lines);
  const offsets = new Uint32Array(sequences.length + 1);
  sequences.forEach(({ lines }, k) => (offsets[k + 1] = offsets[k] + lines.length));
  const { output } = pipeline.run(tokens, offsets, { withoutHeads: true, outputOnly: true }).trace;
  let [sum, count] = [0, 0];
  sequences.forEach(({ targets }, k) => {
    const last = targets.findLastIndex((target) => target !== null);
    targets.forEach((target, step) => {
      if (!target || (loss === 'last' && step < last)) return;
      const at = (offsets[k] + step) * width;
      target.forEach((value, unit) => (sum += (output[at + unit] - value) ** 2));
      count += target.length;
    });
  });
  return count === 0 ? NaN : sum / count;
}
