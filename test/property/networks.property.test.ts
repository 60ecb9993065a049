// Comparing networks: likeness, counterparts, behaviour and kinship against plain definitions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BehaviourTally } from '../../src/core/analysis/networks/behaviour.js';
import { circularShifts, shiftedColumns, unitColumns } from '../../src/core/analysis/networks/columns.js';
import { SHIFTS } from '../../src/core/analysis/networks/compareNetworks.js';
import { headPairs } from '../../src/core/analysis/networks/headPairs.js';
import { kinshipOf } from '../../src/core/analysis/networks/kinship.js';
import { closest, likenessOf, selfNorms } from '../../src/core/analysis/networks/likeness.js';
import type { TokenSaid } from '../../src/core/analysis/networks/readNetwork.js';
import { sampledRanges, sameStretches } from '../../src/core/analysis/networks/sameStretches.js';
import type { HeadConfig } from '../../src/core/heads/head.js';
import { Random } from '../../src/core/math/random.js';
import { collectWeights } from '../../src/core/rnn/weights.js';
import { tinyManifest } from '../fixtures/tinyModel.js';

const now = { turn: () => Promise.resolve(), done: () => undefined };

/** Columns [units][n] of numbers from -1 to 1. */
function drawn(units: number, n: number, seed: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: units }, () => Array.from({ length: n }, () => random.uniform(1)));
}

const columnsOf = (rows: readonly (readonly number[])[]) =>
  unitColumns(Float64Array.from(rows.flat()), rows.length);

function statesOf(rows: readonly (readonly number[])[]) {
  const place = { layer: 0, direction: 'forward', units: rows.length } as const;
  return { places: [place], columns: [columnsOf(rows)] };
}

async function likeness(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): Promise<number> {
  const [before, after] = [statesOf(b), statesOf(a)];
  const norms = { before: await selfNorms(before, now), after: await selfNorms(after, now) };
  return (await likenessOf(before, after, norms, now))[0];
}

/** Linear CKA as it is defined: HSIC of the centred kernels. */
function plainLikeness(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  const n = a[0].length;
  const kernel = (rows: readonly (readonly number[])[]): number[][] => {
    const raw = Array.from({ length: n }, (_, s) =>
      Array.from({ length: n }, (_, t) => rows.reduce((sum, x) => sum + x[s] * x[t], 0)),
    );
    const means = raw.map((row) => row.reduce((x, y) => x + y, 0) / n);
    const all = means.reduce((x, y) => x + y, 0) / n;
    return raw.map((row, s) => row.map((value, t) => value - means[s] - means[t] + all));
  };
  const product = (k: number[][], l: number[][]): number =>
    k.flat().reduce((sum, x, at) => sum + x * l.flat()[at], 0);
  const [k, l] = [kernel(a), kernel(b)];
  return product(k, l) / Math.sqrt(product(k, k) * product(l, l));
}

const matrix = (n: number) =>
  fc
    .record({ units: fc.integer({ min: 1, max: 5 }), seed: fc.nat(10_000) })
    .map(({ units, seed }) => drawn(units, n, seed));

test('linear CKA is what its definition says, and symmetric', () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 3, max: 20 }).chain((n) => fc.tuple(matrix(n), matrix(n))),
      async ([a, b]) => {
        const value = await likeness(a, b);
        assert.ok(Math.abs(value - plainLikeness(a, b)) < 1e-9, `${value} ${plainLikeness(a, b)}`);
        assert.ok(Math.abs(value - (await likeness(b, a))) < 1e-12);
        assert.ok(value >= -1e-12 && value <= 1 + 1e-12);
      },
    ),
    { numRuns: 60 },
  ));

test('it is 1 for a network turned, scaled and moved, and about 0 for independent ones', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1000),
      fc.double({ min: 0.1, max: 30, noNaN: true }),
      fc.double({ min: 0, max: 6, noNaN: true }),
      async (seed, scale, angle) => {
        const a = drawn(4, 30, seed);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const turned = [
          a[0].map((x, t) => scale * (c * x - s * a[1][t]) + 3),
          a[0].map((x, t) => scale * (s * x + c * a[1][t])),
          a[3].map((x) => -scale * x),
          a[2].map((x) => scale * x - 1),
        ];
        assert.ok(Math.abs((await likeness(a, turned)) - 1) < 1e-9);
      },
    ),
    { numRuns: 40 },
  );
  assert.ok((await likeness(drawn(8, 4000, 1), drawn(8, 4000, 2))) < 0.01);
  assert.ok(Number.isNaN(await likeness([[1, 1, 1]], [[1, 2, 3]])), 'what does not move is like nothing');
});

