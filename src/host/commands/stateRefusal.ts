import type { ModelDescription } from '../../protocol/engine.js';
import { t } from '../../live/sentences.js';

/** Why a model has no state at a place in the text to save or to go on from, as one sentence; null if it has. */
export function stateRefusal({ name, rnn }: Pick<ModelDescription, 'name' | 'rnn'>): string | null {
  if (!rnn.bidirectional) return null;
  return t(
    '"{0}" has a backward direction, which reads from the end of the text: no state at the cursor holds what came before. Choose a model with one direction with "RNN Lens: Select Model".',
    name,
  );
}
