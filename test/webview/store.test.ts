import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UnitPlace } from '../../src/protocol/engine.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import { DEFAULT_CHOICES, restoreChoices as restoreFrom } from '../../webview/state/choices.js';
import { leftAt, restoreLeft } from '../../webview/state/left.js';
import { pinnedUnits, selectedPlace } from '../../webview/state/place.js';
import { reduce } from '../../webview/state/reduce.js';
import { initialState, Store, type Action, type State } from '../../webview/state/store.js';
import { fakeRun } from './fakeModel.js';

const restoreChoices = (saved: unknown) =>
  restoreFrom(saved, ['tags', 'probabilities', 'states', 'difference']);
const panel = (run: PanelRun | null, coloured: UnitPlace | null = null): Action => ({
  type: 'panel',
  panel: {
    run,
    activeUri: 'file:///a.txt',
    activeDocument: 'visitor.txt',
    problem: null,
    coloured,
    comparison: null,
    start: null,
  },
});
const after = (...actions: Action[]): State => actions.reduce(reduce, initialState(DEFAULT_CHOICES));
const run = fakeRun(100, 'LSTM');

test('progress and staleness keep the run, other texts and its completion make a new one', () => {
  const started = { ...run, shapes: null, taggedCount: 10 };
  const numbers = [
    started,
    { ...started, taggedCount: 50 },
    { ...started, stale: true },
    run,
    { ...run, stale: true },
    { ...run, runId: 2 },
  ].map((_, index, all) => after(...all.slice(0, index + 1).map((each) => panel(each))).runNumber);
  assert.deepEqual(numbers, [1, 1, 1, 2, 2, 3]);
});

test('a page that opens on a coloured text shows the unit that colours it, a page that is open stays where it is', () => {
  const coloured: UnitPlace = { layer: 1, direction: 'backward', quantity: 'c', unit: 3 };
  assert.deepEqual(selectedPlace(after(panel(run, coloured))), coloured);
  const place = selectedPlace(after(panel(run)));
  assert.notDeepEqual(place, coloured);
  assert.deepEqual(selectedPlace(after(panel(run), panel(run, coloured))), place);
});

test('a page that is loaded anew is where people were, unless they are in another document or moved the cursor', () => {
  const before = after(panel(run), { type: 'cursor', token: 3 }, { type: 'select', token: 20 });
  const at = leftAt(reduce(before, { type: 'unit', unit: 7 }));
  assert.deepEqual(at, { uri: run.documentUri, token: 20, unit: 7, cursor: 3 });
  // The cursor that the panel sent there itself is known, too.
  const sent = reduce(before, { type: 'select', token: 9, revealed: true });
  assert.equal(leftAt(reduce(sent, { type: 'select', token: 10 }))?.cursor, 9);
  const left = restoreLeft(JSON.parse(JSON.stringify({ left: at })));
  const next = (...actions: Action[]) => actions.reduce(reduce, initialState(DEFAULT_CHOICES, left));
  const place = ({ selection, unit }: State) => [selection?.token, unit];
  const cursor = (token: number | null): Action => ({ type: 'cursor', token });
  // Shown again.
  assert.deepEqual(place(next(panel(run), cursor(3))), [20, 7]);
  assert.deepEqual(place(next(panel(run), cursor(4))), [4, 7]);
  assert.deepEqual(place(next(panel(run), cursor(3), cursor(3))), [20, 7], 'it is told again, not moved');
  assert.deepEqual(
    place(next(panel(run), cursor(3), cursor(4), cursor(3))),
    [3, 7],
    'it came to it by itself',
  );
  // In a window that was loaded again, tags come later.
  const started = { ...run, tokenCount: 0 };
  assert.deepEqual(place(next(panel(null), cursor(null), panel(started), panel(run))), [20, 7]);
  assert.deepEqual(leftAt(next(panel(null), cursor(null))), left, 'until then it is kept');
  assert.deepEqual(
    place(next(panel(null), cursor(null), panel(run), cursor(3))),
    [20, 7],
    'told once it is read',
  );
  assert.deepEqual(place(next(panel(null), cursor(null), panel(run), cursor(5))), [5, 7]);
  const other = { ...run, documentUri: 'file:///other.txt' };
  assert.deepEqual(place(next(panel(other), panel(run))), [0, 0]);
  for (const saved of [null, 7, {}, { left: { uri: 1 } }, { left: { uri: 'a', token: -1, unit: 0 } }])
    assert.equal(restoreLeft(saved), null);
});

test('the selection says who made it, stays in the document, and outlives a run that starts', () => {
  assert.deepEqual(after(panel(run)).selection, { token: 0, step: null, origin: 'editor' });
  assert.deepEqual(after(panel(run), { type: 'select', token: 7 }).selection, {
    token: 7,
    step: null,
    origin: 'panel',
  });
  assert.deepEqual(after(panel(run), { type: 'cursor', token: 7 }).selection, {
    token: 7,
    step: null,
    origin: 'editor',
  });
  assert.deepEqual(after(panel(run), { type: 'select', token: 100 }).selection, {
    token: 0,
    step: null,
    origin: 'editor',
  });
  const shorter = { ...run, tokenCount: 5 };
  assert.equal(after(panel(run), { type: 'select', token: 7 }, panel(shorter)).selection?.token, 4);
  const starting = { ...run, tokenCount: 0, runId: 2, shapes: null };
  assert.equal(
    after(panel(run), { type: 'select', token: 7 }, panel(starting), panel(run)).selection?.token,
    7,
  );
  assert.equal(after({ type: 'cursor', token: 9 }, panel(run)).selection?.token, 9);
  assert.equal(after(panel(run), panel(null)).selection, null);
});

