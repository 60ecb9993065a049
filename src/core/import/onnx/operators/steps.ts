/** One vector of all steps. */
import type { Flow } from '../values.js';
import { layerName, type Call } from './call.js';

/** The first or the last step in the tensor's order as one vector. */
export function oneStep(call: Call, flow: Flow, which: 'first' | 'last'): Flow {
  // A graph of one step is run step by step: its only step is every one.
  if (call.follow.steps === 1) return flow;
  const how = flow.isReversed === (which === 'last') ? 'first' : 'last';
  return { ...pooled(call, flow, how), isReversed: false };
}

export function pooled(call: Call, flow: Flow, how: 'max' | 'mean' | 'first' | 'last'): Flow {
  const layer = call.follow.columns.whole(flow, layerName(call.node));
  const pool = call.follow.add({
    name: layerName(call.node),
    inputs: [layer],
    width: call.follow.layers[layer].width,
    isSequence: false,
    kind: 'pool',
    isArranged: how === 'first' || how === 'last',
    build: () => Promise.resolve({ kind: 'pool', how }),
  });
  return call.follow.flowOf(pool, flow);
}
