import { RnnLensError } from '../../core/problems.js';
import {
  quantitiesOf,
  quantitySize,
  type Direction,
  type Quantity,
  type RnnConfig,
} from '../../core/rnn/config.js';

/** One quantity of one layer and direction of a network. */
export interface Place {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
  /** Numbers a step. */
  readonly units: number;
}

/** The place in a network that `--layer`, `--direction` and `--quantity` name; throws RnnLensError where there is none. */
export function placeOf(
  rnn: RnnConfig,
  options: { readonly layer: number; readonly direction: string; readonly quantity: string },
): Place {
  const directions: readonly Direction[] = rnn.bidirectional ? ['forward', 'backward'] : ['forward'];
  const layers = Array.from({ length: rnn.layers }, (_, layer) => String(layer));
  const quantity = oneOf('--quantity', options.quantity, quantitiesOf(rnn.cell));
  return {
    quantity,
    direction: oneOf('--direction', options.direction, directions),
    layer: Number(oneOf('--layer', String(options.layer), layers)),
    units: quantitySize(rnn, quantity),
  };
}

/** PyTorch's name of the sequence. */
export function nameOf({ quantity, layer, direction }: Place): string {
  return `${quantity}_l${layer}${direction === 'backward' ? '_reverse' : ''}`;
}

function oneOf<T extends string>(option: string, value: string, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new RnnLensError(
    '{0} {1} does not fit this model: choose from {2}.',
    option,
    value,
    choices.join(', '),
  );
}
