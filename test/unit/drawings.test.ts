// The walkthrough's drawings are of what the models say today.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { drawings } from '../pictures/drawings.js';

test('the drawings in media/walkthrough are those that the models make', async () => {
  const made = await drawings();
  const folder = 'media/walkthrough';
  if (process.env['RNN_LENS_DRAW'])
    for (const [name, drawing] of Object.entries(made)) writeFileSync(`${folder}/${name}`, drawing);
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(made).sort());
  for (const [name, drawing] of Object.entries(made))
    assert.equal(
      readFileSync(`${folder}/${name}`, 'utf8'),
      drawing,
      `${name}: RNN_LENS_DRAW=1 makes it anew`,
    );
});
