// The engine dies: what was under way is tried once more by itself, what was shown comes back, and people are told
// once of what does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineClient, EngineStoppedError } from '../../src/live/engineClient.js';
import { EngineLife, type LostWork } from '../../src/live/engineLife.js';
import type { LiveText } from '../../src/live/liveText.js';
import { FixedText } from '../../src/live/runText.js';
import type { RunSettings } from '../../src/live/runRequest.js';
import { Sessions } from '../../src/live/sessions.js';
import type { EngineContract } from '../../src/protocol/engine.js';
import { describeModel } from '../../src/protocol/model.js';
import type { WorkerPort } from '../../src/protocol/rpc.js';
import { tinyManifest } from '../fixtures/tinyModel.js';

type RunParams = EngineContract['requests']['run']['params'];
type Request = { readonly id: number; readonly method: string; readonly params: unknown };

/** An engine that labels one token at the text's first letter, or waits for the test to let it go on or die. */
class FakeEngine {
  readonly runs: RunParams[] = [];
  private readonly waiting: Request[] = [];
  private receive: (message: unknown) => void = () => undefined;

  constructor(
    /** Whether it answers runs at once. */
    private readonly answers: boolean,
    readonly die: (reason: string) => void,
  ) {}

  readonly port: WorkerPort = {
    post: (message) => void setImmediate(() => this.take(message as Request)),
    listen: (receive) => (this.receive = receive),
    stop: () => undefined,
  };

  private take(request: Request): void {
    const { id, method, params } = request;
    if (method === 'run') {
      this.runs.push(params as RunParams);
      if (this.answers) this.finish(request);
      else this.waiting.push(request);
    } else if (method === 'loadModel')
      this.receive({ kind: 'result', id, value: describeModel(tinyManifest(), 0) });
    else if (method === 'closeDocument') this.receive({ kind: 'result', id, value: null });
  }

  private finish({ id, params }: Request): void {
    const { documentId } = params as RunParams;
    const event = (name: string, payload: object) =>
      this.receive({ kind: 'event', name, payload: { documentId, ...payload } });
    const [starts, ends] = [Uint32Array.of(0), Uint32Array.of(1)];
    event('segmented', { starts, ends, segmentOffsets: Uint32Array.of(0, 1) });
    const labels = { labels: Uint16Array.of(1), probabilities: Float32Array.of(0.5) };
    event('tagged', { level: 'token', from: 0, ...labels });
    const summary = { tokenCount: 1, stepCount: 1, segmentCount: 1, shapes: {}, elapsedMs: 1 };
    this.receive({ kind: 'result', id, value: summary });
  }
}

/** Sessions over engines: the first ones wait (and are there to die), as many as said; later ones answer. */
function setUp({ mortal = 1, follows = true }: { mortal?: number; follows?: boolean } = {}) {
  const engines: FakeEngine[] = [];
  const [told, logged, failed]: [LostWork[], string[], unknown[]] = [[], [], []];
  let time = 0;
  const notices = {
    log: (reason: string) => logged.push(reason),
    tell: (lost: LostWork) => told.push(lost),
  };
  const life = new EngineLife(notices, () => time);
  const sessions: Sessions = new Sessions({
    engine: () => client,
    loadModel: (name) =>
      client.loadModel(name, () => Promise.resolve({ manifest: '', weights: new Uint8Array(1) })),
    isFollowing: () => follows,
    failed: (error) => failed.push(error),
    lost: (death) => life.lost(death, 'tags'),
  });
  life.add((death) => sessions.engineStopped(death));
  const nothing = () => undefined;
  const events = { ...sessions.engineEvents, generated: nothing, notice: nothing, logged: nothing };
  const client = new EngineClient(
    (onEnd) => {
      const engine = new FakeEngine(engines.length >= mortal, onEnd);
      engines.push(engine);
      return engine.port;
    },
    events,
    life,
  );
  return { sessions, engines, life, client, told, logged, failed, pass: (ms: number) => (time += ms) };
}

