/**
 * The panel's one state and the pure function that changes it. Views read it and dispatch; they never talk to
 * each other. Who set the selection is part of it: what the editor chose is never sent back to the editor.
 */
import { directionCount, quantitiesOf, quantitySize } from '../../src/core/rnn/config.js';
import type { Direction, Quantity } from '../../src/core/rnn/config.js';
import { restorePins, togglePin, type Pins } from '../../src/core/views/pins.js';
import { isQuantity, rememberPlace, restorePlaces, type Places } from '../../src/core/views/places.js';
import type { StatePlace, UnitPlace } from '../../src/protocol/engine.js';
import type { PanelRun, PanelState } from '../../src/protocol/panel.js';

export type ViewName = 'tags' | 'probabilities' | 'states' | 'difference';
export type Zoom = 'overview' | 'small' | 'medium' | 'large';

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
  /** The comparison that was brought to the front when it began; people may have gone elsewhere since. */
  readonly seenComparison: number;
}

/** The selected token, and who chose it. */
export interface Selection {
  readonly token: number;
  /** A step that was chosen itself: one of the token's, or one that stands behind it. null: the token's own. */
  readonly step: number | null;
  readonly origin: 'panel' | 'editor';
}

/** A cell of the heatmap. */
export interface Cell {
  readonly step: number;
  readonly unit: number;
}

export interface State {
  /** null until the host's first word. */
  readonly panel: PanelState | null;
  /** Counts runs: what is cached of an older one is not shown. */
  readonly runNumber: number;
  readonly selection: Selection | null;
  /** Where the editor's cursor is; it may be told before the run it belongs to. */
  readonly editorToken: number | null;
  /** Transient, under the pointer. */
  readonly hover: Cell | null;
  /** The selected unit. */
  readonly unit: number;
  readonly choices: Choices;
}

export type Action =
  | { readonly type: 'panel'; readonly panel: PanelState }
  | { readonly type: 'select'; readonly token: number; readonly step?: number }
  | { readonly type: 'cursor'; readonly token: number | null }
  | { readonly type: 'hover'; readonly cell: Cell | null }
  | { readonly type: 'unit'; readonly unit: number }
  /** A unit was chosen outside the panel. */
  | { readonly type: 'showUnit'; readonly place: UnitPlace }
  /** Pins a unit of the shown layer and direction, or takes its pin away. */
  | { readonly type: 'pin'; readonly unit: number }
  | { readonly type: 'choose'; readonly choices: Partial<Choices> };

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
  seenComparison: 0,
};

const VIEWS: readonly unknown[] = ['tags', 'probabilities', 'states', 'difference'];
const ZOOMS: readonly unknown[] = ['overview', 'small', 'medium', 'large'];

/** Choices from what was saved by an earlier panel; whatever is missing or unknown takes its default. */
export function restoreChoices(saved: unknown): Choices {
  const from = (typeof saved === 'object' && saved !== null ? saved : {}) as Partial<Record<string, unknown>>;
  const known = <K extends keyof Choices>(key: K, valid: boolean) =>
    valid ? (from[key] as Choices[K]) : DEFAULT_CHOICES[key];
  return {
    view: known('view', VIEWS.includes(from['view'])),
    layer: known('layer', Number.isInteger(from['layer']) && Number(from['layer']) >= 0),
    direction: known('direction', from['direction'] === 'forward' || from['direction'] === 'backward'),
    quantity: known('quantity', isQuantity(from['quantity'])),
    zoom: known('zoom', ZOOMS.includes(from['zoom'])),
    classOrder: known('classOrder', from['classOrder'] === 'probability' || from['classOrder'] === 'model'),
    asTable: known('asTable', typeof from['asTable'] === 'boolean'),
    pins: restorePins(from['pins']),
    places: restorePlaces(from['places']),
    seenComparison: known('seenComparison', Number.isFinite(from['seenComparison'])),
  };
}

/** The state before the host has said anything. */
export function initialState(choices: Choices): State {
  return { panel: null, runNumber: 0, selection: null, editorToken: null, hover: null, unit: 0, choices };
}

/** The state after an action; the same object when nothing changes. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'panel':
      return withPanel(state, action.panel);
    case 'select':
      return select(state, action.token, 'panel', action.step ?? null);
    case 'cursor':
      return withCursor(state, action.token);
    case 'hover':
      return sameCell(state.hover, action.cell) ? state : { ...state, hover: action.cell };
    case 'unit':
      return fit({ ...state, unit: action.unit });
    case 'showUnit':
      return showUnit(state, action.place);
    case 'pin':
      return withPin(state, action.unit);
    case 'choose':
      return fit({ ...state, choices: { ...state.choices, ...action.choices }, hover: null });
  }
}

/** The view that is in front: that of differences only while there is a comparison. */
export function shownView({ choices, panel }: State): ViewName {
  return choices.view === 'difference' && !panel?.comparison ? 'states' : choices.view;
}

/** The layer, direction and quantity that are looked at. */
export function shownPlace({ choices: { layer, direction, quantity } }: State): StatePlace {
  return { layer, direction, quantity };
}

/** The selected unit where it is in the network. */
export function selectedPlace({ choices: { layer, direction, quantity }, unit }: State): UnitPlace {
  return { layer, direction, quantity, unit };
}

