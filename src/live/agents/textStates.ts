import { quantitySize } from '../../core/rnn/config.js';
import type { StatePlace } from '../../protocol/engine.js';
import type { EngineClient } from '../engineClient.js';
import { fittingQuery } from '../messageSize.js';
import type { Run } from '../run.js';
import { AgentError } from './agentError.js';

/** Values that are given at once, 256 MB. */
const MOST_VALUES = 2 ** 26;

/** One quantity of a layer and direction at every step of a text, in the form that other extensions are given. */
export async function textStates(
  engine: Pick<EngineClient, 'call'>,
  { documentId, model, stepCount }: Run,
  place: StatePlace,
  version: number | null,
  signal: AbortSignal,
) {
  const units = quantitySize(model.rnn, place.quantity, place);
  if (units * stepCount > MOST_VALUES)
    throw new AgentError(
      `${stepCount} steps of ${units} units are too many at once: ask about parts of the text.`,
    );
  const values = new Float32Array(units * stepCount);
  const tokens = new Uint32Array(stepCount);
  for (let at = 0; at < stepCount;) {
    const query = fittingQuery({ ...place, fromStep: at, toStep: stepCount }, model.rnn, stepCount);
    const window = await engine.call('states', { documentId, query }, { signal });
    values.set(window.values, at * units);
    tokens.set(window.tokens, at);
    at = window.toStep;
  }
  return { model: model.name, version, ...place, steps: stepCount, units, values, tokens };
}
