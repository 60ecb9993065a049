import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaUnderCurve } from '../../src/core/analysis/areaUnderCurve.js';
import { changedTokens, diffValues } from '../../src/core/analysis/stateDiff.js';
import {
  alignTokens,
  alignTokensInPieces,
  alignedWith,
  countChanges,
  firstChange,
  identity,
  realign,
  type TokenAlignment,
  type TokenDelta,
  type TokenTexts,
} from '../../src/core/analysis/tokenAlignment.js';
import { Random } from '../../src/core/math/random.js';

/** By definition: over all pairs. */
function areaByPairs(values: readonly number[], inside: Uint8Array): number {
  let [wins, pairs] = [0, 0];
  values.forEach((a, i) =>
    values.forEach((b, j) => {
      if (!inside[i] || inside[j]) return;
      pairs++;
      wins += a > b ? 1 : a === b ? 0.5 : 0;
    }),
  );
  return wins / pairs;
}

test('the area under the curve is the share of pairs that are the right way round', () => {
  const random = new Random(5);
  for (let k = 0; k < 50; k++) {
    const values = Array.from({ length: 60 }, () => Math.round(random.uniform(1) * 20) / 32);
    const inside = Uint8Array.from(values, (_, i) => (i === 0 || (i > 1 && random.next() < 0.3) ? 1 : 0));
    assert.ok(Math.abs(areaUnderCurve(values, inside) - areaByPairs(values, inside)) < 1e-12);
  }
});

