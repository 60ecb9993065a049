import { RnnLensError } from '../../../problems.js';
import { sentence, type Sentence } from '../../../sentence.js';
import type { ForeignTensor, ImportAnswers, ImportQuestion, Recognised } from '../../foreign.js';
import type { ImportedActivation, ImportedNetwork, ImportedRecurrent } from '../../network.js';
import { Chain } from '../build.js';
import { findMatrices, type MatrixTensors } from '../linear.js';
import { numbersOf, numbersOrNull } from '../numbers.js';
import { answered } from '../questions.js';
import { cellWeights, headWeight, kindOf, type CellChoices, type CellKindFound } from './cell.js';
import { handwrittenTensors, type HandwrittenTensors } from './roles.js';

interface Handwritten extends HandwrittenTensors {
  readonly kind: CellKindFound;
  readonly table: MatrixTensors | null;
  readonly linear: MatrixTensors | null;
}

/**
 * A cell written by hand, as far as its names tell: nothing of it is certain, so the network is only made of answers;
 * null where the names tell nothing.
 */
export function recogniseHandwritten(tensors: readonly ForeignTensor[]): Recognised | null {
  const found = handwrittenTensors(tensors);
  const kind = found && kindOf(found.cells[0]);
  if (!found || !kind || found.cells.length > 2) return null;
  const { matrices, rest } = findMatrices(found.rest);
  const table = matrices.find(({ bias, columns }) => !bias && columns === kind.inputSize) ?? null;
  const width = kind.hiddenSize * found.cells.length;
  const linear = matrices.find((matrix) => matrix !== table && matrix.columns === width) ?? null;
  const isWhole = rest.length === 0 && matrices.every((matrix) => matrix === table || matrix === linear);
  const cell: Handwritten = { ...found, kind, table, linear: found.head || !isWhole ? null : linear };
  const questions = questionsOf(cell, isWhole && (found.head !== null || linear !== null));
  return {
    kind: 'network',
    questions,
    network: (answers) => {
      if (!('cell' in answers)) return Promise.reject(unanswered(cell));
      return networkOf(cell, questions, answers);
    },
  };
}

/** What people are told as long as nothing was decided. */
function unanswered({ names, kind }: Handwritten): RnnLensError {
  return new RnnLensError(
    'No nn.RNN, nn.GRU or nn.LSTM parameters were found. The names {0} look like a hand-written {1}; choose the cell and the activation to run it.',
    names.slice(0, 6).join(', ') + (names.length > 6 ? ' …' : ''),
    kind.cell,
  );
}

type Option = ImportQuestion['options'][number];
const option = (value: string, title: Sentence, detail?: Sentence): Option => ({
  value,
  title,
  ...(detail ? { detail } : {}),
});

const LSTM_ORDERS = ['ifgo', 'ifog', 'figo', 'fiog', 'fiog', 'iofg', 'fogi', 'igfo', 'gifo'];
const GRU_ORDERS = ['rzn', 'zrn'];

function questionsOf(cell: Handwritten, hasHead: boolean): ImportQuestion[] {
  const { kind, cells } = cell;
  const orders = (kind.cell === 'LSTM' ? LSTM_ORDERS : GRU_ORDERS).filter(
    (order, k, all) => all.indexOf(order) === k,
  );
  const needed = (id: string, text: Sentence, options: readonly Option[]): ImportQuestion => ({
    id,
    text,
    options,
    isNeeded: true,
  });
  const inOut = option('in-out', sentence('Input first: x @ W'));
  const outIn = option('out-in', sentence('Output first: W @ x, as nn.Linear'));
  return [
    needed('cell', sentence('Which cell is it? Its names look like a hand-written {0}.', kind.cell), [
      option(kind.cell, sentence('{0}, {1} units', kind.cell, kind.hiddenSize)),
    ]),
    ...(kind.cell === 'RNN' ? [activationQuestion()] : []),
    ...(kind.isLayoutOpen
      ? [
          needed(
            'layout',
            sentence('Which side of its matrices is the input?'),
            kind.isInOut ? [inOut, outIn] : [outIn, inOut],
          ),
        ]
      : []),
    ...(kind.isStacked
      ? [
          needed(
            'gates',
            sentence('In which order are the gates stacked?'),
            orders.map((order) => option(order, sentence('{0}', [...order].join(', ')))),
          ),
        ]
      : []),
    ...(kind.isJoined
      ? [
          needed('joined', sentence('In which order are input and state joined?'), [
            option('x-h', sentence('cat(x, h)')),
            option('h-x', sentence('cat(h, x)')),
          ]),
        ]
      : []),
    ...(kind.cell === 'GRU' ? gruQuestions() : []),
    ...(hasHead ? [answerQuestion(cells.length === 2)] : []),
  ];
}

