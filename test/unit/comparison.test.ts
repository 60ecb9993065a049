// Differences of two documents in the engine: numbers against states read one by one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import type { ModelManifest } from '../../src/core/formats/modelPackage.js';
import { SegmentStore } from '../../src/core/session/segments/segmentStore.js';
import { ENGLISH } from '../../src/core/text/english/english.js';
import { differenceOf } from '../fixtures/differences.js';
import { NO_TOKEN, STEP_MARK } from '../../src/protocol/engine.js';
import type { EngineClientContract, EngineContract, StatePlace } from '../../src/protocol/engine.js';
import { Rpc } from '../../src/protocol/rpc.js';
import { Comparisons } from '../../src/worker/comparisons.js';
import type { EngineDocument } from '../../src/worker/documents/engineDocument.js';
import { portOf } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';
import { tinyLanguageModel, tinyMorphology } from '../fixtures/tinyTasks.js';

type EngineRpc = Rpc<EngineClientContract, EngineContract>;

const FIRST: StatePlace = { layer: 0, direction: 'forward', quantity: 'h' };
const IDS = { beforeId: -1, afterId: 1 };

async function withEngine(
  manifests: readonly ModelManifest[],
  use: (rpc: EngineRpc) => Promise<void>,
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1, []);
  const nothing = () => undefined;
  const events = {
    segmented: nothing,
    tagged: nothing,
    generated: nothing,
    notice: nothing,
    logged: nothing,
    edited: nothing,
  };
  const rpc: EngineRpc = new Rpc(portOf(port2), { requests: {}, events });
  try {
    for (const manifest of manifests)
      await rpc.call('loadModel', {
        name: manifest.name,
        manifest: JSON.stringify(manifest),
        weights: tinyWeights(manifest),
      });
    await use(rpc);
  } finally {
    port2.close();
  }
}

/** Replaces the first `old` in the text of a document, as VS Code tells it. */
function editor(rpc: EngineRpc, start: string, documentId = 1) {
  let [text, version] = [start, 1];
  return async (old: string, inserted: string): Promise<void> => {
    const startUtf16 = text.indexOf(old);
    assert.ok(startUtf16 >= 0, `"${old}" is not in the text`);
    const change = { startUtf16, endUtf16: startUtf16 + old.length, inserted };
    text = text.slice(0, startUtf16) + inserted + text.slice(change.endUtf16);
    version++;
    await rpc.call('edit', { documentId, version, changes: [change], visible: [0, 0] });
  };
}

const run = (rpc: EngineRpc, modelName: string, text: string, documentId = 1) =>
  rpc.call('run', { documentId, modelName, text, visible: [0, 0] });

const TEXT = 'A cab came. The bad cab. A cab.\nIt came by. '.repeat(3);

test('a tagger: what is typed is new, its sentence differs as its states do, and nothing else does', () =>
  withEngine([tinyManifest()], async (rpc) => {
    await run(rpc, 'tiny', TEXT);
    await rpc.call('pin', { documentId: 1, pinnedId: -1 });
    assert.deepEqual([...(await rpc.call('alignment', IDS))], [0, 0, 45, 0]);
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: FIRST }), -1);
    const edit = editor(rpc, TEXT);
    await edit('The bad cab', 'The very bad cab');
    assert.deepEqual([...(await rpc.call('alignment', IDS))], [0, 0, 5, 0, 6, 5, 40, 0]);
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: FIRST }), 5);
    // The other direction has read the new word before the first one of the sentence.
    const backward: StatePlace = { ...FIRST, direction: 'backward' };
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: backward }), 4);
    for (const quantity of ['h', 'c', 'f'] as const)
      for (const direction of ['forward', 'backward'] as const)
        for (const layer of [0, 1]) await differenceOf(rpc, IDS, { layer, direction, quantity }, 46);
    const query = { ...FIRST, fromStep: 0, toStep: 46 };
    const { values, marks, units } = await rpc.call('stateDifference', { ...IDS, query });
    assert.deepEqual(
      [...marks.keys()].filter((step) => marks[step] !== STEP_MARK.same),
      [5],
    );
    const differs = (step: number) =>
      values.subarray(step * units, (step + 1) * units).some((delta) => delta !== 0);
    assert.deepEqual([...marks.keys()].filter(differs), [5, 6, 7, 8]);
    await edit('very bad', 'sad');
    assert.deepEqual([...(await rpc.call('alignment', IDS))], [0, 0, 5, 0, 5, 5, 1, 1, 6, 6, 39, 0]);
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: FIRST }), 5);
    await edit('sad', 'bad');
    const undone = await rpc.call('stateDifference', { ...IDS, query: { ...query, toStep: 45 } });
    assert.ok(undone.values.every((delta) => delta === 0));
    assert.ok(undone.marks.every((mark) => mark === STEP_MARK.same));
  }));

