// Files of other frameworks that are a little wrong: a sentence that says so, in time, and nothing else.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { targets } from '../fuzz/onnxAndOthers.js';
import { torchTargets } from '../fuzz/torch.js';

/** Of each kind; `node test/fuzz/run.mjs onnx COUNT` (or torch) is for long runs. */
const INPUTS = 1500;

const fixtures = path.resolve('test/fixtures/import');
for (const target of [...targets(12, fixtures), ...torchTargets(12, fixtures)])
  test(`${target.name}: ${INPUTS} files that are a little wrong are refused with a sentence, or run`, async () => {
    const found: string[] = [];
    for (let k = 0; k < INPUTS && found.length < 5; k++) {
      const { complaint } = await target.run(k);
      if (complaint) found.push(`${k}: ${complaint}`);
    }
    assert.deepEqual(found, []);
  });
