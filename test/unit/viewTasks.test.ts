import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sigmoid } from '../../src/core/math/matrix.js';
import { cellOf } from '../../src/core/rnn/cell.js';
import { gateCount, type CellKind, type RnnConfig } from '../../src/core/rnn/config.js';
import { cellEquation, type EquationPlace, type UnitValues } from '../../src/core/views/equation.js';
import { formatBits, formatValue, shownText, visibleSymbol } from '../../src/core/views/format.js';
import { bodyTop, layoutRows, unitRowHeight } from '../../src/core/views/geometry.js';
import { restorePins, togglePin, type Pins } from '../../src/core/views/pins.js';
import { surprisalBits } from '../../src/core/views/probabilities.js';
import { stepsAreTokens, stepsOfRun, tokenKind } from '../../src/core/views/task.js';

const network = (cell: CellKind, others: Partial<RnnConfig> = {}): RnnConfig => ({
  ...{ cell, inputSize: 1, hiddenSize: 1, projSize: 0, layers: 1, bidirectional: false, bias: true },
  ...others,
});

/** One step of one unit, by the cells that the engine runs. */
function step(cell: CellKind, a: readonly number[], hPrev: number, cPrev: number): UnitValues {
  const gates = new Float64Array(gateCount(cell));
  const [c, h] = [new Float64Array(1), new Float64Array(1)];
  const b = new Float64Array(gateCount(cell));
  const views = { a: Float64Array.from(a), b, hPrev: Float64Array.of(hPrev), cPrev: Float64Array.of(cPrev) };
  cellOf(network(cell)).forward(1, { ...views, gates, c, h });
  const names = cell === 'LSTM' ? ['i', 'f', 'g', 'o'] : cell === 'GRU' ? ['r', 'z', 'n'] : [];
  const named = Object.fromEntries(names.map((name, index) => [name, gates[index]]));
  return { ...named, h: h[0], ...(cell === 'LSTM' ? { c: c[0] } : {}) };
}

const place = (cell: CellKind, now: UnitValues, before: UnitValues | null): EquationPlace => ({
  rnn: network(cell),
  direction: 'forward',
  now,
  before,
});

test("an LSTM's equations are written with the five numbers, and what they name is the sum", () => {
  const now = step('LSTM', [0.4, 1.2, -0.6, 0.9], 0, 0.5);
  const { lines, note } = cellEquation(place('LSTM', now, { c: 0.5 }));
  const [i, f, g, o] = [sigmoid(0.4), sigmoid(1.2), Math.tanh(-0.6), sigmoid(0.9)];
  assert.equal(lines[0].symbols, 'cₜ = f·cₜ₋₁ + i·g');
  assert.equal(
    lines[0].numbers,
    `= ${f.toFixed(3)}·0.500 + ${i.toFixed(3)}·(${formatValue(g)}) = ${formatValue(f * 0.5 + i * g)}`,
  );
  assert.deepEqual(lines[1], {
    symbols: 'hₜ = o·tanh(cₜ)',
    numbers: `= ${o.toFixed(3)}·tanh(${formatValue(now.c!)}) = ${formatValue(now.h!)}`,
  });
  assert.equal(note, null);
});

test('a GRU mixes the candidate and the state before; backwards that is the step to the right', () => {
  const now = step('GRU', [0.3, -0.5, 0.8], -0.2, 0);
  const { lines } = cellEquation({ ...place('GRU', now, { h: -0.2 }), direction: 'backward' });
  const [z, n] = [sigmoid(-0.5), Math.tanh(0.8)];
  assert.equal(lines[1].symbols, 'hₜ = (1 − z)·n + z·hₜ₊₁');
  assert.equal(
    lines[1].numbers,
    `= ${(1 - z).toFixed(3)}·${n.toFixed(3)} + ${z.toFixed(3)}·(−0.200) = ${formatValue((1 - z) * n - z * 0.2)}`,
  );
});

test('the plain cells say what the nonlinearity was taken of', () => {
  const numbers = (cell: CellKind, h: number) => cellEquation(place(cell, { h }, { h: 0 })).lines[0].numbers;
  assert.equal(numbers('RNN_TANH', Math.tanh(0.25)), '= tanh(0.250) = 0.245');
  assert.equal(numbers('RNN_TANH', -1), '= tanh(< −7) = −1.000');
  assert.equal(numbers('RNN_RELU', 2.5), '= ReLU(2.500) = 2.500');
  assert.equal(numbers('RNN_RELU', 0), '= ReLU(≤ 0) = 0.000');
  assert.deepEqual(cellEquation(place('RNN_TANH', { h: 0 }, null)).note, {
    kind: 'zeroUnless',
    name: 'hₜ₋₁',
  });
});

test('a first step starts from 0, or from what the equation implies if the run went on from a state', () => {
  const fresh = cellEquation(place('LSTM', step('LSTM', [0.4, 1.2, -0.6, 0.9], 0, 0), null));
  assert.match(fresh.lines[0].numbers, /·0\.000 \+/);
  assert.deepEqual(fresh.note, { kind: 'zero', name: 'cₜ₋₁' });
  const continued = cellEquation(place('LSTM', step('LSTM', [0.4, 1.2, -0.6, 0.9], 0, 0.75), null));
  assert.match(continued.lines[0].numbers, /·0\.750 \+/);
  assert.deepEqual(continued.note, { kind: 'continued', name: 'cₜ₋₁' });
  const gru = cellEquation(place('GRU', step('GRU', [0.3, -0.5, 0.8], 0.4, 0), null));
  assert.match(gru.lines[1].numbers, /·0\.400 =/);
});

