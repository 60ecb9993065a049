/** How people look at runs: what the panel remembers when it is hidden and shown again. */
import { ATTRIBUTION_METHODS, type AttributionMethod } from '../../src/core/analysis/attribution/method.js';
import type { Direction, Quantity } from '../../src/core/rnn/config.js';
import { restorePins, type Pins } from '../../src/core/views/pins.js';
import { isQuantity, restorePlaces, type Places } from '../../src/core/views/places.js';
import { TRAJECTORY_MARKS, type TrajectoryMark } from '../../src/core/views/trajectory.js';
import type { ViewName } from '../views/table.js';

/** How wide the columns of the heatmap are: as what was read at a step, all alike, large, or many steps a pixel. */
export const COLUMN_MODES = ['text', 'even', 'large', 'overview'] as const;

/** How wide the columns of the heatmap are. */
export type ColumnMode = (typeof COLUMN_MODES)[number];

/** The texture is at most so many times as high as where all units fit. */
export const MOST_UNIT_ZOOM = 64;

/** What is remembered when the panel is hidden and shown again. */
export interface Choices {
  readonly view: ViewName;
  readonly layer: number;
  readonly direction: Direction;
  readonly quantity: Quantity;
  /** Both directions of a network that has two are in sight. */
  readonly bothDirections: boolean;
  readonly columns: ColumnMode;
  /** Units that do alike over the text stand together, those that are high in what is selected on top, or all as the model numbers them. */
  readonly unitOrder: 'similar' | 'selection' | 'model';
  /** c is drawn on scales that show it where tanh(c) is one colour, or all of it as tanh(c). */
  readonly cellScale: 'own' | 'tanh';
  /** How many times as high the texture is as where all units fit. */
  readonly unitZoom: number;
  /** The same of differences, which are another picture. */
  readonly differenceZoom: number;
  /** The card beside the view: open, closed, or (null) where there is room for it. */
  readonly card: boolean | null;
  /** Larger type and fewer controls, for a wall. */
  readonly presenting: boolean;
  readonly classOrder: 'probability' | 'model';
  /** The heatmap's table twin is shown in its place. */
  readonly asTable: boolean;
  /** Units with rows of their own above the texture, by model, layer and direction. */
  readonly pins: Pins;
  /** Layer, direction and quantity of every model, as people left it. */
  readonly places: Places;
  /** Labels stand under the words of the text to read. */
  readonly readLabels: boolean;
  /** How predictions are followed to tokens. */
  readonly attributionMethod: AttributionMethod;
  /** Attributions as numbers in place of the shaded text, and all pairs besides. */
  readonly attributionTable: boolean;
  readonly attributionPairs: boolean;
  /** By what the points of a trajectory are marked, where a run has that. */
  readonly trajectoryMark: TrajectoryMark;
  /** A trajectory's picture goes as far as what is in sight, and not as the whole text. */
  readonly trajectoryNear: boolean;
  /** The training that is looked at, by its name; empty for the one that runs or was looked at last. */
  readonly training: string;
  /** The text is read with each new checkpoint as it comes. */
  readonly followTraining: boolean;
  /** The temperature of the samples that are shown. */
  readonly sampleTemperature: number;
  /** The curve of areas is of the selected unit, and not of each checkpoint's best. */
  readonly areaOfUnit: boolean;
  /** The comparison that was brought to the front when it began; people may have gone elsewhere since. */
  readonly seenComparison: number;
}

/** How a panel begins that nobody has looked at yet. */
export const DEFAULT_CHOICES: Choices = {
  view: 'tags',
  layer: 0,
  direction: 'forward',
  quantity: 'h',
  bothDirections: true,
  columns: 'text',
  unitOrder: 'similar',
  cellScale: 'own',
  unitZoom: 1,
  differenceZoom: 1,
  card: null,
  presenting: false,
  classOrder: 'probability',
  asTable: false,
  pins: {},
  places: {},
  readLabels: true,
  attributionMethod: 'hide',
  attributionTable: false,
  attributionPairs: false,
  trajectoryMark: 'label',
  trajectoryNear: false,
  training: '',
  followTraining: false,
  sampleTemperature: 0.5,
  areaOfUnit: false,
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
    bothDirections: known('bothDirections', typeof from['bothDirections'] === 'boolean'),
    columns: known('columns', isOneOf('columns', COLUMN_MODES)),
    unitOrder: known('unitOrder', isOneOf('unitOrder', ['similar', 'selection', 'model'])),
    cellScale: known('cellScale', isOneOf('cellScale', ['own', 'tanh'])),
    unitZoom: known('unitZoom', isZoom(from['unitZoom'])),
    differenceZoom: known('differenceZoom', isZoom(from['differenceZoom'])),
    card: known('card', typeof from['card'] === 'boolean'),
    presenting: known('presenting', typeof from['presenting'] === 'boolean'),
    classOrder: known('classOrder', isOneOf('classOrder', ['probability', 'model'])),
    asTable: known('asTable', typeof from['asTable'] === 'boolean'),
    pins: restorePins(from['pins']),
    places: restorePlaces(from['places']),
    readLabels: known('readLabels', typeof from['readLabels'] === 'boolean'),
    attributionMethod: known('attributionMethod', isOneOf('attributionMethod', ATTRIBUTION_METHODS)),
    attributionTable: known('attributionTable', typeof from['attributionTable'] === 'boolean'),
    attributionPairs: known('attributionPairs', typeof from['attributionPairs'] === 'boolean'),
    trajectoryMark: known('trajectoryMark', isOneOf('trajectoryMark', TRAJECTORY_MARKS)),
    trajectoryNear: known('trajectoryNear', typeof from['trajectoryNear'] === 'boolean'),
    training: known('training', typeof from['training'] === 'string'),
    followTraining: known('followTraining', typeof from['followTraining'] === 'boolean'),
    sampleTemperature: known('sampleTemperature', Number.isFinite(from['sampleTemperature'])),
    areaOfUnit: known('areaOfUnit', typeof from['areaOfUnit'] === 'boolean'),
    seenComparison: known('seenComparison', Number.isFinite(from['seenComparison'])),
  };
}

function isZoom(value: unknown): boolean {
  return Number(value) >= 1 && Number(value) <= MOST_UNIT_ZOOM;
}

/** How far the picture of states, or that of differences, is enlarged: two choices. */
export function zoomChoice(ofDifference: boolean): 'unitZoom' | 'differenceZoom' {
  return ofDifference ? 'differenceZoom' : 'unitZoom';
}
