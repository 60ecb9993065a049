import { RnnLensError } from '../problems.js';
import { directionCount, stateSize, type RnnConfig } from '../rnn/config.js';
import type { HiddenState } from '../rnn/state.js';
import { readSafetensors, toFloat32, writeSafetensors } from './safetensors.js';

/**
 * A hidden state as a .safetensors file: `h` (layers·directions, 1, hidden) and, of an LSTM, `c`, in single precision
 * so that a run that goes on from it is the run that was not interrupted.
 */
export function writeStateFile(config: RnnConfig, state: HiddenState, modelName: string): Uint8Array {
  const rows = config.layers * directionCount(config);
  const tensors = { h: { shape: [rows, 1, stateSize(config)], values: state.h } };
  const withCell = state.c
    ? { ...tensors, c: { shape: [rows, 1, config.hiddenSize], values: state.c } }
    : tensors;
  return writeSafetensors(withCell, { format: 'rnn-lens-state', model: modelName });
}

/** Reads a state for a network; throws RnnLensError with what does not fit. */
export function readStateFile(config: RnnConfig, bytes: Uint8Array): HiddenState {
  const { tensors } = readSafetensors(bytes);
  const rows = config.layers * directionCount(config);
  const read = (name: string, width: number): Float32Array => {
    const entry = tensors.get(name);
    if (!entry) throw new RnnLensError('The state file has no tensor "{0}".', name);
    const shape = [rows, 1, width];
    if (entry.shape.join() !== shape.join())
      throw new RnnLensError(
        '"{0}" has the shape ({1}); this model needs ({2}).',
        name,
        entry.shape.join(', '),
        shape.join(', '),
      );
    return toFloat32(entry);
  };
  return {
    h: read('h', stateSize(config)),
    c: config.cell === 'LSTM' ? read('c', config.hiddenSize) : null,
  };
}
