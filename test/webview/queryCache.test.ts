// The one cache of the panel's questions, before a host that answers when the test says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  AnswerTo,
  PanelQuestion,
  PanelReply,
  QuestionName,
  TokenRows,
} from '../../src/protocol/panel.js';
import { QueryCache } from '../../webview/data/queryCache.js';
import { keyOf, lineOf } from '../../webview/data/questions.js';

type Answer = AnswerTo<QuestionName>;

const classes = (token: number) => ({ method: 'classProbabilities', params: { token } }) as const;
const difference = (layer: number) =>
  ({ method: 'difference', params: { layer, direction: 'forward', quantity: 'h' } }) as const;
const rows = (fromToken: number, toToken: number) =>
  ({ method: 'rows', params: { fromToken, toToken } }) as const;
const ROWS = lineOf(rows(0, 0))!;
const PAGING = { pageSize: 10, margin: 0, itemSize: 1 };
const OF = { runId: 1, revision: 0, comparison: null };

/** What a question is called in these tests: `rows 0 10`, `classProbabilities 3`. */
const nameOf = ({ method, params }: PanelQuestion) => [method, ...Object.values(params)].join(' ');

function rowsAnswer(from: number, to: number, text: string): TokenRows {
  const count = to - from;
  return {
    fromToken: from,
    texts: new Array<string>(count).fill(text),
    lines: new Uint32Array(count),
    columns: new Uint32Array(count),
    labels: new Uint16Array(count),
    probabilities: new Float32Array(count),
    details: new Array<string>(count).fill(''),
    unknown: new Uint8Array(count),
    segmentStarts: new Uint8Array(count),
  };
}

interface Open {
  readonly name: string;
  readonly signal: AbortSignal;
  reply(reply: PanelReply<Answer>): void;
  fail(): void;
}

