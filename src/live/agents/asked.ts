/** What a language model hands over, checked: what is wrong is said so that it can be mended. */
import {
  directionsOf,
  quantitiesOf,
  quantitySize,
  type Direction,
  type Quantity,
} from '../../core/rnn/config.js';
import type { ModelDescription, StatePlace } from '../../protocol/engine.js';
import { AgentError } from './agentError.js';

/** The inputs of one call by their names. */
export class AskedInputs {
  private readonly values: Readonly<Record<string, unknown>>;

  /** `names` are all that there are. */
  constructor(input: unknown, names: readonly string[]) {
    this.values = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
    const unknown = Object.keys(this.values).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new AgentError(`There is no input "${unknown}". Inputs: ${names.join(', ')}.`);
  }

  /** A text; undefined where it was left out. */
  text(name: string): string | undefined {
    const value = this.values[name] ?? undefined;
    if (value === undefined || typeof value === 'string') return value;
    throw new AgentError(`"${name}" must be a text.`);
  }

  /** A whole number from `least` on. */
  whole(name: string, otherwise: number, least = 0): number {
    const value = this.values[name] ?? otherwise;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    throw new AgentError(`"${name}" must be a whole number, ${least} or more.`);
  }

  /** A list of whole numbers, or undefined. */
  wholes(name: string): readonly number[] | undefined {
    const value = this.values[name] ?? undefined;
    if (value === undefined) return value;
    if (Array.isArray(value) && value.every((each) => Number.isInteger(each))) return value as number[];
    throw new AgentError(`"${name}" must be a list of whole numbers.`);
  }

  /** A list of texts, or undefined. */
  texts(name: string): readonly string[] | undefined {
    const value = this.values[name] ?? undefined;
    if (value === undefined) return value;
    if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value as string[];
    throw new AgentError(`"${name}" must be a list of texts.`);
  }

  /** The place of a network that is asked about; `otherwise` for what was left out. */
  place(otherwise: Partial<StatePlace> = {}): (model: ModelDescription) => StatePlace {
    const layer = this.whole('layer', otherwise.layer ?? 0);
    const direction = this.text('direction') ?? otherwise.direction;
    const quantity = this.text('quantity') ?? otherwise.quantity ?? 'h';
    return (model) => placeIn(model, { layer, direction, quantity });
  }
}

/** The place of a model's network; says which places there are if this is none of them. */
function placeIn(
  { name, rnn }: ModelDescription,
  { layer, direction: asked, quantity }: { layer: number; direction: string | undefined; quantity: string },
): StatePlace {
  if (layer >= rnn.layers)
    throw new AgentError(`${name} has no layer ${layer}. Layers: ${range(rnn.layers)} (from 0).`);
  const directions = directionsOf(rnn, layer);
  const direction = asked ?? directions[0];
  if (!directions.includes(direction as Direction))
    throw new AgentError(
      `Layer ${layer} of ${name} does not read ${direction}. Directions: ${directions.join(', ')}.`,
    );
  const quantities = quantitiesOf(rnn.cell);
  if (!quantities.includes(quantity as Quantity))
    throw new AgentError(`${name} (${rnn.cell}) has no "${quantity}". Quantities: ${quantities.join(', ')}.`);
  return { layer, direction: direction as Direction, quantity: quantity as Quantity };
}

/** Checks unit numbers of a place; says which there are. */
export function checkUnits(
  { name, rnn }: ModelDescription,
  place: StatePlace,
  units: readonly number[],
): void {
  const count = quantitySize(rnn, place.quantity, place);
  const wrong = units.find((unit) => unit < 0 || unit >= count);
  if (wrong === undefined) return;
  const where = `${place.quantity} of layer ${place.layer} ${place.direction}`;
  throw new AgentError(`${name} has no unit ${wrong} in ${where}. Units: ${range(count)}.`);
}

/** Checks the first token that is asked for; says which there are. */
export function checkToken(token: number, tokenCount: number): void {
  if (token > 0 && token >= tokenCount)
    throw new AgentError(`There is no token ${token}. Tokens: ${range(tokenCount)}.`);
}

function range(count: number): string {
  return count === 0 ? 'none' : count === 1 ? '0' : `0 to ${count - 1}`;
}
