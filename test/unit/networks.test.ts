// Two documents of different networks in the engine: which tokens are the same, two units over them, and what is said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import type { ModelManifest } from '../../src/core/formats/modelPackage.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyClassifier, tinyLanguageModel } from '../fixtures/tinyTasks.js';

type EngineRpc = Rpc<EngineClientContract, EngineContract>;

const IDS = { beforeId: -1, afterId: 1 };

/** An engine with models; a seed each, so that two of one shape are two networks. */
async function withEngine(
  models: readonly (readonly [ModelManifest, seed: number])[],
  use: (rpc: EngineRpc) => Promise<void>,
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1, []);
  const nothing = () => undefined;
  const events = { segmented: nothing, tagged: nothing, generated: nothing, notice: nothing, logged: nothing, edited: nothing }; // prettier-ignore
  const rpc: EngineRpc = new Rpc(portOf(port2), { requests: {}, events });
  try {
    for (const [manifest, seed] of models) {
      const { name } = manifest;
      const weights = tinyWeights(manifest, seed);
      await rpc.call('loadModel', { name, manifest: JSON.stringify(manifest), weights });
    }
    await use(rpc);
  } finally {
    port2.close();
  }
}

function pearson(pairs: readonly (readonly number[])[]): number {
  const mean = (k: number) => pairs.reduce((sum, pair) => sum + pair[k], 0) / pairs.length;
  const [x, y] = [mean(0), mean(1)];
  const sum = (i: number, j: number) =>
    pairs.reduce((all, pair) => all + (pair[i] - [x, y][i]) * (pair[j] - [x, y][j]), 0);
  return sum(0, 1) / Math.sqrt(sum(0, 0) * sum(1, 1));
}

const run = (rpc: EngineRpc, modelName: string, text: string, documentId: number, more: object = {}) =>
  rpc.call('run', { documentId, modelName, text, visible: [0, 0], ...more });

const h = (layer: number, unit: number) => ({ layer, direction: 'forward', unit }) as const;

test('networks that cut a text otherwise: tokens that are the same stretch, also after an edit', () =>
  withEngine(
    [
      [tinyManifest(), 1],
      [tinyClassifier(), 2],
    ],
    async (rpc) => {
      const text = 'A cab came. The bad cab!\nIt came by.\n';
      await run(rpc, 'tiny', text, 1);
      await run(rpc, 'tiny-sentiment', text, -1);
      // The words: A cab came . The bad cab ! It came by . / A cab came. The bad cab! It came by.
      const blocks = [0, 0, 2, 0, 4, 3, 2, 0, 8, 6, 2, 0];
      assert.deepEqual([...(await rpc.call('alignment', IDS))], blocks);
      const all = { own: h(0, 1), other: h(0, 3), fromToken: 0, toToken: 12 };
      const { own, other } = await rpc.call('counterpartLines', { ...IDS, ...all });
      const values = async (documentId: number, unit: number, token: number) => {
        const { fromStep, toStep } = await rpc.call('stepsOfToken', { documentId, token });
        const query = { layer: 0, direction: 'forward', quantity: 'h', fromStep, toStep } as const;
        return (await rpc.call('states', { documentId, query })).values.at(unit - 5)!;
      };
      for (let token = 0; token < 12; token++) assert.equal(own[token], await values(1, 1, token));
      const same = new Map([[0, 0], [1, 1], [4, 3], [5, 4], [8, 6], [9, 7]]); // prettier-ignore
      for (let token = 0; token < 12; token++) {
        const before = same.get(token);
        if (before === undefined) assert.ok(Number.isNaN(other[token]));
        else assert.equal(other[token], await values(-1, 3, before));
      }
      await assert.rejects(
        rpc.call('counterpartLines', { ...IDS, ...all, toToken: 13 }),
        /There are no tokens/,
      );
      // What is told of counterparts is r of these very values, in both directions.
      const found = await rpc.call('counterparts', { ...IDS, place: { layer: 0, direction: 'backward' } });
      for (const { unit, place, beforeUnit, r } of found.units) {
        const units = { own: { ...h(0, unit), direction: 'backward' as const }, other: { ...found.beforePlaces[place], unit: beforeUnit } }; // prettier-ignore
        const lines = await rpc.call('counterpartLines', { ...IDS, ...units, fromToken: 0, toToken: 12 });
        assert.ok(Math.abs(pearson([...same.keys()].map((t) => [lines.own[t], lines.other[t]])) - r) < 1e-6);
      }
      const change = { startUtf16: 0, endUtf16: 2, inserted: '' };
      for (const documentId of [1, -1])
        await rpc.call('edit', { documentId, version: 2, changes: [change], visible: [0, 0] });
      assert.deepEqual([...(await rpc.call('alignment', IDS))], [0, 0, 1, 0, 3, 2, 2, 0, 7, 5, 2, 0]);
    },
  ));

