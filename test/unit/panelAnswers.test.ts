import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PanelAnswers, type Answerers } from '../../src/live/panelAnswers.js';
import type { Run } from '../../src/live/run.js';
import { Sight } from '../../src/live/sight.js';
import type { AskedVersion } from '../../src/protocol/panel.js';

const { signal } = new AbortController();
const ROW = { probabilities: Float32Array.of(1), note: '' };
const never = () => Promise.reject(new Error('Not asked in this test.'));

/** A host whose run is what the test says, and whose engine answers when the test says so. */
function host() {
  const waiting: { answer(): void; fail(): void }[] = [];
  const later =
    <T>(value: (run: Run) => T) =>
    (run: Run) =>
      new Promise<T>((resolve, reject) =>
        waiting.push({ answer: () => resolve(value(run)), fail: () => reject(new Error('No such token.')) }),
      );
  const answerers: Answerers = {
    rows: never,
    certainties: never,
    tableRows: never,
    rowOfToken: never,
    classProbabilities: later(() => ROW),
    segmentProbabilities: never,
    stepsOfToken: later(({ documentId }) => ({ fromStep: documentId, toStep: documentId + 1 })),
    states: never,
    attribution: never,
    ablation: never,
    stepTrace: never,
    loss: never,
    goldLabel: never,
    goldLoss: never,
    rankUnits: never,
    unitMatches: never,
    unitLine: never,
    unitScales: never,
    colourScales: never,
    fileMatches: never,
    headDifferences: never,
    scaledStates: never,
    unitOrder: never,
    plane: never,
    along: never,
    doubts: never,
    points: never,
    unitTags: never,
    unitCourse: never,
    difference: never,
    differenceStates: never,
    networks: never,
    counterparts: never,
    counterpartLines: never,
    differenceClasses: later(() => ({ before: null, after: ROW })),
  };
  const now = {
    run: { documentId: 1, revision: 0 } as { documentId: number; revision: number } | null,
    comparison: null as AskedVersion['comparison'],
  };
  const answers = new PanelAnswers(
    answerers,
    () => now.run && { run: now.run as Run, comparison: now.comparison },
  );
  return { answers, now, waiting };
}

const of = (
  runId: number,
  revision: number,
  comparison: AskedVersion['comparison'] = null,
): AskedVersion => ({
  ...{ runId, revision, comparison },
});

test('an answer is tagged with the run and the revision it is of', async () => {
  const { answers, waiting } = host();
  const reply = answers.handlers.classProbabilities(
    { of: of(1, 0), params: { token: 3 } },
    signal,
    () => undefined,
  );
  waiting[0].answer();
  assert.deepEqual(await reply, { kind: 'answer', of: of(1, 0), value: ROW });
});

test('what is asked of another run or of an older text is not asked of this one', async () => {
  const { answers, waiting, now } = host();
  const ask = (version: AskedVersion) => answers.answer('classProbabilities', { token: 3 }, version, signal);
  assert.deepEqual(await ask(of(2, 0)), { kind: 'superseded', now: of(1, 0) });
  now.run = { documentId: 1, revision: 5 };
  assert.deepEqual(await ask(of(1, 4)), { kind: 'superseded', now: of(1, 5) });
  now.run = null;
  assert.deepEqual(await ask(of(1, 5)), { kind: 'superseded', now: null });
  assert.equal(waiting.length, 0);
});

test('an answer, or a failure, that comes after an edit or a change of editors is of a text that is gone', async () => {
  const { answers, waiting, now } = host();
  const ask = () => answers.answer('classProbabilities', { token: 3 }, of(1, 0), signal);
  const [edited, failed] = [ask(), ask()];
  now.run = { documentId: 1, revision: 1 };
  waiting[0].answer();
  waiting[1].fail();
  assert.deepEqual(await edited, { kind: 'superseded', now: of(1, 1) });
  assert.deepEqual(await failed, { kind: 'superseded', now: of(1, 1) });
  now.run = { documentId: 1, revision: 0 };
  const switched = ask();
  now.run = { documentId: 2, revision: 0 };
  waiting[2].answer();
  assert.deepEqual(await switched, { kind: 'superseded', now: of(2, 0) });
});

test('a failure of the current text is one', async () => {
  const { answers, waiting } = host();
  const reply = answers.answer('classProbabilities', { token: 3 }, of(1, 0), signal);
  waiting[0].fail();
  await assert.rejects(reply, /No such token/);
});

