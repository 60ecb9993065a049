// What is shown of a document while it is tagged, edited, cleared and tagged again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveText } from '../../src/live/liveText.js';
import type { TagRequest } from '../../src/live/runRequest.js';
import { asked, complete, request, setUp, textOf } from '../fixtures/sessions.js';

const TEXT = 'a cab came by';
const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Resolves when something holds. */
const until = async (holds: () => boolean) => {
  while (!holds()) await turn();
};

test('a document that is cleared while it is tagged is forgotten, here and by the engine', async () => {
  const { sessions, engines } = setUp();
  const { document } = textOf(TEXT);
  const told: string[] = [];
  const listening = sessions.onDidChange((uri) => told.push(uri));
  const tagging = sessions.tag(request(document));
  assert.equal(sessions.progress(document.uri), 0);
  const engine = await asked(engines, 0);
  assert.deepEqual(sessions.documents, [document.uri]);
  const before = told.length;
  sessions.clear(document.uri);
  assert.ok(told.length > before);
  listening.dispose();
  const heard = told.length;
  assert.equal(await tagging, 'cancelled');
  assert.deepEqual(
    [sessions.documents, sessions.get(document.uri), sessions.progress(document.uri)],
    [[], null, null],
  );
  assert.equal(told.length, heard, 'who listens no more is told nothing');
  engine.goOn();
  assert.equal(sessions.get(document.uri), null, 'what still comes of it is not shown');
  await until(() => engine.closed.length > 0);
  assert.deepEqual(engine.closed, [engine.runs[0].documentId]);
});

test('a document that is tagged again shows the newer run; the older one is cancelled or let go', async () => {
  const { sessions, engines } = setUp();
  const { document } = textOf(TEXT);
  const first = sessions.tag(request(document));
  const engine = await asked(engines, 0);
  const second = sessions.tag(request(document));
  assert.equal(await first, 'cancelled');
  await asked(engines, 0, 2);
  assert.equal(sessions.get(document.uri), null);
  engine.goOn();
  engine.goOn();
  assert.equal(await second, 'tagged');
  assert.equal(sessions.get(document.uri)?.documentId, engine.runs[1].documentId);
  assert.equal(sessions.progress(document.uri), null);
  const third = sessions.tag(request(document));
  await asked(engines, 0, 3);
  assert.equal(sessions.get(document.uri)?.documentId, engine.runs[1].documentId, 'shown meanwhile');
  engine.goOn();
  assert.equal(await third, 'tagged');
  assert.equal(sessions.get(document.uri)?.documentId, engine.runs[2].documentId);
  await until(() => engine.closed.length > 1);
  assert.deepEqual(engine.closed, [engine.runs[0].documentId, engine.runs[1].documentId]);
});

test('a tagging that is cancelled or fails leaves what was shown', async () => {
  const { sessions, engines } = setUp({ mortal: 0 });
  const { document } = textOf(TEXT);
  await sessions.tag(request(document));
  const shown = sessions.get(document.uri);
  const abort = new AbortController();
  abort.abort();
  assert.equal(await sessions.tag({ ...request(document), signal: abort.signal }), 'cancelled');
  const failing = { ...request(document), modelName: () => Promise.reject(new Error('There is none.')) };
  await assert.rejects(sessions.tag(failing), /There is none/);
  assert.equal(sessions.get(document.uri), shown);
  assert.deepEqual([engines[0].runs.length, engines[0].closed], [1, []]);
  assert.equal(sessions.progress(document.uri), null);
});

/** A request of two models, each for a script. */
function mixed(document: LiveText): TagRequest {
  const others = async () => [request(document, { script: 'hangul' })];
  return { ...request(document, { script: 'latin' }), others };
}

test('of a document that two models read, the run is in front where people look', async () => {
  const { sessions, engines } = setUp({ mortal: 0 });
  const { document } = textOf('a cab 가');
  const { uri } = document;
  assert.equal(await sessions.tag(mixed(document)), 'tagged');
  const scripts = () => sessions.all(uri).map(({ source }) => source.script);
  assert.deepEqual(scripts(), ['latin', 'hangul']);
  assert.equal(sessions.get(uri)?.source.script, 'latin');
  let told = 0;
  sessions.onDidChange(() => told++);
  const lookAt = (offset: number): [string | undefined, number] => {
    told = 0;
    sessions.lookAt(uri, offset);
    return [sessions.get(uri)?.source.script, told];
  };
  assert.deepEqual(lookAt(6), ['hangul', 1]);
  assert.deepEqual(lookAt(7), ['hangul', 0]);
  assert.deepEqual(lookAt(3), ['latin', 1], 'what is before counts where nothing is');
  assert.deepEqual(lookAt(6), ['hangul', 1]);
  await sessions.tag(request(document));
  assert.deepEqual([scripts(), sessions.get(uri)?.source.script], [[undefined], undefined]);
  assert.equal(engines[0].runs.length, 3);
  await until(() => engines[0].closed.length === 2);
  sessions.clear(uri);
  assert.deepEqual([sessions.all(uri), sessions.documents], [[], []]);
});

test('clearing a document that two models read ends both', async () => {
  const { sessions, engines } = setUp();
  const { document } = textOf('a cab 가');
  const { uri } = document;
  const tagging = sessions.tag(mixed(document));
  await asked(engines, 0, 2);
  assert.equal(sessions.progress(uri), 0);
  sessions.clear(uri);
  assert.equal(await tagging, 'cancelled');
  assert.deepEqual(sessions.documents, []);
  await until(() => engines[0].closed.length === 2);
});

