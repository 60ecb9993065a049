import { areaUnderCurve } from '../analysis/areaUnderCurve.js';
import type { FloatArray } from '../math/matrix.js';
import type { Pipeline } from '../pipeline.js';
import { placesOf, quantitySize, type Direction, type Quantity } from '../rnn/config.js';
import { quantityOf } from '../rnn/stack.js';
import { runStream } from './languageModel.js';

/** How well one unit tells two kinds of places apart. */
export interface UnitSeparation {
  readonly layer: number;
  readonly direction: Direction;
  /** h, or tanh(c) of an LSTM. */
  readonly quantity: 'h' | 'tanh(c)';
  readonly unit: number;
  /** Chance that a place inside has a higher value than one outside (ties count half): 0.5 says nothing. */
  readonly auc: number;
}

/**
 * Places inside quotations of a text, one entry a character: from after an opening double quote to before the
 * closing one. A blank line ends a quotation that was never closed; the quotes themselves count as outside.
 */
export function insideQuotations(characters: readonly string[]): Uint8Array {
  const inside = new Uint8Array(characters.length);
  let open = false;
  characters.forEach((character, k) => {
    if (character === '\n' && characters[k - 1] === '\n') open = false;
    const isQuote = character === '"' || (open ? character === '”' : character === '“');
    inside[k] = open && !isQuote ? 1 : 0;
    if (isQuote) open = !open;
  });
  return inside;
}

interface Place {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: UnitSeparation['quantity'];
}

/** How well each unit of h and tanh(c) separates inside from outside over a text; the best first. */
export function separatingUnits(
  pipeline: Pipeline,
  characters: readonly string[],
  inside: Uint8Array,
): UnitSeparation[] {
  const { rnn } = pipeline.model.architecture;
  const quantities: Place['quantity'][] = rnn.cell === 'LSTM' ? ['h', 'tanh(c)'] : ['h'];
  const places = placesOf(rnn).flatMap((place) => quantities.map((quantity) => ({ ...place, quantity })));
  const separations = places.flatMap((place) => {
    const quantity: Quantity = place.quantity === 'h' ? 'h' : 'c';
    const units = quantitySize(rnn, quantity, place);
    const states = collect(pipeline, characters, place, quantity, units);
    return Array.from({ length: units }, (_, unit) => {
      const column = states.subarray(unit * characters.length, (unit + 1) * characters.length);
      return { ...place, unit, auc: areaUnderCurve(column, inside) };
    });
  });
  return separations.sort((a, b) => Math.abs(b.auc - 0.5) - Math.abs(a.auc - 0.5));
}

/** One quantity over a text, unit by unit: [units, N]. tanh does not change the order, so c stands for tanh(c). */
function collect(
  pipeline: Pipeline,
  characters: readonly string[],
  { layer, direction }: Place,
  quantity: Quantity,
  units: number,
): Float32Array {
  const out = new Float32Array(units * characters.length);
  runStream(
    pipeline,
    characters,
    ({ trace }, from) => transposeInto(out, quantityOf(trace, layer, direction, quantity), from, units),
    { withoutHeads: true },
  );
  return out;
}

function transposeInto(out: Float32Array, rows: FloatArray, from: number, units: number): void {
  const total = out.length / units;
  for (let row = 0; row * units < rows.length; row++)
    for (let unit = 0; unit < units; unit++) out[unit * total + from + row] = rows[row * units + unit];
}
