import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CellKind, RnnConfig } from '../../src/core/rnn/config.js';
import { buildLut, haloOn, inkOn, mix, parseColor, SCALE_ENDS } from '../../src/core/views/colors.js';
import {
  abbreviate,
  formatCell,
  formatCount,
  formatProbability,
  formatShape,
  formatValue,
  visibleText,
} from '../../src/core/views/format.js';
import { columnsAt } from '../../src/core/views/columns.js';
import {
  bodyLength,
  bodyTop,
  cellAt,
  labelledRows,
  layoutRows,
  stepX,
  unitAt,
  unitRowHeight,
  unitY,
  visibleRows,
  visibleSteps,
  type Geometry,
} from '../../src/core/views/geometry.js';
import { columnValue, magnitudeRank, paintTile, unitsByMagnitude } from '../../src/core/views/heatmap.js';
import { pageRange, pagesFor, statePageSteps } from '../../src/core/views/pages.js';
import { entropyBits, probabilitySum, rankClasses } from '../../src/core/views/probabilities.js';
import { lutIndex, LUT_STEPS, scaleOf, shownValue } from '../../src/core/views/scales.js';

const rnn = (cell: CellKind, projSize = 0): RnnConfig => ({
  cell,
  inputSize: 8,
  hiddenSize: 4,
  projSize,
  layers: 1,
  bidirectional: false,
  bias: true,
});

test('states are diverging, gates sequential, and only what the equations bound has a fixed scale', () => {
  const scales = (cell: CellKind, ...quantities: Parameters<typeof scaleOf>[1][]) =>
    quantities.map((quantity) => scaleOf(rnn(cell), quantity, 9).kind);
  assert.deepEqual(scales('LSTM', 'h', 'c', 'g'), ['diverging', 'diverging', 'diverging']);
  assert.deepEqual(scales('LSTM', 'i', 'f', 'o'), ['sequential', 'sequential', 'sequential']);
  assert.deepEqual(scales('GRU', 'h', 'r', 'z', 'n'), ['diverging', 'sequential', 'sequential', 'diverging']);
  assert.deepEqual(scaleOf(rnn('LSTM'), 'c', 9), { kind: 'diverging', limit: 1, fixed: true });
  assert.deepEqual(scaleOf(rnn('RNN_RELU'), 'h', 9), { kind: 'sequential', limit: 9, fixed: false });
  // A projected h is a linear map of o · tanh(c): nothing bounds it.
  assert.deepEqual(scaleOf(rnn('LSTM', 2), 'h', 3), { kind: 'diverging', limit: 3, fixed: false });
  assert.equal(shownValue('c', 2), Math.tanh(2));
  assert.equal(shownValue('h', 0.5), 0.5);
});

test('the ends and the middle of a scale are exact colours, and values beyond it take the end', () => {
  const neutral = [31, 31, 31] as const;
  const colors = { ...SCALE_ENDS.dark, neutral };
  const lut = buildLut('diverging', colors);
  const at = (index: number) => [...lut.subarray(index * 4, index * 4 + 3)];
  const scale = scaleOf(rnn('LSTM'), 'h', 0);
  assert.equal(lut.length, LUT_STEPS * 4);
  assert.deepEqual(at(lutIndex(scale, 0)), [...neutral]);
  assert.deepEqual(at(lutIndex(scale, -1)), [...colors.negative]);
  assert.deepEqual(at(lutIndex(scale, 1)), [...colors.positive]);
  assert.deepEqual(at(lutIndex(scale, 7)), [...colors.positive]);
  const gates = buildLut('sequential', colors);
  assert.deepEqual([...gates.subarray(0, 3)], [...neutral]);
  assert.deepEqual(mix([0, 0, 0], [255, 255, 255], 1), [255, 255, 255]);
});