/** A document that can be edited. */
function textOf(initial: string) {
  let [text, version] = [initial, 1];
  const document: LiveText = {
    uri: 'file:///a.txt',
    name: 'a.txt',
    get version() {
      return version;
    },
    isClosed: false,
    read: () => text,
    current: new FixedText(initial),
    visible: () => [0, 1],
  };
  /** Inserts at an offset, and tells the sessions. */
  const insert = (sessions: Sessions, at: number, inserted: string) => {
    text = text.slice(0, at) + inserted + text.slice(at);
    version++;
    const change = { startUtf16: at, endUtf16: at, inserted, insertedLength: inserted.length };
    sessions.edited(document.uri, [change], { version, length: text.length });
  };
  return { document, insert };
}

const request = (document: LiveText, settings: Partial<RunSettings> = {}) => ({
  document,
  modelName: () => Promise.resolve('tiny'),
  settings: () => ({ visible: [0, 1] as const, ...settings }),
  signal: new AbortController().signal,
});

/** The engine once it has been asked to run something that often. */
async function asked(engines: readonly FakeEngine[], number: number, runs = 1): Promise<FakeEngine> {
  while (!engines[number] || engines[number].runs.length < runs)
    await new Promise((resolve) => setImmediate(resolve));
  return engines[number];
}

const complete = async (sessions: Sessions, uri: string) => {
  while (!sessions.get(uri)?.complete) await new Promise((resolve) => setImmediate(resolve));
};

const { document: plain } = textOf('a cab came by');

for (const follows of [true, false])
  test(`a first tagging that the engine dies in is tried again by itself (following ${follows ? 'on' : 'off'})`, async () => {
    const { sessions, engines, told, logged } = setUp({ follows });
    const tagging = sessions.tag(request(plain));
    (await asked(engines, 0)).die('out of memory');
    assert.equal(await tagging, 'tagged');
    assert.equal(sessions.get(plain.uri)?.complete, true);
    assert.deepEqual([told, logged], [[], ['out of memory']]);
    assert.notEqual(
      engines[1].runs[0].documentId,
      engines[0].runs[0].documentId,
      'a run has an id of its own',
    );
  });

test('if it dies in the second try, too, that is said once, and no third is made', async () => {
  const { sessions, engines, life, told } = setUp({ mortal: 2 });
  const tagging = sessions.tag(request(plain));
  (await asked(engines, 0)).die('one');
  (await asked(engines, 1)).die('two');
  const error: unknown = await tagging.then(null, (reason: unknown) => reason);
  assert.ok(error instanceof EngineStoppedError);
  // As commands do with what was not done.
  life.lost(error.death, 'command');
  assert.deepEqual(told, ['repeatedly']);
  assert.equal(engines.length, 2);
  assert.deepEqual([sessions.progress(plain.uri), sessions.documents], [null, []]);
});

test('also where each try takes long', async () => {
  const { sessions, engines, life, told, pass } = setUp({ mortal: 2 });
  const tagging = sessions.tag(request(plain));
  (await asked(engines, 0)).die('one');
  const second = await asked(engines, 1);
  pass(60_000);
  second.die('two');
  const error: unknown = await tagging.then(null, (reason: unknown) => reason);
  assert.ok(error instanceof EngineStoppedError);
  life.lost(error.death, 'command');
  assert.deepEqual([told, engines.length], [['command'], 2]);
});

test('a selection is tried again where it is by then, and what was asked for is not asked again', async () => {
  const { sessions, engines, told } = setUp();
  const { document, insert } = textOf('a cab came by');
  const settings: RunSettings = { visible: [0, 1], unit: 'selection', range: [2, 5] };
  let times = 0;
  const tagging = sessions.tag({
    ...request(document),
    settings: () => {
      times++;
      return settings;
    },
  });
  const engine = await asked(engines, 0);
  insert(sessions, 0, 'Yes, ');
  engine.die('gone');
  // Also between the two tries.
  insert(sessions, 0, 'Oh. ');
  assert.equal(await tagging, 'tagged');
  const [again] = engines[1].runs;
  assert.deepEqual([again.text, again.unit, again.range], ['Oh. Yes, a cab came by', 'selection', [11, 14]]);
  assert.deepEqual([times, told], [1, []]);
});

