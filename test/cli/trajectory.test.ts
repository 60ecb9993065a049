// `trajectory`: the numbers of the panel, and what cannot be asked.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { NO_TOKEN } from '../../src/protocol/engine.js';
import { Planes } from '../../src/worker/trajectory.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';
import { ok, rnnLens } from './program.js';

const file = (name: string): string => path.join('media', 'samples', name);
const job = {
  turn: (): Promise<void> => Promise.resolve(),
  done: (): void => undefined,
  isOfNow: (): boolean => true,
};
const number = (value: number): number => Number(value.toPrecision(7));

interface Printed {
  readonly shares: readonly number[];
  readonly sampled: number;
  readonly steps: number;
  readonly points: readonly { readonly read: string; readonly x: number; readonly y: number }[];
}

for (const [model, name, place] of [
  ['tolstoy-lstm', 'novel.txt', { layer: 0, direction: 'forward', quantity: 'c' }],
  ['english-pos', 'lighthouse.txt', { layer: 1, direction: 'backward', quantity: 'h' }],
  ['korean-morphology', 'korean.txt', { layer: 0, direction: 'forward', quantity: 'h' }],
  ['textbook-rnn', 'textbook.txt', { layer: 0, direction: 'forward', quantity: 'h' }],
] as const)
  test(`trajectory of ${model}: what is printed is what the panel is told`, async () => {
    const { layer, direction, quantity } = place;
    const asked = ['--layer', String(layer), '--direction', direction, '--quantity', quantity];
    const args = ['trajectory', '--model', model, ...asked, file(name)];
    const printed = JSON.parse(await ok([...args, '--format', 'json'])) as Printed;
    const document = await readBy(model, sampleText(name));
    const planes = new Planes();
    const plane = await planes.plane(document, { ...place, round: 0 }, job);
    const query = { ...place, round: 0, fromStep: 0, toStep: document.stepCount };
    const window = await planes.points(document, query, job);
    assert.deepEqual(printed.shares, plane.shares.map(number));
    assert.deepEqual([printed.sampled, printed.steps], [plane.steps, document.stepCount]);
    assert.deepEqual(
      printed.points.flatMap(({ x, y }) => [x, y]),
      Array.from(window.points, number),
    );
    assert.deepEqual(
      printed.points.map(({ read }) => read),
      window.symbols,
    );
    assert.ok(window.tokens.every((token) => token === NO_TOKEN || token < document.tokenCount));
    const lines = (await ok(args)).split('\n');
    assert.equal(
      lines[0],
      `# share of the variance: first ${plane.shares[0].toFixed(6)}, second ${plane.shares[1].toFixed(6)}; ${plane.steps} of ${document.stepCount} steps`,
    );
    assert.equal(lines.length, document.stepCount + 3);
    const [step, , x, y] = lines[3].split('\t');
    assert.deepEqual([step, Number(x), Number(y)], ['2', printed.points[1].x, printed.points[1].y]);
  });

test('trajectory: what cannot be asked is said', async () => {
  for (const [args, problem] of [
    [['--layer', '9', file('novel.txt')], /--layer 9 does not fit/],
    [['--quantity', 'z', file('novel.txt')], /--quantity z does not fit/],
    [['-'], /reads a text more than once/],
  ] as const) {
    const { code, stderr } = await rnnLens(['trajectory', '--model', 'tolstoy-lstm', ...args]);
    assert.equal(code, 1);
    assert.match(stderr, problem);
  }
});