test('a newer request is not joined by the other models of an older one', async () => {
  const { sessions, engines } = setUp({ mortal: 0 });
  const { document } = textOf('a cab 가');
  let goOn = (): void => undefined;
  const late = new Promise<void>((resolve) => (goOn = resolve));
  const slow = { ...mixed(document), others: () => late.then(() => [request(document)]) };
  const first = sessions.tag(slow);
  await sessions.tag(request(document));
  goOn();
  await first;
  assert.equal(sessions.all(document.uri).length, 1);
  assert.equal(engines[0].runs.length, 1);
});

test('a document whose first tagging fails is not remembered', async () => {
  const { sessions } = setUp({ mortal: 0 });
  const { document } = textOf(TEXT);
  const failing = { ...request(document), modelName: () => Promise.reject(new Error('There is none.')) };
  await assert.rejects(sessions.tag(failing), /There is none/);
  assert.deepEqual(sessions.documents, []);
});

test('an empty document is shown and can be followed; an empty selection shows nothing', async () => {
  const { sessions, engines } = setUp({ mortal: 0 });
  const { document } = textOf('');
  assert.equal(await sessions.tag(request(document)), 'empty');
  assert.equal(sessions.get(document.uri)?.tokenCount, 0);
  const selection = request(document, { unit: 'selection', range: [0, 0] });
  assert.equal(await sessions.tag(selection), 'empty');
  assert.deepEqual([sessions.get(document.uri), sessions.documents], [null, []]);
  await until(() => engines[0].closed.length > 1);
});

test('that a run is outdated is told when it changes', async () => {
  const { sessions } = setUp({ mortal: 0 });
  const { document } = textOf(TEXT);
  sessions.setOutdated(document.uri, true);
  await sessions.tag(request(document));
  let told = 0;
  sessions.onDidChange(() => told++);
  for (const outdated of [false, true, true, false]) sessions.setOutdated(document.uri, outdated);
  assert.equal(told, 2);
  sessions.setOutdated(document.uri, true);
  assert.equal(sessions.get(document.uri)?.outdated, true);
});

test('what was edited while edits were not followed is run again when they are, and nothing else', async () => {
  const { sessions, engines, state } = setUp({ mortal: 0, follows: false });
  const { document, insert } = textOf(TEXT);
  await sessions.tag(request(document));
  sessions.catchUp();
  insert(sessions, 0, 'Oh. ');
  assert.equal(sessions.get(document.uri)?.stale, true);
  sessions.setOutdated(document.uri, true);
  sessions.catchUp();
  await turn();
  assert.equal(engines[0].runs.length, 1, 'not with settings that are no more');
  sessions.setOutdated(document.uri, false);
  state.follows = true;
  sessions.catchUp();
  await until(() => sessions.get(document.uri)?.stale === false);
  assert.deepEqual(
    engines[0].runs.map(({ text }) => text),
    [TEXT, `Oh. ${TEXT}`],
  );
  assert.deepEqual(engines[0].edits, []);
});

test('a selection that was edited is not run again by itself', async () => {
  const { sessions, engines } = setUp({ mortal: 0, follows: false });
  const { document, insert } = textOf(TEXT);
  await sessions.tag(request(document, { unit: 'selection', range: [2, 5] }));
  insert(sessions, 3, 'r');
  sessions.catchUp();
  await turn();
  await turn();
  assert.equal(engines[0].runs.length, 1);
});

test('an edit that the engine refuses is told, and the document is run again as it is', async () => {
  const { sessions, engines, failed } = setUp({ mortal: 0 });
  const { document, insert } = textOf(TEXT);
  await sessions.tag(request(document));
  const sent: string[] = [];
  sessions.onDidSendEdit((uri) => sent.push(uri));
  insert(sessions, 0, 'Oh. ');
  assert.equal(sessions.isFollowing(document.uri), true);
  assert.deepEqual(sent, [document.uri]);
  await until(() => engines[0].runs.length > 1);
  await complete(sessions, document.uri);
  await sessions.settled(document.uri);
  assert.equal(engines[0].edits.length, 1);
  assert.equal(engines[0].runs[1].text, `Oh. ${TEXT}`);
  assert.match(String(failed[0]), /It does not fit/);
  assert.deepEqual([failed.length, sessions.isFollowing(document.uri)], [1, false]);
});

test('a document that is closed is not run again', async () => {
  const { sessions, engines, told } = setUp({ mortal: 0 });
  const { document, close } = textOf(TEXT);
  await sessions.tag(request(document));
  close();
  engines[0].die('gone');
  await turn();
  await turn();
  assert.deepEqual([engines.length, sessions.documents, told], [1, [], []]);
});

test('a document that is outdated still is when it comes back by itself', async () => {
  const { sessions, engines } = setUp({ mortal: 0 });
  const { document } = textOf(TEXT);
  await sessions.tag(request(document));
  sessions.setOutdated(document.uri, true);
  engines[0].die('gone');
  await complete(sessions, document.uri);
  await until(() => sessions.get(document.uri)?.outdated === true);
});

test('what the sessions do not know is nobody’s, and when they end nobody is told', async () => {
  const { sessions } = setUp({ mortal: 0 });
  const { document } = textOf(TEXT);
  for (const uri of ['file:///other', document.uri]) {
    assert.deepEqual(
      [sessions.get(uri), sessions.progress(uri), sessions.isFollowing(uri)],
      [null, null, false],
    );
    await sessions.settled(uri);
    sessions.clear(uri);
    sessions.edited(uri, [], { version: 2, length: 1 });
  }
  await sessions.tag(request(document));
  let told = 0;
  sessions.onDidChange(() => told++);
  sessions.dispose();
  assert.deepEqual([sessions.documents, told], [[], 0]);
});
