// All tokens of a run, with the thread free in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkTokens } from '../../src/live/walkTokens.js';

const run = () => ({ tokenCount: 20_000, revision: 3 });

test('every token is visited once, in order, and others have their turn meanwhile', async () => {
  const seen: number[] = [];
  const turns: number[] = [];
  const timer = setInterval(() => turns.push(seen.length));
  await walkTokens(run(), (token) => seen.push(token), new AbortController().signal);
  clearInterval(timer);
  assert.ok(seen.length === 20_000 && seen.every((token, k) => token === k));
  assert.ok(
    turns.some((visited) => visited > 0 && visited < 20_000),
    'somebody else had a turn',
  );
});

test('it ends where nobody waits any more, and where the text is another one', async () => {
  const stopped = new AbortController();
  let visited = 0;
  const walk = walkTokens(run(), () => visited++ || stopped.abort(), stopped.signal);
  await assert.rejects(walk, /Cancelled/);
  assert.ok(visited < 20_000);
  const edited = run();
  await assert.rejects(
    walkTokens(edited, () => (edited.revision = 4), new AbortController().signal),
    /Cancelled/,
  );
});
