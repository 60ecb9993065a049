/** How people look at runs: what the panel remembers when it is hidden and shown again. */
import { ATTRIBUTION_METHODS, type AttributionMethod } from '../../src/core/analysis/attribution/method.js';
import type { Direction, Quantity } from '../../src/core/rnn/config.js';
import { restorePins, type Pins } from '../../src/core/views/pins.js';
import { isQuantity, restorePlaces, type Places } from '../../src/core/views/places.js';
import type { ViewName } from '../views/table.js';

/** Widths of a step's column in the heatmap, from the narrowest. */
export const ZOOMS = ['overview', 'small', 'medium', 'large'] as const;

/** How wide a step's column is in the heatmap. */
export type Zoom = (typeof ZOOMS)[number];

/** What is remembered when the panel is hidden and shown again. */
export interface Choices {
  readonly view: ViewName;
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
  readonly zoom: Zoom;
  readonly classOrder: 'probability' | 'model';
  /** The heatmap's table twin is shown in its place. */
  readonly asTable: boolean;
  /** Units with rows of their own above the texture, by model, layer and direction. */
  readonly pins: Pins;
  /** Layer, direction and quantity of every model, as people left it. */
  readonly places: Places;
  /** How predictions are followed to tokens. */
  readonly attributionMethod: AttributionMethod;
  /** Attributions as numbers in place of the shaded text, and all pairs besides. */
  readonly attributionTable: boolean;
  readonly attributionPairs: boolean;
  /** The comparison that was brought to the front when it began; people may have gone elsewhere since. */
  readonly seenComparison: number;
}

/** How a panel begins that nobody has looked at yet. */
export const DEFAULT_CHOICES: Choices = {
  view: 'tags',
  layer: 0,
  direction: 'forward',
  quantity: 'h',
  zoom: 'medium',
  classOrder: 'probability',
  asTable: false,
  pins: {},
  places: {},
  attributionMethod: 'hide',
  attributionTable: false,
  attributionPairs: false,
  seenComparison: 0,
};

/**
 * Choices from what was saved by an earlier panel; whatever is missing or unknown takes its default. `views` are the
 * names of those there are.
 */
export function restoreChoices(saved: unknown, views: readonly ViewName[]): Choices {
  const from = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Record<string, unknown>>;
  const known = <K extends keyof Choices>(key: K, valid: boolean) =>
    valid ? (from[key] as Choices[K]) : DEFAULT_CHOICES[key];
  const isOneOf = (key: keyof Choices, values: readonly unknown[]) => values.includes(from[key]);
  return {
    view: known('view', isOneOf('view', views)),
    layer: known('layer', Number.isInteger(from['layer']) && Number(from['layer']) >= 0),
    direction: known('direction', isOneOf('direction', ['forward', 'backward'])),
    quantity: known('quantity', isQuantity(from['quantity'])),
    zoom: known('zoom', isOneOf('zoom', ZOOMS)),
    classOrder: known('classOrder', isOneOf('classOrder', ['probability', 'model'])),
    asTable: known('asTable', typeof from['asTable'] === 'boolean'),
    pins: restorePins(from['pins']),
    places: restorePlaces(from['places']),
    attributionMethod: known('attributionMethod', isOneOf('attributionMethod', ATTRIBUTION_METHODS)),
    attributionTable: known('attributionTable', typeof from['attributionTable'] === 'boolean'),
    attributionPairs: known('attributionPairs', typeof from['attributionPairs'] === 'boolean'),
    seenComparison: known('seenComparison', Number.isFinite(from['seenComparison'])),
  };
}