test('colours of themes are read in every form VS Code writes them', () => {
  assert.deepEqual(parseColor('#fff'), [255, 255, 255]);
  assert.deepEqual(parseColor(' #1f1f1f '), [31, 31, 31]);
  assert.deepEqual(parseColor('#1f1f1f80'), [31, 31, 31]);
  assert.deepEqual(parseColor('rgba(1, 2, 3, 0.5)'), [1, 2, 3]);
  assert.deepEqual(parseColor('rgb(1 2 3)'), [1, 2, 3]);
  assert.equal(parseColor('transparent'), null);
});

test('a tile has one pixel a cell, rows are units, and what is not loaded is transparent', () => {
  const values = [Float32Array.of(-1, 0, 1), null, Float32Array.of(1, 1, 1)];
  const scale = scaleOf(rnn('LSTM'), 'h', 0);
  const lut = buildLut('diverging', { negative: [1, 0, 0], neutral: [2, 0, 0], positive: [3, 0, 0] });
  const place = { fromStep: 0, columns: 3, stepsPerColumn: 1 };
  const tile = { fromRow: 1, rows: 2, rowsEach: 1, unitOf: (row: number) => row, ...place };
  const pixels = paintTile(tile, (token) => values[token], 'h', scale, lut);
  const red = Array.from({ length: 6 }, (_, at) => pixels[at * 4]);
  const alpha = Array.from({ length: 6 }, (_, at) => pixels[at * 4 + 3]);
  assert.deepEqual(red, [2, 0, 3, 3, 0, 3]);
  assert.deepEqual(alpha, [255, 0, 255, 255, 0, 255]);
});

test('rows are units in an order, and where several share a pixel the strongest of them is its value', () => {
  const scale = scaleOf(rnn('LSTM'), 'h', 0);
  const lut = buildLut('diverging', { negative: [1, 0, 0], neutral: [2, 0, 0], positive: [3, 0, 0] });
  const place = { fromStep: 0, columns: 1, stepsPerColumn: 1 };
  const red = (values: Float32Array, rowsEach: number) => {
    const tile = { fromRow: 0, rows: 3, rowsEach, unitOf: (row: number) => [2, 0, 1][row], ...place };
    return [...paintTile(tile, () => values, 'h', scale, lut)].filter((_, at) => at % 4 === 0);
  };
  assert.deepEqual(red(Float32Array.of(-1, 0, 1), 1), [3, 1, 2]);
  assert.deepEqual(red(Float32Array.of(-1, 0, 0.2), 2), [1, 2]);
});

test('where steps share a column, the value with the largest magnitude keeps its sign', () => {
  const scale = scaleOf(rnn('LSTM'), 'h', 0);
  const lut = buildLut('diverging', { negative: [1, 0, 0], neutral: [2, 0, 0], positive: [3, 0, 0] });
  const steps = [Float32Array.of(0.2, -1), Float32Array.of(-1, 0.5), null, Float32Array.of(1, 0), null, null];
  const place = { fromStep: 0, columns: 3, stepsPerColumn: 2 };
  const tile = { fromRow: 0, rows: 2, rowsEach: 1, unitOf: (row: number) => row, ...place };
  const pixels = paintTile(tile, (step) => steps[step], 'h', scale, lut);
  const red = Array.from({ length: 6 }, (_, at) => pixels[at * 4]);
  assert.deepEqual(red, [1, 3, 0, 1, 2, 0]);
  assert.deepEqual([...steps[0]!], [Math.fround(0.2), -1], 'the source is not written to');
  const ofUnit = (column: number, unit: number) => columnValue(tile, column, unit, (step) => steps[step]);
  assert.deepEqual([ofUnit(0, 0), ofUnit(0, 1), ofUnit(2, 0)], [-1, -1, null]);
});