test('the end of a sentence is gone: forward nothing that is left differs there, backward all of it', () =>
  withEngine([tinyManifest()], async (rpc) => {
    await run(rpc, 'tiny', 'A cab came by. A bad cab.');
    await rpc.call('pin', { documentId: 1, pinnedId: -1 });
    await editor(rpc, 'A cab came by. A bad cab.')(' bad cab.', '');
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: FIRST }), -1);
    const backward: StatePlace = { ...FIRST, direction: 'backward' };
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: backward }), 5);
  }));

test('a language model: every character after the edit differs, and what is pinned keeps its own states', () =>
  withEngine([tinyLanguageModel()], async (rpc) => {
    // A few characters before a checkpoint, whose state is another one then.
    const line = 'the cat sat on the mat. ';
    const text = `${line.repeat(14)}${line.replace('on', 'by')}${line.repeat(15)}`;
    await run(rpc, 'tiny-lm', text);
    const states = (documentId: number) =>
      rpc.call('states', { documentId, query: { ...FIRST, fromStep: 0, toStep: 600 } });
    const before = await states(1);
    await rpc.call('pin', { documentId: 1, pinnedId: -1 });
    const edit = editor(rpc, text);
    await edit('by the', 'under the');
    assert.deepEqual((await states(-1)).values, before.values);
    const count = text.length + 3;
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: FIRST }), 14 * 24 + 12);
    await differenceOf(rpc, IDS, FIRST, 600, 300);
    await edit('under the', 'by the');
    const { values } = await rpc.call('stateDifference', {
      ...IDS,
      query: { ...FIRST, fromStep: 0, toStep: count - 3 },
    });
    assert.ok(values.every((delta) => Math.abs(delta) < 1e-4));
    assert.equal(await rpc.call('firstDifference', { ...IDS, place: FIRST }), -1);
  }));

test('Korean: steps follow their words, also from a step between two of them on', () =>
  withEngine([tinyMorphology()], async (rpc) => {
    const text = '나는 서울이다. 나는 했다. 서울 나는 이다.';
    await run(rpc, 'tiny-morphology', text);
    await rpc.call('pin', { documentId: 1, pinnedId: -1 });
    await editor(rpc, text)('했다', '서울 했다');
    const query = { ...FIRST, fromStep: 0, toStep: 23 };
    const { marks, tokens, symbols } = await rpc.call('stateDifference', { ...IDS, query });
    const isNew = [...marks.keys()].filter((step) => marks[step] === STEP_MARK.new);
    assert.equal(
      isNew
        .map((step) => symbols[step])
        .join('')
        .trim(),
      '서울',
    );
    const between = tokens.findIndex((token, step) => step > 0 && token === NO_TOKEN);
    assert.ok(between > 0);
    await differenceOf(rpc, IDS, FIRST, query.toStep);
    await differenceOf(rpc, IDS, { ...FIRST, direction: 'backward' }, query.toStep, between);
  }));

test('Korean: what follows a word is new where the word was the last of its sentence', () =>
  withEngine([tinyMorphology()], async (rpc) => {
    const text = '나는 서울\n\n했다 나는';
    await run(rpc, 'tiny-morphology', text);
    await rpc.call('pin', { documentId: 1, pinnedId: -1 });
    await editor(rpc, text)('서울', '서울 이다');
    const query = { ...FIRST, fromStep: 0, toStep: 8 };
    const { marks, symbols } = await rpc.call('stateDifference', { ...IDS, query });
    assert.equal(symbols.join(''), '나는 서울 이다');
    assert.deepEqual([...marks], [0, 0, 0, 0, 0, ...Array<number>(3).fill(STEP_MARK.new)]);
  }));

