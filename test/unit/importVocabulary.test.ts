// Symbols and their ids in files that are no pickles.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { alphabetsOfSize, imdbIds, isImdbIndex } from '../../src/core/import/vocabulary/alphabets.js';
import { symbolsBeside } from '../../src/core/import/vocabulary/beside.js';
import { vocabularyMisfits } from '../../src/core/import/vocabulary/check.js';
import { jsonLiteral, literalsOf } from '../../src/core/import/vocabulary/literal.js';
import { readSymbols, symbolsIn, type SymbolFile } from '../../src/core/import/vocabulary/vocabulary.js';
import { fill } from '../../src/core/sentence.js';
import { memoryFile, memoryFiles } from '../tools/importFiles.js';

/** Ids by symbol, or why there are none. */
function ids(text: string, name = 'vocab.json'): Record<string, number> | string {
  const read = symbolsIn(text, name);
  if (read.kind === 'none') return fill(read.reason.text, read.reason.values);
  return Object.fromEntries(read.vocabulary.ids);
}

const notesOf = (read: SymbolFile): string =>
  read.kind === 'none' ? '' : read.notes.map(({ text, values }) => fill(text, values)).join('\n');

test('a vocabulary in JSON is read whichever way round and wherever it is', () => {
  const wanted = { the: 1, a: 2, of: 5 };
  const ways: readonly string[] = [
    '{"the": 1, "a": 2, "of": 5}',
    '{"1": "the", "2": "a", "5": "of"}',
    '{"the": "1", "a": "2", "of": "5"}',
    '[["the", 1], ["a", 2], ["of", 5]]',
    '[[1, "the"], [2, "a"], [5, "of"]]',
    '[{"token": "the", "id": 1}, {"token": "a", "id": 2}, {"token": "of", "id": 5}]',
    '{"word_index": {"the": 1, "a": 2, "of": 5}, "maxlen": 20}',
    '{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"the": 1, "a": 2, "of": 5}}, "added_tokens": []}',
    '{"index_word": {"1": "the", "2": "a", "5": "of"}}',
    '{"labels": ["x", "y"], "stoi": {"the": 1, "a": 2, "of": 5}}',
    '\uFEFF  {"the": 1, "a": 2, "of": 5}\n',
  ];
  for (const way of ways) assert.deepEqual(ids(way), wanted, way);
  assert.deepEqual(ids('["the", "a", "of"]'), { the: 0, a: 1, of: 2 });
  // Digits are characters too: numbers behind them decide.
  assert.deepEqual(ids('{"7": 0, "8": 1, "9": 2}'), { 7: 0, 8: 1, 9: 2 });
  assert.match(String(ids('{"a": {"b": true}}')), /JSON without symbols and ids/);
  assert.equal(
    (symbolsIn('{"a": {"vocab": {"x": 1}}}', 'v.json') as { vocabulary: { place: string } }).vocabulary.place,
    'v.json: a.vocab',
  );
});

test('names of a file are never names of ours', () => {
  assert.deepEqual(
    ids('{"__proto__": 1, "constructor": 2, "toString": 3}'),
    Object.fromEntries([
      ['__proto__', 1],
      ['constructor', 2],
      ['toString', 3],
    ]),
  );
});

test('a tokenizer that Keras wrote as JSON has its rules', () => {
  const config = {
    num_words: 100,
    filters: '!?',
    lower: true,
    split: ' ',
    char_level: false,
    oov_token: '<OOV>',
    word_index: JSON.stringify({ '<OOV>': 1, the: 2 }),
  };
  const read = symbolsIn(JSON.stringify({ class_name: 'Tokenizer', config }), 'tokenizer.json');
  assert.ok(read.kind === 'symbols');
  assert.deepEqual(read.vocabulary.tokenizer, {
    lower: true,
    filters: '!?',
    split: ' ',
    charLevel: false,
    numWords: 100,
    oovToken: '<OOV>',
  });
  assert.equal(read.vocabulary.ids.get('the'), 2);
});

test('a text with a symbol a line, with ids, or with commas', () => {
  assert.deepEqual(ids('a\nb\n \nc\n', 'chars.txt'), { a: 0, b: 1, ' ': 2, c: 3 });
  assert.deepEqual(ids('the 3\r\nof 4\r\n', 'vocab.txt'), { the: 3, of: 4 });
  assert.deepEqual(ids('the\t3\nof\t4\n', 'vocab.tsv'), { the: 3, of: 4 });
  assert.deepEqual(ids('0\tthe\n1\tof\n', 'vocab.txt'), { the: 0, of: 1 });
  assert.deepEqual(ids('word,id\nthe,3\n"a, b",4\n"say ""x""",5\n', 'v.csv'), {
    the: 3,
    'a, b': 4,
    'say "x"': 5,
  });
  assert.deepEqual(ids('the,3\nof,4', 'v.csv'), { the: 3, of: 4 });
  assert.deepEqual(ids('id;token\n7;the\n8;of', 'v.csv'), { the: 7, of: 8 });
  // Counts are no ids: several words have the same.
  assert.deepEqual(ids('the 900\nof 17\non 17\n', 'counts.txt'), { the: 0, of: 1, on: 2 });
  assert.match(String(ids(`${'prose '.repeat(60)}\n`, 'v.txt')), /a text, not a list of symbols/);
  assert.match(String(ids('', 'v.txt')), /empty/);
});

