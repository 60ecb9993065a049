// `attribute` on the samples, with the models that read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok, rnnLens } from './program.js';

const lighthouse = ['attribute', 'media/samples/lighthouse.txt', '--at', '3:13'];

interface Answer {
  readonly label: string;
  readonly shown: string;
  readonly measure: string;
  readonly token: number;
  readonly score: number;
  readonly probability: number;
  readonly tokens: readonly { text: string; start: number; end: number; bits: number | null }[];
  readonly labels?: readonly (string | null)[];
  readonly pairs?: readonly (readonly (number | null)[])[];
}

const json = async (...args: string[]): Promise<Answer> =>
  JSON.parse(await ok([...args, '--format', 'json'])) as Answer;

test('attribute: “had” is an auxiliary because of the later “kept”', async () => {
  const table = (await ok(lighthouse)).split('\n').map((row) => row.split('\t'));
  assert.deepEqual(table[0], ['token', 'bits', 'start', 'end', 'asked', 'label']);
  assert.deepEqual(table[3].slice(2), ['38', '41', 'yes', 'AUX']);
  const answer = await json(...lighthouse);
  assert.equal(answer.measure, 'bits of the odds');
  assert.equal(answer.shown, 'AUX');
  assert.equal(answer.token, 2);
  const others = answer.tokens.filter((_, t) => t !== answer.token);
  const most = others.reduce((a, b) => (b.bits! > a.bits! ? b : a));
  assert.equal(most.text, 'kept');
  assert.ok(most.bits! > 5, `${most.bits}`);
  answer.tokens.forEach(({ bits }, t) => assert.equal(table[t + 1][1], bits!.toFixed(4)));
  const odds = Math.log2(answer.probability / (1 - answer.probability));
  assert.ok(Math.abs(odds - answer.score) < 0.01, `${odds} and ${answer.score}`);
});

test('attribute: another label, another method, and all pairs', async () => {
  const verb = await json(...lighthouse, '--label', 'VERB');
  assert.deepEqual([verb.label, verb.shown], ['VERB', 'AUX']);
  assert.ok(verb.tokens[3].bits! < 0, 'what speaks for one tag speaks against another');
  const gradient = await json(...lighthouse, '--method', 'gradient');
  const hidden = await json(...lighthouse);
  assert.notDeepEqual(gradient.tokens, hidden.tokens);
  const { pairs, labels, tokens } = await json(...lighthouse, '--pairs');
  assert.deepEqual(
    pairs!.map((row) => row[2]),
    tokens.map(({ bits }) => bits),
  );
  assert.equal(labels![2], 'AUX');
  const rows = (await ok([...lighthouse, '--pairs'])).trimEnd().split('\n');
  assert.equal(rows.length, 1 + tokens.length ** 2);
  assert.equal(rows[1 + 3 * tokens.length + 2].split('\t').slice(0, 3).join(' '), 'kept had AUX');
});

test('attribute: a classifier of lines, a Korean analyser and a language model', async () => {
  const feelings = ['attribute', 'media/samples/reviews-en.txt', '--model', 'english-feelings'];
  const line = await json(...feelings, '--at', '2:3', '--head', 'emotion', '--label', 'joy');
  assert.equal(line.label, 'joy');
  const { code, stderr } = await rnnLens([...feelings, '--at', '2:3', '--pairs']);
  assert.equal(code, 1);
  assert.match(stderr, /no pairs/);
  const korean = ['attribute', 'media/samples/korean.txt', '--model', 'korean-morphology', '--at', '1:1'];
  for (const head of ['upos', 'edits']) assert.equal((await json(...korean, '--head', head)).token, 0);
  const novel = ['attribute', 'media/samples/novel.txt', '--model', 'tolstoy-lstm'];
  const { tokens, token, measure } = await json(...novel, '--at', '3:30');
  assert.equal(measure, 'bits');
  assert.equal(tokens.length, 41 + 16);
  assert.ok(tokens.slice(token).every(({ bits }) => bits === 0));
  assert.ok(tokens.slice(0, token).some(({ bits }) => bits! > 1));
});

test('attribute: the prose of a document with markup is read, and offsets are the file’s', async () => {
  const file = 'media/samples/notes.md';
  const { tokens, token } = await json('attribute', file, '--at', '1:3');
  const whole = await json('attribute', file, '--at', '1:3', '--markup', 'none');
  assert.equal(tokens[token].start, 2);
  assert.equal(whole.tokens[0].text, '#');
});

for (const [what, args, sentence] of [
  ['no place', ['media/samples/lighthouse.txt'], /--at is missing/],
  ['no such place', ['media/samples/lighthouse.txt', '--at', '3:900'], /no line 3 with a column 900/],
  ['a place that is none', ['media/samples/lighthouse.txt', '--at', 'x'], /LINE:COLUMN/],
  ['a space', ['media/samples/lighthouse.txt', '--at', '3:6'], /no token/],
  ['no such label', [...lighthouse.slice(1), '--label', 'X-Y'], /no label "X-Y"/],
  ['no such head', [...lighthouse.slice(1), '--head', 'x'], /--head must be one of upos, xpos/],
  [
    'a model without heads',
    ['media/samples/textbook.txt', '--at', '1:1', '--model', 'textbook-rnn'],
    /states/,
  ],
  [
    'the first character',
    ['media/samples/novel.txt', '--at', '1:1', '--model', 'tolstoy-lstm'],
    /first character/,
  ],
] as const)
  test(`attribute says what is wrong: ${what}`, async () => {
    const { code, stdout, stderr } = await rnnLens(['attribute', ...args]);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, sentence);
  });
