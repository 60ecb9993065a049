// Questions that walk a whole document: short ones are answered meanwhile, and they end when they are cancelled or the
// text is edited.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import type { EngineClientContract, EngineContract, UnitPlace } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyLanguageModel } from '../fixtures/tinyTasks.js';

type EngineRpc = Rpc<EngineClientContract, EngineContract>;

const TEXT = 'A cab. A bad cab came by. '.repeat(6000);
const PLACE: UnitPlace = { layer: 0, direction: 'forward', quantity: 'h', unit: 0 };

interface Running {
  readonly rpc: EngineRpc;
  readonly tokenCount: number;
  /** How often the engine's work gave way so far. */
  turns(): number;
  /** Called with every piece of generated text. */
  onGenerated: (text: string) => void;
}

/** An engine that has read a long text twice, by two models that say the same; and by a language model. */
async function withLongText(use: (running: Running) => Promise<void>): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let turns = 0;
  startTestEngine(port1, [], undefined, () => turns++);
  const nothing = () => undefined;
  const running = { onGenerated: nothing as (text: string) => void };
  const rpc: EngineRpc = new Rpc(portOf(port2), {
    requests: {},
    events: {
      ...{ segmented: nothing, edited: nothing, tagged: nothing, notice: nothing, logged: nothing },
      generated: ({ text }) => running.onGenerated(text),
    },
  });
  for (const manifest of [tinyManifest(), { ...tinyManifest(), name: 'twin' }, tinyLanguageModel()]) {
    const { name } = manifest;
    await rpc.call('loadModel', { name, manifest: JSON.stringify(manifest), weights: tinyWeights(manifest) });
  }
  const params = { text: TEXT, visible: [0, 0] as const };
  const { name } = tinyManifest();
  const { tokenCount } = await rpc.call('run', { ...params, documentId: 1, modelName: name });
  await rpc.call('run', { ...params, documentId: 2, modelName: 'twin' });
  try {
    await use(Object.assign(running, { rpc, tokenCount, turns: () => turns }));
  } finally {
    port2.close();
  }
}

type Ask = (
  running: Running,
  options: { signal?: AbortSignal; progress?: (share: number) => void },
) => Promise<unknown>;

const LONG: Readonly<Record<string, Ask>> = {
  'the values of a unit': ({ rpc, tokenCount }, options) =>
    rpc.call('unitValues', { documentId: 1, place: PLACE, fromToken: 0, toToken: tokenCount }, options),
  'the ranking of units': ({ rpc }, options) =>
    rpc.call('rankUnits', { documentId: 1, chosen: [[0, 50]], others: [] }, options),
  'the first difference': ({ rpc }, options) =>
    rpc.call('firstDifference', { beforeId: 2, afterId: 1, place: PLACE }, options),
};

const short = ({ rpc }: Running) => rpc.call('classProbabilities', { documentId: 1, token: 3 });
const edit = ({ rpc }: Running) => {
  const changes = [{ startUtf16: 0, endUtf16: 1, inserted: 'The' }];
  return rpc.call('edit', { documentId: 1, version: 2, changes, visible: [0, 0] });
};

for (const [what, ask] of Object.entries(LONG)) {
  test(`${what} of a long text: a short question is answered while it is worked on`, () =>
    withLongText(async (running) => {
      const order: string[] = [];
      const long = ask(running, {}).then(() => order.push('long'));
      await short(running).then(() => order.push('short'));
      await long;
      assert.deepEqual(order, ['short', 'long']);
    }));

  test(`${what} of a long text ends within a turn when it is cancelled`, () =>
    withLongText(async (running) => {
      const abort = new AbortController();
      const long = ask(running, { signal: abort.signal });
      await short(running);
      abort.abort();
      await assert.rejects(long, { cancelled: true });
      // The engine has heard of it by then, and has come to the end of its turn.
      await short(running);
      const { turns } = running;
      const then = turns();
      for (let k = 0; k < 5; k++) await short(running);
      assert.equal(turns(), then);
    }));

  test(`${what} of a long text is not answered from two texts`, () =>
    withLongText(async (running) => {
      const long = ask(running, {});
      const edited = edit(running);
      await assert.rejects(long, /The text was edited meanwhile/);
      assert.equal((await edited).version, 2);
    }));
}

for (const what of ['the ranking of units', 'the first difference'])
  test(`${what} tells how far it is`, () =>
    withLongText(async (running) => {
      const shares: number[] = [];
      await LONG[what](running, { progress: (share) => shares.push(share) });
      assert.ok(shares.length > 5, `${shares.length} reports`);
      assert.ok(shares.every((share, k) => share >= (shares[k - 1] ?? 0) && share <= 1));
    }));

test('a state ahead of what was run is reached in turns, and not where the text is edited on the way', () =>
  withLongText(async (running) => {
    const { rpc } = running;
    const params = { modelName: 'tiny-lm', text: TEXT, visible: [0, 0] as const };
    const end = { offsetUtf16: TEXT.length };
    const order: string[] = [];
    const runs = Promise.allSettled([3, 4].map((documentId) => rpc.call('run', { ...params, documentId })));
    const saved = rpc
      .call('saveState', { documentId: 3, ...end })
      .then((bytes) => (order.push('saved'), bytes));
    const lost = assert.rejects(rpc.call('saveState', { documentId: 4, ...end }), /edited meanwhile/);
    await short(running).then(() => order.push('short'));
    const changes = [{ startUtf16: 0, endUtf16: 1, inserted: 'b' }];
    const edited = rpc.call('edit', { documentId: 4, version: 2, changes, visible: [0, 0] });
    const bytes = await saved;
    await lost;
    await Promise.all([runs, edited]);
    assert.deepEqual(order, ['short', 'saved']);
    assert.deepEqual(await rpc.call('saveState', { documentId: 3, ...end }), bytes);
  }));

test('writing goes on when the text it began from is edited', () =>
  withLongText(async (running) => {
    const { rpc } = running;
    await rpc.call('run', { modelName: 'tiny-lm', text: 'a cab', visible: [0, 0], documentId: 3 });
    const edited: Promise<unknown>[] = [];
    running.onGenerated = () => {
      const changes = [{ startUtf16: 0, endUtf16: 1, inserted: 'b' }];
      if (edited.length > 0) return;
      edited.push(rpc.call('edit', { documentId: 3, version: 2, changes, visible: [0, 0] }));
    };
    const settings = { temperature: 1, seed: 1, maxCharacters: 300, stop: '' };
    const params = { documentId: 3, generationId: 1, offsetUtf16: 5, settings };
    assert.equal((await rpc.call('generate', params)).text.length, 300);
    assert.equal(edited.length, 1);
    await Promise.all(edited);
  }));
