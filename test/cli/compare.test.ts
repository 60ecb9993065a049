// `rnn-lens compare`: the numbers of the panel's engine, number for number.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import type { Counterparts, NetworkComparison } from '../../src/core/analysis/networks/compareNetworks.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { ok, rnnLens } from './program.js';

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-compare-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Told extends Omit<NetworkComparison, 'likeness' | 'chance'> {
  readonly likeness: readonly (number | null)[];
  readonly chance: readonly (number | null)[];
  readonly kinship: { readonly isSame: boolean; readonly r: number | null };
  readonly counterparts: Counterparts;
}

/** What the engine of the panel answers of two models that read a file: A is the one that is shown. */
async function fromEngine(a: string, b: string, file: string, languageId?: string) {
  const { port1, port2 } = new MessageChannel();
  let turns = 0;
  startTestEngine(port1, [], undefined, () => turns++);
  const nothing = () => undefined;
  const events = { segmented: nothing, tagged: nothing, generated: nothing, notice: nothing, logged: nothing, edited: nothing }; // prettier-ignore
  const rpc = new Rpc<EngineClientContract, EngineContract>(portOf(port2), { requests: {}, events });
  try {
    for (const [documentId, name] of [
      [1, a],
      [-1, b],
    ] as const) {
      const read = (part: string) => readFileSync(path.join('media/models', name, part));
      await rpc.call('loadModel', {
        ...{ name, manifest: read('model.json').toString(), weights: read('weights.safetensors') },
      });
      const text = readFileSync(file, 'utf8');
      await rpc.call('run', {
        documentId,
        modelName: name,
        text,
        visible: [0, 0],
        ...(languageId && { languageId }),
      });
    }
    const ids = { beforeId: -1, afterId: 1 };
    const before = turns;
    const shares: number[] = [];
    const networks = await rpc.call('compareNetworks', ids, { progress: (share) => shares.push(share) });
    const place = { layer: networks.afterPlaces.at(-1)!.layer, direction: 'forward' } as const;
    const counterparts = await rpc.call('counterparts', { ...ids, place });
    assert.ok(turns - before > 8, 'it gives way');
    assert.ok(shares.length > 5 && shares.every((share, k) => share >= (shares[k - 1] ?? 0) && share <= 1));
    return { networks, counterparts, kinship: await rpc.call('kinship', ids) };
  } finally {
    port2.close();
  }
}

async function told(a: string, b: string, file: string, ...args: string[]): Promise<Told> {
  const models = ['--model', a, '--model', b];
  return JSON.parse(
    await ok(['compare', ...models, '--format', 'json', '--top', '999', ...args, file]),
  ) as Told;
}

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

for (const [a, b, sample, languageId] of [
  ['tolstoy-gru', 'tolstoy-lstm', 'novel.txt'],
  ['english-pos', 'english-requests', 'notes.md', 'markdown'],
  ['korean-morphology', 'korean-sentiment', 'korean.txt'],
  ['english-pos', 'tolstoy-rnn', 'comments.txt'],
] as const)
  test(`${a} and ${b}: it says what the engine tells the panel`, async () => {
    const file = path.join('media/samples', sample);
    const [{ networks, counterparts, kinship }, said] = [
      await fromEngine(a, b, file, languageId),
      await told(a, b, file),
    ];
    assert.deepEqual(said.likeness, [...networks.likeness]);
    assert.deepEqual(
      said.chance,
      Array.from(networks.chance, (value) => (Number.isNaN(value) ? null : value)),
    );
    assert.deepEqual(asJson(said.tokens), asJson(networks.tokens));
    assert.deepEqual(said.kinship, kinship);
    assert.equal(kinship.isSame, false);
    assert.deepEqual(said.counterparts, asJson(counterparts));
    assert.equal(said.heads.length, networks.heads.length);
    networks.heads.forEach((head, k) => {
      const shown = said.heads[k] as unknown as Record<string, unknown>;
      for (const [name, value] of Object.entries(asJson(head) as object))
        if (name !== 'before' && name !== 'after') assert.deepEqual(shown[name], value, name);
    });
  });

test('one model with itself: nothing differs, every layer is as itself, every unit is its own counterpart', async () => {
  const said = await told('english-pos', 'english-pos', 'media/samples/lighthouse.txt');
  assert.deepEqual(said.kinship, { isSame: true, r: 1 });
  assert.deepEqual(
    said.heads.map(({ otherLabels, changeCount, moved, divergenceBits }) => [
      otherLabels,
      changeCount,
      moved,
      divergenceBits,
    ]),
    [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
  );
  for (let k = 0; k < 4; k++) assert.ok(Math.abs(said.likeness[5 * k]! - 1) < 1e-9);
  for (const { unit, place, beforeUnit, r, isBeyond } of said.counterparts.units) {
    assert.deepEqual([place, beforeUnit, isBeyond], [2, unit, true]);
    assert.ok(Math.abs(r - 1) < 1e-9);
  }
});

test('the table has a row a number; what cannot be compared is one sentence', async () => {
  const models = ['--model', 'tolstoy-gru', '--model', 'tolstoy-lstm'];
  const rows = (await ok(['compare', ...models, '--top', '3', 'media/samples/novel.txt']))
    .trim()
    .split('\n')
    .map((row) => row.split('\t'));
  assert.ok(rows.every(({ length }) => length === 6));
  assert.deepEqual(rows[0], ['what', 'a', 'b', 'value', 'chance', 'of']);
  const named = (what: string) => rows.filter(([name]) => name === what);
  assert.equal(named('unit').length, 3);
  const [[, , , value, chance]] = named('cka');
  assert.ok(Number(value) > 0.8 && Number(chance) < 0.1);
  const bits = (model: string) => Number(named(`surprisal_${model}_bits`)[0][3]);
  assert.ok(Math.abs(bits('a') - bits('b')) <= Number(named('surprisal_apart_bits')[0][3]));
  const fails = async (args: readonly string[], pattern: RegExp): Promise<void> => {
    const { code, stderr } = await rnnLens(['compare', ...args]);
    assert.equal(code, 1);
    assert.match(stderr, pattern);
  };
  const words = path.join(folder, 'words.txt');
  writeFileSync(words, 'Longer words only\n');
  await fails(['--model', 'english-pos', words], /Give --model twice/);
  await fails(['--model', 'english-pos', '--model', 'tolstoy-gru', words], /no token of this text in common/);
  await fails([...models, '--layer', '4', words], /--layer 4 does not fit/);
});