test('every pixel has the colour that the legend gives its value, of every quantity and scale', () => {
  const lut = new Uint8ClampedArray(LUT_STEPS * 4).map((_, k) => (k >> 2) & 255);
  const values = Float32Array.from({ length: 999 }, (_, k) => Math.sin(k * 1.7) * 3);
  const place = { fromStep: 0, columns: 1, stepsPerColumn: 1 };
  const tile = { fromRow: 0, rows: values.length, rowsEach: 1, unitOf: (row: number) => row, ...place };
  for (const quantity of ['h', 'c'] as const)
    for (const kind of ['diverging', 'sequential'] as const)
      for (const limit of [1, 2.3]) {
        const scale = { kind, limit, fixed: false };
        const pixels = paintTile(tile, () => values, quantity, scale, lut);
        const wanted = Array.from(values, (value) => lut[lutIndex(scale, shownValue(quantity, value)) * 4]);
        assert.deepEqual(
          wanted,
          wanted.map((_, k) => pixels[k * 4]),
        );
      }
});

test('ranks by magnitude count from 1 and agree with the order', () => {
  const values = Float32Array.of(0.1, -0.9, 0.9, 0);
  assert.deepEqual(unitsByMagnitude(values), [1, 2, 0, 3]);
  assert.deepEqual(
    [0, 1, 2, 3].map((unit) => magnitudeRank(values, unit)),
    [3, 1, 2, 4],
  );
});

test('numbers for people', () => {
  assert.deepEqual([-0.2314, 0, -0.0001, 1234.56, NaN].map(formatValue), [
    '−0.231',
    '0.000',
    '0.000',
    '1234.6',
    '…',
  ]);
  assert.deepEqual([0.504, -0.5, -0.001, 1.25, -12.3, NaN].map(formatCell), [
    '.50',
    '−.50',
    '.00',
    '1.3',
    '−12',
    '…',
  ]);
  assert.deepEqual([0, 0.0001, 0.5, 0.99996, 1, NaN].map(formatProbability), [
    '0.000',
    '<0.001',
    '0.500',
    '>0.999',
    '1.000',
    '…',
  ]);
  assert.deepEqual([0, 999, 1000, 2_000_000].map(formatCount), ['0', '999', '1,000', '2,000,000']);
  assert.equal(formatShape([1, 18402, 64]), '(1, 18402, 64)');
});

test('tokens on one line, whole code points', () => {
  assert.equal(visibleText('a\r\nb\t c'), 'a⏎b⇥·c');
  assert.equal(abbreviate('😀😀😀', 3), '😀😀😀');
  assert.equal(abbreviate('😀😀😀😀', 3), '😀😀…');
});

test('classes are sorted by probability with ties in model order, or left in model order', () => {
  const probabilities = Float32Array.of(0.25, 0.5, 0.25);
  const labels = (order: 'probability' | 'model') =>
    rankClasses(probabilities, order).map(({ label }) => label);
  assert.deepEqual(labels('probability'), [1, 0, 2]);
  assert.deepEqual(labels('model'), [0, 1, 2]);
  assert.equal(probabilitySum(probabilities), 1);
  assert.equal(entropyBits(Float32Array.of(0.5, 0.5, 0)), 1);
});

test('a page of states is a power of two of steps in a message under 1 MB', () => {
  assert.equal(statePageSteps(64), 512);
  assert.equal(statePageSteps(1024), 128);
  assert.equal(statePageSteps(1_000_000), 1);
  assert.deepEqual(pagesFor(499, 1001, 1200, 500), [0, 1, 2]);
  assert.deepEqual(pagesFor(1100, 9000, 1200, 500), [2]);
  assert.deepEqual(pagesFor(0, 0, 1200, 500), []);
  assert.deepEqual(pageRange(2, 1200, 500), [1000, 1200]);
});

test('numbers on cells are black or white, whichever is told better from the cell', () => {
  assert.deepEqual(
    [inkOn([255, 255, 255]), inkOn([0, 0, 0]), inkOn([75, 160, 240]), inkOn([140, 70, 10])],
    ['#000', '#fff', '#000', '#fff'],
  );
});