test('what is prose for one and all of it text for the other is compared where it stands in the file', () =>
  withEngine(
    [
      [tinyManifest(), 1],
      [tinyLanguageModel(), 2],
    ],
    async (rpc) => {
      const text = '# A cab\n\n`code` a b\n';
      await run(rpc, 'tiny', text, 1, { languageId: 'markdown' });
      await run(rpc, 'tiny-lm', text, -1);
      const { tokens, heads } = await rpc.call('compareNetworks', IDS);
      assert.equal(tokens.before, text.length);
      // The words of one letter.
      assert.equal(tokens.same, 3);
      assert.deepEqual(heads, [], 'a tag is not what comes next');
      const places = [...(await rpc.call('alignment', IDS))];
      assert.deepEqual(places.filter((_, k) => k % 4 === 1), [2, 16, 18]); // prettier-ignore
    },
  ));

test('what is said: one network and another of its shape, and whether their units are the same', () =>
  withEngine(
    [
      [tinyManifest(), 1],
      [{ ...tinyManifest(), name: 'again' }, 1],
      [{ ...tinyManifest(), name: 'apart' }, 2],
    ],
    async (rpc) => {
      const text = 'A cab came. The bad cab! '.repeat(20);
      await run(rpc, 'tiny', text, 1);
      await run(rpc, 'again', text, -1);
      await run(rpc, 'apart', text, -2);
      assert.deepEqual(await rpc.call('kinship', IDS), { isSame: true, r: 1 });
      const [same] = (await rpc.call('compareNetworks', IDS)).heads;
      assert.deepEqual([same.otherLabels, same.moved, same.divergenceBits, same.changes], [0, 0, 0, []]);
      const apart = { beforeId: -2, afterId: 1 };
      assert.equal((await rpc.call('kinship', apart)).isSame, false);
      const { heads, likeness, chance } = await rpc.call('compareNetworks', apart);
      const labels = async (documentId: number, token: number) => {
        const { probabilities } = await rpc.call('classProbabilities', { documentId, token });
        return { label: probabilities.indexOf(Math.max(...probabilities)), probabilities };
      };
      let [other, moved] = [0, 0];
      for (let token = 0; token < heads[0].rows; token++) {
        const [a, b] = [await labels(1, token), await labels(-2, token)];
        if (a.label !== b.label) other++;
        a.probabilities.forEach((p, k) => (moved += Math.abs(p - b.probabilities[k]) / 2));
      }
      assert.deepEqual([heads[0].rows, heads[0].otherLabels, heads[0].changeCount], [160, other, other]);
      assert.ok(other > 0 && Math.abs(heads[0].moved! - moved / 160) < 1e-9);
      assert.ok([...likeness, ...chance].every((value) => value > 0 && value < 1));
      const place = { layer: 1, direction: 'backward' } as const;
      const { units } = await rpc.call('counterparts', { ...apart, place });
      assert.equal(units.length, 5);
      await assert.rejects(
        rpc.call('counterparts', { ...apart, place: { ...place, layer: 2 } }),
        /no such layer/,
      );
      const cancelled = new AbortController();
      const asked = rpc.call('compareNetworks', apart, { signal: cancelled.signal });
      cancelled.abort();
      await assert.rejects(asked);
    },
  ));
