// Networks that are recognised by the names and shapes of their tensors, against the equations written out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportAnswers, Recognised } from '../../src/core/import/foreign.js';
import { NO_HINTS } from '../../src/core/import/torch/hints.js';
import { recogniseTensors } from '../../src/core/import/torch/recognise.js';
import { fill } from '../../src/core/sentence.js';
import { answerOf, runImported } from '../tools/runImported.js';
import {
  isNear,
  networkIn,
  plus,
  questions,
  rowsOf,
  tensorsOf,
  times,
  type Numbers,
} from '../tools/torchNetworks.js';

const LSTM = {
  'emb.weight': [9, 3],
  'lstm.weight_ih_l0': [16, 3],
  'lstm.weight_hh_l0': [16, 4],
  'lstm.bias_ih_l0': [16],
  'lstm.bias_hh_l0': [16],
};

const REVERSE = {
  'lstm.weight_ih_l0_reverse': [16, 3],
  'lstm.weight_hh_l0_reverse': [16, 4],
  'lstm.bias_ih_l0_reverse': [16],
  'lstm.bias_hh_l0_reverse': [16],
};

function reasonFor(shapes: Readonly<Record<string, Numbers>>): string {
  const recognised = recogniseTensors(tensorsOf(shapes), NO_HINTS);
  assert.ok(recognised.kind === 'refused');
  return fill(recognised.reason.text, recognised.reason.values);
}

test('the task is told by widths, and by names where widths do not tell', () => {
  const head = (out: number, name = 'fc', inputs = 4): Readonly<Record<string, Numbers>> => ({
    [`${name}.weight`]: [out, inputs],
    [`${name}.bias`]: [out],
  });
  assert.deepEqual(questions(networkIn(tensorsOf({ ...LSTM, ...head(9) }))), ['answer every']);
  assert.deepEqual(questions(networkIn(tensorsOf({ ...LSTM, ...head(2) }))), ['answer! last']);
  assert.deepEqual(questions(networkIn(tensorsOf({ ...LSTM, ...head(5, 'hidden2tag') }))), ['answer every']);
  assert.deepEqual(
    questions(networkIn(tensorsOf({ ...LSTM, ...head(5, 'classifier') }), { names: ['PosTagger'] })),
    ['answer every'],
  );
  assert.deepEqual(
    questions(
      networkIn(tensorsOf({ ...LSTM, ...head(3) }), {
        labels: new Map([
          ['B-PER', 0],
          ['I-PER', 1],
          ['O', 2],
        ]),
      }),
    ),
    ['answer every'],
  );
  assert.deepEqual(questions(networkIn(tensorsOf({ ...LSTM, ...REVERSE, ...head(3, 'fc', 8) }))), [
    'answer! last',
  ]);
});

test('few numbers in and as many out may be measurements: it is asked, unless an alphabet has that size', () => {
  const shapes = (width: number): Readonly<Record<string, Numbers>> => ({
    'rnn.weight_ih_l0': [4, width],
    'rnn.weight_hh_l0': [4, 4],
    'out.weight': [width, 4],
  });
  const tensors = tensorsOf(shapes(5));
  assert.deepEqual(questions(networkIn(tensors)), ['input! one-hot', 'nonlinearity tanh', 'answer every']);
  assert.deepEqual(questions(networkIn(tensors, { alphabetSizes: [5] })), [
    'nonlinearity tanh',
    'answer every',
  ]);
  assert.deepEqual(questions(networkIn(tensorsOf(shapes(40)))), ['nonlinearity tanh', 'answer every']);
});

test('embedding, recurrent layer and head all of one size are told by name and order', async () => {
  const shapes = {
    'emb.weight': [4, 4],
    'lstm.weight_ih_l0': [16, 4],
    'lstm.weight_hh_l0': [16, 4],
    'lstm.bias_ih_l0': [16],
    'lstm.bias_hh_l0': [16],
    'out.weight': [4, 4],
  };
  for (const turn of [false, true]) {
    const tensors = tensorsOf(shapes);
    const network = await networkIn(turn ? tensors.reverse() : tensors).network({});
    assert.deepEqual(
      network.layers.map(({ name }) => name),
      ['ids', 'emb', 'lstm', 'out'],
    );
  }
});

