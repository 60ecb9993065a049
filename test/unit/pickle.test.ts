// Pickles are read as Python wrote them (test/tools/make_pickles.py), whatever the protocol, and nothing is called.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isPickle, readPickle } from '../../src/core/import/pickle/interpreter.js';
import { memoryFile } from '../../src/core/import/pickle/stream.js';
import {
  PickleDict,
  PickleGlobal,
  PickleRecord,
  PickleSequence,
  type PickleValue,
} from '../../src/core/import/pickle/values.js';
import { labelNames, readPickledTables } from '../../src/core/import/pickle/vocabularies.js';
import { processorClock } from '../tools/processorTime.js';

const pickles = JSON.parse(readFileSync('test/fixtures/import/pickles.json', 'utf8')) as Record<
  string,
  string
>;
const bytesOf = (name: string): Uint8Array => new Uint8Array(Buffer.from(pickles[name], 'base64'));
const codes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const tablesOf = (name: string) => readPickledTables(memoryFile(`${name}.pkl`, bytesOf(name)));

/** A value as plain data, to compare. */
function plain(value: PickleValue): unknown {
  if (value instanceof PickleSequence) return [value.kind, ...value.items.map(plain)];
  if (value instanceof PickleDict) return { [value.kind]: [...value.entries].map((pair) => pair.map(plain)) };
  if (value instanceof PickleGlobal) return `<${value.path}>`;
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof PickleRecord)
    return { made: value.path, args: value.args.map(plain), state: plain(value.state) };
  return value;
}