test('the closest unit is that of the largest |r|, whatever the blocks', () =>
  fc.assert(
    fc.asyncProperty(fc.nat(1000), fc.integer({ min: 3, max: 40 }), async (seed, n) => {
      const [a, b, c] = [drawn(7, n, seed), drawn(3, n, seed + 1), drawn(4, n, seed + 2)];
      const found = await closest(columnsOf(a), [columnsOf(b), columnsOf(c)], now);
      a.forEach((unit, k) => {
        const all = [b, c].flatMap((rows, place) =>
          rows.map((row, beforeUnit) => ({ place, beforeUnit, r: pearson(unit, row) })),
        );
        all.sort((x, y) => Math.abs(y.r) - Math.abs(x.r));
        assert.ok(Math.abs(found[k].r - all[0].r) < 1e-9);
        assert.deepEqual([found[k].place, found[k].beforeUnit], [all[0].place, all[0].beforeUnit]);
      });
    }),
    { numRuns: 40 },
  ));

function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  const sum = (f: (t: number) => number): number => x.reduce((all, _, t) => all + f(t), 0);
  return (
    sum((t) => (x[t] - mx) * (y[t] - my)) /
    Math.sqrt(sum((t) => (x[t] - mx) ** 2) * sum((t) => (y[t] - my) ** 2))
  );
}

test('of networks that have nothing to do with each other at most 5 % of the units beat chance', async () => {
  // Units that drift: neighbours are alike, as in a network.
  const slow = (units: number, n: number, seed: number): number[][] =>
    drawn(units, n, seed).map((row) => {
      let state = 0;
      return row.map((x) => (state = 0.9 * state + x));
    });
  const shifts = circularShifts(400, SHIFTS);
  assert.deepEqual([new Set(shifts).size, shifts[0], shifts.at(-1)], [19, 20, 380]);
  let [beyond, all] = [0, 0];
  for (let seed = 0; seed < 12; seed++) {
    const [a, b] = [columnsOf(slow(24, 400, 2 * seed + 100)), columnsOf(slow(20, 400, 2 * seed + 101))];
    const found = await closest(a, [b], now);
    const chance = new Float64Array(24);
    for (const shift of circularShifts(400, SHIFTS)) {
      const moved = await closest(shiftedColumns(a, shift), [b], now);
      moved.forEach(({ r }, unit) => (chance[unit] = Math.max(chance[unit], Math.abs(r))));
    }
    beyond += found.filter(({ r }, unit) => Math.abs(r) > chance[unit]).length;
    all += 24;
  }
  // 288 units are not many: 5 % and two standard errors.
  assert.ok(beyond / all <= 0.05 + 2 * Math.sqrt((0.05 * 0.95) / all), `${beyond} of ${all}`);
});

test('tokens are the same where they begin and end alike; a sample lies evenly and has no token twice', () => {
  const cuts = fc
    .uniqueArray(fc.nat(60), { minLength: 2, maxLength: 30 })
    .map((at) => at.sort((a, b) => a - b));
  const spans = (at: number[]) => ({
    starts: Uint32Array.from(at.slice(0, -1)),
    ends: Uint32Array.from(at.slice(1)),
  });
  fc.assert(
    fc.property(cuts, cuts, (a, b) => {
      const [before, after] = [spans(a), spans(b)];
      const pairs = sameStretches(before, after);
      const plain = [...after.starts].flatMap((start, t) => {
        const found = before.starts.findIndex(
          (other, u) => other === start && before.ends[u] === after.ends[t],
        );
        return found < 0 ? [] : [[found, t]];
      });
      assert.deepEqual(
        [...pairs.after].map((token, k) => [pairs.before[k], token]),
        plain,
      );
    }),
  );
  fc.assert(
    fc.property(fc.nat(20_000), fc.integer({ min: 1, max: 4096 }), (count, most) => {
      const ranges = sampledRanges(count, most);
      const sizes = ranges.map(([from, to]) => to - from);
      const n = sizes.reduce((a, b) => a + b, 0);
      assert.ok(n <= Math.min(count, most) && n >= Math.min(count, most - 31));
      ranges.forEach(([from, to], k) =>
        assert.ok(from < to && to <= count && from >= (ranges[k - 1]?.[1] ?? 0)),
      );
      if (count > most && most >= 64) assert.equal(ranges.at(-1)![1], count);
    }),
  );
});

const head = (name: string, labels: readonly string[], rest: Partial<HeadConfig> = {}): HeadConfig => ({
  ...{ name, level: 'token', pooling: 'last', labels },
  ...rest,
});

/** What a head says of some tokens, from rows of weights. */
function saidOf(rows: readonly (readonly number[])[]): TokenSaid {
  const shares = rows.map((row) => row.map((x) => x / row.reduce((a, b) => a + b, 0)));
  const labels = Uint16Array.from(shares, (row) => row.indexOf(Math.max(...row)));
  return { labels, probabilities: Float64Array.from(shares.flat()), own: null };
}

