// Hand-written cells: they run by the answers given, and give what their equations say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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

const turned = (W: readonly Numbers[]): number[][] => W[0].map((_, k) => W.map((row) => row[k]));

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const oneHot = (id: number, width: number): number[] =>
  Array.from({ length: width }, (_, k) => Number(k === id));

test('the tutorial on names: i2o of the state before the step, or h2o of the state after it', async () => {
  const joined = tensorsOf({
    'i2h.weight': [4, 10],
    'i2h.bias': [4],
    'i2o.weight': [3, 10],
    'i2o.bias': [3],
  });
  const network = networkIn(joined);
  assert.deepEqual(questions(network), ['activation! linear', 'answer last']);
  const [Wh, Wo] = [await rowsOf(joined, 'i2h.weight'), await rowsOf(joined, 'i2o.weight')];
  const [[bh], [bo]] = [await rowsOf(joined, 'i2h.bias'), await rowsOf(joined, 'i2o.bias')];
  for (const activation of ['linear', 'tanh']) {
    let h: number[] = [0, 0, 0, 0];
    const outputs: number[][] = [];
    for (const id of [2, 0, 5]) {
      const both = [...oneHot(id, 6), ...h];
      outputs.push(plus(times(Wo, both), bo));
      h = plus(times(Wh, both), bh).map((x) => (activation === 'tanh' ? Math.tanh(x) : x));
    }
    isNear(answerOf(await network.network({ activation }), [2, 0, 5]).rows, outputs.slice(-1));
    isNear(answerOf(await network.network({ activation, answer: 'every' }), [2, 0, 5]).rows, outputs);
  }
  const newer = tensorsOf({ 'rnn.i2h.weight': [4, 6], 'rnn.h2h.weight': [4, 4], 'rnn.h2o.weight': [3, 4] });
  const [Wx, Whh, Wy] = await Promise.all(
    ['i2h', 'h2h', 'h2o'].map((name) => rowsOf(newer, `rnn.${name}.weight`)),
  );
  let h: number[] = [0, 0, 0, 0];
  for (const id of [3, 1]) h = plus(times(Wx, oneHot(id, 6)), times(Whh, h)).map(Math.tanh);
  isNear(answerOf(await networkIn(newer).network({}), [3, 1]).rows, [times(Wy, h)]);
});

test('a hand-written cell runs only by the answers given', async () => {
  const tensors = tensorsOf({ Wxh: [6, 4], Whh: [4, 4], bh: [4], Why: [4, 6], by: [6] });
  const network = networkIn(tensors);
  assert.deepEqual(questions(network), ['cell! RNN', 'activation! tanh', 'layout! in-out', 'answer every']);
  await assert.rejects(network.network({}), /The names Wxh, Whh, bh, Why, by look like a hand-written RNN/);
  const [Wx, Wh, [b], Wy, [by]] = await Promise.all(
    ['Wxh', 'Whh', 'bh', 'Why', 'by'].map((name) => rowsOf(tensors, name)),
  );
  let h: number[] = [0, 0, 0, 0];
  const outputs = [1, 5].map((id) => {
    h = plus(times(turned(Wx), oneHot(id, 6)), times(turned(Wh), h), b).map(Math.tanh);
    return plus(times(turned(Wy), h), by);
  });
  isNear(
    answerOf(await network.network({ cell: 'RNN', activation: 'tanh', layout: 'in-out' }), [1, 5]).rows,
    outputs,
  );
});

/** h of an LSTM by its gates as functions of x and h. */
function lstm(
  gates: Readonly<Record<'i' | 'f' | 'g' | 'o', (x: Numbers, h: Numbers) => number[]>>,
  xs: readonly Numbers[],
  size: number,
): number[][] {
  let [h, c] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)];
  return xs.map((x) => {
    const [i, f, o] = (['i', 'f', 'o'] as const).map((gate) => gates[gate](x, h).map(sigmoid));
    const g = gates.g(x, h).map(Math.tanh);
    c = c.map((value, k) => f[k] * value + i[k] * g[k]);
    h = c.map((value, k) => o[k] * Math.tanh(value));
    return h;
  });
}

