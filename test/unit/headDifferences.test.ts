// What the further heads of a model say differently after an edit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeSize } from '../../src/core/analysis/stateDiff.js';
import { alignTokens } from '../../src/core/analysis/tokenAlignment.js';
import { headDifferences } from '../../src/worker/headDifferences.js';
import type { EngineDocument } from '../../src/worker/documents/engineDocument.js';
import { readBy, sampleText } from '../fixtures/bundledModels.js';

const job = { turn: (): Promise<void> => Promise.resolve() };

async function edited(model: string, text: string, from: string, to: string) {
  const [before, after] = [await readBy(model, text), await readBy(model, text.replaceAll(from, to))];
  // The engine runs both by one pipeline: they are of one model.
  Object.assign(after, { pipeline: before.pipeline });
  const alignment = alignTokens(before.texts, after.texts);
  return { before, after, alignment };
}

/** All labels and probabilities of a head of tokens, in one run over the whole text. */
function saidBy(
  { pipeline, texts, tokenCount, ...document }: EngineDocument,
  offsets: Uint32Array,
  head: number,
) {
  void document;
  const tokens = Array.from({ length: tokenCount }, (_, token) => texts.text(token));
  const { labels, probabilities } = pipeline.run(tokens, offsets).heads[head];
  const names = pipeline.model.architecture.heads[head].labels;
  return (row: number) => ({
    label: names[labels[row]],
    probability: probabilities[row * names.length + labels[row]],
  });
}

test('XPOS after an edit: every change of the whole text, the largest first', async () => {
  // Words that could be many things: what stands before them decides.
  const words = 'light run cut rest plan down round set';
  const text = `${sampleText('lighthouse.txt')} She saw ${words} fast. Her ${words} well.`;
  const compared = await edited('english-pos', text, 'Her light', 'They to light');
  const [xpos, ...more] = await headDifferences(compared, job);
  assert.deepEqual([xpos.name, xpos.level, more.length], ['xpos', 'token', 0]);
  const { before, after, alignment } = compared;
  const [old, now] = [before, after].map((of) => saidBy(of, of.flat().segmentOffsets, 1));
  const expected = alignment
    .flatMap((block) =>
      Array.from({ length: block.length }, (_, k) => [block.before + k, block.after + k] as const),
    )
    .map(([b, a]) => ({ token: a, beforeToken: b, then: old(b), said: now(a) }))
    .filter(({ then, said }) => then.label !== said.label || changeSize(then, said) >= 0.05)
    .sort((p, q) => changeSize(q.then, q.said) - changeSize(p.then, p.said) || p.token - q.token);
  assert.ok(
    xpos.count > 1 && xpos.count === expected.length,
    `${xpos.count} of ${expected.length} changes, ${alignment.length} blocks`,
  );
  xpos.changes.forEach(({ token, beforeToken, label, beforeLabel, probability }, k) => {
    const { then, said } = expected[k];
    assert.deepEqual([token, beforeToken, beforeLabel, label], [expected[k].token, expected[k].beforeToken, then.label, said.label]); // prettier-ignore
    assert.ok(Math.abs(probability - said.probability) < 1e-5);
  });
});

test('the intent of a request is compared once a line, morphemes as they are shown', async () => {
  const requests = await edited('english-requests', 'play some jazz music\nwhat is the weather in paris\n', 'play some jazz music', 'book a table for jazz music'); // prettier-ignore
  const [intent] = await headDifferences(requests, job);
  assert.deepEqual([intent.name, intent.level, intent.count], ['intent', 'segment', 1]);
  assert.notEqual(intent.changes[0].label, intent.changes[0].beforeLabel);
  const korean = await edited('korean-morphology', '나는 어제 학교에 갔다. 비가 왔다.', '어제', '오늘은');
  const [morphemes] = await headDifferences(korean, job);
  assert.equal(morphemes.name, 'morphemes');
  for (const { token, label, beforeToken, beforeLabel } of morphemes.changes) {
    assert.equal(label, korean.after.details(token, token + 1)[0]);
    assert.equal(beforeLabel, korean.before.details(beforeToken, beforeToken + 1)[0]);
  }
});

test('a text that is the same says the same, and a model of one head has no further ones', async () => {
  const same = await edited('english-pos', 'Anna saw the visitor.', 'x', 'x');
  assert.deepEqual((await headDifferences(same, job)).map(({ count }) => count), [0]); // prettier-ignore
  const writer = await edited('tolstoy-gru', 'Anna saw the visitor.', 'saw', 'was');
  assert.deepEqual(await headDifferences(writer, job), []);
});

test('how large a change is', () => {
  const said = (label: string, probability: number) => ({ label, probability });
  assert.ok(Math.abs(changeSize(said('A', 0.9), said('A', 0.6)) - 0.3) < 1e-9);
  assert.equal(changeSize(said('A', 0.5), said('B', 0.75)), 0.625);
  assert.equal(changeSize(said('A', NaN), said('B', 1)), 1);
});