test('a selection that was edited meanwhile is not run as another one: a sentence says so', async () => {
  const { sessions, engines } = setUp();
  const { document, insert } = textOf('a cab came by');
  const tagging = sessions.tag(request(document, { unit: 'selection', range: [2, 5] }));
  const engine = await asked(engines, 0);
  insert(sessions, 3, 'r');
  engine.die('gone');
  await assert.rejects(tagging, /The selected text was edited/);
});

test('a run that continued from a state is tried again from that state', async () => {
  const { sessions, engines, told } = setUp();
  const initialState = Uint8Array.of(1, 2, 3);
  const tagging = sessions.tag(request(plain, { initialState }));
  (await asked(engines, 0)).die('gone');
  assert.equal(await tagging, 'tagged');
  assert.deepEqual(engines[1].runs[0].initialState, initialState);
  assert.equal(sessions.get(plain.uri)?.source.continued, true);
  assert.deepEqual(told, []);
});

for (const [what, settings] of [
  ['a document', {}],
  ['a selection', { unit: 'selection', range: [2, 5] }],
  ['a run that continued', { initialState: Uint8Array.of(7) }],
] as const)
  test(`${what} that was shown comes back by itself, and its old tags are not shown meanwhile`, async () => {
    const { sessions, engines, told } = setUp({ mortal: 0 });
    await sessions.tag(request(plain, settings));
    engines[0].die('gone');
    assert.equal(sessions.get(plain.uri), null);
    assert.equal(sessions.progress(plain.uri), 0);
    await complete(sessions, plain.uri);
    const [first, again] = [engines[0].runs[0], engines[1].runs[0]];
    assert.deepEqual({ ...again, documentId: 0 }, { ...first, documentId: 0 });
    assert.deepEqual(told, []);
  });

test('where edits are not followed tags do not come back by themselves: that is said', async () => {
  const { sessions, engines, told } = setUp({ mortal: 0, follows: false });
  await sessions.tag(request(plain));
  engines[0].die('gone');
  assert.deepEqual([told, sessions.documents, engines.length], [['tags'], [], 1]);
});

test('an engine that dies again and again is not started for ever, and each time is told once', async () => {
  const { sessions, engines, told, logged, pass } = setUp({ mortal: 0 });
  await sessions.tag(request(plain));
  engines[0].die('one');
  await complete(sessions, plain.uri);
  pass(5_000);
  engines[1].die('two');
  assert.deepEqual([told, logged], [['repeatedly'], ['one', 'two']]);
  assert.deepEqual([sessions.documents, engines.length], [[], 2]);
});

test('a question that the engine died in says how it ended, and people are told once a death', async () => {
  const { client, engines, life, told } = setUp();
  const asking = [1, 2].map((documentId) =>
    client.call('run', { documentId, modelName: 'tiny', text: 'a', visible: [0, 1] }),
  );
  const settled = Promise.allSettled(asking);
  (await asked(engines, 0, 2)).die('gone');
  for (const result of await settled) {
    assert.ok(result.status === 'rejected' && result.reason instanceof EngineStoppedError);
    life.lost(result.reason.death, 'command');
  }
  assert.deepEqual(told, ['command']);
});

test('a tagging that is just beginning when the engine dies is not begun twice', async () => {
  const { sessions, engines } = setUp({ mortal: 0 });
  await sessions.tag(request(plain));
  const begun = sessions.tag(request(plain));
  engines[0].die('gone');
  assert.equal(await begun, 'tagged');
  assert.equal(engines[1].runs.length, 1);
});