test('hand-written LSTMs: a Linear a gate in both directions, gates stacked in any order, cat(h, x)', async () => {
  const ids = [0, 4, 2];
  const xs = ids.map((id) => oneHot(id, 5));
  const each: Record<string, Numbers> = {};
  for (const cell of ['backward_cell', 'forward_cell'])
    for (const gate of 'ifoc') {
      Object.assign(each, { [`${cell}.Wx${gate}.weight`]: [3, 5], [`${cell}.Wx${gate}.bias`]: [3] });
      Object.assign(each, { [`${cell}.Wh${gate}.weight`]: [3, 3], [`${cell}.Wh${gate}.bias`]: [3] });
    }
  const two = tensorsOf({ ...each, 'fc.weight': [5, 6], 'fc.bias': [5] });
  const gatesOf = async (cell: string) => {
    const gate = async (letter: string) => {
      const [W, U] = [
        await rowsOf(two, `${cell}.Wx${letter}.weight`),
        await rowsOf(two, `${cell}.Wh${letter}.weight`),
      ];
      const [[b], [d]] = [
        await rowsOf(two, `${cell}.Wx${letter}.bias`),
        await rowsOf(two, `${cell}.Wh${letter}.bias`),
      ];
      return (x: Numbers, h: Numbers) => plus(times(W, x), b, times(U, h), d);
    };
    return { i: await gate('i'), f: await gate('f'), g: await gate('c'), o: await gate('o') };
  };
  const network = networkIn(two);
  assert.deepEqual(questions(network), ['cell! LSTM', 'answer! every']);
  const { states } = runImported(await network.network({ cell: 'LSTM' }), ids);
  const [directions] = states.values();
  isNear(directions[0].h, lstm(await gatesOf('forward_cell'), xs, 3));
  isNear([...directions[1].h].reverse(), lstm(await gatesOf('backward_cell'), [...xs].reverse(), 3));

  const stacked = tensorsOf({ 'cell.W': [5, 12], 'cell.U': [3, 12], 'cell.bias': [12], 'fc.weight': [5, 3] });
  const [W, U, [b]] = [
    turned(await rowsOf(stacked, 'cell.W')),
    turned(await rowsOf(stacked, 'cell.U')),
    await rowsOf(stacked, 'cell.bias'),
  ];
  const block = (at: number) => (x: Numbers, h: Numbers) =>
    plus(
      times(W.slice(at * 3, at * 3 + 3), x),
      times(U.slice(at * 3, at * 3 + 3), h),
      b.slice(at * 3, at * 3 + 3),
    );
  for (const order of ['ifgo', 'ifog', 'figo']) {
    const run = runImported(
      await networkIn(stacked).network({ cell: 'LSTM', layout: 'in-out', gates: order }),
      ids,
    );
    const at = (letter: string) => block(order.indexOf(letter));
    isNear([...run.states.values()][0][0].h, lstm({ i: at('i'), f: at('f'), g: at('g'), o: at('o') }, xs, 3));
  }

  const cat = tensorsOf({
    'forget_gate.weight': [3, 8],
    'input_gate.weight': [3, 8],
    'output_gate.weight': [3, 8],
    'cell_gate.weight': [3, 8],
    'fc.weight': [5, 3],
  });
  const gate = async (name: string) => {
    const joined = await rowsOf(cat, `${name}_gate.weight`);
    return (x: Numbers, h: Numbers) => times(joined, [...h, ...x]);
  };
  const run = runImported(await networkIn(cat).network({ cell: 'LSTM', joined: 'h-x' }), ids);
  const gates = {
    i: await gate('input'),
    f: await gate('forget'),
    g: await gate('cell'),
    o: await gate('output'),
  };
  isNear([...run.states.values()][0][0].h, lstm(gates, xs, 3));
});

test('a hand-written GRU whose z says what is new, with the reset before the product', async () => {
  const shapes = Object.fromEntries(
    [...'zrh'].flatMap((g) => [
      [`W_x${g}`, [5, 3]],
      [`W_h${g}`, [3, 3]],
      [`b_${g}`, [3]],
    ]),
  );
  const tensors = tensorsOf({ ...shapes, 'fc.weight': [5, 3] });
  const of = async (g: string) =>
    [
      turned(await rowsOf(tensors, `W_x${g}`)),
      turned(await rowsOf(tensors, `W_h${g}`)),
      await rowsOf(tensors, `b_${g}`),
    ] as const;
  const [z, r, n] = [await of('z'), await of('r'), await of('h')];
  let h: number[] = [0, 0, 0];
  const expected = [1, 3, 3].map((id) => {
    const x = oneHot(id, 5);
    const gate = ([W, U, [b]]: typeof z, state: Numbers) => plus(times(W, x), times(U, state), b);
    const [zt, rt] = [gate(z, h).map(sigmoid), gate(r, h).map(sigmoid)];
    const nt = gate(
      n,
      h.map((value, k) => value * rt[k]),
    ).map(Math.tanh);
    h = h.map((value, k) => zt[k] * nt[k] + (1 - zt[k]) * value);
    return h;
  });
  const network = networkIn(tensors);
  assert.deepEqual(questions(network), [
    'cell! GRU',
    'layout! in-out',
    'reset! before',
    'update! stays',
    'answer every',
  ]);
  const run = runImported(
    await network.network({ cell: 'GRU', layout: 'in-out', reset: 'before', update: 'new' }),
    [1, 3, 3],
  );
  isNear([...run.states.values()][0][0].h, expected);
});