function texts(words: readonly string[]): TokenTexts {
  return { count: words.length, text: (token) => words[token] };
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** For each word of the second text its word of the first: a number, with `~` for a replaced one, `+` for a new one. */
function shown(alignment: TokenAlignment, after: string): string {
  return words(after)
    .map((_, token) => alignedWith(alignment, token))
    .map((old) => (old ? `${old.replaced ? '~' : ''}${old.token}` : '+'))
    .join(' ');
}

function aligned(before: string, after: string): string {
  return shown(alignTokens(texts(words(before)), texts(words(after))), after);
}

test('texts are aligned by their tokens: same, replaced one for one, new, and gone', () => {
  assert.equal(aligned('the boy runs', 'the boys run'), '0 ~1 ~2');
  assert.equal(aligned('the cat sat', 'the black cat sat'), '0 + 1 2');
  assert.equal(aligned('the black cat sat', 'the cat sat'), '0 2 3');
  assert.equal(aligned('a b c d e', 'x b y y d e'), '~0 1 + + 3 4');
  assert.equal(aligned('a a', 'a a a'), '0 1 +');
  assert.equal(aligned('', 'a b'), '+ +');
  assert.equal(aligned('a b', ''), '');
  const alignment = alignTokens(texts(words('a b c d')), texts(words('a X c c d')));
  assert.deepEqual(countChanges(alignment, 4, 5), { inserted: 2, replaced: 0, removed: 1 });
  assert.equal(firstChange(alignment, 5), 1);
  assert.equal(firstChange(identity(4), 4), -1);
  assert.equal(firstChange(identity(3), 3), -1, 'the end went: nothing that is there is other than before');
  assert.equal(firstChange(alignTokens(texts(['a', 'b']), texts(['b'])), 1), 0);
});

test('over edits the alignment is kept up, and what is undone is as if it had never been', () => {
  const before = words('the old keeper lit the lamp . nobody came .');
  let [text, alignment] = [before, identity(before.length)];
  const edit = (fromToken: number, removedTokens: number, ...inserted: string[]): string => {
    const delta: TokenDelta = { fromToken, removedTokens, insertedTokens: inserted.length };
    text = [...text.slice(0, fromToken), ...inserted, ...text.slice(fromToken + removedTokens)];
    alignment = realign(alignment, [delta], texts(before), texts(text));
    return shown(alignment, text.join(' '));
  };
  assert.equal(edit(2, 0, 't'), '0 1 + 2 3 4 5 6 7 8 9');
  // A whole sentence is told as changed, whatever was typed in it.
  assert.equal(edit(0, 8, ...words('the old tired keeper lit the lamp .')), '0 1 + 2 3 4 5 6 7 8 9');
  assert.equal(edit(0, 8, ...words('the old tired keeper lit a lamp .')), '0 1 + 2 3 ~4 5 6 7 8 9');
  assert.equal(edit(0, 8, ...words('the old tired keeper lit lamp .')), '0 1 + 2 3 5 6 7 8 9');
  assert.equal(edit(0, 7, ...words('the old keeper lit the lamp .')), '0 1 2 3 4 5 6 7 8 9');
  // One for one is replaced; with another one beside it nobody knows which is which.
  assert.equal(edit(5, 1, 'candle'), '0 1 2 3 4 ~5 6 7 8 9');
  assert.equal(edit(6, 0, 'stub'), '0 1 2 3 4 + + 6 7 8 9');
  assert.equal(edit(6, 1), '0 1 2 3 4 ~5 6 7 8 9');
  assert.equal(edit(5, 1, 'lamp'), '0 1 2 3 4 5 6 7 8 9');
  assert.deepEqual(alignment, identity(10));
  assert.equal(edit(0, 10), '');
  assert.equal(edit(0, 0, ...before), '0 1 2 3 4 5 6 7 8 9');
});

test('several places at once, also ones that reach into one another, are aligned and undone', () => {
  const random = new Random(11);
  const below = (n: number): number => Math.floor(random.next() * n);
  for (let round = 0; round < 400; round++) {
    const before = Array.from({ length: 12 }, () => 'abc'[below(3)]);
    let [text, together] = [before, identity(12)];
    for (let call = 0; call < 4; call++) {
      const deltas: TokenDelta[] = [];
      let from = 0;
      for (let k = below(4); k >= 0 && from <= text.length; k--) {
        const fromToken = Math.max(0, Math.min(text.length, from + below(4) - 1));
        const removedTokens = below(Math.min(4, text.length - fromToken + 1));
        const inserted = Array.from({ length: below(4) }, () => 'abcd'[below(4)]);
        text = [...text.slice(0, fromToken), ...inserted, ...text.slice(fromToken + removedTokens)];
        deltas.push({ fromToken, removedTokens, insertedTokens: inserted.length });
        from = fromToken + inserted.length;
      }
      together = realign(together, deltas, texts(before), texts(text));
      check(together, before, text);
    }
    const back = { fromToken: 0, removedTokens: text.length, insertedTokens: 12 };
    assert.deepEqual(realign(together, [back], texts(before), texts(before)), identity(12));
  }
});

test('however a text came to be the other one, it is aligned as that: every token is itself', () => {
  const random = new Random(3);
  const below = (n: number): number => Math.floor(random.next() * n);
  const letters = (n: number): string[] => Array.from({ length: n }, () => 'ab'[below(2)]);
  for (let script = 0; script < 5_000; script++) {
    const before = letters(1 + below(6));
    let [text, alignment] = [before, identity(before.length)];
    const told: string[] = [];
    for (let k = 0; k < 5; k++) {
      const [from, to] = [below(text.length + 1), below(text.length + 1)].sort((x, y) => x - y);
      const edited = k < 4 ? [...text.slice(0, from), ...letters(below(3)), ...text.slice(to)] : before;
      // What stayed is found from either end: of repeated tokens another one went or came.
      const delta = differing(text, edited, below(2) === 0);
      text = edited;
      alignment = realign(alignment, [delta], texts(before), texts(text));
      check(alignment, before, text);
      told.push(text.join(''));
    }
    assert.deepEqual(alignment, identity(before.length), `${before.join('')}: ${told.join(', ')}`);
  }
});

/** What was replaced, with the longest start that stayed, or the longest end. */
function differing(old: readonly string[], now: readonly string[], startFirst: boolean): TokenDelta {
  const shorter = Math.min(old.length, now.length);
  let [start, end] = [0, 0];
  const addStart = (): void => {
    while (start + end < shorter && old[start] === now[start]) start++;
  };
  if (startFirst) addStart();
  while (start + end < shorter && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  addStart();
  return {
    fromToken: start,
    removedTokens: old.length - start - end,
    insertedTokens: now.length - start - end,
  };
}

test('what reaches further than before is read only as far as it moves', () => {
  const before = Array.from({ length: 50_000 }, (_, k) => (k % 100 < 3 ? 'same' : `w${k}`));
  const [gone, back] = [before.slice(1), before];
  let reads = 0;
  const counted = (list: readonly string[]) => ({
    count: list.length,
    text: (k: number) => (reads++, list[k]),
  });
  const removed = { fromToken: 0, removedTokens: 1, insertedTokens: 0 };
  const without = realign(identity(50_000), [removed], counted(before), counted(gone));
  assert.equal(without.length, 2);
  // It is told as having come behind the others that are the same.
  const inserted = { fromToken: 2, removedTokens: 0, insertedTokens: 1 };
  assert.deepEqual(realign(without, [inserted], counted(before), counted(back)), identity(50_000));
  assert.ok(reads < 40, `${reads} texts read`);
});

/** Blocks are in order in both texts, lie in them, are as long as can be, and say the truth. */
function check(alignment: TokenAlignment, before: readonly string[], after: readonly string[]): void {
  let [a, b] = [0, 0];
  let last: TokenAlignment[number] | null = null;
  for (const block of alignment) {
    assert.ok(block.length > 0 && block.after >= a && block.before >= b);
    const touches = last && block.after === a && block.before === b && last.replaced === block.replaced;
    assert.ok(!touches, 'neighbours are one block');
    [a, b] = [block.after + block.length, block.before + block.length];
    for (let k = 0; k < block.length && !block.replaced; k++)
      assert.equal(after[block.after + k], before[block.before + k]);
    last = block;
  }
  assert.ok(a <= after.length && b <= before.length);
}

test('a gap too large to be looked through is aligned by its ends', () => {
  const before = Array.from({ length: 2000 }, (_, k) => `b${k}`);
  const after = before.map((word, k) => (k % 2 === 0 ? word : `${word}!`)).slice(1);
  const ends = alignTokens(texts(before), texts([...before.slice(0, 3), ...after, 'end', 'b1999']));
  assert.deepEqual(ends[0], { after: 0, before: 0, length: 3, replaced: false });
  assert.deepEqual(ends.at(-1), { after: 2003, before: 1999, length: 1, replaced: false });
});

test('differences follow the rows, and the first one over the tolerance is found', () => {
  const alignment = Int32Array.of(1, -1, 2, 3);
  const before = { width: 2, values: Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3) };
  const after = { width: 2, values: Float32Array.of(1, 1, 9, 9, 2, 2.25, 4, 2.5) };
  const diff = diffValues(before, after, alignment);
  assert.deepEqual([...diff.delta], [0, 0, NaN, NaN, 0, 0.25, 1, -0.5]);
  assert.equal(diff.firstDiverging, 2);
  assert.equal(diffValues(before, after, alignment, 0.25).firstDiverging, 3);
  assert.equal(diffValues(before, after, alignment, 1).firstDiverging, -1);
  assert.throws(() => diffValues({ ...before, width: 4 }, after, alignment), RangeError);
});

test('what two runs say differently of the same token is listed up to a number, the largest first, and counted', async () => {
  const labels = { before: [0, 1, 2, 3], after: [0, 1, 7, 5, 9] };
  const alignment = alignTokens(texts([...'abcd']), texts([...'abXcd']));
  const sizeOf = (b: number, a: number): number => Math.abs(labels.before[b] - labels.after[a]);
  const noTurn = () => Promise.reject(new Error('These texts are short.'));
  assert.deepEqual(await changedTokens(alignment, sizeOf, 1, noTurn), {
    pairs: [{ token: 4, beforeToken: 3, size: 6 }],
    count: 2,
  });
});

test('others get their turn while long texts are compared, and may end that', async () => {
  const count = 100_000;
  let turns = 0;
  const turn = async () => void turns++;
  const { pairs } = await changedTokens(identity(count), (token) => Number(token === count - 1), 1, turn);
  assert.deepEqual(pairs, [{ token: count - 1, beforeToken: count - 1, size: 1 }]);
  assert.ok(turns >= 5, `${turns} turns`);
  const ended = changedTokens(
    identity(count),
    () => 1,
    1,
    () => Promise.reject(new Error('Edited.')),
  );
  await assert.rejects(ended, /Edited/);
});

test('long texts are aligned in pieces, from both ends', () => {
  const count = 100_000;
  const before: TokenTexts = { count, text: (token) => String(token) };
  const changed: TokenTexts = { count, text: (token) => (token === 50_000 ? 'x' : String(token)) };
  const aligning = alignTokensInPieces(before, changed);
  let pieces = 0;
  while (aligning.next().done !== true) pieces++;
  assert.ok(pieces >= 5, `${pieces} pieces`);
  assert.deepEqual(alignTokens(before, changed), [
    { after: 0, before: 0, length: 50_000, replaced: false },
    { after: 50_000, before: 50_000, length: 1, replaced: true },
    { after: 50_001, before: 50_001, length: 49_999, replaced: false },
  ]);
});