test("AllenNLP's folders: padding stands before the tokens, not before the labels", () => {
  const read = symbolsIn('@@UNKNOWN@@\n.\n@@NEWLINE@@\n', 'tokens.txt');
  assert.ok(read.kind === 'symbols');
  assert.deepEqual(
    [...read.vocabulary.ids],
    [
      ['@@UNKNOWN@@', 1],
      ['.', 2],
      ['\n', 3],
    ],
  );
  assert.match(notesOf(read), /id 0 is padding, the first line has id 1/);
  const labels = symbolsIn('O\nU-ORG\nU-PER\n', 'labels.txt');
  assert.ok(labels.kind === 'symbols');
  assert.deepEqual(labels.labels, ['O', 'U-ORG', 'U-PER']);
});

test('word vectors are no vocabulary, and said to be what they are', () => {
  const row = (word: string): string =>
    `${word} ${Array.from({ length: 50 }, (_, k) => (k / 7).toFixed(3)).join(' ')}`;
  assert.match(
    String(ids([row('the'), row('of')].join('\n'), 'glove.txt')),
    /vectors of 2 words \(50 numbers each\)/,
  );
  assert.match(String(ids(['2 50', row('the'), row('of')].join('\n'), 'w2v.txt')), /vectors of 2 words/);
});

test('a script is read for its literals and never run', () => {
  assert.deepEqual(
    ids('export const char_indices = {\n  "\\n": 0, \'a\': 1, b: 2, // a comment\n  [`c`]: 3,\n};', 'v.js'),
    { '\n': 0, a: 1, b: 2, c: 3 },
  );
  assert.deepEqual(ids('module.exports = ["a", "b", /* two */ "c",];', 'v.js'), { a: 0, b: 1, c: 2 });
  assert.deepEqual(
    ids(
      'const size = 3;\nconst other = {x: [1, 2]};\nexport default new Map([["a", 4], ["\\u{1F600}", 5]]);',
      'v.ts',
    ),
    { a: 4, '😀': 5 },
  );
  assert.deepEqual(ids('var t = {"a": 0, "b": 1}; function f() { return process.exit(1); }', 'v.js'), {
    a: 0,
    b: 1,
  });
  assert.match(
    String(ids('const t = {"a": f()}; process.exit(1)', 'v.js')),
    /script without a list of symbols/,
  );
  assert.match(
    String(ids('const t = {a: `${process.exit(1)}`}', 'v.js')),
    /script without a list of symbols/,
  );
  assert.deepEqual(literalsOf('x = [1, -2.5e1, 0x10, true, null]'), [[1, -25, 16, true, null]]);
  assert.throws(() => jsonLiteral('[1] 2'), /Character 4/);
});

test('what is JSON is read as JSON reads it', () => {
  const plain = (value: ReturnType<typeof jsonLiteral>): unknown =>
    Array.isArray(value)
      ? value.map(plain)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            (value as { entries: [string, never][] }).entries.map(([name, inner]) => [name, plain(inner)]),
          )
        : value;
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      assert.deepEqual(plain(jsonLiteral(text)), JSON.parse(text));
    }),
  );
});

test('what is odd about a vocabulary is named', () => {
  const notes = (text: string): string => notesOf(symbolsIn(text, 'v.json'));
  assert.match(notes('{"a": 0, "b": 1, "a": 2}'), /symbol "a" is there twice, as 0 and 2/);
  assert.match(notes('{"a": 0, "b": 1, "c": 1}'), /3 symbols share 2 ids/);
  assert.match(notes('{"a": 0, "b": 1, "c": 9}'), /7 ids between 0 and 9 have no symbol/);
  assert.match(
    notes('{"a": 0, "b": 1, "c": 2, "": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9, "j": 10}'),
    /damaged: "" has id 3/,
  );
  assert.equal(notes('{"a": 0, "b": 1, "c": 2, "d": 3}'), '');
});

test('a vocabulary that is not of the table is named with both numbers', () => {
  const check = (count: number, rows: number, numWords: number | null = null): string =>
    vocabularyMisfits(
      {
        place: 'tokenizer.pkl',
        ids: new Map(Array.from({ length: count }, (_, k) => [`w${k}`, k + 1])),
        unit: 'words',
        tokenizer:
          numWords === null
            ? null
            : { lower: true, filters: '', split: ' ', charLevel: false, numWords, oovToken: null },
      },
      rows,
    )
      .map(({ text, values }) => fill(text, values))
      .join('\n');
  assert.match(
    check(8659, 44),
    /tokenizer.pkl has 8659 symbols, the table 44 rows: it belongs to another model/,
  );
  assert.match(check(60, 44), /ids up to 60, the table 44 rows/);
  assert.equal(check(15000, 5000, 4999), '', 'more words than rows are no mistake where num_words says so');
  assert.match(check(10, 400), /10 symbols, the table 400 rows: most rows have no symbol/);
  assert.equal(check(43, 44), '');
});