test('what is still loading is an ellipsis, and a projected h has no numbers of one unit', () => {
  assert.match(cellEquation(place('LSTM', {}, {})).lines[0].numbers, /^= …·… \+ …·… = …$/);
  const now = step('LSTM', [0.4, 1.2, -0.6, 0.9], 0, 0.5);
  const { lines } = cellEquation({
    ...place('LSTM', now, { c: 0.5 }),
    rnn: network('LSTM', { projSize: 1 }),
  });
  assert.equal(lines[1].symbols, 'hₜ = W_hr (o ⊙ tanh(cₜ))');
  assert.match(lines[1].numbers, new RegExp(`= ${formatValue(now.o! * Math.tanh(now.c!))}$`));
  assert.deepEqual(
    lines.map(({ share }) => share),
    [undefined, 'o·tanh(cₜ)'],
  );
});

test('any numbers make an equation', () => {
  const value = fc.double({ min: -1e6, max: 1e6 });
  const values = fc.record({
    h: value,
    c: value,
    i: value,
    f: value,
    g: value,
    o: value,
    r: value,
    z: value,
    n: value,
  });
  const cells = fc.constantFrom<CellKind>('RNN_TANH', 'RNN_RELU', 'GRU', 'LSTM');
  fc.assert(
    fc.property(cells, values, fc.option(values), (cell, now, before) => {
      for (const { symbols, numbers } of cellEquation(place(cell, now, before)).lines)
        assert.ok(symbols.length > 0 && !/NaN|Infinity|undefined/.test(numbers), numbers);
    }),
  );
});

test('a symbol that stands alone is seen, a line of numbers keeps its spaces', () => {
  assert.deepEqual([' ', '\n', '\r\n', '\t', '', 'a', '한'].map(visibleSymbol), [
    '␣',
    '↵',
    '↵',
    '⇥',
    '∅',
    'a',
    '한',
  ]);
  assert.equal(shownText('0.5 -1.0', 'lines'), '0.5 -1.0');
  assert.equal(shownText('New York', 'english'), 'New·York');
  assert.equal(shownText(' ', 'characters'), '␣');
});

test('surprisal: one bit a halving, none for the certain', () => {
  assert.deepEqual([1, 0.5, 0.25].map(surprisalBits), [0, 1, 2]);
  assert.deepEqual([0, 1.5, NaN].map(formatBits), ['0.00', '1.50', '…']);
  assert.ok(Number.isNaN(surprisalBits(NaN)));
});

test('surprisal of what single precision tells as 0 is finite, and the same everywhere', () => {
  const least = 2 ** -149;
  assert.equal(Math.fround(least), least);
  assert.equal(Math.fround(least / 2), 0);
  assert.deepEqual([0, least, Number.MIN_VALUE].map(surprisalBits), [149, 149, 149]);
  assert.equal(surprisalBits(2 * least), 148);
  assert.equal(formatBits(surprisalBits(0)), '≥149');
});

test('steps are tokens unless their numbers differ; a character model says only at its end', () => {
  const run = (input: 'words' | 'characters', tokenCount: number, stepCount: number) => ({
    tokenCount,
    stepCount,
    model: { input },
  });
  const facts = [
    run('words', 9, 0),
    run('characters', 9, 0),
    run('characters', 9, 30),
    run('characters', 9, 9),
  ];
  assert.deepEqual(facts.map(stepsAreTokens), [true, false, false, true]);
  assert.deepEqual(facts.map(stepsOfRun), [9, 0, 30, 9]);
  assert.deepEqual((['characters', 'lines', 'korean'] as const).map(tokenKind), [
    'character',
    'line',
    'token',
  ]);
});

test('pinning is undone by pinning again, keeps the order, and forgets the places used longest ago', () => {
  let pins: Pins = {};
  for (let place = 0; place < 60; place++) pins = togglePin(pins, `model ${place}`, place);
  assert.equal(Object.keys(pins).length, 40);
  assert.deepEqual(pins['model 59'], [59]);
  assert.equal(pins['model 0'], undefined);
  assert.deepEqual(togglePin(togglePin({ a: [1, 2] }, 'a', 3), 'a', 3), { a: [1, 2] });
  assert.deepEqual(togglePin({ a: [1] }, 'a', 1), {});
  assert.deepEqual(restorePins({ a: [1, 2], b: [-1], c: [1, 1], d: 'x', e: [0, 1, 2, 3, 4, 5] }), {
    a: [1, 2],
  });
  assert.deepEqual([restorePins(null), restorePins(3)], [{}, {}]);
});

test('rows of single units stand between text and texture, as high as there is room', () => {
  const lines = [19, 3].map((unit) => ({ direction: 'forward' as const, unit }));
  const blocks = [{ direction: 'forward' as const, units: 64, order: null }];
  const content = { height: 300, rulerPx: 26, lines, blocks, zoom: 1, offsetY: 0 };
  const { rows } = layoutRows(content);
  assert.deepEqual(
    rows.map(({ unit, top, height }) => [unit, top, height]),
    [
      [19, 26, 21],
      [3, 47, 21],
    ],
  );
  assert.equal(bodyTop(content), 26 + 2 * 21 + 8);
  assert.deepEqual([100, 300, 900].map(unitRowHeight), [18, 21, 40]);
});