test('what is between two layers is asked, and known of a Sequential', async () => {
  const shapes = {
    ...LSTM,
    'fc.0.weight': [6, 4],
    'fc.0.bias': [6],
    'fc.2.weight': [2, 6],
    'fc.2.bias': [2],
  };
  const tensors = tensorsOf(shapes);
  assert.deepEqual(questions(networkIn(tensors)), ['answer! last', 'between! relu']);
  const modules = new Map(
    ['', 'emb Embedding', 'lstm LSTM', 'fc Sequential', 'fc.0 Linear', 'fc.1 Tanh', 'fc.2 Linear'].map(
      (of) => {
        const [name, type = 'Net'] = of.split(' ');
        return [name, { type, settings: new Map() }] as const;
      },
    ),
  );
  const known = networkIn(tensors, { modules });
  assert.deepEqual(questions(known), ['answer! last']);
  const run = async (network: Recognised, answers: ImportAnswers): Promise<readonly Numbers[]> =>
    answerOf(await network.network(answers), [1, 2, 3]).rows;
  const got = await run(known, { answer: 'last' });
  isNear(got, await run(networkIn(tensors), { answer: 'last', between: 'tanh' }));
  const h = [...runImported(await known.network({}), [1, 2, 3]).states.values()][0][0].h.at(-1)!;
  const [W0, W2] = [await rowsOf(tensors, 'fc.0.weight'), await rowsOf(tensors, 'fc.2.weight')];
  const [[b0], [b2]] = [await rowsOf(tensors, 'fc.0.bias'), await rowsOf(tensors, 'fc.2.bias')];
  isNear(got, [plus(times(W2, plus(times(W0, h), b0).map(Math.tanh)), b2)]);
});

test('a head may read one direction, or the sum of both', async () => {
  const tensors = tensorsOf({ ...LSTM, ...REVERSE, 'fc.weight': [2, 4], 'fc.bias': [2] });
  const network = networkIn(tensors);
  assert.deepEqual(questions(network), ['directions! backward', 'answer! last']);
  const [W, [b]] = [await rowsOf(tensors, 'fc.weight'), await rowsOf(tensors, 'fc.bias')];
  for (const directions of ['forward', 'backward', 'sum']) {
    const { outputs, states } = runImported(
      await network.network({ directions, answer: 'last' }),
      [5, 1, 8, 2],
    );
    const [forward, backward] = states.get('lstm')!;
    const h = { forward: forward.h[3], backward: backward.h[0], sum: plus(forward.h[3], backward.h[0]) }[
      directions
    ]!;
    isNear(outputs.at(-1)!.rows, [plus(times(W, h), b)]);
  }
});

test('a CRF of labels with a start and a stop, rows next as in the tutorial or previous', async () => {
  const tags = { B: 0, I: 1, O: 2, '<START>': 3, '<STOP>': 4 };
  const scores = Array.from({ length: 25 }, (_, k) => Math.cos(k));
  // Rows are the next label: the start is never entered, the stop never left.
  for (let k = 0; k < 5; k++) scores[3 * 5 + k] = scores[k * 5 + 4] = -10000;
  const shapes = { ...LSTM, 'hidden2tag.weight': [5, 4], 'hidden2tag.bias': [5], transitions: [5, 5] };
  const tensors = tensorsOf(shapes, { transitions: scores });
  const labels = new Map(Object.entries(tags));
  const crfOf = async (network: Recognised, answers: ImportAnswers) => {
    const { operation } = (await network.network(answers)).layers.at(-1)!;
    assert.ok(operation.kind === 'crf');
    return operation;
  };
  const known = networkIn(tensors, { labels });
  assert.deepEqual(questions(known), []);
  const crf = await crfOf(known, {});
  for (let from = 0; from < 3; from++) {
    for (let to = 0; to < 3; to++)
      assert.equal(crf.follows[from * 5 + to], Math.fround(scores[to * 5 + from]));
    assert.equal(crf.starts![from], Math.fround(scores[from * 5 + 3]));
    assert.equal(crf.ends![from], Math.fround(scores[4 * 5 + from]));
  }
  const open = networkIn(tensors);
  assert.deepEqual(questions(open), ['crf! to']);
  assert.deepEqual(await crfOf(open, { crf: 'to' }), crf);
  // Turned and with the labels known, it is the same.
  const turnedScores = scores.map((_, k) => scores[(k % 5) * 5 + Math.floor(k / 5)]);
  const other = tensorsOf(shapes, { transitions: turnedScores });
  assert.deepEqual(await crfOf(networkIn(other, { labels }), {}), crf);
  assert.deepEqual(await crfOf(networkIn(other), { crf: 'from' }), crf);
});

test('pytorch-crf has rows for the label before, and AllenNLP what may follow', async () => {
  const mask = Array.from({ length: 25 }, (_, k) => Number(k !== 1));
  const shapes = {
    ...LSTM,
    'tag.weight': [3, 4],
    'crf.transitions': [3, 3],
    'crf.start_transitions': [3],
    'crf.end_transitions': [3],
    'crf._constraint_mask': [5, 5],
  };
  const tensors = tensorsOf(shapes, { 'crf._constraint_mask': mask });
  const { operation } = (await networkIn(tensors).network({})).layers.at(-1)!;
  assert.ok(operation.kind === 'crf');
  const [scores] = [(await rowsOf(tensors, 'crf.transitions')).flat()];
  assert.equal(operation.follows[1], -10000);
  assert.equal(operation.follows[2], scores[2]);
  assert.ok(operation.starts && operation.ends);
});