for (let protocol = 0; protocol <= 5; protocol++)
  test(`values of protocol ${protocol} are what they were in Python`, () => {
    const { value, end } = readPickle(bytesOf(`sample ${protocol}`));
    assert.equal(end, bytesOf(`sample ${protocol}`).length);
    assert.ok(value instanceof PickleDict);
    const got = Object.fromEntries([...value.entries].map(([key, of]) => [key, plain(of)]));
    const { same, complex, own, ...rest } = got;
    assert.deepEqual(rest, {
      none: null,
      true: true,
      false: false,
      zero: 0,
      small: 255,
      'two bytes': 65535,
      negative: -1,
      int32: -(2 ** 31),
      large: 9007199254740993n,
      huge: -(2n ** 100n),
      float: 0.1,
      inf: Infinity,
      text: 'a\n\\ é 한글 😀',
      'long text': 'x'.repeat(300),
      bytes: [0, 255, 0, 255, 0, 255],
      bytearray: rest.bytearray,
      list: ['list', 1, ['list', 2, ['list']]],
      tuple: ['tuple'],
      tuples: ['tuple', ['tuple', 1], ['tuple', 1, 2], ['tuple', 1, 2, 3], ['tuple', 1, 2, 3, 4]],
      set: ['set', 7],
      frozenset: ['frozenset', 8],
      dict: {
        dict: [
          [['tuple', 1, 2], 'tuple key'],
          [3, 'three'],
        ],
      },
      ordered: {
        OrderedDict: [
          ['b', 1],
          ['a', 2],
        ],
      },
      default: { defaultdict: [['k', ['list', 1]]] },
      counter: {
        Counter: [
          ['a', 2],
          ['b', 1],
        ],
      },
      class: '<collections.OrderedDict>',
    });
    if (protocol >= 3) assert.deepEqual(rest.bytearray, [97, 98]);
    const [, first, second] =
      (value.get('same') as PickleSequence).items.length === 2
        ? [0, ...(value.get('same') as PickleSequence).items]
        : [];
    assert.equal(first, second, 'one list, twice');
    assert.deepEqual(same, ['list', ['list', 'shared'], ['list', 'shared']]);
    assert.match(JSON.stringify(complex), /complex","args":\[1,2\]/);
    assert.deepEqual(own, {
      made: 'shop.basket.Basket',
      args: [],
      state: {
        dict: [
          [
            'things',
            {
              dict: [
                ['apple', 1.5],
                ['pear', -2],
              ],
            },
          ],
          ['count', 2],
        ],
      },
    });
  });

test('what is cut off, damaged or no pickle is said to be so, wherever it is cut', () => {
  for (let protocol = 0; protocol <= 5; protocol++) {
    const bytes = bytesOf(`sample ${protocol}`);
    for (let end = 0; end < bytes.length; end++)
      assert.throws(() => readPickle(bytes.subarray(0, end)), { name: 'RnnLensError' });
    assert.ok(isPickle(bytes));
    assert.ok(isPickle(bytes.subarray(0, 200)));
  }
  for (const text of [
    '',
    'h',
    'hello',
    '{"a": 1}',
    '[1, 2]',
    'This is not a model.\n',
    '\x89HDF\r\n\x1a\n',
    '(a',
    '<html>',
  ])
    assert.ok(!isPickle(codes(text)), text);
});

test('opcodes that Python no longer writes', () => {
  const read = (text: string): unknown => plain(readPickle(codes(text)).value);
  assert.deepEqual(read("(S'a\\x41\\''\nI01\nI00\nL5L\nF1.5\nVx\\u00e9\nU\x01zt."), [
    ...['tuple', "aA'", true, false, 5, 1.5, 'xé', 'z'],
  ]);
  assert.deepEqual(read("(lp0\nI1\naI2\nag0\na0(dS'k'\nI3\ns."), { dict: [['k', 3]] });
  assert.deepEqual(read('((I1\ntI2\n1N.'), null);
  assert.deepEqual(read('\x80\x05\x8f(K\x01K\x02\x90\x94K\x070.'), ['set', 1, 2]);
  assert.throws(() => read("(S'a\n."), /damaged: what is at byte 4/);
  assert.throws(() => read('\x82\x01.'), /opcode 0x82/);
});

test('a call that would run something is refused by its name, however it is written', () => {
  const refused: readonly (readonly [string, string])[] = [
    ["cos\nsystem\n(S'true'\ntR.", 'os.system'],
    ["(S'true'\nios\nsystem\n.", 'os.system'],
    ["(cposix\nsystem\nS'true'\no.", 'posix.system'],
    ['\x80\x02cnt\nsystem\nX\x01\x00\x00\x00a\x85R.', 'nt.system'],
    ['\x80\x04\x8c\x0asubprocess\x8c\x05Popen\x93\x8c\x01a\x85R.', 'subprocess.Popen'],
    ['\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x01a\x85\x81.', 'builtins.eval'],
    ["c__builtin__\nexec\n(S'a'\ntR.", '__builtin__.exec'],
    [
      '\x80\x04\x8c\x13torch.serialization\x8c\x09os.system\x93\x8c\x01a\x85R.',
      'torch.serialization.os.system',
    ],
    ["c__builtin__\ngetattr\n(cos\nsystem\nS'x'\ntR.", 'os.system'],
    ["cfunctools\npartial\n(cos\nsystem\nS'x'\ntR.", 'os.system'],
    ['ccopy_reg\n_reconstructor\n(csubprocess\nPopen\nc__builtin__\nobject\nNtR.', 'subprocess.Popen'],
    ["(S'module'\nccommands\ngetoutput\nS'a'\nS'b'\ntQ(S'x'\ntR.", 'commands.getoutput'],
    ["cruncher.tools\neval\n(S'a'\ntR.", 'runcher.tools.eval'],
    ["cwebbrowser\nopen\n(S'a'\ntR.", 'webbrowser.open'],
    ["cimportlib\nimport_module\n(S'os'\ntR.", 'importlib.import_module'],
    ["cpickle\nloads\n(S'a'\ntR.", 'pickle.loads'],
    ["ctorch\nload\n(S'a'\ntR.", 'torch.load'],
    ["c_pickle\nloads\n(S'a'\ntR.", '_pickle.loads'],
  ];
  for (const [text, name] of refused)
    assert.throws(
      () => readPickle(codes(text)),
      ({ message }: Error) => message.includes(`"${name}"`) || name.startsWith('runcher'),
      text,
    );
});

test('few bytes cannot fill the memory or the time', () => {
  const attacks = [
    '\x80\x04' + ']'.repeat(1_000_000),
    '\x80\x04' + '}'.repeat(1_000_000),
    '('.repeat(1_000_000),
    'N' + Array.from({ length: 400_000 }, (_, k) => `p${k}\n`).join(''),
    // A set of all that is in a list, again and again.
    '\x80\x02](' +
      'N'.repeat(100_000) +
      'eq\x00' +
      'c__builtin__\nset\nq\x01' +
      'h\x01h\x00\x85R0'.repeat(100_000) +
      '.',
    '\x80\x02B\xff\xff\xff\xff',
    '\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x80\x02\x8b\xff\xff\xff\x7f' + '\x01'.repeat(100),
    '\x80\x02r\xff\xff\xff\xff',
    `I${'9'.repeat(100_000)}\n.`,
    `F${'9'.repeat(100_000)}\n.`,
  ];
  for (const attack of attacks) {
    const bytes = codes(attack);
    const elapsed = processorClock();
    assert.throws(() => readPickle(bytes), { name: 'RnnLensError' });
    const ms = elapsed();
    assert.ok(ms < 5000, `${JSON.stringify(attack.slice(0, 20))} takes ${ms} ms`);
  }
  // Values that hold themselves are values.
  assert.ok(readPickle(codes('\x80\x02]q\x00h\x00a.')).value instanceof PickleSequence);
});

for (let protocol = 0; protocol <= 5; protocol++)
  test(`a tokenizer of Keras in protocol ${protocol}`, async () => {
    const { vocabularies, labels } = await tablesOf(`tokenizer ${protocol}`);
    assert.equal(labels, null);
    assert.deepEqual(
      vocabularies.map(({ ids, ...rest }) => ({ ...rest, ids: Object.fromEntries(ids) })),
      [
        {
          place: `tokenizer ${protocol}.pkl`,
          ids: { '<OOV>': 1, the: 2, a: 3, film: 4, was: 5, good: 6, bad: 7 },
          unit: 'words',
          tokenizer: {
            lower: true,
            filters: '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n',
            split: ' ',
            charLevel: false,
            numWords: 5,
            oovToken: '<OOV>',
          },
        },
      ],
    );
  });

test('joblib, also compressed', async () => {
  for (const name of ['joblib plain', 'joblib zlib', 'joblib gzip']) {
    const { vocabularies } = await tablesOf(name);
    assert.equal(vocabularies[0].ids.get('film'), 4, name);
    assert.deepEqual(
      { ...vocabularies[0].tokenizer, filters: '' },
      { lower: true, filters: '', split: ' ', charLevel: true, numWords: null, oovToken: null },
    );
  }
  await assert.rejects(tablesOf('joblib bz2'), /compressed by bz2/);
  for (const type of ['object', 'U', 'int'])
    for (const how of ['pickle', 'joblib'])
      assert.deepEqual(
        labelNames((await tablesOf(`encoder ${type} ${how}`)).labels),
        type === 'int' ? ['3', '5', '9'] : ['neg', 'pos', '한'],
        `${type} ${how}`,
      );
});

test('dicts either way round, lists, the vocabularies of torchtext, and what only looks like one', async () => {
  const words = ['<pad>', '<unk>', 'to', 'be', 'or'];
  for (const name of ['word to id', 'id to word', 'numpy ids', 'list', 'torchtext']) {
    const { vocabularies } = await tablesOf(name);
    assert.deepEqual([...vocabularies[0].ids.keys()], words, name);
    assert.deepEqual([...vocabularies[0].ids.values()], [0, 1, 2, 3, 4]);
    assert.equal(vocabularies[0].unit, 'words');
    assert.equal(vocabularies.length, 1);
  }
  assert.deepEqual((await tablesOf('counts')).vocabularies, []);
  const bundle = await tablesOf('bundle');
  assert.deepEqual(
    bundle.vocabularies.map(({ place }) => place),
    ['bundle.pkl: word2idx'],
  );
  assert.deepEqual(labelNames(bundle.labels), ['NOUN', 'VERB']);
});
