import { quantitiesOf } from '../rnn/config.js';
import type { Direction, Quantity } from '../rnn/config.js';

/** What is looked at of a network. */
export interface Place {
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
}

/** Where people were in each model when they left it, by the model's name, the last ones at the end. */
export type Places = Readonly<Record<string, Place>>;

/** Models whose places are remembered. */
const MOST_MODELS = 40;

const QUANTITIES: readonly unknown[] = [...new Set([...quantitiesOf('LSTM'), ...quantitiesOf('GRU')])];

/** Whether a value from outside is a quantity of some cell. */
export function isQuantity(value: unknown): value is Quantity {
  return QUANTITIES.includes(value);
}

/** Places with that of a model as it is now; the same object if it was so before. */
export function rememberPlace(places: Places, model: string, { layer, direction, quantity }: Place): Places {
  const old = places[model];
  if (old?.layer === layer && old.direction === direction && old.quantity === quantity) return places;
  const others = Object.entries(places).filter(([name]) => name !== model);
  const kept = others.slice(Math.max(0, others.length - (MOST_MODELS - 1)));
  return Object.fromEntries([...kept, [model, { layer, direction, quantity }]]);
}

/** Places from what was saved by an earlier panel; whatever is no place is left out. */
export function restorePlaces(saved: unknown): Places {
  if (typeof saved !== 'object' || saved === null || Array.isArray(saved)) return {};
  return Object.fromEntries(Object.entries(saved).filter(([, place]) => isPlace(place)));
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const { layer, direction, quantity } = value as Partial<Record<string, unknown>>;
  const isLayer = Number.isInteger(layer) && Number(layer) >= 0;
  return isLayer && (direction === 'forward' || direction === 'backward') && isQuantity(quantity);
}