test('a question about a comparison names which one; others do not care', async () => {
  const { answers, waiting, now } = host();
  now.comparison = { id: 7, revision: 2 };
  const ask = (version: AskedVersion) => answers.answer('differenceClasses', { token: 3 }, version, signal);
  assert.equal((await ask(of(1, 0, { id: 7, revision: 1 }))).kind, 'superseded');
  assert.equal((await ask(of(1, 0))).kind, 'superseded');
  const reply = ask(of(1, 0, { id: 7, revision: 2 }));
  waiting[0].answer();
  assert.equal((await reply).kind, 'answer');
  const plain = answers.answer('classProbabilities', { token: 3 }, of(1, 0), signal);
  now.comparison = { id: 8, revision: 0 };
  waiting[1].answer();
  assert.equal((await plain).kind, 'answer');
});

test('what is in sight comes with an edit, without comparisons, failures and what an edit overtook', async () => {
  const { answers, waiting, now } = host();
  now.comparison = { id: 7, revision: 2 };
  const sight = [
    { method: 'classProbabilities', params: { token: 3 } },
    { method: 'stepsOfToken', params: { token: 3 } },
    { method: 'differenceClasses', params: { token: 3 } },
  ] as const;
  const seen = new Sight(answers);
  seen.looksAt({ runId: 1, questions: sight });
  const told = seen.answersOf(now.run as Run);
  assert.equal(waiting.length, 2);
  waiting[0].fail();
  waiting[1].answer();
  assert.deepEqual(await told, [
    { ...sight[1], result: { fromStep: 1, toStep: 2 }, of: { runId: 1, revision: 0 } },
  ]);
  const overtaken = seen.answersOf(now.run as Run);
  now.run = { documentId: 1, revision: 1 };
  for (const { answer } of waiting.slice(2)) answer();
  assert.deepEqual(await overtaken, []);
  seen.looksAt({ runId: 2, questions: sight });
  assert.deepEqual(await seen.answersOf(now.run as Run), [], 'of another run nothing is in sight');
});

/** A host with one question in sight, and an edit that the engine was sent. */
function edited() {
  const made = host();
  const run = made.now.run as { documentId: number; revision: number };
  const seen = new Sight(made.answers);
  seen.looksAt({ runId: 1, questions: [{ method: 'stepsOfToken', params: { token: 3 } }] });
  seen.editSent(run as Run);
  return { ...made, run, seen };
}

test('what was asked along with an edit is not asked again once the engine has followed it', async () => {
  const { run, seen, waiting } = edited();
  assert.equal(waiting.length, 1, 'asked in the moment of the edit');
  run.revision = 1;
  waiting[0].answer();
  const told = await seen.answersOf(run as Run);
  assert.equal(waiting.length, 1);
  assert.deepEqual(
    told.map((answer) => answer.of),
    [{ runId: 1, revision: 1 }],
  );
});

test('what was asked along with an edit is asked again if the run went on after the answer', async () => {
  const { run, seen, waiting } = edited();
  run.revision = 1;
  waiting[0].answer();
  await Promise.resolve();
  await Promise.resolve();
  run.revision = 2;
  const told = seen.answersOf(run as Run);
  while (waiting.length < 2) await Promise.resolve();
  waiting[1].answer();
  assert.deepEqual(
    (await told).map((answer) => answer.of),
    [{ runId: 1, revision: 2 }],
  );
});

test('what was asked along with an edit and failed is asked again', async () => {
  const { run, seen, waiting } = edited();
  run.revision = 1;
  waiting[0].fail();
  const told = seen.answersOf(run as Run);
  while (waiting.length < 2) await new Promise(setImmediate);
  waiting[1].answer();
  assert.equal((await told).length, 1);
});

test('the next edit, and the end of looking, cancel what was asked along with one', () => {
  const signals: AbortSignal[] = [];
  const seen = new Sight({
    answerNow: never,
    answerEarly: (_run, _question, asked) => (signals.push(asked), never()),
  });
  const run = { documentId: 1, revision: 0 } as Run;
  seen.looksAt({ runId: 1, questions: [{ method: 'stepsOfToken', params: { token: 3 } }] });
  seen.editSent(run);
  seen.editSent(run);
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  );
  seen.close();
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true],
  );
});
