import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { Random } from '../../src/core/math/random.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import { loadEngine, loadQuantisedEngine } from '../../src/kernel/load.js';

/** Some segments of words that come again and others that are new, more in all than an engine keeps. */
function batches(forms: readonly string[], count: number): { tokens: string[]; offsets: Uint32Array }[] {
  const random = new Random(5);
  return Array.from({ length: count }, (_, batch) => {
    const offsets = Uint32Array.of(0, 7, 7 + 90, 7 + 90 + 300);
    const tokens = Array.from({ length: 397 }, (_, t) =>
      random.next() < 0.5 ? forms[Math.floor(forms.length * random.next())] : `new${batch}x${t}`,
    );
    return { tokens, offsets };
  });
}

for (const name of ['english-pos', 'korean-morphology'])
  for (const load of [loadEngine, loadQuantisedEngine])
    test(`what is computed once is what is computed every time: ${name}, ${load.name}`, () => {
      const engine = load();
      // The 8-bit mode is not offered everywhere.
      if (!engine) return assert.equal(load, loadQuantisedEngine);
      const folder = `media/models/${name}`;
      const { model } = readModel(
        readFileSync(`${folder}/model.json`, 'utf8'),
        readFileSync(`${folder}/weights.safetensors`),
      );
      const text = readFileSync(
        `media/samples/${name.startsWith('korean') ? 'korean' : 'lighthouse'}.txt`,
        'utf8',
      );
      const tokenizer = name.startsWith('korean') ? 'korean' : 'english';
      const { starts, ends } = segmentText(text, tokenizer, 'sentence');
      const forms = Array.from(starts, (start, t) => text.slice(start, ends[t]));
      const [plain, telling] = [
        new Pipeline(model, engine),
        new Pipeline(model, engine, { tellsRows: true }),
      ];
      for (const { tokens, offsets } of batches(forms, name === 'english-pos' ? 24 : 4)) {
        const options = { outputOnly: true };
        const [a, b] = [plain, telling].map((pipeline) => pipeline.run(tokens, offsets, options));
        assert.deepEqual(b.trace.output, a.trace.output);
        assert.deepEqual(b.heads, a.heads);
      }
    });