test('behaviour: labels by name, divergence and moved probability as they are defined', () => {
  const weights = fc.array(fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 1, max: 50 }))), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(weights, weights, (a, b) => {
      const n = Math.min(a.length, b.length);
      const [before, after] = [saidOf(a.slice(0, n)), saidOf(b.slice(0, n))];
      // The same classes in another order.
      const [old, own] = [head('t', ['C', 'A', 'B']), head('t', ['A', 'B', 'C'])];
      const order = [1, 2, 0];
      const config = { isWriter: false, stepsAreTokens: true };
      const [pair] = headPairs({ ...config, heads: [old] }, { ...config, heads: [own] });
      const tally = new BehaviourTally(pair, old, own);
      for (let k = 0; k < n; k++) tally.add(before, k, after, k, [k, k]);
      let [bits, moved, other] = [0, 0, 0];
      for (let k = 0; k < n; k++) {
        const p = order.map((c) => before.probabilities[3 * k + c]);
        const q = [0, 1, 2].map((c) => after.probabilities[3 * k + c]);
        const entropy = (of: number[]): number => of.reduce((sum, x) => sum - x * Math.log2(x), 0);
        bits += entropy(p.map((x, c) => (x + q[c]) / 2)) - (entropy(p) + entropy(q)) / 2;
        moved += p.reduce((sum, x, c) => sum + Math.abs(x - q[c]), 0) / 2;
        other += Number(old.labels[before.labels[k]] !== own.labels[after.labels[k]]);
      }
      const result = tally.result();
      assert.ok(Math.abs(result.divergenceBits! - bits / n) < 1e-9);
      assert.ok(Math.abs(result.moved! - moved / n) < 1e-9);
      assert.deepEqual([result.rows, result.otherLabels, result.changeCount], [n, other, other]);
      assert.equal(
        result.swaps.reduce((sum, swap) => sum + swap.n, 0),
        other,
      );
      assert.deepEqual(
        [...result.changes].sort((x, y) => y.size - x.size),
        result.changes,
      );
    }),
    { numRuns: 60 },
  );
});

test('heads are paired by what they say, of the same name where several say it', () => {
  const config = { isWriter: false, stepsAreTokens: true };
  const before = {
    ...config,
    heads: [head('xpos', ['NN', 'VB']), head('upos', ['NOUN', 'VERB']), head('other', ['NOUN', 'VERB'])],
  };
  const after = {
    ...config,
    heads: [head('other', ['NOUN', 'VERB']), head('upos', ['NOUN', 'VERB', 'X']), head('slot', ['B'])],
  };
  assert.deepEqual(
    headPairs(before, after).map(({ before: b, after: a, shared, isSameSet }) => [b, a, shared, isSameSet]),
    [
      [2, 0, 2, true],
      [1, 1, 2, false],
    ],
  );
  assert.deepEqual(headPairs({ ...before, isWriter: true }, after), [], 'what comes next is no tag');
  const steps = { ...config, stepsAreTokens: false, heads: [head('edits', ['NN'], { level: 'step' })] };
  assert.deepEqual(headPairs(before, steps), [], 'several labels a token');
});

test('units are the same where the weights say so: trained on or packed, not trained anew', () => {
  const { rnn } = tinyManifest();
  const network = (seed: number, noise = 0, config = { ...rnn, hiddenSize: 24 }) => {
    const [random, shaken] = [new Random(seed), new Random(99)];
    const weights = collectWeights(config, ({ shape }) =>
      Float32Array.from(
        { length: shape.reduce((a, b) => a * b, 1) },
        () => random.uniform(1) + noise * shaken.uniform(1),
      ),
    );
    return { architecture: { rnn: config }, weights };
  };
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      (seed, noise) => {
        assert.equal(kinshipOf(network(seed), network(seed, noise)).isSame, true);
        const { isSame, r } = kinshipOf(network(seed), network(seed + 1000));
        assert.ok(!isSame && Math.abs(r!) < 0.2);
      },
    ),
    { numRuns: 30 },
  );
  const faint = kinshipOf(network(1), network(1, 3));
  assert.ok(!faint.isSame && faint.r! > 0.2, 'a trace of a common origin is not enough');
  assert.deepEqual(kinshipOf(network(1), network(1)), { isSame: true, r: 1 });
  assert.deepEqual(kinshipOf(network(1), network(1, 0, { ...rnn, hiddenSize: 12 })), {
    isSame: false,
    r: null,
  });
  const few = { ...rnn, cell: 'RNN_TANH' as const, hiddenSize: 2 };
  assert.equal(kinshipOf(network(1, 0, few), network(1, 0, few)).isSame, true);
  assert.equal(
    kinshipOf(network(1, 0, few), network(1, 0.01, few)).isSame,
    false,
    'four weights prove nothing',
  );
});