test('another document of the same name starts with a selection of its own, a new run of the same one does not', () => {
  const selected: Action[] = [panel(run), { type: 'select', token: 7 }];
  const again = { ...run, runId: 2 };
  assert.equal(after(...selected, panel(again)).selection?.token, 7);
  const other = { ...again, documentUri: 'file:///other/visitor.txt' };
  assert.equal(after(...selected, panel(other)).selection?.token, 0);
});

test('layer, direction, quantity and unit are cut to what the model has', () => {
  const plain = fakeRun(10, 'RNN_TANH');
  const small = { ...plain.model.rnn, layers: 1, bidirectional: false, hiddenSize: 8 };
  const all: Action = { type: 'choose', choices: { layer: 3, direction: 'backward', quantity: 'c' } };
  const state = after(panel(run), all, { type: 'unit', unit: 60 });
  assert.deepEqual([state.choices.layer, state.choices.quantity, state.unit], [1, 'c', 60]);
  const cut = reduce(state, panel({ ...plain, model: { ...plain.model, rnn: small } }));
  assert.deepEqual(
    [cut.choices.layer, cut.choices.direction, cut.choices.quantity, cut.unit],
    [0, 'forward', 'h', 7],
  );
});

test('each model is as it was left: layer, direction and quantity, also in a panel that is made anew', () => {
  const small = fakeRun(10, 'RNN_TANH');
  const rnn = { ...small.model.rnn, layers: 1, bidirectional: false, hiddenSize: 8 };
  const other = {
    ...small,
    runId: 9,
    documentUri: 'file:///other',
    model: { ...small.model, name: 'other', rnn },
  };
  const choose: Action = { type: 'choose', choices: { layer: 1, direction: 'backward', quantity: 'c' } };
  const place = ({ choices: { layer, direction, quantity } }: State) => [layer, direction, quantity];
  const left = after(panel(run), choose, panel(other));
  assert.deepEqual(place(left), [0, 'forward', 'h']);
  assert.deepEqual(place(reduce(left, panel(run))), [1, 'backward', 'c']);
  // A document without tags in between.
  assert.deepEqual(place([panel(null), panel(run)].reduce(reduce, left)), [1, 'backward', 'c']);
  const restored = initialState(restoreChoices(JSON.parse(JSON.stringify(left.choices))));
  assert.deepEqual(place(reduce(restored, panel(run))), [1, 'backward', 'c']);
  assert.deepEqual(place(reduce(restored, panel(other))), [0, 'forward', 'h']);
});

test('choices that nothing changed are the same object, so that they are not saved with every edit', () => {
  const state = after(panel(run));
  assert.equal(reduce(state, panel({ ...run, revision: 9 })).choices, state.choices);
});

test('whatever was saved, choices are valid', () => {
  for (const saved of [
    undefined,
    null,
    3,
    'x',
    [],
    { view: 'none', layer: -1, quantity: 'q', zoom: 4, asTable: 'yes', pins: [[1], 2] },
    { places: { a: 1, b: null, c: { layer: 0, direction: 'up', quantity: 'h' }, d: { layer: 0.5 } } },
    { pins: { a: [1, -1], b: [1, 1], c: [1, 2, 3, 4, 5, 6], d: 'x', e: [0.5] } },
  ]) {
    assert.deepEqual(restoreChoices(saved), DEFAULT_CHOICES);
  }
  assert.equal(restoreChoices({ ...DEFAULT_CHOICES, quantity: 'z' }).quantity, 'z');
});

test('a chosen step is kept with its token, until the editor chooses or another run arrives', () => {
  const stepped: Action[] = [panel(run), { type: 'select', token: 7, step: 20 }];
  assert.deepEqual(after(...stepped).selection, { token: 7, step: 20, origin: 'panel' });
  assert.equal(after(...stepped, panel({ ...run, stale: true })).selection?.step, 20);
  assert.equal(after(...stepped, { type: 'cursor', token: 7 }).selection?.step, null);
  assert.deepEqual(after(...stepped, panel({ ...run, runId: 2 })).selection, {
    token: 7,
    step: null,
    origin: 'panel',
  });
});

test('pins belong to a model, layer and direction; a sixth is refused, and a second press unpins', () => {
  const pin = (unit: number): Action => ({ type: 'pin', unit });
  const state = after(panel(run), ...[19, 3, 40, 5, 6].map(pin));
  assert.deepEqual(pinnedUnits(state), [19, 3, 40, 5, 6]);
  assert.equal(reduce(state, pin(7)), state);
  assert.deepEqual(pinnedUnits(reduce(state, pin(3))), [19, 40, 5, 6]);
  const above = reduce(state, { type: 'choose', choices: { layer: 1 } });
  assert.deepEqual(pinnedUnits(above), []);
  assert.deepEqual(
    pinnedUnits(reduce(reduce(above, pin(8)), { type: 'choose', choices: { layer: 0 } })).length,
    5,
  );
  const small = { ...run.model, rnn: { ...run.model.rnn, hiddenSize: 10 } };
  assert.deepEqual(pinnedUnits(reduce(state, panel({ ...run, model: small }))), [3, 5, 6]);
  assert.deepEqual(restoreChoices(JSON.parse(JSON.stringify(state.choices))).pins, state.choices.pins);
});

test('listeners hear changes, and nothing when nothing changed', () => {
  const store = new Store(after(panel(run)));
  let heard = 0;
  store.subscribe(() => heard++);
  store.dispatch({ type: 'hover', cell: { step: 1, unit: 2 } });
  store.dispatch({ type: 'hover', cell: { step: 1, unit: 2 } });
  store.dispatch({ type: 'select', token: -1 });
  assert.equal(heard, 1);
});
