import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import type { Direction } from '../../src/core/rnn/config.js';
import { statesRead, type EngineDocument } from '../../src/worker/documents/engineDocument.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { tinyWeights } from '../fixtures/tinyModel.js';
import { tinyMorphology } from '../fixtures/tinyTasks.js';

const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

/** A text as the tiny Korean analyser reads it: syllables, and a step between two eojeols. */
async function koreanDocument(text: string): Promise<EngineDocument> {
  const manifest = tinyMorphology();
  const { model } = readModel(JSON.stringify(manifest), tinyWeights(manifest));
  const params = { documentId: 1, modelName: manifest.name, text, visible: [0, 0] as const };
  return openDocument({ manifest, pipeline: new Pipeline(model) }, params, job.turn);
}

/** Share of the pairs of a step inside (`1`) and one outside (`0`) where the unit is higher inside. */
function areaOf(document: EngineDocument, mask: string, direction: Direction, unit: number): number {
  const values = document.window(0, document.stepCount).values(0, direction, 'h');
  const units = values.length / document.stepCount;
  const of = (digit: string): number[] =>
    [...mask].flatMap((d, step) => (d === digit ? [values[step * units + unit]] : []));
  const outside = of('0');
  const pairs = of('1').flatMap((a) => outside.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
  return pairs.reduce<number>((sum, win) => sum + win, 0) / pairs.length;
}

async function assertInside(
  text: string,
  ranges: readonly (readonly [number, number])[],
  mask: string,
): Promise<void> {
  const document = await koreanDocument(text);
  assert.equal(mask.length, document.stepCount, text);
  const { units } = await rankUnits(statesRead(document), { chosen: ranges, others: [] }, job);
  for (const { direction, unit, side, chosen } of units) {
    const area = areaOf(document, mask, direction, unit);
    const expected = side === 'high' ? area : 1 - area;
    // Two values that are very close may count as equal.
    const inside = [...mask].filter((digit) => digit === '1').length;
    const pair = 1 / (inside * (mask.length - inside));
    assert.ok(Math.abs(expected - chosen) <= pair, `${mask}: ${chosen}, not ${expected}`);
  }
}

test('a step between two eojeols is inside a selection that reaches into what stands between them', async () => {
  // Steps: 나는_서울이_했다_. and then a second sentence, 나는_했다_.
  const text = '나는 서울이  했다. 나는 했다.';
  await assertInside(text, [[3, 10]], '000111111000000000');
  await assertInside(text, [[3, 6]], '000111000000000000');
  await assertInside(text, [[2, 6]], '001111000000000000');
  await assertInside(text, [[3, 7]], '000111100000000000');
  // Each word for itself: what stands between them is not selected.
  await assertInside(text, [[3, 6], [8, 10]], '000111011000000000'); // prettier-ignore
});

test('nothing stands between a word and its full stop in the text: that step is inside with both', async () => {
  const text = '나는 서울이  했다. 나는 했다.';
  await assertInside(text, [[8, 11]], '000000011110000000');
  await assertInside(text, [[10, 11]], '000000000010000000');
  await assertInside(text, [[0, 3], [8, 13]], '111000011111100000'); // prettier-ignore
});
