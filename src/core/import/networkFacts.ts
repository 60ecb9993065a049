import { RnnLensError } from '../problems.js';
import type { ImportedLayer, ImportedNetwork } from './network.js';

/** Rows of the table that ids are looked up in: symbols the network can tell apart. */
export function rowsOf({ layers }: ImportedNetwork): number {
  for (const { operation } of layers) {
    if (operation.kind === 'embedding') return operation.rows;
    if (operation.kind === 'one-hot') return operation.width;
  }
  throw new RnnLensError('The network reads no ids of symbols, so it cannot be run on a text.');
}

/** Steps a network reads at a time, padding included; null for any number, and where padding is not read. */
export function windowOf({ reading }: ImportedNetwork): number | null {
  return reading.isMasked ? null : reading.window;
}

/** Numbers a network gives (null for one without a head), and whether each step has them. */
export function outputsOf({ layers, output }: ImportedNetwork): {
  readonly outputs: number | null;
  readonly isOfSteps: boolean;
} {
  let at: ImportedLayer | undefined = layers[output];
  while (at && (at.operation.kind === 'activation' || at.operation.kind === 'crf')) at = layers[at.inputs[0]];
  const outputs = at?.operation.kind === 'dense' ? at.operation.outputs : null;
  return { outputs, isOfSteps: isOfSteps(layers, output) };
}

function isOfSteps(layers: readonly ImportedLayer[], at: number): boolean {
  const { operation, inputs } = layers[at];
  if (operation.kind === 'ids') return true;
  if (operation.kind === 'recurrent') return operation.returns === 'sequence';
  if (operation.kind === 'pool' || operation.kind === 'flatten' || operation.kind === 'attention')
    return false;
  return inputs.every((k) => isOfSteps(layers, k));
}
