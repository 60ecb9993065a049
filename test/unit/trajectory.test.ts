// The way of the states of a document through the plane in which they differ most.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPlane, principalPlane } from '../../src/core/analysis/principalPlane.js';
import { solveEigen } from '../../src/kernel/eigen.js';
import type { SequenceDocument } from '../../src/worker/documents/sequenceDocument.js';
import { Planes } from '../../src/worker/trajectory.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

let turns = 0;
let isOfNow = true;
const shares: number[] = [];
const job = {
  turn: (): Promise<void> => {
    turns++;
    return Promise.resolve();
  },
  done: (share: number): void => void shares.push(share),
  isOfNow: (): boolean => isOfNow,
};
const place = { layer: 0, direction: 'forward', quantity: 'h' } as const;

test('points are the states of a range in the plane of the sample; a long text is sampled in turns', async () => {
  const document = await readBy('tolstoy-lstm', sampleText('novel.txt'));
  const planes = new Planes();
  const plane = await planes.plane(document, { ...place, round: 0 }, job);
  assert.deepEqual([plane.steps, plane.points.length], [1024, 2048]);
  assert.ok(turns >= 8 && shares.every((share) => share >= 0 && share < 1));
  const sample = new Float32Array(1024 * 128);
  for (let k = 0; k < 8; k++) {
    const from = Math.floor((k * (document.stepCount - 128)) / 7);
    sample.set(document.window(from, from + 128).values(0, 'forward', 'h'), k * 128 * 128);
  }
  const expected = principalPlane(sample, 128, solveEigen);
  assert.deepEqual(plane.shares, expected.shares);
  const before = turns;
  const query = { ...place, round: 0, fromStep: 700, toStep: 760 };
  const window = await planes.points(document, query, job);
  assert.equal(turns, before, 'the plane is made once');
  const states = document.window(700, 760).values(0, 'forward', 'h');
  assert.deepEqual(window.points, inPlane(expected, states));
  assert.equal(window.symbols.join(''), sampleText('novel.txt').slice(700, 760));
  const [unit, loading] = plane.loadings[0][0];
  assert.equal(loading, Math.max(...expected.axes.subarray(0, 128)), `unit ${unit}`);
  await assert.rejects(planes.points(document, { ...query, toStep: 1e6 }, job), /no steps/);
  await assert.rejects(planes.plane(document, { ...place, layer: 3, round: 0 }, job), /no layer 3/);
});

test('an edit leaves the plane as it is until another round is asked for; points are of the text as it is', async () => {
  const document = (await readBy('parentheses', '(1(2)1)0(1)')) as SequenceDocument;
  const planes = new Planes();
  const first = await planes.plane(document, { ...place, round: 0 }, job);
  assert.equal(first.isOfNow, true);
  isOfNow = false;
  document.edit([{ startUtf16: 0, endUtf16: 0, inserted: '((' }]);
  for (const labels of document.runRest()) void labels;
  const range = { ...place, fromStep: 0, toStep: document.stepCount };
  assert.deepEqual(await planes.plane(document, { ...place, round: 0 }, job), {
    ...first,
    isOfNow: false,
  });
  const { depths, points } = await planes.points(document, { ...range, round: 0 }, job);
  assert.deepEqual([...depths], [1, 2, 3, 3, 4, 4, 3, 3, 2, 2, 3, 3, 2]);
  const second = await planes.plane(document, { ...place, round: 1 }, job);
  assert.deepEqual([first.steps, second.steps], [11, 13]);
  assert.deepEqual((await planes.points(document, { ...range, round: 1 }, job)).points, second.points);
  assert.notDeepEqual(points, second.points);
});

test('how deep a later part stands is counted from before it', async () => {
  const document = await readBy('parentheses', '((1)'.repeat(20));
  const query = { ...place, round: 0, fromStep: 40, toStep: 44 };
  const { depths } = await new Planes().points(document, query, job);
  assert.deepEqual([...depths], [11, 12, 12, 11]);
});
