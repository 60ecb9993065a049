import { sentence, type Sentence } from '../../sentence.js';
import type { ForeignTensor, Recognised, Refused } from '../foreign.js';
import { networkOf } from './build.js';
import type { TensorHints } from './hints.js';
import { recogniseHandwritten } from './handwritten/recognise.js';
import { encoderDecoder, planOf } from './plan.js';
import { questionsOf } from './questions.js';
import { findRecurrent } from './recurrent.js';
import { recogniseTutorial } from './tutorial.js';

/**
 * The network that tensors under PyTorch's names are of, whatever stands before the names: an embedding or one-hot
 * ids, RNN, GRU or LSTM, Linear layers, a CRF. Refused where it is none that runs on text. Throws RnnLensError naming
 * the tensor where one is missing or where two shapes disagree; `network()` rejects with it where a number is NaN.
 */
export function recogniseTensors(
  tensors: readonly ForeignTensor[],
  hints: TensorHints,
): Recognised | Refused {
  const { prefixes, rest, modules } = findRecurrent(tensors);
  if (prefixes.length === 0)
    return (
      recogniseTutorial(tensors) ??
      recogniseHandwritten(tensors) ?? { kind: 'refused', reason: withoutRecurrent(tensors) }
    );
  const writes = encoderDecoder(prefixes, rest);
  if (writes) return { kind: 'refused', reason: writes };
  const plan = planOf(modules(), rest, hints);
  if ('text' in plan) return { kind: 'refused', reason: plan };
  const questions = questionsOf(plan, hints);
  return {
    kind: 'network',
    questions,
    network: (answers) => networkOf(plan, hints, questions, answers),
  };
}

function withoutRecurrent(tensors: readonly ForeignTensor[]): Sentence {
  if (tensors.length === 0)
    return sentence('No recurrent layer was found: there are no tensors in the file.');
  return sentence(
    'No recurrent layer was found: of its {0} tensors ({1}), none is of an RNN, GRU or LSTM.',
    tensors.length,
    tensors
      .slice(0, 4)
      .map(({ name }) => name)
      .join(', ') + (tensors.length > 4 ? ' …' : ''),
  );
}
