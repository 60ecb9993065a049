// How sure a model is along a text, against what it says of each token by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entropyBits } from '../../src/core/views/probabilities.js';
import { Along } from '../../src/worker/along.js';
import type { SegmentedDocument } from '../../src/worker/documents/segmentedDocument.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const job = { turn: (): Promise<void> => Promise.resolve(), done: (): void => undefined };

test('of a tagger the entropy of each token', async () => {
  const document = await readBy('english-pos', sampleText('lighthouse.txt'));
  const { fromToken, entropies, running } = await new Along().tokens(document, { fromToken: 20, toToken: 150 }, job); // prettier-ignore
  assert.deepEqual([fromToken, running.length], [20, 0]);
  assert.deepEqual(
    [...entropies],
    Array.from({ length: 130 }, (_, k) =>
      Math.fround(entropyBits(document.classProbabilities(20 + k, 0).probabilities)),
    ),
  );
  await assert.rejects(new Along().tokens(document, { fromToken: 0, toToken: 1e6 }, job), /no tokens/);
});

test('of a classifier what it would say if the line ended at each token, also after an edit', async () => {
  const document = (await readBy('korean-sentiment', sampleText('reviews-ko.txt'))) as SegmentedDocument;
  const along = new Along();
  const agrees = async (fromToken: number, toToken: number): Promise<void> => {
    const { running } = await along.tokens(document, { fromToken, toToken }, job);
    for (let token = fromToken; token < toToken; token++)
      assert.deepEqual(
        running.subarray(2 * (token - fromToken), 2 * (token - fromToken + 1)),
        document.classProbabilities(token, 0).probabilities,
      );
  };
  await agrees(3, Math.min(40, document.tokenCount));
  const first = document.sequenceOf(0)[1];
  const whole = await along.tokens(document, { fromToken: 0, toToken: first }, job);
  assert.deepEqual(whole.running.subarray(-2), document.segmentProbabilities(0, 0).probabilities);
  document.edit([{ startUtf16: 0, endUtf16: 0, inserted: '정말 ' }]);
  await agrees(0, 12);
});

test('a model without heads is never uncertain', async () => {
  const document = await readBy('textbook-rnn', '1 1');
  await assert.rejects(new Along().tokens(document, { fromToken: 0, toToken: 1 }, job), /gives no labels/);
});
