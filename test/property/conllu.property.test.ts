import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withColumn, words, writeConllu } from '../../src/core/formats/conllu.js';
import { ConlluReader, readConllu } from '../../src/core/formats/conlluReader.js';
import { writeTaggedSentence } from '../../src/core/formats/conlluWriter.js';

const PIECES = [
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '#',
  '# text = a',
  '1',
  '2-3',
  '3.1',
  '_',
  '\ufeff',
  'é',
  '\ud800',
];
const GOOD_ROW = '1\ta\t_\tX\t_\t_\t_\t_\t_\t_\n';

const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES, GOOD_ROW), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 60,
  })
  .map((pieces) => pieces.join(''));

test('writing what was read gives back the same characters, and lines are numbered right', () => {
  fc.assert(
    fc.property(text, (input) => {
      const { document, problems } = readConllu(input);
      assert.equal(writeConllu(document), input);
      let line = 1;
      for (const { firstLine, lines } of document.sentences) {
        assert.equal(firstLine, line);
        line += lines.length;
      }
      for (const problem of problems) assert.ok(problem.line >= 1 && problem.line < line);
    }),
    { numRuns: 500 },
  );
});

test('reading in chunks gives the same sentences and problems as reading at once', () => {
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (input, sizes) => {
      const reader = new ConlluReader();
      const sentences = [];
      for (let at = 0, i = 0; at < input.length; i += 1) {
        const size = sizes[i % sizes.length];
        sentences.push(...reader.push(input.slice(at, at + size)));
        at += size;
      }
      sentences.push(...reader.end());
      const whole = readConllu(input);
      assert.deepEqual(sentences, whole.document.sentences);
      assert.deepEqual(reader.problems, whole.problems);
    }),
    { numRuns: 500 },
  );
});

test('a written tagged sentence reads back without problems, whatever its strings', () => {
  const token = fc.record({
    form: fc.string({ unit: 'binary' }),
    upos: fc.string(),
    spaceAfter: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(token, { minLength: 1 }), (sentenceText, tokens) => {
      const written = writeTaggedSentence({ text: sentenceText, tokens });
      const { document, problems } = readConllu(written);
      assert.deepEqual(problems, []);
      assert.equal(document.sentences.length, 1);
      assert.equal(words(document.sentences[0]).length, tokens.length);
      const tags = tokens.map(() => 'NOUN');
      const tagged = withColumn(document.sentences[0], 'upos', tags);
      assert.deepEqual(
        words(tagged).map(({ upos }) => upos),
        tags,
      );
    }),
  );
});
