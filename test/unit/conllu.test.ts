import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commentValue,
  rows,
  withColumn,
  words,
  writeConllu,
  writeSentence,
} from '../../src/core/formats/conllu.js';
import {
  ConlluReader,
  MAX_CONLLU_LINE_UTF16,
  MAX_CONLLU_PROBLEMS,
  readConllu,
} from '../../src/core/formats/conlluReader.js';
import { writeTaggedSentence } from '../../src/core/formats/conlluWriter.js';

const row = (id: string, form: string, rest = '_\tX\t_\t_\t_\t_\t_\t_'): string => `${id}\t${form}\t${rest}`;

const GOOD = [
  '# sent_id = 1',
  "# text = I don't. ",
  row('1', 'I', 'I\tPRON\tPRP\tCase=Nom\t3\tnsubj\t3:nsubj\t_'),
  row('2-3', "don't"),
  row('2', 'do'),
  row('3', "n't"),
  row('3.1', 'go'),
  row('4', '.'),
  '',
  '# text = two',
  row('1', 'two'),
  '',
  '',
].join('\n');

test('words are the rows with plain ids; ranges and empty nodes stay in rows', () => {
  const { document, problems } = readConllu(GOOD);
  assert.deepEqual(problems, []);
  const [first, second] = document.sentences;
  assert.deepEqual(
    words(first).map(({ id, form }) => [id, form]),
    [
      [1, 'I'],
      [2, 'do'],
      [3, "n't"],
      [4, '.'],
    ],
  );
  assert.deepEqual(words(first)[0], {
    ...{ id: 1, form: 'I', lemma: 'I', upos: 'PRON', xpos: 'PRP', feats: 'Case=Nom' },
    ...{ head: '3', deprel: 'nsubj', deps: '3:nsubj', misc: '_' },
  });
  assert.equal(rows(first).length, 6);
  assert.equal(rows(first)[1].line, 4);
  assert.equal(second.firstLine, 10);
  assert.equal(commentValue(first, 'text'), "I don't.");
  assert.equal(commentValue(first, 'newdoc'), null);
});

const ROUND_TRIPS: Record<string, string> = {
  empty: '',
  'one line end': '\n',
  'only blank lines': '\n\r\n \n',
  CRLF: GOOD.replaceAll('\n', '\r\n'),
  'mixed line ends': GOOD.replace('\n', '\r\n'),
  'no final blank line': GOOD.trimEnd() + '\n',
  'no final line end': GOOD.trimEnd(),
  'extra blank lines': `\n\n${GOOD}\n\n\r\n`,
  malformed: 'hello\n\t\n1\t2\nx\r\r\n\r',
  'byte-order mark': `\ufeff${GOOD}`,
  'byte-order mark before a row': `\ufeff${row('1', 'a')}\n\n`,
  'carriage returns': GOOD.replaceAll('\n', '\r'),
};

for (const [name, text] of Object.entries(ROUND_TRIPS)) {
  test(`written as it was read: ${name}`, () => assert.equal(writeConllu(readConllu(text).document), text));
}

