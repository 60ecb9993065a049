// `units`: the same numbers as "Find Units Like This Selection", and what cannot be selected.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { likeStretches } from '../../src/core/analysis/likeStretches.js';
import { rankUnits } from '../../src/core/analysis/rankSelection.js';
import { statesRead } from '../../src/worker/documents/engineDocument.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';
import { ok, rnnLens } from './program.js';

const file = (name: string): string => path.join('media', 'samples', name);
const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

for (const [model, name, passage] of [
  ['tolstoy-lstm', 'novel.txt', 'He will see me,'],
  ['korean-morphology', 'korean.txt', '열었다'],
] as const)
  test(`units of ${model}: what is printed is what the editor is told`, async () => {
    const args = ['units', '--model', model, '--passage', passage, '--format', 'json', file(name)];
    const { selected, alike, all, ...printed } = JSON.parse(await ok([...args, '--top', '7'])) as Record<
      string,
      unknown
    >;
    const text = sampleText(name);
    const start = text.indexOf(passage);
    const chosen = [start, start + passage.length] as const;
    const like = likeStretches(text, chosen);
    const others = like?.others ?? [];
    const ranking = await rankUnits(statesRead(await readBy(model, text)), { chosen: [chosen], others }, job);
    const told = { ...ranking, units: ranking.units.slice(0, 7) };
    assert.deepEqual(printed, JSON.parse(JSON.stringify(told)));
    assert.deepEqual(
      [selected, alike, all],
      [{ chosen: [chosen], others }, like && '"…"', ranking.units.length],
    );
  });

test('units as a table: what decided and what chance is stand below it', async () => {
  const args = ['units', '--model', 'tolstoy-gru', '--top', '2', file('novel.txt')];
  const like = (await ok([...args, '--passage', '"Well?"'])).split('\n');
  assert.match(like[0], /^layer\tdirection\tquantity\tunit\tside\tothers/);
  assert.match(like[1], /^0\tforward\th\t114\thigh\t0\.9\d+\t.*\tfind$/);
  assert.deepEqual([like[3], like.length], ['# ranked by 11 other stretches between "…"', 6]);
  assert.match(
    like[4],
    /^# chance, the best of 128 units in 96 of 100 shuffles: others 0\.\d{4}, selected 0/,
  );
  const alone = await ok([...args, '--select', '700:704']);
  assert.match(alone, /\t-\t.*\n# one selection only, which proves little\n# chance, .*: selected/);
  assert.match(
    await ok([...args, '--select', '407:428,514:589']),
    /# ranked by the 1 passages after the first/,
  );
});

test('units: a selection that is not in the text is said', async () => {
  for (const [args, problem] of [
    [['--select', '5:3'], /5:3 must be START:END/],
    [['--select', '0:999999'], /must be START:END in the text, which has 3,?080/],
    [['--passage', 'xyzzy'], /does not contain "xyzzy"/],
    [[], /Give one of --select and --passage/],
  ] as const) {
    const { code, stderr } = await rnnLens(['units', '--model', 'tolstoy-gru', ...args, file('novel.txt')]);
    assert.equal(code, 1);
    assert.match(stderr, problem);
  }
  assert.match((await rnnLens(['units', '--passage', 'a', '-'], 'a')).stderr, /give a file/);
});
