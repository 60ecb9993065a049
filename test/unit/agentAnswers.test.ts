// Answers to language models: never more than 4 kB, and never silent about what is missing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  boundedAnswer,
  boundedSentence,
  MOST_ANSWER_BYTES,
  textCell,
  type AnswerParts,
} from '../../src/live/agents/answer.js';
import { AskedInputs } from '../../src/live/agents/asked.js';
import { describedModel } from '../fixtures/hostModels.js';

const bytes = (text: string) => Buffer.byteLength(text);

function answerOf(
  rows: AnswerParts['rows'],
  about: AnswerParts['about'] = {},
  count = rows.length,
): AnswerParts {
  const rest = (shown: number) => `${count - shown} are left out: ask again with "from": ${shown}.`;
  return { about, columns: ['token', 'text'], rows, count, rest };
}

const tokens = (count: number, text: string) => Array.from({ length: count }, (_, k) => [k, text]);

test('what fits is told whole, without a word on what is missing', () => {
  const answer = boundedAnswer(answerOf(tokens(3, 'tower'), { model: 'toy' }));
  assert.deepEqual(JSON.parse(answer), {
    model: 'toy',
    columns: ['token', 'text'],
    rows: tokens(3, 'tower'),
  });
});

test('as many rows are told as there is room for in UTF-8, and the next one would not fit', () => {
  for (const word of ['tower', '등대지기는']) {
    const parts = answerOf(tokens(1000, word));
    const answer = boundedAnswer(parts);
    const { rows, leftOut } = JSON.parse(answer) as { rows: unknown[]; leftOut: string };
    assert.ok(bytes(answer) <= MOST_ANSWER_BYTES, `${bytes(answer)}`);
    assert.ok(bytes(answer) > MOST_ANSWER_BYTES - 60, `${bytes(answer)}`);
    assert.equal(leftOut, parts.rest(rows.length));
  }
});

test('rows that were not even looked up are counted among what is left out', () => {
  const answer = JSON.parse(boundedAnswer(answerOf(tokens(2, 'a'), {}, 50))) as { leftOut: string };
  assert.equal(answer.leftOut, '48 are left out: ask again with "from": 2.');
});

test('whatever there is to tell, an answer is JSON of at most 4 kB', () => {
  const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
  const cell = fc.oneof(fc.string({ unit: 'binary', maxLength: 3000 }), fc.integer(), fc.constant(null));
  const row = fc.array(cell, { maxLength: 6 });
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.array(row, { maxLength: 40 }), (about, rows) => {
      const long = {
        ...about,
        labels: Array.from({ length: 900 }, (_, k) => `${k} 레이블`),
        text: '가'.repeat(9000),
      };
      for (const told of [about, long]) {
        const answer = boundedAnswer(answerOf(rows, told, 5000));
        assert.ok(bytes(answer) <= MOST_ANSWER_BYTES);
        assert.match((JSON.parse(answer) as { leftOut: string }).leftOut, /left out|too much/);
      }
    }),
    { numRuns: 200 },
  );
});

test('sentences and texts are cut, too', () => {
  assert.equal(boundedSentence('short'), 'short');
  const sentence = boundedSentence('모델 '.repeat(3000));
  assert.ok(bytes(sentence) <= MOST_ANSWER_BYTES && bytes(sentence) > MOST_ANSWER_BYTES - 10);
  assert.equal(textCell('a'.repeat(100)).length, 48);
});

test('what is asked wrongly is said with what can be asked', () => {
  const asked = (input: unknown) =>
    new AskedInputs(input, ['layer', 'direction', 'quantity', 'fromToken', 'units']);
  const placeOf = (input: unknown) => asked(input).place()(describedModel);
  assert.deepEqual(placeOf({}), { layer: 0, direction: 'forward', quantity: 'h' });
  assert.throws(() => placeOf({ layer: 3 }), /toy has no layer 3. Layers: 0 \(from 0\)/);
  assert.throws(() => placeOf({ direction: 'backward' }), /does not read backward. Directions: forward/);
  assert.throws(() => placeOf({ quantity: 'z' }), /has no "z". Quantities: h, c, i, f, g, o/);
  assert.throws(() => asked({ fromtoken: 1 }), /no input "fromtoken". Inputs: layer, .*fromToken/);
  assert.throws(() => asked({ fromToken: -1 }).whole('fromToken', 0), /whole number, 0 or more/);
  assert.throws(() => asked({ units: ['1'] }).wholes('units'), /list of whole numbers/);
  assert.throws(() => asked(null).place({ layer: 1 })(describedModel), /no layer 1/);
});