test('alphabets are offered by size', () => {
  const symbols = (size: number, id: string): string | undefined =>
    alphabetsOfSize(size)
      .find((one) => one.id === id)
      ?.symbols.join('');
  assert.equal(symbols(100, 'printable')?.slice(0, 13), '0123456789abc');
  assert.equal(symbols(57, 'names'), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;'");
  assert.equal(symbols(256, 'bytes')?.length, 256);
  assert.equal(symbols(65, 'shakespeare')?.slice(0, 14), "\n !$&',-.3:;?A");
  for (const size of [26, 27, 52, 57, 58, 59, 65, 100, 101, 128, 256]) {
    const [first] = alphabetsOfSize(size);
    assert.ok(first, `there is one of ${size}`);
    for (const one of alphabetsOfSize(size)) {
      const count = one.symbols.length + Number(one.hasEnd) + one.firstId;
      assert.ok(
        count === size && new Set(one.symbols).size === one.symbols.length,
        `${one.id} has ${count} of ${size}`,
      );
    }
  }
  assert.deepEqual(
    alphabetsOfSize(58)
      .map(({ id, hasEnd, firstId }) => [id, hasEnd, firstId])
      .slice(0, 3),
    [
      ['names-dash', false, 0],
      ['names-blank', false, 0],
      ['names', true, 0],
    ],
  );
  assert.deepEqual(alphabetsOfSize(31), []);
});

test("IMDB's rule puts three ids before the ranks", () => {
  const index = new Map([
    ['the', 1],
    ['and', 2],
    ['a', 3],
    ['br', 7],
  ]);
  assert.ok(isImdbIndex(index) && !isImdbIndex(new Map([['the', 2]])));
  assert.deepEqual(
    [...imdbIds(index)],
    [
      ['the', 4],
      ['and', 5],
      ['a', 6],
      ['br', 10],
    ],
  );
});

test('a file is read by its content', async () => {
  const read = async (name: string, bytes: Uint8Array): Promise<string> => {
    const symbols = await readSymbols(memoryFile(name, bytes));
    return symbols.kind === 'none'
      ? fill(symbols.reason.text, symbols.reason.values)
      : [...symbols.vocabulary.ids.keys()].join();
  };
  const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
  assert.equal(await read('labels', utf8('neg\npos')), 'neg,pos');
  assert.equal(await read('v.txt', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62, 0)), 'a,b');
  assert.match(await read('v.pkl', Uint8Array.of(0x80, 4, 0x95, 0xff, 0xfe, 0, 0, 0, 1)), /no text/);
  assert.match(
    await read('v.json', utf8('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 77\n')),
    /git lfs pull/,
  );
  assert.match(await read('v.json', utf8('<!DOCTYPE html><html></html>')), /web page/);
});

test('vocabularies and labels beside a model are found by their names', async () => {
  const none = new Uint8Array();
  const files = memoryFiles('best.th', none, {
    'config.json': none,
    'word_index.json': none,
    'tokenizer.pkl': none,
    'char_indices.js': none,
    'my_vocab.txt': none,
    'label_encoder.pkl': none,
    'labels.txt': none,
    'train.py': none,
    'vocabulary/tokens.txt': none,
  });
  const names = files.names.filter((name) => !name.includes('/'));
  assert.deepEqual(await symbolsBeside({ ...files, names }), {
    vocabularies: [
      'vocabulary/tokens.txt',
      'tokenizer.pkl',
      'char_indices.js',
      'word_index.json',
      'my_vocab.txt',
    ],
    labels: ['labels.txt', 'label_encoder.pkl'],
  });
});

test('files that are far too large for a vocabulary are told so, without being taken apart', async () => {
  const reason = (text: string, name = 'v.json'): string => String(ids(text, name));
  const blank = ' '.repeat(2e7);
  assert.deepEqual(ids(`{"a": 1, ${blank}"b": 2}`), { a: 1, b: 2 });
  assert.match(reason('\n'.repeat(2 ** 21 + 2), 'v.txt'), /more than 2097152 lines/);
  assert.deepEqual(ids(`a ${blank}1`, 'v.txt'), reason(`a ${blank}1`, 'v.txt'));
  const row = `the ${Array.from({ length: 50 }, (_, k) => (k / 7).toFixed(3)).join(' ')}\n`;
  const head = new TextEncoder().encode(row.repeat(400));
  const large = {
    name: 'glove.txt',
    sizeBytes: 2 ** 30,
    read: (start: number, end: number) => Promise.resolve(head.slice(start, end)),
  };
  const read = await readSymbols(large);
  assert.ok(read.kind === 'none' && /vectors of words \(\{1\} numbers each\)/.test(read.reason.text));
});
