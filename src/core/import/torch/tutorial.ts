import { RnnLensError } from '../../problems.js';
import { sentence } from '../../sentence.js';
import type { ForeignTensor, ImportAnswers, ImportQuestion, Recognised } from '../foreign.js';
import type { ImportedActivation, ImportedNetwork, ImportedRecurrent } from '../network.js';
import { Chain } from './build.js';
import { findMatrices, type MatrixTensors } from './linear.js';
import { check } from './recurrent.js';
import { numbersOf, numbersOrNull } from './numbers.js';
import { answered } from './questions.js';

/**
 * The cell of PyTorch's tutorial on names: h = i2h(cat(x, h)), or i2h(x) + h2h(h); the answer is i2o(cat(x, h)) of the
 * h before the step, or h2o(h) of the h after it.
 */
interface Tutorial {
  readonly i2h: MatrixTensors;
  readonly h2h: MatrixTensors | null;
  readonly i2o: MatrixTensors | null;
  readonly h2o: MatrixTensors | null;
  readonly table: MatrixTensors | null;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** The network, if the tensors are of the tutorial's cell; RnnLensError where their shapes disagree. */
export function recogniseTutorial(tensors: readonly ForeignTensor[]): Recognised | null {
  const { matrices, rest } = findMatrices(tensors);
  const named = (name: RegExp): MatrixTensors | null =>
    matrices.find((matrix) => name.test(matrix.name)) ?? null;
  const i2h = named(/(^|\.)(i2h|in2hidden|input_to_hidden)$/i);
  const [h2h, i2o] = [
    named(/(^|\.)(h2h|hidden_to_hidden)$/i),
    named(/(^|\.)(i2o|in2output|input_to_output)$/i),
  ];
  const h2o = named(/(^|\.)(h2o|hidden2out(put)?|hidden_to_output)$/i);
  if (!i2h || !(i2o ?? h2o)) return null;
  const hiddenSize = i2h.rows;
  const inputSize = h2h ? i2h.columns : i2h.columns - hiddenSize;
  const table =
    matrices.find(({ bias, columns, name }) => !bias && columns === inputSize && /emb/i.test(name)) ?? null;
  const used = [i2h, h2h, i2o, h2o, table];
  const more = [...matrices.filter((matrix) => !used.includes(matrix)).map(({ weight }) => weight), ...rest];
  if (more.length > 0 || inputSize <= 0) return null;
  if (h2h) check(h2h.weight, [hiddenSize, hiddenSize]);
  if (i2o) check(i2o.weight, [i2o.rows, inputSize + hiddenSize]);
  if (h2o) check(h2o.weight, [h2o.rows, hiddenSize]);
  const cell: Tutorial = { i2h, h2h, i2o, h2o: i2o ? null : h2o, table, inputSize, hiddenSize };
  const questions = questionsOf(cell);
  return { kind: 'network', questions, network: (answers) => networkOf(cell, questions, answers) };
}

function questionsOf({ i2h, h2h }: Tutorial): ImportQuestion[] {
  const tanh = { value: 'tanh', title: sentence('tanh') };
  const none = {
    value: 'linear',
    title: sentence('None'),
    detail: sentence('As the tutorial had it until 2021'),
  };
  return [
    {
      id: 'activation',
      text: sentence('Which activation has the hidden state of "{0}"? It is not in the file.', i2h.name),
      options: h2h ? [tanh, none] : [none, tanh],
      isNeeded: true,
    },
    {
      id: 'answer',
      text: sentence('What does the network answer from?'),
      options: [
        { value: 'last', title: sentence('The last step') },
        { value: 'every', title: sentence('Every step') },
      ],
      isNeeded: false,
    },
  ];
}

async function networkOf(
  cell: Tutorial,
  questions: readonly ImportQuestion[],
  answers: ImportAnswers,
): Promise<ImportedNetwork> {
  const { table, inputSize, hiddenSize, i2h, i2o, h2o } = cell;
  const chain = new Chain();
  const input = table
    ? chain.add(table.name, {
        kind: 'embedding',
        weight: await numbersOf(table.weight),
        rows: table.rows,
        width: inputSize,
      })
    : chain.add('one-hot', { kind: 'one-hot', width: inputSize });
  const activation = answered(questions, answers, 'activation') as ImportedActivation;
  const states = chain.add(i2h.name, await recurrentOf(cell, activation));
  if (h2o) await chain.addLinear(h2o);
  if (i2o) await addOutputBefore(chain, i2o, { input, states, inputSize, hiddenSize });
  if (answered(questions, answers, 'answer') === 'last')
    chain.add('last step', { kind: 'pool', how: 'last' });
  chain.notes.push(sentence('{0} on cat(x, h) → W_ih and W_hh', i2h.name));
  return chain.network();
}

async function recurrentOf(
  { i2h, h2h, inputSize, hiddenSize }: Tutorial,
  activation: ImportedActivation,
): Promise<ImportedRecurrent> {
  const W = await numbersOf(i2h.weight);
  const parts = h2h
    ? { W_ih: W, W_hh: await numbersOf(h2h.weight) }
    : {
        W_ih: columnsOf(W, i2h.columns, 0, inputSize),
        W_hh: columnsOf(W, i2h.columns, inputSize, i2h.columns),
      };
  const zeros = new Float32Array(hiddenSize);
  const b_ih = (await numbersOrNull(i2h.bias)) ?? zeros;
  const b_hh = (h2h && (await numbersOrNull(h2h.bias))) ?? zeros;
  return {
    kind: 'recurrent',
    cell: 'RNN_TANH',
    hiddenSize,
    projSize: 0,
    resetAfter: true,
    gateActivation: 'sigmoid',
    activation,
    directions: [{ ...parts, b_ih, b_hh, W_hr: null }],
    merge: 'none',
    isReversed: false,
    isOutputReversed: false,
    returns: 'sequence',
    initial: null,
  };
}

/** i2o reads the h before the step: a convolution over two steps that looks at the first of them only. */
async function addOutputBefore(
  chain: Chain,
  { name, weight, bias, rows, columns }: MatrixTensors,
  at: { input: number; states: number; inputSize: number; hiddenSize: number },
): Promise<void> {
  const W = await numbersOf(weight);
  const before = columnsOf(W, columns, at.inputSize, columns);
  const taps = new Float32Array(2 * before.length);
  before.forEach((value, k) => (taps[2 * k] = value));
  const ofState = chain.add(
    `${name}, h`,
    { kind: 'convolution', weight: taps, bias: null, outputs: rows, size: 2, dilation: 1, padding: 'causal' },
    [at.states],
  );
  const ofInput = chain.add(
    `${name}, x`,
    {
      kind: 'dense',
      weight: columnsOf(W, columns, 0, at.inputSize),
      bias: await numbersOrNull(bias),
      outputs: rows,
    },
    [at.input],
  );
  chain.add(name, { kind: 'merge', how: 'add' }, [ofState, ofInput]);
}

/** Columns `from` to `to` of a matrix. */
export function columnsOf(matrix: Float32Array, columns: number, from: number, to: number): Float32Array {
  const rows = matrix.length / columns;
  if (!Number.isInteger(rows))
    throw new RnnLensError('{0} numbers are no rows of {1}.', matrix.length, columns);
  const out = new Float32Array(rows * (to - from));
  for (let row = 0; row < rows; row++)
    out.set(matrix.subarray(row * columns + from, row * columns + to), row * (to - from));
  return out;
}