const PROBLEMS: readonly (readonly [text: string, line: number, message: RegExp])[] = [
  [`${row('1', 'a')}\n1\tb\n\n`, 2, /2 columns where 10/],
  [`${row('x', 'a')}\n${row('1', 'b')}\n\n`, 1, /"x" is not a word's number/],
  [`${row('1', 'a')}\n${row('3', 'b')}\n\n`, 2, /is 3 where 2 is next/],
  [`${row('1', '')}\n\n`, 1, /A column is empty/],
  [`${row('1', 'a')}\n# late\n\n`, 2, /comment stands between/],
  [`# text = none\n\n`, 2, /has no words/],
  [`${row('1', 'a')}\n\n\n`, 3, /extra blank line/],
  [`${row('1', 'a')}\n \n`, 2, /white space in it/],
  [row('1', 'a'), 1, /no blank line after it/],
  [`${row('2-1', 'ba')}\n${row('1', 'b')}\n${row('2', 'a')}\n\n`, 1, /range 2-1 runs backwards/],
  [`${row('1', 'a')}\n${row('1-2', 'ab')}\n${row('2', 'b')}\n\n`, 2, /range 1-2 stands where word 2 is next/],
  [`${row('1-2', 'ab')}\n${row('1', 'a')}\n\n`, 1, /range 1-2 goes beyond the last word, 1/],
  [
    `${row('1-2', 'ab')}\n${row('1', 'a')}\n${row('2-3', 'bc')}\n${row('2', 'b')}\n${row('3', 'c')}\n\n`,
    3,
    /range 2-3 overlaps 1-2/,
  ],
  [`${row('1', 'a')}\n${row('2.1', 'b')}\n${row('2', 'c')}\n\n`, 2, /empty node's number is 2\.1 where 1\.1/],
  [`${row('1', 'a')}\n${row('1.2', 'b')}\n\n`, 2, /empty node's number is 1\.2 where 1\.1/],
  [`${row('1', 'a')}\n\n\ufeff${row('1', 'b')}\n\n`, 3, /byte-order mark stands within/],
];

for (const [text, line, message] of PROBLEMS) {
  test(`reported: ${String(message)}`, () => {
    const { problems } = readConllu(text);
    assert.equal(problems.length, 1);
    assert.equal(problems[0].line, line);
    assert.match(problems[0].message, message);
  });
}

test('a byte-order mark and carriage returns as line ends hide no word', () => {
  const marked = `\ufeff${row('1', 'a')}\n${row('2', 'b')}\n\n`;
  for (const text of [marked, marked.replaceAll('\n', '\r'), marked.replaceAll('\n', '\r\n')]) {
    const { document, problems } = readConllu(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      document.sentences.flatMap(words).map(({ id, form }) => [id, form]),
      [
        [1, 'a'],
        [2, 'b'],
      ],
    );
    const [tagged] = document.sentences.map((sentence) => withColumn(sentence, 'upos', ['P', 'Q']));
    assert.equal(writeSentence(tagged), text.replace('\tX', '\tP').replace('\tX', '\tQ'));
  }
});

test('problems and lines have an upper bound, and nothing is lost', () => {
  const many = 'not a row\n'.repeat(3000);
  assert.equal(readConllu(many).problems.length, MAX_CONLLU_PROBLEMS);
  const long = 'y'.repeat(2 * MAX_CONLLU_LINE_UTF16 + 5);
  const { document, problems } = readConllu(long);
  assert.equal(writeConllu(document), long);
  assert.match(problems[0].message, /longer than/);
});

test('a reader gives a sentence as soon as the next one begins', () => {
  const reader = new ConlluReader();
  assert.deepEqual(reader.push(GOOD.slice(0, 20)), []);
  const [first] = reader.push(GOOD.slice(20));
  const [second] = reader.end();
  assert.equal(writeSentence(first) + writeSentence(second), GOOD);
});

test('a column of the words is replaced and every other line kept', () => {
  const [first] = readConllu(GOOD).document.sentences;
  const tagged = withColumn(first, 'upos', ['A', 'B', '', 'C\tD', 'unused']);
  assert.deepEqual(
    words(tagged).map(({ upos }) => upos),
    ['A', 'B', '_', 'C D'],
  );
  assert.deepEqual(tagged.lines[3], first.lines[3]);
  assert.deepEqual(withColumn(first, 'misc', []), first);
});

test('a tagged sentence is written with SpaceAfter and TokenRange, and reads back', () => {
  const written = writeTaggedSentence({
    sentId: 's1',
    text: 'Hi\r\nyou.',
    tokens: [
      { form: 'Hi', upos: 'INTJ', spaceAfter: true, rangeUtf16: [0, 2] },
      { form: 'you', upos: 'PRON', xpos: 'PRP', spaceAfter: false, rangeUtf16: [4, 7] },
      { form: '.', spaceAfter: true },
    ],
  });
  const expected = [
    '# sent_id = s1',
    '# text = Hi you.',
    '1\tHi\t_\tINTJ\t_\t_\t_\t_\t_\tTokenRange=0:2',
    '2\tyou\t_\tPRON\tPRP\t_\t_\t_\t_\tSpaceAfter=No|TokenRange=4:7',
    '3\t.\t_\t_\t_\t_\t_\t_\t_\t_',
    '',
    '',
  ];
  assert.equal(written, expected.join('\n'));
  assert.deepEqual(readConllu(written).problems, []);
  assert.equal(writeTaggedSentence({ text: 'x', tokens: [] }), '');
});