test('numbers have an edge where a theme of high contrast wants 7:1 and black or white have less', () => {
  const middle: [number, number, number] = [130, 130, 130];
  assert.deepEqual(
    (['dark', 'light', 'high-contrast', 'high-contrast-light'] as const).map((kind) => haloOn(middle, kind)),
    [null, null, '#fff', '#fff'],
  );
  assert.equal(haloOn([30, 30, 30], 'high-contrast'), null, 'white has more than 7:1 there');
  assert.equal(haloOn([100, 100, 100], 'high-contrast'), '#000', 'under white');
});

const frame = { height: 300, rulerPx: 26, zoom: 1, offsetY: 0 };
const geometryOf = (change: object = {}): Geometry => {
  const lines = [{ direction: 'forward' as const, unit: 19 }];
  const blocks = (['forward', 'backward'] as const).map((direction) => ({
    ...{ direction, units: 64, order: null },
  }));
  const content = { ...frame, lines, blocks, ...change };
  const columns = columnsAt({ steps: 1000, stepPx: 16 }, 160 / (16 * 1000 - 400), 400);
  return { width: 448, height: 300, gutterPx: 48, rulerPx: 26, columns, ...layoutRows(content) };
};

test('a point in the heatmap is a step and a unit of a direction, and back', () => {
  const geometry = geometryOf();
  const [forward, backward] = geometry.blocks;
  const y = (unit: number) => unitY(backward, unit) + backward.rowPx / 2;
  assert.deepEqual(cellAt(geometry, 50, y(2)), { step: 10, at: { direction: 'backward', unit: 2 } });
  assert.deepEqual(cellAt(geometry, 50, 10), { step: 10, at: null });
  assert.deepEqual(cellAt(geometry, 50, 30)?.at, { direction: 'forward', unit: 19 });
  assert.equal(cellAt(geometry, 47, y(2)), null);
  assert.equal(cellAt(geometry, 50, forward.seenBottom + 3), null, 'between two blocks');
  assert.equal(Math.round(stepX(geometry, 10)), 48);
  assert.deepEqual(visibleSteps(geometry), [10, 35]);
});

test('all units fit; zoomed, the texture is longer than what is seen of it', () => {
  const [forward, backward] = geometryOf().blocks;
  assert.ok(Math.abs(backward.top + 64 * backward.rowPx - 300) < 1e-6);
  assert.deepEqual([visibleRows(forward), visibleRows(backward)], [[0, 64], [0, 64]]); // prettier-ignore
  const lines = [{ direction: 'forward' as const, unit: 19 }];
  const one = { direction: 'forward' as const, units: 512, order: null };
  const content = { ...frame, lines, blocks: [one] };
  assert.equal(bodyTop(content), 26 + unitRowHeight(300) + 8);
  assert.ok(Math.abs(bodyLength({ ...content, zoom: 4 }) - 4 * bodyLength(content)) < 1e-6);
  assert.ok(layoutRows(content).blocks[0].rowPx < 1, 'more units than pixels');
  const rowPx = (units: number) =>
    layoutRows({ ...content, height: 2_000, blocks: [{ ...one, units }] }).blocks[0].rowPx;
  assert.deepEqual(
    [2, 4, 6, 10, 40].map(rowPx),
    [72, 72, 48, 34, 34],
    'large enough for a number, not a flag',
  );
  const scrolled = geometryOf({ zoom: 8, offsetY: 100 }).blocks[0];
  assert.ok(visibleRows(scrolled)[0] > 0);
});

test('unit numbers do not touch, and follow an order of units', () => {
  const [forward] = geometryOf().blocks;
  assert.deepEqual(labelledRows(forward, 26), [0, 20, 40, 60]);
  const units = Int32Array.from({ length: 64 }, (_, row) => 63 - row);
  const order = { units, rows: units };
  const geometry = geometryOf({ blocks: [{ direction: 'forward', units: 64, order }] });
  const [block] = geometry.blocks;
  assert.deepEqual(unitAt(geometry, block.top + 0.5 * block.rowPx), { direction: 'forward', unit: 63 });
  assert.equal(unitY(block, 63), block.top);
});