test('copies of segments and of checkpoints go their own ways', () => {
  const store = SegmentStore.of<string>(ENGLISH, 'A cab. A bad cab.');
  const copy = store.copy();
  store.setResult(0, 'known');
  store.edit([{ startUtf16: 0, endUtf16: 1, inserted: 'The' }]);
  assert.equal(copy.nextWithoutResult(), 0);
  assert.equal(copy.text(), 'A cab. A bad cab.');
});

test('two models of one tokenizer, and two that have not as many units', () => {
  const base = tinyLanguageModel();
  const other = { ...base, name: 'other-lm', rnn: { ...base.rnn, cell: 'RNN_TANH' as const } };
  const wide = { ...base, name: 'wide-lm', rnn: { ...base.rnn, hiddenSize: 9 } };
  return withEngine([base, other, wide], async (rpc) => {
    const text = 'the cat sat on the mat.';
    await run(rpc, 'tiny-lm', text);
    await run(rpc, 'other-lm', text, 2);
    await run(rpc, 'wide-lm', text, 3);
    const ids = { beforeId: 2, afterId: 1 };
    assert.equal(await rpc.call('firstDifference', { ...ids, place: FIRST }), 0);
    await differenceOf(rpc, ids, FIRST, text.length);
    const gate: StatePlace = { ...FIRST, quantity: 'z' };
    await assert.rejects(rpc.call('firstDifference', { ...ids, place: gate }), /RNN_TANH has no/);
    await assert.rejects(
      rpc.call('firstDifference', { beforeId: 3, afterId: 1, place: FIRST }),
      /different numbers of units/,
    );
    for (const documentId of [2, 1]) await editor(rpc, text, documentId)('cat', 'big cat');
    assert.deepEqual([...(await rpc.call('alignment', ids))], [0, 0, text.length + 4, 0]);
    await rpc.call('closeDocument', { documentId: 2 });
    await assert.rejects(rpc.call('alignment', ids), /not tagged yet/);
  });
});

test('a passage of a language model is read as a text of its own', () =>
  withEngine([tinyLanguageModel()], async (rpc) => {
    const range = [8, 15] as const;
    const text = 'the cat sat on the mat.';
    const how = { modelName: 'tiny-lm', visible: [0, 0] as const };
    await rpc.call('run', { documentId: 1, text, range, unit: 'selection', ...how });
    await rpc.call('run', { documentId: 2, text: text.slice(...range), ...how });
    const query = { ...FIRST, fromStep: 0, toStep: 7 };
    const [part, own] = await Promise.all(
      [1, 2].map((documentId) => rpc.call('states', { documentId, query })),
    );
    assert.deepEqual(part.values, own.values);
    assert.deepEqual(part.symbols, [...text.slice(...range)]);
    const ids = { beforeId: 2, afterId: 1 };
    assert.deepEqual([...(await rpc.call('alignment', ids))], [0, 0, 7, 0]);
    assert.equal(await rpc.call('firstDifference', { ...ids, place: FIRST }), -1);
  }));

test('whole texts are aligned in turns, once for all who ask; an edit meanwhile ends it', async () => {
  const count = 60_000;
  const document = { tokenCount: count, texts: { count, text: String } } as unknown as EngineDocument;
  const comparisons = new Comparisons(() => document);
  let turns = 0;
  const edited = { turn: () => (turns++ > 0 ? Promise.reject(new Error('Edited.')) : Promise.resolve()) };
  await assert.rejects(comparisons.align(IDS, edited), /Edited/);
  assert.equal(turns, 2, 'nothing is done behind the edit');
  const steady = { turn: async () => void turns++ };
  await Promise.all([comparisons.align(IDS, steady), comparisons.align(IDS, steady)]);
  const { alignment } = comparisons.of(IDS);
  assert.deepEqual(alignment, [{ after: 0, before: 0, length: count, replaced: false }]);
  turns = 0;
  await comparisons.align(IDS, steady);
  assert.equal(turns, 0, 'what is known is kept');
  assert.equal(comparisons.of(IDS).alignment, alignment);
});
