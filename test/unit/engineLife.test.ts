// The engine dies: what was under way is tried once more by itself, what was shown comes back, and people are told
// once of what does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineStoppedError } from '../../src/live/engineClient.js';
import type { RunSettings } from '../../src/live/runRequest.js';
import { asked, complete, request, setUp, textOf } from '../fixtures/sessions.js';

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