function activationQuestion(): ImportQuestion {
  return {
    id: 'activation',
    text: sentence('Which activation has the hidden state?'),
    options: [
      option('tanh', sentence('tanh')),
      option('relu', sentence('ReLU')),
      option('sigmoid', sentence('Sigmoid')),
      option('linear', sentence('None')),
    ],
    isNeeded: true,
  };
}

function gruQuestions(): ImportQuestion[] {
  return [
    {
      id: 'reset',
      text: sentence('What does the reset gate multiply?'),
      options: [
        option('before', sentence('The state, before the product: U (r ⊙ h)')),
        option('after', sentence('The product: r ⊙ (U h), as PyTorch')),
      ],
      isNeeded: true,
    },
    {
      id: 'update',
      text: sentence('What does the update gate z say?'),
      options: [
        option('stays', sentence('How much stays: h = (1 − z) n + z h, as PyTorch')),
        option('new', sentence('How much is new: h = z n + (1 − z) h')),
      ],
      isNeeded: true,
    },
  ];
}

function answerQuestion(isTwoWay: boolean): ImportQuestion {
  const every = option('every', sentence('Every step'));
  const last = option('last', sentence('The last step'));
  return {
    id: 'answer',
    text: sentence('What does the network answer from?'),
    options: [every, last],
    isNeeded: isTwoWay,
  };
}

async function networkOf(
  cell: Handwritten,
  questions: readonly ImportQuestion[],
  answers: ImportAnswers,
): Promise<ImportedNetwork> {
  const { kind, cells, table, head, linear } = cell;
  const answer = (id: string): string | undefined => answered(questions, answers, id);
  const choices: CellChoices = {
    layout: answer('layout') === 'in-out' ? 'in-out' : 'out-in',
    order: answer('gates') ?? '',
    joined: answer('joined') === 'h-x' ? 'h-x' : 'x-h',
    takesNew: answer('update') === 'new',
  };
  const chain = new Chain();
  if (table)
    chain.add(table.name, {
      kind: 'embedding',
      weight: await numbersOf(table.weight),
      rows: table.rows,
      width: table.columns,
    });
  else chain.add('one-hot', { kind: 'one-hot', width: kind.inputSize });
  const directions = await Promise.all(inOrder(cells).map((of) => cellWeights(of, kind, choices)));
  chain.add(cells[0].prefix.replace(/\.$/, '') || 'cell', {
    ...recurrentOf(kind, (answer('activation') ?? 'tanh') as ImportedActivation, answer('reset') === 'after'),
    directions,
    merge: directions.length === 2 ? 'concat' : 'none',
    returns: answer('answer') === 'last' ? 'last' : 'sequence',
  });
  const width = kind.hiddenSize * cells.length;
  if (head) {
    const { weight, outputs } = await headWeight(head.weight, width, choices);
    chain.add(head.weight.tensor.name, {
      kind: 'dense',
      weight,
      bias: await numbersOrNull(head.bias),
      outputs,
    });
  }
  if (linear) await chain.addLinear(linear);
  chain.notes.push(
    sentence(
      'A hand-written cell, by the answers given: {0}',
      Object.entries(answers)
        .map((pair) => pair.join(' '))
        .join(', '),
    ),
  );
  return chain.network();
}

/** The direction that reads from the end comes second, whatever the file has first. */
function inOrder(cells: Handwritten['cells']): Handwritten['cells'] {
  const isBackward = ({ prefix }: Handwritten['cells'][number]): boolean =>
    /back|bwd|reverse|right/i.test(prefix);
  return [...cells].sort((a, b) => Number(isBackward(a)) - Number(isBackward(b)));
}

function recurrentOf(
  { cell, hiddenSize }: CellKindFound,
  activation: ImportedActivation,
  resetAfter: boolean,
): Omit<ImportedRecurrent, 'directions' | 'merge' | 'returns'> {
  return {
    kind: 'recurrent',
    cell: cell === 'RNN' ? (activation === 'relu' ? 'RNN_RELU' : 'RNN_TANH') : cell,
    hiddenSize,
    projSize: 0,
    resetAfter,
    gateActivation: 'sigmoid',
    activation: cell === 'RNN' ? activation : 'tanh',
    isReversed: false,
    isOutputReversed: false,
    initial: null,
  };
}
