// A unit's pattern in other files: what the engine finds in a text that is no document, and files one after the other.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { loadEngine } from '../../src/kernel/load.js';
import { FileSearch, type OtherFile } from '../../src/live/fileMatches.js';
import type { Run } from '../../src/live/run.js';
import type { SearchedText } from '../../src/protocol/otherFiles.js';
import { matchesInText } from '../../src/worker/otherTexts.js';
import type { KnownModel } from '../../src/worker/openDocuments.js';
import { unitMatches } from '../../src/worker/unitWalks.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';
import { root } from '../project.mjs';

const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

function modelOf(name: string): KnownModel {
  const folder = path.join(root, 'media', 'models', name);
  const manifest = readFileSync(path.join(folder, 'model.json'), 'utf8');
  const weights = readFileSync(path.join(folder, 'weights.safetensors'));
  const loaded = readModel(manifest, weights);
  const pipeline = new Pipeline(loaded.model, loadEngine());
  return { manifest: loaded.manifest, pipeline, loaded, files: { name, manifest, weights } };
}

for (const [name, sample, query] of [
  [
    'tolstoy-gru',
    'novel.txt',
    { layer: 0, direction: 'forward', quantity: 'h', units: [114], threshold: 0.6, side: 'high', length: 20 },
  ],
  [
    'english-pos',
    'lighthouse.txt',
    {
      layer: 0,
      direction: 'backward',
      quantity: 'h',
      units: [3, 9],
      threshold: -0.2,
      side: 'low',
      length: 2,
    },
  ],
] as const)
  test(`${name}: in another text the same is found as in a document, in offsets of the text`, async () => {
    const text = sampleText(sample);
    const shares: number[] = [];
    const told = { ...job, done: (share: number): void => void shares.push(share) };
    const asked = { modelName: name, text, query, scales: null, most: 20 };
    const { matches, count } = await matchesInText(modelOf(name), asked, told);
    const document = await readBy(name, text);
    const { length, ...own } = query;
    const found = await unitMatches(document, { ...own, fromStep: -length, toStep: 0, most: 20 }, job);
    assert.ok(count > 3 && count === found.count, `${count}`);
    const { starts, ends } = document.flat();
    const expected = Array.from({ length: found.matches.length / 3 }, (_, k) => {
      const [from, to, units] = found.matches.subarray(3 * k, 3 * k + 3);
      return [starts[from], ends[to - 1], units];
    });
    assert.deepEqual([...matches], expected.flat());
    assert.ok(shares.length > 0 && shares.every((share, k) => share >= (shares[k - 1] ?? 0) && share <= 1));
  });

test('c is looked for on the scales of the text in which the threshold was chosen', async () => {
  const query = { layer: 0, direction: 'forward', quantity: 'c', units: [76], threshold: 0, side: 'low', length: 9 } as const; // prettier-ignore
  const text = sampleText('novel.txt').slice(0, 900);
  const with128 = (middle: number): Float32Array =>
    Float32Array.from({ length: 256 }, (_, k) => (k % 2 === 0 ? middle : 1));
  const model = modelOf('tolstoy-lstm');
  const countOn = async (middle: number): Promise<number> =>
    (await matchesInText(model, { modelName: '', text, query, scales: with128(middle), most: 5 }, job)).count;
  assert.equal(await countOn(1000), 1, 'all of it is below');
  assert.equal(await countOn(-1000), 0, 'nothing is');
});

test('a text with markup is read without it, and found in offsets of the text', async () => {
  const query = { layer: 0, direction: 'forward', quantity: 'h', units: [0], threshold: -2, side: 'high', length: 1 } as const; // prettier-ignore
  const text = '# A title\n\n`code only` and **words** here.\n';
  const asked = { modelName: '', text, languageId: 'markdown', query, scales: null, most: 20 };
  const { matches } = await matchesInText(modelOf('english-pos'), asked, job);
  const found = Array.from({ length: matches.length / 3 }, (_, k) =>
    text.slice(matches[3 * k], matches[3 * k + 1]),
  );
  assert.ok(found.join(' ').includes('words** here') && !found[0].startsWith('#'), found.join('|'));
});

/** Files whose texts say how many matches they have. */
function fileOf(name: string, text: string | null, version = '1'): OtherFile {
  return { uri: `file:///${name}`, name, version, text: () => Promise.resolve(text) };
}

const run = {
  documentId: 7,
  model: { name: 'm' },
  source: { unit: 'sentence', languageId: 'markdown' },
} as unknown as Run;
const query = { layer: 0, direction: 'forward', quantity: 'h', units: [1, 2], threshold: 0.5, side: 'high', length: 3, round: 1 } as const; // prettier-ignore

function engine() {
  const asked: string[] = [];
  const call = (method: string, params: SearchedText): Promise<unknown> => {
    asked.push(params.text ?? method);
    const count = Number(params.text);
    const matches = Uint32Array.from(
      { length: 3 * Math.min(count, params.most) },
      (_, k) => [0, 1, count > 5 ? 1 : 2][k % 3],
    );
    return Promise.resolve({ matches, count });
  };
  return { asked, search: new FileSearch(() => ({ call }) as never) };
}

test('files are looked through one after the other, the best first; what is no text is left', async () => {
  const { asked, search } = engine();
  const shares: number[] = [];
  const job = { signal: new AbortController().signal, tell: (share: number) => shares.push(share) };
  const files = [fileOf('a', '0'), fileOf('b', '9'), fileOf('c', null), fileOf('d', '1'), fileOf('e', '3')];
  const found = await search.search(run, query, { files, left: 2 }, job);
  assert.deepEqual(found.files.map(({ name, count }) => [name, count]), [['e', 3], ['d', 1], ['b', 9]]); // prettier-ignore
  assert.deepEqual(found.files[0].matches[0], { from: [1, 1], to: [1, 2], units: 2, text: '3' });
  assert.deepEqual([found.searched, found.left], [4, 3]);
  assert.deepEqual(asked, ['0', '9', '1', '3']);
  assert.deepEqual(shares, [0, 0.2, 0.4, 0.6, 0.8]);
  // Asked again, as after an edit, only what changed is read anew; in a further round all of it.
  files[1] = fileOf('b', '2', '2');
  assert.equal((await search.search(run, query, { files, left: 0 }, job)).files[0].name, 'e');
  assert.deepEqual(asked.slice(4), ['2']);
  await search.search(run, { ...query, round: 2 }, { files, left: 0 }, job);
  assert.equal(asked.length, 9);
});

test('a search ends when nobody waits for it, and goes on from there', async () => {
  const { asked, search } = engine();
  const abort = new AbortController();
  const stop = { signal: abort.signal, tell: (share: number) => (share > 0.4 ? abort.abort() : undefined) };
  const files = ['1', '2', '3', '4'].map((text) => fileOf(text, text));
  await assert.rejects(search.search(run, query, { files, left: 0 }, stop));
  assert.ok(asked.length < 4);
  const before = asked.length;
  await search.search(
    run,
    query,
    { files, left: 0 },
    { signal: new AbortController().signal, tell: () => undefined },
  );
  assert.deepEqual(asked.slice(before), ['1', '2', '3', '4'].slice(before));
});
