/** The pure function that changes the panel's state. */
import { directionsOf, quantitiesOf, quantitySize, type Direction } from '../../src/core/rnn/config.js';
import { togglePin } from '../../src/core/views/pins.js';
import { rememberPlace } from '../../src/core/views/places.js';
import type { StatePlace, UnitPlace } from '../../src/protocol/engine.js';
import type { PanelRun, PanelState } from '../../src/protocol/panel.js';
import type { Choices } from './choices.js';
import { pinPlace } from './place.js';
import type { Action, Cell, Selection, State } from './store.js';

/** The state after an action; the same object when nothing changes. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'panel':
      return withPanel(state, action.panel);
    case 'select':
      return select(withReveal(state, action), action.token, 'panel', action.step ?? null);
    case 'cursor':
      return withStretch(withCursor(state, action.token), action.stretch);
    case 'stretch':
      return withStretch(state, action.stretch);
    case 'hover':
      return sameCell(state.hover, action.cell) ? state : { ...state, hover: action.cell };
    case 'unit':
      return withUnit(state, action.unit, action.direction ?? state.choices.direction);
    case 'showUnit':
      return showUnit(state, action.place);
    case 'unitNames':
      return { ...state, unitNames: action.unitNames };
    case 'trainings':
      return { ...state, trainings: action.trainings };
    case 'pin':
      return withPin(state, action.unit, action.direction ?? state.choices.direction);
    case 'choose':
      return fit({ ...state, choices: { ...state.choices, ...action.choices }, hover: null });
  }
}

function withUnit(state: State, unit: number, direction: Direction): State {
  if (direction === state.choices.direction) return fit({ ...state, unit });
  return fit({ ...state, unit, choices: { ...state.choices, direction }, hover: null });
}

function withPin(state: State, unit: number, direction: Direction): State {
  if (!state.panel?.run) return state;
  const pins = togglePin(state.choices.pins, pinPlace(state, direction), unit);
  return pins === state.choices.pins ? state : { ...state, choices: { ...state.choices, pins } };
}

/** Where the cursor is that the panel itself sends somewhere, it is not told. */
function withReveal(state: State, { token, revealed }: { token: number; revealed?: boolean }): State {
  if (!revealed) return state;
  // There it selects the token, and nothing else any more.
  const alone = withStretch(state, null);
  return alone.editorToken !== token ? { ...alone, editorToken: token } : alone;
}

function select(state: State, token: number, origin: Selection['origin'], step: number | null): State {
  const count = state.panel?.run?.tokenCount ?? 0;
  if (token < 0 || token >= count) return state;
  const old = state.selection;
  const same = old?.token === token && old.step === step && old.origin === origin;
  return same ? state : { ...state, selection: { token, step, origin } };
}

/** Between two tokens the selection stays where it was, and where the cursor is as a page before this one left it. */
function withCursor(state: State, token: number | null): State {
  const { editorToken } = state;
  // It may be told more than once, and not at all before the text is read.
  const leftCursor = token === null || token === state.leftCursor ? state.leftCursor : null;
  const isSame = editorToken === token && leftCursor === state.leftCursor;
  const next = isSame ? state : { ...state, editorToken: token, leftCursor };
  return token === null || token === leftCursor ? next : select(next, token, 'editor', null);
}

/** Nothing is said of a stretch where it is left out. */
function withStretch(state: State, stretch: State['stretch'] | undefined): State {
  return stretch === undefined || String(state.stretch) === String(stretch) ? state : { ...state, stretch };
}

function withPanel(state: State, panel: PanelState): State {
  const before = state.panel?.run ?? null;
  const changed = runIdentity(before) !== runIdentity(panel.run);
  const runNumber = state.runNumber + (changed ? 1 : 0);
  const kept = changed ? { hover: null, stretch: null } : {};
  const next = { ...state, panel, runNumber, ...kept };
  const otherDocument = before?.documentUri !== panel.run?.documentUri;
  // Steps of another model, or of a text with other tokens, are others.
  const old = changed && state.selection ? { ...state.selection, step: null } : state.selection;
  const left = panel.run && state.left?.uri === panel.run.documentUri ? state.left : null;
  const start: Selection = left
    ? { token: left.token, step: null, origin: 'panel' }
    : { token: state.editorToken ?? 0, step: null, origin: 'editor' };
  const followed = fit({
    ...next,
    unit: left?.unit ?? state.unit,
    left: panel.run ? null : state.left,
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
  const shown = Math.min(layer, rnn.layers - 1);
  const directions = directionsOf(rnn, shown);
  const place = {
    layer: shown,
    direction: directions.includes(direction) ? direction : directions[0],
    quantity: quantitiesOf(rnn.cell).includes(quantity) ? quantity : 'h',
  } as const;
  const places = rememberPlace(state.choices.places, name, place);
  // The same object where nothing changed: others are saved.
  const choices =
    places === state.choices.places && isAt(state.choices, place)
      ? state.choices
      : { ...state.choices, ...place, places };
  const units = quantitySize(rnn, choices.quantity, choices);
  return { ...state, choices, unit: Math.max(0, Math.min(state.unit, units - 1)) };
}

function isAt(choices: Choices, { layer, direction, quantity }: StatePlace): boolean {
  return choices.layer === layer && choices.direction === direction && choices.quantity === quantity;
}

function sameCell(a: Cell | null, b: Cell | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  return a.step === b.step && a.unit === b.unit && a.direction === b.direction;
}