test('what cannot run on text is refused with the reason', () => {
  const rnn = (prefix: string, inputs: number): Readonly<Record<string, Numbers>> => ({
    [`${prefix}.weight_ih_l0`]: [16, inputs],
    [`${prefix}.weight_hh_l0`]: [16, 4],
  });
  assert.match(
    reasonFor({ 'fc1.weight': [4, 5], 'fc1.bias': [4] }),
    /No recurrent layer was found: of its 2 tensors \(fc1.weight, fc1.bias\)/,
  );
  assert.match(
    reasonFor({ ...rnn('lstm', 1), 'fc.weight': [1, 4], 'fc.bias': [1] }),
    /reads 1 numbers a step/,
  );
  assert.match(
    reasonFor({ ...rnn('lstm', 7), 'fc.weight': [1, 4], 'fc.bias': [1] }),
    /reads 7 numbers a step.*no embedding.*time series/,
  );
  assert.match(
    reasonFor({ 'encoder.emb.weight': [9, 3], ...rnn('encoder.rnn', 3), ...rnn('decoder.rnn', 3) }),
    /encoder-decoder.*target side/,
  );
  assert.match(
    reasonFor({ 'emb.weight': [9, 3], ...rnn('decoder.rnn', 3), 'attn.weight': [4, 8] }),
    /encoder-decoder with attention/,
  );
  assert.match(
    reasonFor({ 'conv1.weight': [8, 1, 3], ...rnn('lstm_cell', 8) }),
    /convolutions make of sound.*"conv1.weight"/,
  );
  assert.match(
    reasonFor({ 'emb.weight': [9, 3], ...rnn('a', 3), ...rnn('b', 3) }),
    /2 recurrent layers side by side \(a, b\)/,
  );
  assert.match(
    reasonFor({
      'word_emb.weight': [9, 3],
      'pos_emb.weight': [5, 2],
      ...rnn('lstm', 5),
      'fc.weight': [2, 4],
    }),
    /2 ids \(word_emb, pos_emb\)/,
  );
});

test('a network with a part that is not known shows its states', async () => {
  const tensors = tensorsOf({ ...LSTM, 'attention.weight': [1, 4], 'fc.weight': [2, 4], 'fc.bias': [2] });
  const network = networkIn(tensors);
  assert.deepEqual(questions(network), ['rest! states']);
  assert.match(fill(network.questions[0].text.text, network.questions[0].text.values), /attention.weight/);
  assert.deepEqual(
    (await network.network({})).layers.map(({ name }) => name),
    ['ids', 'emb', 'lstm'],
  );
});

test('what is missing or does not fit is named with both numbers', async () => {
  const head = { 'fc.weight': [2, 8], 'fc.bias': [2] };
  const whole: Readonly<Record<string, Numbers>> = { ...LSTM, ...REVERSE, ...head };
  const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([of]) => of !== name));
  const wrong = (shapes: Readonly<Record<string, Numbers>>, message: RegExp): void => {
    assert.throws(() => recogniseTensors(tensorsOf(shapes), NO_HINTS), { name: 'RnnLensError', message });
  };
  for (const name of Object.keys({ ...LSTM, ...REVERSE }).filter((of) => of !== 'emb.weight'))
    wrong(without(name), new RegExp(`"${name}" is missing`));
  wrong({ ...whole, 'lstm.weight_hh_l0': [16, 5] }, /"lstm.weight_hh_l0" is \[16, 5\].*16 rows.*times 5/);
  wrong({ ...whole, 'lstm.weight_ih_l0': [15, 3] }, /"lstm.weight_ih_l0" is \[15, 3\], but \[16, 3\]/);
  wrong({ ...whole, 'lstm.bias_hh_l0': [12] }, /"lstm.bias_hh_l0" is \[12\], but \[16\]/);
  wrong(
    { ...whole, 'lstm.weight_hh_l0_reverse': [16, 3] },
    /"lstm.weight_hh_l0_reverse" is \[16, 3\], but \[16, 4\]/,
  );
  wrong({ ...whole, 'emb.weight': [9, 5] }, /"emb.weight" is \[9, 5\].*5 numbers.*reads 3/);
  wrong({ ...whole, 'fc.weight': [2, 7] }, /"fc.weight" is \[2, 7\]: it reads 7 numbers, but "lstm" gives 8/);
  const bad = tensorsOf(whole, { 'fc.bias': [1, NaN] });
  await assert.rejects(networkIn(bad).network({}), /"fc.bias" cannot be run: its number 2 of 2 is NaN/);
});
