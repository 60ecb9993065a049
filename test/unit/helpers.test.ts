// Helpers of the engine: whatever becomes of them, every segment is labelled once, and the engine goes on.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { referenceEngine } from '../../src/core/rnn/engine.js';
import type { EngineClientContract, EngineContract } from '../../src/protocol/engine.js';
import { Rpc, type StartWorker, type WorkerPort } from '../../src/protocol/rpc.js';
import { deal } from '../../src/worker/dealing.js';
import { Helpers } from '../../src/worker/helpers.js';
import { serveGroups, type ModelFiles, type SegmentGroup } from '../../src/worker/helper.js';
import { portOf, startWorker } from '../../src/worker/start.node.js';
import { startTestEngine } from '../fixtures/engine.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const TEXT = 'A cab. A bad cab came by. '.repeat(3000);

const folder = mkdtempSync(path.join(tmpdir(), 'rnn-lens-helper-'));
after(() => rmSync(folder, { recursive: true }));
let scripts = 0;

/** Threads that the tests started: one that was started in another's place need not have ended. */
const started: WorkerPort[] = [];
after(() => started.forEach((worker) => worker.stop()));

/** Starts a helper whose thread runs this; `ends` collects why it ended. */
function mortal(code: string, ends: string[] = []): StartWorker {
  const script = path.join(folder, `helper${scripts++}.mjs`);
  writeFileSync(script, `import { parentPort } from 'node:worker_threads';\n${code}\n`);
  return (onEnd) => {
    const worker = startWorker({ script, role: 'helper' }, (reason) => {
      ends.push(reason);
      onEnd(reason);
    });
    started.push(worker);
    return worker;
  };
}

const THROWS = "throw new Error('killed by the test');";
const EXITS = "parentPort.on('message', () => process.exit(0));";
const FAILS_LATER =
  "parentPort.on('message', ({ id, method }) => {" +
  " if (method === 'loadModel') parentPort.postMessage({ kind: 'result', id, value: null });" +
  " else setTimeout(() => { throw new Error('killed in a group'); }); });";
/** The first text is done without it. */
const FAILS_IN_THE_NEXT_TEXT =
  "parentPort.on('message', ({ id, method }) => {" +
  " if (method === 'run') throw new Error('killed in the next text');" +
  " setTimeout(() => parentPort.postMessage({ kind: 'result', id, value: null }), 2000); });";
const NEVER_ANSWERS = "parentPort.on('message', () => undefined);";

/** Labels of a long text, how often each token was labelled, and what was logged. */
async function labelled(helpers: readonly StartWorker[]) {
  const { port1, port2 } = new MessageChannel();
  startTestEngine(port1, helpers);
  const labels = new Map<number, number>();
  const logged: string[] = [];
  let twice = 0;
  const nothing = () => undefined;
  const rpc = new Rpc<EngineClientContract, EngineContract>(portOf(port2), {
    requests: {},
    events: {
      ...{ segmented: nothing, edited: nothing, generated: nothing, notice: nothing },
      logged: ({ message }) => logged.push(message),
      tagged: ({ from, labels: told }) =>
        told.forEach((label, k) => {
          if (labels.has(from + k)) twice++;
          labels.set(from + k, label);
        }),
    },
  });
  const manifest = tinyManifest();
  const weights = tinyWeights(manifest);
  await rpc.call('loadModel', { name: 'tiny', manifest: JSON.stringify(manifest), weights });
  const params = { modelName: 'tiny', text: TEXT, visible: [0, 0] as const };
  const { tokenCount } = await rpc.call('run', { ...params, documentId: 1 });
  return { labels, logged, twice, tokenCount, rpc, params, close: () => port2.close() };
}

for (const [what, code, reason] of [
  ['throws at its start', THROWS, /killed by the test/],
  ['ends without an error when it is asked', EXITS, /ended with code 0/],
  ['throws in a group', FAILS_LATER, /killed in a group/],
  ['throws after others have done the first text', FAILS_IN_THE_NEXT_TEXT, /killed in the next text/],
] as const)
  test(`a helper that ${what} harms nobody: the text is labelled, the log says why, the engine goes on`, async () => {
    const alone = await labelled([]);
    alone.close();
    const ends: string[][] = [[], []];
    const run = await labelled(ends.map((reasons) => mortal(code, reasons)));
    assert.equal(run.labels.size, run.tokenCount);
    assert.equal(run.twice, 0);
    assert.deepEqual([...run.labels].sort(byToken), [...alone.labels].sort(byToken));
    // On a busy machine others may have done all there was before it was asked for a group: then with a next text.
    for (let documentId = 2; documentId === 2 || ends.some(({ length }) => length === 0); documentId++)
      await run.rpc.call('run', { ...run.params, documentId });
    run.close();
    assert.match(run.logged[0], /^A helper of the engine ended, others do its work: /);
    assert.match(run.logged[0], reason);
  });

test('a helper that never answers is not waited for, in the next text neither', async () => {
  const before = started.length;
  const run = await labelled([mortal(NEVER_ANSWERS)]);
  assert.deepEqual([run.labels.size, run.twice], [run.tokenCount, 0]);
  assert.equal((await run.rpc.call('run', { ...run.params, documentId: 2 })).tokenCount, run.tokenCount);
  assert.equal(started.length, before + 1);
  run.close();
});

