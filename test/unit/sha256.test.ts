import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sha256Of } from '../../src/core/import/sha256.js';
import { memoryFile } from '../tools/importFiles.js';

test('the hash of a file is that of node:crypto, whatever its length', async () => {
  const bytes = Uint8Array.from({ length: (1 << 20) + 200 }, (_, k) => (k * 7919) >> 3);
  const lengths = [...Array(130).keys(), 1 << 20, (1 << 20) + 1, bytes.length];
  for (const length of lengths) {
    const part = bytes.subarray(0, length);
    const expected = createHash('sha256').update(part).digest('hex');
    assert.equal(await sha256Of(memoryFile('file', part)), expected, `${length} bytes`);
  }
});

test('a file is hashed by parts of a megabyte', async () => {
  const file = memoryFile('file', new Uint8Array(3 * (1 << 20) + 5));
  let largest = 0;
  await sha256Of({
    ...file,
    read: (start, end) => {
      largest = Math.max(largest, end - start);
      return file.read(start, end);
    },
  });
  assert.equal(largest, 1 << 20);
});
