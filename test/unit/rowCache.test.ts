import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RowCache } from '../../src/core/tokens/rowCache.js';

test('rows come back by their text, also after the array had to grow', () => {
  const cache = new RowCache(100);
  for (let k = 0; k < 50; k++) {
    assert.deepEqual(cache.missing([`a${k}`, `a${k}`]), [`a${k}`]);
    cache.add([`a${k}`], Float32Array.of(k, k + 0.5), 2);
  }
  assert.deepEqual(cache.missing(['a3', 'new', 'a49']), ['new']);
  for (const k of [0, 7, 49]) assert.deepEqual([...cache.at(cache.indexOf(`a${k}`))], [k, k + 0.5]);
  assert.throws(() => cache.at(cache.indexOf('new')), /no row for "new"/);
});

test('beyond the limit all rows are dropped, and what a call asks for is there nevertheless', () => {
  const cache = new RowCache(2);
  cache.add(['a', 'b', 'c'], Float32Array.of(1, 2, 3), 1);
  assert.deepEqual(cache.missing(['c', 'd']), ['c', 'd']);
  cache.add(['c', 'd'], Float32Array.of(3, 4), 1);
  assert.deepEqual([...cache.at(cache.indexOf('c')), ...cache.at(cache.indexOf('d'))], [3, 4]);
  assert.deepEqual(cache.missing(['a', 'd']), ['a']);
});
