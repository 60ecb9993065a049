// Every file that the reference folders list goes through the whole import, or is refused, as its manifest says.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isAsListed, listedIn, tryListed } from '../tools/checkReference.js';

const reference = process.env['RNN_LENS_REFERENCE'] ?? '';

/** Times and memory are those of a process of its own: `npm run check:import` looks at them. */
const UNMEASURED = { ms: 0, peakMB: 0 };

for (const [name, least] of [
  ['import', 40],
  ['keras', 15],
  ['broken', 80],
] as const) {
  const folder = path.join(reference, name);
  if (!existsSync(folder)) continue;
  test(`${name}: every file of the manifest is imported or refused as it says`, async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const listed of listedIn(folder)) {
      const outcome = await tryListed(folder, listed);
      tried++;
      if (!isAsListed(listed, { ...outcome, ...UNMEASURED }))
        wrong.push(`${listed.file} (${listed.expect}): ${outcome.got}, ${String(outcome.difference)}`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(tried >= least, `${tried} of ${name}`);
  });
}