function cacheOf({ count = 100, limits = { bytes: 1e6, answers: 1000 } } = {}) {
  const open: Open[] = [];
  const told: string[][] = [];
  let changes = 0;
  const cache = new QueryCache(
    {
      ask: (question, signal) =>
        new Promise((resolve, reject) =>
          open.push({
            name: nameOf(question),
            signal,
            reply: resolve,
            fail: () => reject(new Error('No.')),
          }),
        ),
      count: () => count,
      arrived: () => undefined,
      changed: () => changes++,
      tell: (sight) => told.push(sight.map(nameOf)),
    },
    limits,
  );
  const asked = () => open.map(({ name }) => name);
  const last = (name: string) => open.findLast((each) => each.name === name)!;
  const give = (name: string, value: Answer) => last(name).reply({ kind: 'answer', of: OF, value });
  const text = (item: number) => {
    const page = cache.at(ROWS, item) as TokenRows | null;
    return page && page.texts[item - page.fromToken];
  };
  const lookAtRows = (owner: string, from: number, to: number) =>
    cache.look(owner, () => cache.wantRange(rows(from, to), PAGING));
  return { cache, open, told, asked, last, give, text, lookAtRows, changes: () => changes };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
/** Until questions are asked again after some were given up. */
const rested = () => new Promise((resolve) => setTimeout(resolve, 60));

const ROW = { probabilities: Float32Array.of(1), note: '' };

test('a question is the same whatever the order of its parameters', () => {
  const place = { layer: 1, direction: 'forward', quantity: 'h' } as const;
  const [a, b] = [
    { method: 'states', params: { ...place, fromStep: 3, toStep: 9 } },
    { method: 'states', params: { toStep: 9, fromStep: 3, ...place } },
  ] as const;
  assert.equal(keyOf(a), keyOf(b));
  assert.equal(lineOf(a), lineOf({ ...b, params: { ...b.params, fromStep: 0 } }));
  assert.notEqual(lineOf(a), lineOf({ ...a, params: { ...a.params, layer: 0 } }));
  assert.equal(lineOf(classes(3)), null);
});

test('two who ask different things of one kind do not abort one another, and one question is asked once', async () => {
  const { cache, open, asked, give } = cacheOf();
  for (let frame = 0; frame < 5; frame++) {
    cache.look('sidebar', () => cache.want(classes(3)));
    cache.look('difference', () => [cache.want(classes(7)), cache.want(classes(3))]);
    await settled();
  }
  assert.deepEqual(asked(), ['classProbabilities 3', 'classProbabilities 7']);
  assert.ok(open.every(({ signal }) => !signal.aborted));
  give('classProbabilities 7', ROW);
  await settled();
  assert.deepEqual([cache.want(classes(7)), cache.want(classes(3))], [ROW, null]);
});

test('a question is cancelled when the last of its owners looks elsewhere, and what is read without a look is not asked', async () => {
  const { cache, open, asked } = cacheOf();
  cache.look('sidebar', () => cache.want(classes(3)));
  cache.look('tags/rows', () => cache.want(classes(3)));
  await settled();
  cache.look('sidebar', () => cache.want(classes(4)));
  cache.want(classes(5));
  await settled();
  assert.equal(open[0].signal.aborted, false);
  cache.release('tags');
  await rested();
  assert.deepEqual(asked(), ['classProbabilities 3', 'classProbabilities 4']);
  assert.deepEqual(
    open.map(({ signal }) => signal.aborted),
    [true, false],
  );
});

test('a pointer that moves on faster than it is answered does not send a question a frame', async () => {
  const { cache, asked, open } = cacheOf();
  for (let token = 0; token < 40; token++) {
    cache.look('sidebar', () => cache.want(classes(token)));
    await settled();
  }
  assert.ok(asked().length < 8, asked().join());
  // On a busy machine the rest takes its time.
  for (let k = 0; k < 100 && asked().at(-1) !== 'classProbabilities 39'; k++) await rested();
  assert.equal(asked().at(-1), 'classProbabilities 39');
  assert.equal(open.filter(({ signal }) => !signal.aborted).length, 1);
});

test('ranges are asked in pages; pages nobody looks at any more are cancelled and asked for again when wanted', async () => {
  const { cache, open, asked, give, text, lookAtRows, changes } = cacheOf();
  lookAtRows('tags', 0, 25);
  lookAtRows('sidebar', 90, 91);
  await settled();
  assert.deepEqual(asked(), ['rows 0 10', 'rows 10 20', 'rows 20 30', 'rows 90 100']);
  lookAtRows('tags', 20, 30);
  await settled();
  assert.deepEqual(
    open.map(({ signal }) => signal.aborted),
    [true, true, false, false],
  );
  open[0].reply({ kind: 'answer', of: OF, value: rowsAnswer(0, 10, 'late') });
  give('rows 20 30', rowsAnswer(20, 30, 'here'));
  await rested();
  assert.deepEqual([text(5), text(29), changes()], [null, 'here', 1]);
  lookAtRows('tags', 0, 10);
  await settled();
  assert.deepEqual(asked().slice(4), ['rows 0 10']);
  assert.equal(cache.isOutdated, false);
});

test('pages that come one after the other are told together, the last one at once', async () => {
  const { give, text, lookAtRows, changes } = cacheOf();
  lookAtRows('table', 0, 30);
  await settled();
  give('rows 0 10', rowsAnswer(0, 10, 'a'));
  give('rows 10 20', rowsAnswer(10, 20, 'b'));
  await settled();
  assert.equal(changes(), 0, 'the third page is still on its way');
  assert.equal(text(3), 'a');
  give('rows 20 30', rowsAnswer(20, 30, 'c'));
  await settled();
  assert.equal(changes(), 1);
  const slow = cacheOf();
  slow.lookAtRows('table', 0, 20);
  await settled();
  slow.give('rows 0 10', rowsAnswer(0, 10, 'a'));
  await rested();
  assert.equal(slow.changes(), 1, 'what is slow is shown as it comes');
});

test('the rest of an answer that is shorter than its question is asked for; an empty one is not asked again', async () => {
  const { asked, give, text, lookAtRows } = cacheOf({ count: 18 });
  lookAtRows('tags', 0, 18);
  await settled();
  give('rows 0 10', rowsAnswer(0, 7, 'first'));
  give('rows 10 18', rowsAnswer(10, 18, 'second'));
  await settled();
  await settled();
  assert.deepEqual(asked(), ['rows 0 10', 'rows 10 18', 'rows 7 10']);
  give('rows 7 10', rowsAnswer(7, 7, ''));
  await rested();
  assert.deepEqual([text(6), text(8), text(17)], ['first', null, 'second']);
  assert.equal(asked().length, 3);
});

test('after an edit all in sight is asked again by itself, and shown as it was until the answer; the rest is forgotten', async () => {
  const { cache, asked, last, give, text, lookAtRows } = cacheOf();
  lookAtRows('tags', 0, 20);
  await settled();
  for (const from of [0, 10]) give(`rows ${from} ${from + 10}`, rowsAnswer(from, from + 10, 'old'));
  await settled();
  lookAtRows('tags', 0, 10);
  await settled();
  cache.age();
  await settled();
  assert.deepEqual([text(0), text(10), cache.isOutdated], ['old', null, true]);
  assert.deepEqual(asked(), ['rows 0 10', 'rows 10 20', 'rows 0 10']);
  last('rows 0 10').fail();
  await settled();
  await settled();
  assert.deepEqual([text(0), cache.isOutdated, cache.problemAt(ROWS, 4)], [null, false, 'No.']);
  assert.equal(asked().length, 3);
  cache.age();
  await settled();
  assert.equal(asked().length, 4, 'what was refused is asked again of another text');
});

test('what the host tells by itself is not asked for', async () => {
  const { cache, asked, give, text, lookAtRows } = cacheOf();
  const tell = (from: number, to: number, word: string) =>
    cache.take([{ ...rows(from, to), result: rowsAnswer(from, to, word), of: OF }]);
  tell(5, 15, 'told');
  lookAtRows('tags', 6, 12);
  lookAtRows('sidebar', 14, 15);
  await settled();
  assert.deepEqual([asked(), text(5), text(14), text(15)], [[], 'told', 'told', null]);
  lookAtRows('tags', 6, 16);
  await settled();
  assert.deepEqual(asked(), ['rows 10 20']);
  cache.age();
  tell(5, 16, 'told again');
  await settled();
  assert.deepEqual([asked().length, text(6), cache.isOutdated], [1, 'told again', false]);
  cache.age();
  await rested();
  assert.deepEqual([text(6), cache.isOutdated], ['told again', true]);
  assert.deepEqual(asked().slice(1).sort(), ['rows 0 10', 'rows 10 20']);
  give('rows 0 10', rowsAnswer(0, 10, 'new'));
  give('rows 10 20', rowsAnswer(10, 20, 'new'));
  await settled();
  await settled();
  assert.deepEqual([text(6), text(15), cache.isOutdated], ['new', 'new', false]);
});

test('an answer that comes after the text became another one is dropped', async () => {
  const { cache, open, asked } = cacheOf();
  cache.look('sidebar', () => cache.want(classes(3)));
  await settled();
  cache.age();
  await settled();
  assert.deepEqual(asked(), ['classProbabilities 3', 'classProbabilities 3']);
  open[0].reply({ kind: 'answer', of: OF, value: ROW });
  await settled();
  assert.equal(cache.want(classes(3)), null);
});

test('told that its text is an older one, the page does not ask the same again until it knows the newer one', async () => {
  const { cache, asked, last, give } = cacheOf();
  const see = () => cache.look('sidebar', () => cache.want(classes(3)));
  see();
  await settled();
  last('classProbabilities 3').reply({ kind: 'superseded', now: { ...OF, revision: 1 } });
  await settled();
  see();
  await rested();
  assert.equal(asked().length, 1);
  assert.equal(cache.problemOf(classes(3)), null, 'nothing went wrong');
  cache.age();
  await settled();
  assert.equal(asked().length, 2);
  give('classProbabilities 3', ROW);
  await settled();
  assert.equal(see(), ROW);
});

test('in sight is what the owners look at, once, ranges that touch as one; no comparisons and no large windows', async () => {
  const { cache, told, lookAtRows } = cacheOf();
  lookAtRows('tags', 0, 20);
  lookAtRows('keyboard', 90, 120);
  cache.look('sidebar', () => [cache.want(classes(3)), cache.want(difference(0))]);
  await settled();
  assert.deepEqual(told, [['rows 0 20', 'rows 90 100', 'classProbabilities 3']]);
  lookAtRows('tags', 0, 20);
  await settled();
  assert.equal(told.length, 1, 'the same is not told again');
  cache.look('sidebar', () => {
    cache.wantRange(rows(15, 30), PAGING);
    cache.want(classes(4));
  });
  cache.release('keyboard');
  await settled();
  assert.deepEqual(told.at(-1), ['rows 0 30', 'classProbabilities 4']);
  cache.look('sidebar', () => cache.wantRange(rows(0, 60), { ...PAGING, itemSize: 1000 }));
  await settled();
  assert.deepEqual(told.at(-1), [], 'as one it takes long to run and to send');
});

test('the least recently wanted answers go, by number and by bytes, and nothing in sight', async () => {
  const { cache, give } = cacheOf({ limits: { bytes: 10_000, answers: 3 } });
  const see = async (token: number, values = 1) => {
    const before = cache.look('sidebar', () => cache.want(classes(token)));
    await settled();
    if (!before) give(`classProbabilities ${token}`, { ...ROW, probabilities: new Float32Array(values) });
    await settled();
  };
  for (const token of [0, 1, 2]) await see(token);
  await see(0);
  await see(3);
  assert.deepEqual(
    [0, 1, 2, 3].map((token) => cache.want(classes(token)) !== null),
    [true, false, true, true],
  );
  await see(4, 5000);
  assert.deepEqual(
    [0, 2, 3, 4].map((token) => cache.want(classes(token)) !== null),
    [false, false, false, true],
  );
});

test('another run: nobody has anything in sight, nothing of the old one is shown, and the sight is told anew', async () => {
  const { cache, open, told, give, text, lookAtRows } = cacheOf();
  lookAtRows('tags', 0, 20);
  await settled();
  give('rows 0 10', rowsAnswer(0, 10, 'old'));
  await settled();
  cache.clear();
  assert.deepEqual([text(0), open[1].signal.aborted], [null, true]);
  lookAtRows('tags', 0, 20);
  await settled();
  assert.deepEqual(told, [['rows 0 20'], ['rows 0 20']]);
});
