import { sampledStretches } from '../core/analysis/principalPlane.js';
import { quantitySize } from '../core/rnn/config.js';
import type { StatePlace } from '../protocol/engine.js';
import { checkPlace, type EngineDocument } from './documents/engineDocument.js';
import type { Job } from './jobs.js';

/**
 * The states of a place at the steps that stand for the whole text (`[steps, units]`): a text of any length costs as
 * much. RangeError for a place that the network has not.
 */
export async function sampledStates(
  document: EngineDocument,
  { layer, direction, quantity }: StatePlace,
  { turn, done }: Pick<Job, 'turn' | 'done'>,
  each?: number,
): Promise<Float32Array> {
  const { rnn } = document.pipeline.model.architecture;
  checkPlace(rnn, { layer, direction });
  const units = quantitySize(rnn, quantity, { layer, direction });
  const stretches = sampledStretches(document.stepCount, each);
  const values = new Float32Array(stretches.reduce((sum, [from, to]) => sum + (to - from) * units, 0));
  let at = 0;
  for (const [k, [from, to]] of stretches.entries()) {
    await turn();
    done(k / stretches.length / 2);
    values.set(document.window(from, to).values(layer, direction, quantity), at);
    at += (to - from) * units;
  }
  return values;
}