test('a document goes on with the weights it was run with when others of that name are loaded', async () => {
  const names: string[] = [];
  const channels: MessagePort[] = [];
  const start: StartWorker = () => {
    const { port1, port2 } = new MessageChannel();
    serveGroups(portOf(port2), referenceEngine);
    channels.push(port1);
    const port = portOf(port1);
    const post: typeof port.post = (message, transfer) => {
      const { method, params } = message as { method?: string; params?: { name: string } };
      if (method === 'loadModel' && params) names.push(params.name);
      port.post(message, transfer);
    };
    return { ...port, listen: (listener) => port.listen(listener), post, stop: () => port1.close() };
  };
  const { labels, tokenCount, rpc, params, close } = await labelled([start]);
  const told = () => [...labels].filter(([token]) => token < tokenCount).sort(byToken);
  const before = told();
  const manifest = tinyManifest();
  const others = tinyWeights(manifest, 5);
  await rpc.call('loadModel', { name: 'tiny', manifest: JSON.stringify(manifest), weights: others });
  labels.clear();
  await rpc.call('run', { ...params, documentId: 2 });
  assert.notDeepEqual(told(), before);
  labels.clear();
  // As much again, before what is there.
  const changes = [{ startUtf16: 0, endUtf16: 0, inserted: TEXT }];
  await rpc.call('edit', { documentId: 1, version: 2, changes, visible: [0, 0] });
  assert.deepEqual(told(), before);
  assert.equal(new Set(names).size, 2);
  close();
  for (const channel of channels) channel.close();
});

const FILES: ModelFiles = { name: 'm', manifest: '', weights: new Uint8Array() };
const GROUP: SegmentGroup = {
  text: '',
  starts: new Uint32Array(),
  ends: new Uint32Array(),
  segmentOffsets: Uint32Array.of(0),
};

/** Workers that are only told of: what was started, what was ended, and how to let one end by itself. */
function pretended() {
  const workers: { isStopped: boolean; end(reason: string): void }[] = [];
  const start: StartWorker = (onEnd) => {
    const worker = { isStopped: false, end: onEnd };
    workers.push(worker);
    return { post: () => undefined, listen: () => undefined, stop: () => void (worker.isStopped = true) };
  };
  return { workers, start };
}

test('in the place of a helper that ended another is started, but not for ever', async () => {
  const { workers, start } = pretended();
  const ended: string[] = [];
  const helpers = new Helpers([start], (reason) => ended.push(reason));
  for (const reason of ['one', 'two', 'three']) {
    const [helper] = helpers.started();
    assert.equal(helpers.started()[0], helper, 'one that works is kept');
    const waiting = helper.run(FILES, GROUP);
    workers.at(-1)!.end(reason);
    await assert.rejects(waiting, new RegExp(reason));
  }
  assert.deepEqual(helpers.started(), []);
  assert.equal(workers.length, 3);
  assert.deepEqual(ended, ['one', 'two', 'three']);
});

test('to have taken a model is no result: a helper that ends in every group is not started for ever', async () => {
  let starts = 0;
  const start: StartWorker = (onEnd) => {
    let tell: (message: unknown) => void = () => undefined;
    starts++;
    return {
      listen: (receive) => (tell = receive),
      post: (message) => {
        const { id, method } = message as { id: number; method: string };
        if (method === 'loadModel') tell({ kind: 'result', id, value: null });
        else onEnd('in a group');
      },
      stop: () => undefined,
    };
  };
  const helpers = new Helpers([start], () => undefined);
  for (let text = 0; text < 5; text++)
    for (const helper of helpers.started()) await assert.rejects(helper.run(FILES, GROUP), /in a group/);
  assert.equal(starts, 3);
});

test('a helper that has not answered for long is ended, and another one takes its place', async () => {
  const { workers, start } = pretended();
  let time = 0;
  const ended: string[] = [];
  const helpers = new Helpers(
    [start],
    (reason) => ended.push(reason),
    () => time,
  );
  const [silent] = helpers.started();
  time = 100_000;
  assert.equal(helpers.started()[0], silent, 'nobody asked it anything');
  const waiting = silent.run(FILES, GROUP);
  time += 29_000;
  assert.equal(helpers.started()[0], silent);
  time += 1_000;
  assert.notEqual(helpers.started()[0], silent);
  await assert.rejects(waiting, /did not answer/);
  assert.deepEqual([workers[0].isStopped, ended.length], [true, 1]);
});

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const negated = (k: number) => turn().then(() => -k);

test('what a failing helper had is done by others, each group once', async () => {
  const done: number[] = [];
  const groups = Array.from({ length: 50 }, (_, k) => k + 1);
  await deal(
    groups,
    { turn, run: (k) => -k },
    [
      negated,
      (k) => (k > 4 ? Promise.reject(new Error('gone')) : negated(k)),
      () => new Promise(() => undefined),
    ],
    (group, result) => {
      assert.equal(result, -group);
      done.push(group);
    },
  );
  assert.deepEqual(
    done.sort((a, b) => a - b),
    groups,
  );
});

test('the dealer has to do it all: what it fails in fails, and what cannot be handed on, too', async () => {
  const failing = {
    turn,
    run: () => {
      throw new Error('own failure');
    },
  };
  await assert.rejects(
    deal([1, 2], failing, [], () => undefined),
    /own failure/,
  );
  const refuse = () => {
    throw new Error('not taken');
  };
  const patient = {
    turn: () => new Promise<void>((resolve) => setTimeout(resolve, 20)),
    run: (k: number) => -k,
  };
  await assert.rejects(deal([1, 2], patient, [negated], refuse), /not taken/);
});

test('nothing is handed on after the end', async () => {
  const done: number[] = [];
  let answer: (value: number) => void = () => undefined;
  const late = () => new Promise<number>((resolve) => (answer = resolve));
  const cancelled = { turn: () => Promise.reject(new Error('Cancelled.')), run: (k: number) => k };
  await assert.rejects(
    deal([1, 2], cancelled, [late], (group) => done.push(group)),
    /Cancelled/,
  );
  answer(1);
  await turn();
  assert.deepEqual(done, []);
});

function byToken([a]: [number, number], [b]: [number, number]): number {
  return a - b;
}
