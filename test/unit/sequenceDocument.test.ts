// A document that is one sequence, of any task: states go on from its first token to its last, whatever is edited.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import { Random } from '../../src/core/math/random.js';
import { Pipeline } from '../../src/core/pipeline.js';
import { segmentText } from '../../src/core/text/segmentation.js';
import type { EditedPlace } from '../../src/protocol/engine.js';
import { openDocument } from '../../src/worker/documents/openDocument.js';
import { SegmentedDocument } from '../../src/worker/documents/segmentedDocument.js';
import { SequenceDocument } from '../../src/worker/documents/sequenceDocument.js';
import { tinyManifest, tinyWeights } from '../fixtures/tinyModel.js';

const turn = (): Promise<void> => Promise.resolve();

function open(model: { manifest: ModelManifest; pipeline: Pipeline }, text: string) {
  const params = { documentId: 1, modelName: '', text, visible: [0, 0] as const };
  return openDocument(model, params, turn);
}

async function openSequence(model: Parameters<typeof open>[0], text: string): Promise<SequenceDocument> {
  const document = await open(model, text);
  assert.ok(document instanceof SequenceDocument);
  return document;
}

function modelOf(manifest: ModelManifest, weights: Uint8Array) {
  const loaded = readModel(JSON.stringify(manifest), weights);
  return { manifest: loaded.manifest, pipeline: new Pipeline(loaded.model) };
}

function textbook() {
  const folder = 'media/models/textbook-rnn';
  const manifest = JSON.parse(readFileSync(`${folder}/model.json`, 'utf8')) as ModelManifest;
  return modelOf(manifest, new Uint8Array(readFileSync(`${folder}/weights.safetensors`)));
}

/** A tagger that reads forward, a document at a time. */
function forwardTagger() {
  const tiny = tinyManifest();
  const heads = [...tiny.heads, { ...tiny.heads[0], name: 'more' }];
  const manifest: ModelManifest = {
    ...tiny,
    tokenizer: 'whitespace',
    segment: 'document',
    rnn: { ...tiny.rnn, bidirectional: false },
    heads,
  };
  return modelOf(manifest, tinyWeights(manifest));
}

const MODELS = { textbook, 'forward tagger': forwardTagger };

const WORDS: Record<keyof typeof MODELS, readonly string[]> = {
  textbook: ['1 2\n', '0.5 -1\n', '3 x\n', '\n', '7', '\r\n'],
  'forward tagger': ['a ', 'b ', 'ab\n', 'cab', ' '],
};

function someText(random: Random, words: readonly string[], count: number): string {
  return Array.from({ length: count }, () => words[Math.floor(random.next() * words.length)]).join('');
}

/** States, labels and details of a whole document that was run to its end. */
function allOf(document: SequenceDocument, labels: Map<number, number>) {
  for (const range of document.runRest())
    range.labels.forEach((label, k) => labels.set(range.from + k, label));
  const { values, ...window } = document.window(0, document.stepCount);
  const states = values(0, 'forward', 'h');
  const told = Array.from({ length: labels.size === 0 ? 0 : document.tokenCount }, (_, t) => labels.get(t));
  return { states, window, told, flat: document.flat() };
}

test('a text of lines is one sequence, whatever its length', async () => {
  const model = textbook();
  const text = '1 1\n2 2\n3 3\n'.repeat(400);
  const document = await openSequence(model, text);
  const { states, window } = allOf(document, new Map());
  assert.deepEqual([document.segmentCount, document.tokenCount], [1, 1200]);
  assert.equal(window.segmentStarts.indexOf(1), 0);
  assert.equal(window.segmentStarts.lastIndexOf(1), 0);
  const { starts, ends } = segmentText(text, 'lines', 'document');
  const forms = Array.from(starts, (start, t) => text.slice(start, ends[t]));
  assert.deepEqual(states, model.pipeline.run(forms, Uint32Array.of(0, 1200)).trace.output);
});

for (const [name, create] of Object.entries(MODELS))
  test(`edits of one sequence end where a full run does: ${name}`, async () => {
    const words = WORDS[name as keyof typeof MODELS];
    const model = create();
    for (let seed = 0; seed < 12; seed++) {
      const random = new Random(seed);
      let text = someText(random, words, 600);
      const document = await openSequence(model, text);
      const labels = new Map<number, number>();
      allOf(document, labels);
      for (let edit = 0; edit < 5; edit++) {
        const start = Math.floor(random.next() * (text.length + 1));
        const end = Math.min(text.length, start + Math.floor(random.next() * (edit === 3 ? 2000 : 3)));
        const inserted = someText(random, words, Math.floor(random.next() * 4));
        const before = document.tokenCount;
        const places: EditedPlace[] = document.edit([{ startUtf16: start, endUtf16: end, inserted }]);
        text = text.slice(0, start) + inserted + text.slice(end);
        const moved: number = places.reduce(
          (n, { delta }) => n + delta.insertedTokens - delta.removedTokens,
          0,
        );
        assert.equal(document.tokenCount, before + moved);
        // What was told before the edit is told again only from where it counts.
        if (random.next() < 0.5) continue;
        const found = allOf(document, labels);
        const fresh = await openSequence(model, text);
        assert.deepEqual(found, allOf(fresh, new Map()));
        assert.deepEqual(document.details(0, document.tokenCount), fresh.details(0, fresh.tokenCount));
      }
    }
  });

test('a copy of a sequence keeps what it was, and only a language model writes', async () => {
  const document = await openSequence(textbook(), '1 1\n2 2\n');
  const before = allOf(document, new Map());
  const copy = document.copy();
  document.edit([{ startUtf16: 0, endUtf16: 4, inserted: '' }]);
  assert.deepEqual(allOf(copy, new Map()), before);
  assert.throws(
    () => document.generate(0, { temperature: 1, seed: 1, maxCharacters: 1, stop: '' }).next(),
    /Only a language model/,
  );
  assert.deepEqual(document.texts.text(0), '2 2');
});

test('a document that is read backward too is one segment, and a class is of all of it', async () => {
  const tiny = tinyManifest();
  const heads = [{ ...tiny.heads[0], level: 'segment' as const }];
  for (const bidirectional of [true, false]) {
    const manifest: ModelManifest = {
      ...tiny,
      task: 'classification',
      segment: 'document',
      rnn: { ...tiny.rnn, bidirectional },
      heads,
    };
    const document = await open(modelOf(manifest, tinyWeights(manifest)), 'a b. '.repeat(500));
    assert.ok(document instanceof SegmentedDocument);
    assert.deepEqual([document.segmentCount, document.tokenCount], [1, 1500]);
  }
});
