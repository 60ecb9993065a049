// What the loader of the kernels and their AssemblyScript must agree on: the two are compiled by two compilers.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CELL_ACTIVATIONS } from '../../src/core/rnn/activations.js';
import { gateCount, type CellKind, type RnnConfig } from '../../src/core/rnn/config.js';
import { cellFields, FIELDS, padded } from '../../src/kernel/job.js';
import {
  CONSTANTS_BYTES,
  ENTRY,
  MOST_ROWS,
  ROWS_AT_ONCE,
  ZEROS,
  ZEROS_BYTES,
} from '../../src/kernel/memory.js';
import { LARGEST, OUTPUTS, TOGETHER, ZERO } from '../../src/kernel/quantised.js';

function source(name: string): string {
  return readFileSync(`src/kernel/${name}`, 'utf8');
}

/** Constants of a source of the kernels whose values are plain numbers, in its order. */
function constantsOf(name: string): Record<string, number> {
  const found = source(`assembly/${name}`).matchAll(/^(?:export )?const (\w+): \w+ = ([\d.]+);/gm);
  return Object.fromEntries(Array.from(found, ([, constant, value]) => [constant, Number(value)]));
}

/** `W_HH_T` is `wHhT` here. */
function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The one match of a pattern in a source of the kernels. */
function numbersIn(name: string, pattern: RegExp): number[] {
  const match = pattern.exec(source(name));
  assert.ok(match, `${name} has ${pattern.source}`);
  return match.slice(1).map(Number);
}

test('a job has the same fields in the same places', () => {
  const fields = Object.entries(constantsOf('job.ts'));
  assert.deepEqual(
    fields.map(([name]) => camel(name)),
    [...FIELDS],
  );
  fields.forEach(([name, place], k) => assert.equal(place, k, name));
});

test('cells and activations have the same numbers, and cells as many gates', () => {
  const shape = { inputSize: 1, hiddenSize: 1, projSize: 0, layers: 1, bidirectional: false, bias: true };
  const cells: Record<string, Partial<RnnConfig> & { readonly cell: CellKind }> = {
    PLAIN: { cell: 'RNN_TANH' },
    GRU: { cell: 'GRU' },
    GRU_BEFORE: { cell: 'GRU', resetAfter: false },
    LSTM: { cell: 'LSTM' },
  };
  const numbers = constantsOf('cells.ts');
  assert.deepEqual(Object.keys(numbers), Object.keys(cells));
  const [lstm, lstmGates, plain, plainGates, others] = numbersIn(
    'assembly/job.ts',
    /return cell == (\d) \? (\d) : cell == (\d) \? (\d) : (\d);/,
  );
  for (const [name, config] of Object.entries(cells)) {
    const number = cellFields({ ...shape, ...config }).cell;
    assert.equal(number, numbers[name], name);
    const gates = number === lstm ? lstmGates : number === plain ? plainGates : others;
    assert.equal(gates, gateCount(config.cell), name);
  }
  assert.equal(cellFields({ ...shape, cell: 'RNN_RELU' }).activation, constantsOf('activations.ts').RELU);
  const activations = Object.entries(constantsOf('activations.ts')).slice(0, CELL_ACTIVATIONS.length);
  assert.deepEqual(
    activations.map(([name]) => name.toLowerCase().replaceAll('_', '-')),
    [...CELL_ACTIVATIONS],
  );
  activations.forEach(([name, number], k) => assert.equal(number, k, name));
});

test('panels have the same width', () => {
  const [less, mask] = numbersIn('assembly/job.ts', /return \(n \+ (\d+)\) & ~(\d+);/);
  const panel = less + 1;
  assert.equal(mask, less);
  assert.deepEqual([1, panel, panel + 1].map(padded), [panel, panel, 2 * panel]);
  const { PANEL_STEP, HEADER } = constantsOf('blocks.ts');
  assert.equal(PANEL_STEP, 4 * panel, 'bytes of a step of single precision');
  assert.equal(PANEL_STEP, TOGETHER * OUTPUTS, 'bytes of a group of 8-bit weights');
  assert.equal(HEADER, 2 * 4 * OUTPUTS, 'starts and scales before 8-bit weights');
  assert.equal(OUTPUTS, panel);
});

test('rows that are taken together have room', () => {
  assert.equal(constantsOf('blocks.ts').ENTRY, 4 * ENTRY);
  assert.equal(constantsOf('multiply.ts').ROWS_AT_ONCE, ROWS_AT_ONCE);
  assert.equal(constantsOf('multiplyQuantised.ts').ROWS_AT_ONCE, ROWS_AT_ONCE);
  const rows = numbersIn('assembly/blocks.ts', /const MOST_ROWS: i32 = RELAXED \? (\d+) : (\d+);/);
  assert.equal(Math.max(...rows), MOST_ROWS);
});

test('8-bit numbers mean the same', () => {
  const [largest] = numbersIn('assembly/quantise.ts', /const LARGEST: f32 = (\d+);/);
  const [roundUp] = numbersIn('assembly/quantise.ts', /ROUND_UP_64 = memory\.data<f32>\(\[(\d+)\]\)/);
  assert.equal(roundUp - 1.5 * 2 ** 23, ZERO, 'what stands for 0');
  assert.equal(ZERO + largest, 127);
  assert.equal(LARGEST, 127);
});

test('constants of the modules lie behind the zeros and have room', () => {
  const [base] = numbersIn('compile.mjs', /'--memoryBase', '(\d+)'/);
  assert.equal(base, ZEROS + ZEROS_BYTES);
  const files = ['simd.ts', 'multiply.ts', 'quantise.ts', 'gradients.ts'];
  const data = files.map((name) => source(`assembly/${name}`)).join('\n');
  const lists = Array.from(data.matchAll(/memory\.data<f32>\(\[([^\]]*)\]\)/g), ([, list]) =>
    list
      .replace(/\/\/.*/g, '')
      .split(',')
      .filter((item) => item.trim() !== ''),
  );
  const tables = Array.from(data.matchAll(/memory\.data\((\d+)(?:, 16)?\)/g), ([, bytes]) => Number(bytes));
  assert.ok(lists.length >= 2 && tables.length >= 1);
  const bytes = 4 * lists.flat().length + tables.reduce((sum, size) => sum + size, 0);
  // Each may be aligned to 16 bytes.
  assert.ok(bytes + 16 * (lists.length + tables.length) <= CONSTANTS_BYTES, `${bytes} bytes`);
});
