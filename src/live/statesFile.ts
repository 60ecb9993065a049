/** States of a whole run as the file that `rnn-lens states` writes. */
import { ARRAY_HEADER_BYTES, arrayHeader, arrayName, type ArrayFormat } from '../core/formats/arrayFile.js';
import { quantitySize } from '../core/rnn/config.js';
import type { StatePlace } from '../protocol/engine.js';
import type { CallOptions } from '../protocol/rpc.js';
import type { EngineClient } from './engineClient.js';
import { fittingQuery } from './messageSize.js';
import type { Run } from './run.js';

/** What the states are asked of; `progress` is told the share that is here. */
type Options = Pick<CallOptions<number>, 'signal' | 'progress'>;

/** The file of one quantity of a layer and direction, [steps, units]. Rejects as the engine does. */
export async function statesFile(
  engine: Pick<EngineClient, 'call'>,
  { documentId, model, stepCount }: Run,
  place: StatePlace,
  format: ArrayFormat,
  { signal, progress }: Options = {},
): Promise<Uint8Array> {
  const units = quantitySize(model.rnn, place.quantity, place);
  const head = ARRAY_HEADER_BYTES[format];
  const file = new Uint8Array(head + 4 * stepCount * units);
  const view = new DataView(file.buffer);
  file.set(arrayHeader(format, arrayName(place), [stepCount, units]));
  for (let at = 0; at < stepCount;) {
    progress?.(at / stepCount);
    const query = fittingQuery({ ...place, fromStep: at, toStep: stepCount }, model.rnn, stepCount);
    const { values, toStep } = await engine.call('states', { documentId, query }, { signal });
    values.forEach((value, k) => view.setFloat32(head + 4 * (at * units + k), value, true));
    at = toStep;
  }
  return file;
}
