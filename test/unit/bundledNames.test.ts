// The names that units of the bundled models come with: each stands on a statistic that is computed again here.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { areaOf, type PositionRange } from '../../src/core/analysis/rankSums.js';
import { UNIT_NAMES_FILE, readUnitNames, type NamedUnit } from '../../src/core/formats/unitNames.js';
import type { Quantity } from '../../src/core/rnn/config.js';
import { sha256 } from '../../src/models/unitNames.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const MODELS = path.join('media', 'models');

/** What a name says of a text, by character. */
type Meaning = (text: string) => readonly number[];

const running = (step: (before: number, symbol: string) => number): Meaning => {
  return (text) => {
    let value = 0;
    return [...text].map((symbol) => (value = step(value, symbol)));
  };
};
const inQuotes = running((before, symbol) => (symbol === '"' ? 1 - before : before));
const inLine = running((before, symbol) => (symbol === '\n' ? 0 : before + 1));
const inSentence = running((before, symbol) => (/[.!?]/.test(symbol) ? 0 : before + 1));
const depth = running((before, symbol) => before + (symbol === '(' ? 1 : symbol === ')' ? -1 : 0));
const depthIs =
  (wanted: number): Meaning =>
  (text) =>
    depth(text).map((value) => Number(value === wanted));

/** What bears each name out: the unit's quantity, what it goes with, on which sample, and from which number on. */
const PROOFS: Readonly<Record<string, readonly [Quantity, Meaning, string, number]>> = {
  'tolstoy-gru 114 in quotes': ['h', inQuotes, 'novel.txt', 0.95],
  'tolstoy-gru 73 place in line': ['h', inLine, 'novel.txt', 0.85],
  'tolstoy-lstm 76 in quotes': ['c', inQuotes, 'novel.txt', 0.95],
  'tolstoy-lstm 109 sentence length': ['c', inSentence, 'novel.txt', 0.9],
  'parentheses 8 no parenthesis': ['h', depthIs(0), 'parentheses.txt', 0.95],
  'parentheses 9 four deep': ['h', depthIs(4), 'parentheses.txt', 0.95],
  'parentheses 15 depth': ['c', depth, 'parentheses.txt', 0.9],
};

test('every name of a bundled unit is borne out by the number its note says', async () => {
  const named = readdirSync(MODELS).flatMap((model) => namesOf(model).map((unit) => ({ model, unit })));
  const keys = named.map(({ model, unit }) => `${model} ${unit.unit} ${unit.name}`);
  assert.deepEqual(keys.sort(), Object.keys(PROOFS).sort());
  for (const { model, unit } of named) {
    const [quantity, meaning, sample, least] = PROOFS[`${model} ${unit.unit} ${unit.name}`];
    const text = sampleText(sample);
    const document = await readBy(model, text);
    const { layer, direction } = unit;
    const all = document.window(0, document.stepCount).values(layer, direction, quantity);
    const units = all.length / document.stepCount;
    const values = Float32Array.from({ length: document.stepCount }, (_, k) => all[k * units + unit.unit]);
    const said = meaning(text);
    assert.equal(said.length, values.length);
    const isYesOrNo = said.every((value) => value === 0 || value === 1);
    const [kind, number] = isYesOrNo ? ['AUC', areaUnder(values, said)] : ['r', correlation(values, said)];
    const strength = isYesOrNo ? Math.max(number, 1 - number) : Math.abs(number);
    assert.ok(strength >= least, `${unit.name}: ${number}`);
    // Never rounded up to 1.
    const shown = isYesOrNo ? Math.floor(1000 * strength) / 1000 : number;
    const written = `${kind} ${shown.toFixed(3).replace('-', '−')}`;
    assert.ok(
      unit.note.includes(`${quantity}: ${written} `),
      `${model} ${unit.unit}: ${written}, ${unit.note}`,
    );
    assert.ok(unit.note.includes(sample), unit.note);
  }
});

test('names of bundled units are by the hash of the weights that are there', async () => {
  for (const model of readdirSync(MODELS)) {
    const file = path.join(MODELS, model, UNIT_NAMES_FILE);
    if (!existsSync(file)) continue;
    const weights = readFileSync(path.join(MODELS, model, 'weights.safetensors'));
    assert.deepEqual(
      [...readUnitNames(readFileSync(file, 'utf8')).keys()],
      [await sha256(new Uint8Array(weights))],
    );
  }
});

function namesOf(model: string): readonly NamedUnit[] {
  const file = path.join(MODELS, model, UNIT_NAMES_FILE);
  if (!existsSync(file)) return [];
  return [...readUnitNames(readFileSync(file, 'utf8')).values()].flatMap(({ units }) => units);
}

function areaUnder(values: Float32Array, said: readonly number[]): number {
  const inside = said.flatMap((one, k): PositionRange[] => (one === 1 ? [[k, k + 1]] : []));
  return areaOf(values, inside);
}

function correlation(a: Float32Array, b: readonly number[]): number {
  const n = a.length;
  const mean = (of: (k: number) => number): number => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += of(k);
    return sum / n;
  };
  const [ma, mb] = [mean((k) => a[k]), mean((k) => b[k])];
  const spread = Math.sqrt(mean((k) => (a[k] - ma) ** 2) * mean((k) => (b[k] - mb) ** 2));
  return mean((k) => (a[k] - ma) * (b[k] - mb)) / spread;
}
