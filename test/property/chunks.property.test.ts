// Lists and texts in chunks against plain ones, edited at random.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChunkedArray, type Cut } from '../../src/core/session/chunks/chunkedArray.js';
import { ChunkedText } from '../../src/core/session/chunks/chunkedText.js';

/** Fewer for `npm run mutate`. */
const RUNS = Math.min(100, Number(process.env.RNN_LENS_EDIT_SCRIPTS ?? 100));

/** Long enough for many chunks; edits of a few numbers, of chunks and of nearly all. */
const start = fc.nat(20_000);
const amount = fc.oneof(fc.nat(4), fc.nat(600), fc.nat(9_000));
const cut = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: amount,
  inserted: amount,
  moved: fc.nat(30),
});
const edits = fc.array(fc.array(cut, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

/** Cuts of a list of some length in ascending order, and the list after them; they may reach into one another. */
function applied(
  list: readonly number[],
  raw: readonly { at: number; removed: number; inserted: number; moved: number }[],
) {
  let numbers = [...list];
  const cuts: Cut[] = [];
  const inserted: Uint32Array<ArrayBuffer>[] = [];
  for (const { at, removed, inserted: count, moved } of [...raw].sort((a, b) => a.at - b.at)) {
    const from = Math.max(cuts.at(-1)?.from ?? 0, Math.floor(at * numbers.length));
    const gone = Math.min(removed, numbers.length - from);
    const first = numbers[from - 1] ?? 0;
    const fresh = Uint32Array.from({ length: count }, (_, k) => first + k);
    const behind = numbers.slice(from + gone).map((number) => number + moved);
    numbers = [...numbers.slice(0, from), ...fresh, ...behind];
    cuts.push({ from, removed: gone, moved });
    inserted.push(fresh);
  }
  return { numbers, cuts, inserted };
}

test('numbers in chunks are those of a plain list after any cuts', () => {
  fc.assert(
    fc.property(start, edits, (length, script) => {
      let plain = Array.from({ length }, (_, k) => 3 * k);
      const list = ChunkedArray.of(Uint32Array.from(plain));
      for (const raw of script) {
        const { numbers, cuts, inserted } = applied(plain, raw);
        list.splice(cuts, (k) => inserted[k]);
        plain = numbers;
        assert.equal(list.length, plain.length);
        assert.deepEqual([...list.read(0, new Uint32Array(plain.length))], plain);
        for (const index of [0, 1, plain.length >> 1, plain.length - 1])
          if (index in plain) assert.equal(list.at(index), plain[index]);
      }
      assert.ok(Number.isNaN(list.at(plain.length)) && Number.isNaN(list.at(-1)));
    }),
    { numRuns: RUNS },
  );
});

test('a place is found in ascending numbers, and numbers are put where they belong', () => {
  fc.assert(
    fc.property(
      start,
      fc.array(fc.nat(70_000), { maxLength: 20 }),
      fc.nat(20_000),
      (length, values, moved) => {
        const plain = Array.from({ length }, (_, k) => 3 * k);
        const list = ChunkedArray.of(Uint32Array.from(plain));
        const from = length >> 1;
        list.splice([{ from, removed: 0, moved }], () => new Uint32Array(0));
        plain.forEach((number, k) => (plain[k] = k < from ? number : number + moved));
        for (const value of values)
          assert.equal(
            list.lastAtMost(value),
            plain.findLastIndex((number) => number <= value),
          );
        const other = list.copy();
        const count = Math.min(5_000, length - from);
        list.set(from, new Uint32Array(count).fill(7));
        assert.deepEqual([...other.read(0, new Uint32Array(length))], plain, 'a copy is a list of its own');
        plain.fill(7, from, from + count);
        assert.deepEqual([...list.read(0, new Uint32Array(length))], plain);
        assert.throws(() => list.set(length, Uint32Array.of(1)), RangeError);
      },
    ),
    { numRuns: RUNS },
  );
});

test('a text in pieces is the plain text after any edits', () => {
  fc.assert(
    fc.property(start, edits, (length, script) => {
      let plain = 'The quick brown fox. '.repeat(2_000).slice(0, length);
      const text = new ChunkedText(plain);
      for (const [{ at, removed, inserted }] of script) {
        const from = Math.floor(at * plain.length);
        const to = Math.min(plain.length, from + removed);
        const fresh = '가나다'.repeat(inserted).slice(0, inserted);
        const before = text.copy();
        text.splice(from, to, fresh);
        assert.equal(before.read(0, before.length), plain, 'a copy is a text of its own');
        plain = plain.slice(0, from) + fresh + plain.slice(to);
        assert.equal(text.length, plain.length);
        assert.equal(text.read(0, text.length), plain);
        assert.equal(text.read(from - 9, to + 9), plain.slice(Math.max(0, from - 9), to + 9));
      }
      assert.throws(() => text.splice(0, plain.length + 1, ''), RangeError);
    }),
    { numRuns: RUNS },
  );
});

test('many small edits at one place leave no small chunks behind', () => {
  const list = ChunkedArray.of(new Uint32Array(0));
  const text = new ChunkedText('');
  for (let k = 0; k < 20_000; k++) {
    list.splice([{ from: k, removed: 0, moved: 0 }], () => Uint32Array.of(k));
    text.splice(k, k, 'x');
  }
  assert.ok(list.chunkCount <= 20_000 / 512 + 1 && text.pieceCount <= 20_000 / 1024 + 1);
});
