import type { ImportedLayer, ImportedNetwork, ImportedOperation } from './network.js';

/** What was made of networks, for as long as they are kept. */
const known = new WeakMap<ImportedNetwork, ImportedNetwork | null>();

/**
 * A network that answers for a whole window, as one that answers at each step of a stream: what it says of a window's
 * end it says of every step. Null where an answer needs the whole window: layers that read backwards, averages,
 * attention, convolutions that look ahead.
 */
export function readOn(network: ImportedNetwork): ImportedNetwork | null {
  const done = known.get(network);
  if (done !== undefined) return done;
  const made = ofEachLayer(network);
  known.set(network, made);
  return made;
}

function ofEachLayer(network: ImportedNetwork): ImportedNetwork | null {
  const layers: ImportedLayer[] = [];
  for (const layer of network.layers) {
    const operation = ofEachStep(layer.operation);
    if (!operation) return null;
    layers.push({ ...layer, operation });
  }
  return { ...network, layers, reading: { ...network.reading, window: null } };
}

function ofEachStep(operation: ImportedOperation): ImportedOperation | null {
  switch (operation.kind) {
    case 'recurrent':
      if (operation.directions.length > 1 || operation.isReversed) return null;
      return { ...operation, returns: 'sequence' };
    case 'pool':
      return operation.how === 'last' ? { kind: 'activation', activation: 'linear' } : null;
    case 'convolution':
      return operation.padding === 'causal' ? operation : null;
    case 'flatten':
    case 'attention':
    case 'crf':
      return null;
    case 'ids':
    case 'embedding':
    case 'one-hot':
    case 'dense':
    case 'activation':
    case 'scale':
    case 'merge':
      return operation;
  }
}
