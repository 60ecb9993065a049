// `rnn-lens step`: the sums of a step, against what the other commands say of the same text.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readNpy } from '../fixtures/arrayFiles.js';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { loadEngine } from '../../src/kernel/load.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { stepTraceOf } from '../../src/worker/documents/stepTrace.js';
import { ok, rnnLens } from './program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-step-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const at = path.join(folder, name);
  writeFileSync(at, text);
  return at;
};

interface Unit {
  readonly unit: number;
  readonly h: number;
  readonly c: number | null;
  readonly gates: readonly { readonly inputSum: number; readonly value: number; readonly products: readonly { readonly product: number }[] }[]; // prettier-ignore
}
interface Told {
  readonly token: string;
  readonly step: number;
  readonly steps: number;
  readonly isFirst: boolean;
  readonly units: readonly Unit[];
  readonly matrices: { readonly W_ih: readonly number[]; readonly x: readonly number[] } | null;
  readonly loss: { readonly mean: number; readonly own: number | null; readonly last: number } | null;
}

async function told(args: readonly string[], input = ''): Promise<Told> {
  return JSON.parse(await ok(['step', '--format', 'json', ...args], input)) as Told;
}

test('the textbook network: matrices, every product, and the published state', async () => {
  const args = ['--model', 'textbook-rnn', '--at', '2:1', 'media/samples/textbook.txt'];
  const { step, steps, units, matrices, token, loss } = await told(args);
  assert.deepEqual([token, step, steps, loss], ['2 2', 1, 3, null]);
  assert.deepEqual(matrices!.x, [2, 2]);
  assert.deepEqual(matrices!.W_ih.map((w) => w.toFixed(4)), ['-0.1641', '-0.6958', '0.1889', '0.4084']); // prettier-ignore
  assert.deepEqual(units.map(({ h }) => h.toFixed(4)), ['-0.8609', '0.6544']); // prettier-ignore
  assert.equal(units[0].gates[0].products.length, 4);
  const rows = (await ok(['step', ...args])).trim().split('\n').slice(2).map((row) => row.split('\t')); // prettier-ignore
  const state = rows.find(([unit, name]) => unit === '1' && name === 'h')!;
  assert.equal(Number(state.at(-1)).toFixed(4), '0.6544');
  const [, , wx, bx, wh, bh, sum, value] = rows[0].map(Number);
  assert.ok(Math.abs(wx + bx + wh + bh - sum) < 1e-6 && Math.abs(Math.tanh(sum) - value) < 1e-6);
});

test('a unit of a large network has the state that `states` writes, in either direction and layer', async () => {
  const text = 'Marta had kept the light.\n\nShe left the village in the morning.\n';
  const at = file('a.txt', text);
  for (const [layer, direction] of [
    ['0', 'backward'],
    ['1', 'forward'],
  ]) {
    const place = ['--layer', layer, '--direction', direction];
    const out = path.join(folder, `${layer}.npy`);
    await ok(['states', ...place, '--quantity', 'h', '--out', out, at]);
    const { values, shape } = readNpy(readFileSync(out));
    const { token, step, steps, units, matrices } = await told([...place, '--unit', '26', '--at', '3:7', at]);
    assert.deepEqual([token, step, steps, matrices], ['left', 1, 8, null]);
    assert.ok(Math.abs(units[0].h - Number(values[(6 + 1) * shape[1] + 26])) < 1e-5);
    // The end of a line is its last token.
    assert.equal((await told([...place, '--at', '1:999', at])).token, '.');
  }
});

test('it says what the engine tells the panel, number for number', async () => {
  const at = file('b.txt', 'Marta had kept the light at Gull Point.');
  const { manifest, model } = readModel(
    readFileSync('media/models/english-pos/model.json', 'utf8'),
    readFileSync('media/models/english-pos/weights.safetensors'),
  );
  const text = readFileSync(at, 'utf8');
  const pipeline = new Pipeline(model, loadEngine());
  const document = await openDocument({ manifest, pipeline }, { text }, () => Promise.resolve());
  const query = { layer: 1, direction: 'backward', step: 3, unit: 7 } as const;
  const trace = stepTraceOf(document, query);
  const of = ['--layer', '1', '--direction', 'backward', '--unit', '7', '--at', '1:17', at];
  const { units, isFirst, token } = await told(of);
  assert.equal(token, 'the');
  assert.deepEqual([units, isFirst], [JSON.parse(JSON.stringify(trace.units)), trace.isFirst]);
});

test('of a language model also what the text costs, as `tag` says it of each character', async () => {
  const text = 'The count said "so it is", and so on.\n'.repeat(60);
  const at = file('c.txt', text);
  const tagged = JSON.parse(await ok(['tag', '--model', 'tolstoy-gru', '--format', 'json', at])) as { surprisals: (number | null)[] }[]; // prettier-ignore
  const bits = tagged.flatMap(({ surprisals }) => surprisals).map((nats) => (nats ?? NaN) / Math.LN2);
  const { loss, steps, step, token } = await told([
    '--model',
    'tolstoy-gru',
    '--at',
    '50:5',
    '--unit',
    '3',
    at,
  ]);
  assert.deepEqual([steps, step, token], [text.length, 49 * 38 + 4, 'c']);
  const close = (got: number, expected: number): void => assert.ok(Math.abs(got - expected) < 1e-4, `${got} ${expected}`); // prettier-ignore
  close(loss!.mean, bits.slice(1).reduce((a, b) => a + b) / (bits.length - 1));
  close(loss!.last, bits.at(-1)!);
  close(loss!.own!, bits[step]);
  const out = path.join(folder, 'c.npy');
  await ok(['states', '--model', 'tolstoy-gru', '--layer', '0', '--direction', 'forward', '--quantity', 'h', '--out', out, at]); // prettier-ignore
  const { values, shape } = readNpy(readFileSync(out));
  const { units } = await told(['--model', 'tolstoy-gru', '--at', '50:5', '--unit', '3', at]);
  close(units[0].h, Number(values[step * shape[1] + 3]));
});

test('a place, layer or unit that is not there is one sentence', async () => {
  const at = file('d.txt', '\nA word.\n');
  const fails = async (args: readonly string[], pattern: RegExp): Promise<void> => {
    const { code, stderr } = await rnnLens(['step', ...args, at]);
    assert.equal(code, 1);
    assert.match(stderr, pattern);
  };
  await fails(['--at', '9:1'], /no place 9:1: the text has 3 lines/);
  await fails(['--at', '1:1'], /nothing is read at 1:1/);
  await fails(['--at', 'x'], /--at must be LINE:COLUMN/);
  await fails([], /--at is missing/);
  await fails(['--at', '2:1', '--unit', '999'], /--unit 999 is not there: the layer has \d+ units/);
  await fails(['--at', '2:1', '--layer', '7'], /--layer 7 does not fit/);
  assert.equal((await told(['--at', '2:3', '-'], '\r\n\r\nA word.'.replace('\r\n', ''))).token, 'word');
});
