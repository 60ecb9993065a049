import type { ArrayPlace } from '../../core/formats/arrayFile.js';
import { RnnLensError } from '../../core/problems.js';
import { directionsOf, quantitiesOf, quantitySize, type RnnConfig } from '../../core/rnn/config.js';

/** The place in a network that `--layer`, `--direction` and `--quantity` name; throws RnnLensError where there is none. */
export function placeOf(
  rnn: RnnConfig,
  options: { readonly layer: number; readonly direction: string; readonly quantity: string },
): ArrayPlace {
  const layers = Array.from({ length: rnn.layers }, (_, layer) => String(layer));
  const quantity = oneOf('--quantity', options.quantity, quantitiesOf(rnn.cell));
  const layer = Number(oneOf('--layer', String(options.layer), layers));
  const direction = oneOf('--direction', options.direction, directionsOf(rnn, layer));
  return { quantity, direction, layer, units: quantitySize(rnn, quantity, { layer, direction }) };
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