/** The pinned units of the shown layer and direction that the shown quantity has, in the order of their rows. */
export function pinnedUnits(state: State): readonly number[] {
  const rnn = state.panel?.run?.model.rnn;
  if (!rnn) return [];
  const units = quantitySize(rnn, state.choices.quantity);
  return (state.choices.pins[pinPlace(state)] ?? []).filter((unit) => unit < units);
}

function pinPlace({ panel, choices }: State): string {
  return `${panel?.run?.model.name} ${choices.layer} ${choices.direction}`;
}

function withPin(state: State, unit: number): State {
  if (!state.panel?.run) return state;
  const pins = togglePin(state.choices.pins, pinPlace(state), unit);
  return pins === state.choices.pins ? state : { ...state, choices: { ...state.choices, pins } };
}

function select(state: State, token: number, origin: Selection['origin'], step: number | null): State {
  const count = state.panel?.run?.tokenCount ?? 0;
  if (token < 0 || token >= count) return state;
  const old = state.selection;
  const same = old?.token === token && old.step === step && old.origin === origin;
  return same ? state : { ...state, selection: { token, step, origin } };
}

/** Between two tokens the selection stays where it was. */
function withCursor(state: State, token: number | null): State {
  const next = state.editorToken === token ? state : { ...state, editorToken: token };
  return token === null ? next : select(next, token, 'editor', null);
}

function withPanel(state: State, panel: PanelState): State {
  const before = state.panel?.run ?? null;
  const changed = runIdentity(before) !== runIdentity(panel.run);
  const runNumber = state.runNumber + (changed ? 1 : 0);
  const next = { ...state, panel, runNumber, hover: changed ? null : state.hover };
  const otherDocument = before?.documentUri !== panel.run?.documentUri;
  // Steps of another model, or of a text with other tokens, are others.
  const old = changed && state.selection ? { ...state.selection, step: null } : state.selection;
  const start: Selection = { token: state.editorToken ?? 0, step: null, origin: 'editor' };
  const followed = fit({
    ...next,
    selection: cutSelection((otherDocument ? null : old) ?? start, panel.run),
    choices: withComparison(asLeft(state.choices, before, panel.run), panel),
  });
  // A page that opens on a coloured text shows the unit that colours it.
  return state.panel === null && panel.coloured ? showUnit(followed, panel.coloured) : followed;
}

function showUnit(state: State, { unit, ...place }: UnitPlace): State {
  return fit({ ...state, unit, choices: { ...state.choices, ...place }, hover: null });
}

/** In another model people are where they were in it; in one they never saw, where they are now. */
function asLeft(choices: Choices, before: PanelRun | null, run: PanelRun | null): Choices {
  if (!run || before?.model.name === run.model.name) return choices;
  return { ...choices, ...choices.places[run.model.name] };
}

/** A comparison that begins is what people want to see. */
function withComparison(choices: Choices, { comparison }: PanelState): Choices {
  if (!comparison || comparison.id === choices.seenComparison) return choices;
  return { ...choices, view: 'difference', seenComparison: comparison.id };
}

/** What is cached of a run is good until it knows its tokens or is complete; progress and staleness change nothing. */
function runIdentity(run: PanelRun | null): string {
  if (!run) return '';
  return JSON.stringify([run.runId, run.tokenCount, run.stepCount, run.segmentCount, run.shapes !== null]);
}

function cutSelection(selection: Selection, run: PanelRun | null): Selection | null {
  if (!run) return null;
  // A run that starts has no tokens for a moment: the selection outlives that.
  if (run.tokenCount === 0) return selection;
  const last = run.tokenCount - 1;
  return selection.token <= last ? selection : { ...selection, token: last };
}

/** Layer, direction, quantity and unit are always ones the model has, and are remembered for it. */
function fit(state: State): State {
  if (!state.panel?.run) return state;
  const { rnn, name } = state.panel.run.model;
  const { layer, direction, quantity } = state.choices;
  const place = {
    layer: Math.min(layer, rnn.layers - 1),
    direction: directionCount(rnn) === 2 ? direction : 'forward',
    quantity: quantitiesOf(rnn.cell).includes(quantity) ? quantity : 'h',
  } as const;
  const places = rememberPlace(state.choices.places, name, place);
  // The same object where nothing changed: others are saved.
  const choices =
    places === state.choices.places && isAt(state.choices, place)
      ? state.choices
      : { ...state.choices, ...place, places };
  const units = quantitySize(rnn, choices.quantity);
  return { ...state, choices, unit: Math.max(0, Math.min(state.unit, units - 1)) };
}

function isAt(choices: Choices, { layer, direction, quantity }: StatePlace): boolean {
  return choices.layer === layer && choices.direction === direction && choices.quantity === quantity;
}

function sameCell(a: Cell | null, b: Cell | null): boolean {
  return a === b || (a !== null && b !== null && a.step === b.step && a.unit === b.unit);
}

export type Listener = (state: State, before: State) => void;

/** Holds the state and tells everyone who subscribed when it changed. */
export class Store {
  private readonly listeners = new Set<Listener>();

  constructor(private current: State) {}

  get state(): State {
    return this.current;
  }

  /** Applies an action; listeners run only if the state changed. */
  dispatch(action: Action): void {
    const before = this.current;
    this.current = reduce(before, action);
    if (this.current === before) return;
    for (const listener of this.listeners) listener(this.current, before);
  }

  subscribe(listener: Listener): void {
    this.listeners.add(listener);
  }
}
