import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { correlationDistances, optimalLeafOrder, type MergeTree } from '../../src/core/analysis/leafOrder.js';

/** All orders that turning the children of a node's subtree around gives. */
function orders({ leaves, left, right }: MergeTree, node: number): number[][] {
  if (node < leaves) return [[node]];
  const tree = { leaves, left, right };
  const [a, b] = [orders(tree, left[node - leaves]), orders(tree, right[node - leaves])];
  return a.flatMap((first) => b.flatMap((last) => [[...first, ...last], [...last, ...first]])); // prettier-ignore
}

const problem = fc
  .record({
    leaves: fc.integer({ min: 2, max: 7 }),
    picks: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    numbers: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 49, maxLength: 49 }),
  })
  .map(({ leaves, picks, numbers }) => {
    const free = Array.from({ length: leaves }, (_, leaf) => leaf);
    const [left, right]: number[][] = [[], []];
    for (let k = 0; k < leaves - 1; k++) {
      left.push(...free.splice(picks[2 * k] % free.length, 1));
      right.push(...free.splice(picks[2 * k + 1] % free.length, 1));
      free.push(leaves + k);
    }
    const distances = new Float32Array(leaves * leaves);
    for (let a = 0; a < leaves; a++)
      for (let b = 0; b < a; b++) distances[a * leaves + b] = distances[b * leaves + a] = numbers[a * 7 + b];
    return { tree: { leaves, left: Int32Array.from(left), right: Int32Array.from(right) }, distances };
  });

test('the order of leaves is one of the tree, and none of the tree has nearer neighbours', () => {
  fc.assert(
    fc.property(problem, ({ tree, distances }) => {
      const length = (order: ArrayLike<number>) =>
        Array.from(order)
          .slice(1)
          .reduce((sum, leaf, k) => sum + distances[order[k] * tree.leaves + leaf], 0);
      const all = orders(tree, 2 * tree.leaves - 2);
      const found = [...optimalLeafOrder(tree, distances)];
      assert.ok(all.some((order) => order.join() === found.join()), found.join()); // prettier-ignore
      assert.equal(length(found), Math.min(...all.map(length)));
    }),
  );
});

test('units that do the same, or the opposite, are at no distance; a constant is near nobody', () => {
  const values = Float32Array.of(1, -1, 5, 2, 2, -2, 5, 0, 3, -3, 5, 1);
  const distances = correlationDistances(values, 4);
  assert.ok(distances[1] < 1e-6, 'unit 1 is the opposite of unit 0');
  assert.equal(distances[2], 1);
  assert.ok(distances[3] > 0.4 && distances[3] < 0.6);
  assert.equal(distances[0], 0);
  assert.deepEqual([...optimalLeafOrder({ leaves: 1, left: new Int32Array(), right: new Int32Array() }, Float32Array.of(0))], [0]); // prettier-ignore
});
