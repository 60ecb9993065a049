import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineClient, EngineStoppedError } from '../../src/live/engineClient.js';
import type { EngineClientContract, EngineContract, ModelDescription } from '../../src/protocol/engine.js';
import { Rpc, type Handlers, type Port, type WorkerPort } from '../../src/protocol/rpc.js';

interface FakeEngine {
  readonly loaded: string[];
  readonly closed: number[];
  stopped: boolean;
  die(): void;
}

/** Two ports that hear each other in a later turn, as a worker's do. */
function portPair(): [Port, Port] {
  const listeners: ((message: unknown) => void)[] = [];
  const port = (self: number): Port => ({
    post: (message) => void setTimeout(() => listeners[1 - self]?.(message)),
    listen: (receive) => void (listeners[self] = receive),
  });
  return [port(0), port(1)];
}

function setUp() {
  const engines: FakeEngine[] = [];
  const deaths: string[] = [];
  const start = (onExit: (reason: string) => void): WorkerPort => {
    const [host, worker] = portPair();
    const engine: FakeEngine = { loaded: [], closed: [], stopped: false, die: () => onExit('out of memory') };
    engines.push(engine);
    new Rpc<EngineContract, EngineClientContract>(worker, answers(engine));
    return { ...host, stop: () => void (engine.stopped = true) };
  };
  const nothing = () => undefined;
  const events = {
    segmented: nothing,
    tagged: nothing,
    generated: nothing,
    notice: nothing,
    logged: nothing,
    edited: nothing,
  };
  const client = new EngineClient(start, events, {
    died: (reason) => (deaths.push(reason), { reason, again: true }),
  });
  return { client, engines, deaths };
}

const notHere = (): Promise<never> => Promise.reject(new Error('Not here.'));

function answers(engine: FakeEngine): Handlers<EngineContract> {
  return {
    requests: {
      loadModel: ({ name }) => {
        if (name === 'damaged') throw new Error('The header is damaged.');
        engine.loaded.push(name);
        return {
          name,
          title: 'A',
          score: '',
          heads: [],
          labelDescriptions: [] as string[],
        } as unknown as ModelDescription;
      },
      run: () => new Promise(() => undefined),
      ablation: notHere,
      exportModel: notHere,
      openForeign: notHere,
      planImport: notHere,
      importForeign: notHere,
      closeForeign: notHere,
      measureImport: notHere,
      lookInto: notHere,
      layersOfFile: notHere,
      statisticsOfTensor: notHere,
      closeLook: notHere,
      edit: notHere,
      unitValues: notHere,
      unitScale: notHere,
      unitLines: notHere,
      unitScales: notHere,
      colourScales: notHere,
      matchesInText: notHere,
      headDifferences: notHere,
      scaledStates: notHere,
      unitOrder: notHere,
      plane: notHere,
      along: notHere,
      points: notHere,
      unitMatches: notHere,
      unitTags: notHere,
      goldLoss: notHere,
      rankUnits: notHere,
      attribution: notHere,
      kinship: notHere,
      compareNetworks: notHere,
      counterparts: notHere,
      counterpartLines: notHere,
      classProbabilities: () => ({ probabilities: Float32Array.of(1), note: '' }),
      segmentProbabilities: notHere,
      details: notHere,
      certainties: notHere,
      tokenOrder: notHere,
      rowOfToken: notHere,
      pickedTokens: notHere,
      report: notHere,
      states: notHere,
      stepsOfToken: notHere,
      stepTrace: notHere,
      pin: notHere,
      alignment: notHere,
      firstDifference: notHere,
      stateDifference: notHere,
      generate: notHere,
      saveState: notHere,
      closeDocument: ({ documentId }) => {
        engine.closed.push(documentId);
        return null;
      },
    },
    events: {},
  };
}

const files = () => Promise.resolve({ manifest: '{}', weights: new Uint8Array(4) });
const RUN = { documentId: 1, modelName: 'a', text: 'x', visible: [0, 1] } as const;

test('the engine starts at the first use and not before', async () => {
  const { client, engines } = setUp();
  client.forget(3);
  assert.equal(engines.length, 0);
  await client.call('classProbabilities', { documentId: 1, token: 0 });
  await client.call('classProbabilities', { documentId: 1, token: 0 });
  assert.equal(engines.length, 1);
});

test('a model is read and sent once, also when it is asked for twice at a time', async () => {
  const { client, engines } = setUp();
  let reads = 0;
  const read = () => (reads++, files());
  await Promise.all([client.loadModel('a', read), client.loadModel('a', read)]);
  assert.equal(reads, 1);
  assert.deepEqual(engines[0].loaded, ['a']);
});

test('another version of a model is read and sent, and runs know which one they are of', async () => {
  const { client, engines } = setUp();
  const [first, again, second] = [
    await client.loadModel('a', files, '1'),
    await client.loadModel('a', files, '1'),
    await client.loadModel('a', files, '2'),
  ];
  assert.deepEqual(engines[0].loaded, ['a', 'a']);
  assert.equal(first, again);
  assert.deepEqual(
    [first, second].map((model) => client.versionOf(model)),
    ['1', '2'],
  );
});

test('a model that failed is tried again', async () => {
  const { client } = setUp();
  let reads = 0;
  const read = () => (reads++, files());
  await assert.rejects(client.loadModel('damaged', read), /header is damaged/);
  await assert.rejects(client.loadModel('damaged', read), /header is damaged/);
  assert.equal(reads, 2);
});

test('when the engine dies, waiting calls reject, it is told once, and the next use starts another', async () => {
  const { client, engines, deaths } = setUp();
  await client.loadModel('a', files);
  const waiting = [client.call('run', RUN), client.call('run', { ...RUN, documentId: 2 })];
  const settled = Promise.allSettled(waiting);
  engines[0].die();
  for (const result of await settled)
    assert.ok(result.status === 'rejected' && result.reason instanceof EngineStoppedError);
  assert.deepEqual(deaths, ['out of memory']);
  assert.equal(engines.length, 1, 'not restarted before it is needed');
  await client.loadModel('a', files);
  assert.deepEqual(engines[1].loaded, ['a'], 'the new engine gets its models anew');
  engines[0].die();
  assert.equal(deaths.length, 1, 'an old engine has no say');
});

test('a cancelled call rejects as cancelled, and closing ends the engine silently', async () => {
  const { client, engines, deaths } = setUp();
  const abort = new AbortController();
  const waiting = client.call('run', RUN, { signal: abort.signal });
  abort.abort();
  await assert.rejects(waiting, { cancelled: true });
  client.dispose();
  assert.equal(engines[0].stopped, true);
  assert.deepEqual(deaths, []);
});
