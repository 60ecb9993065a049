import { sentence, type Sentence } from '../../sentence.js';
import type { ImportAnswers, ImportQuestion } from '../foreign.js';
import type {
  ImportedActivation,
  ImportedLayer,
  ImportedNetwork,
  ImportedOperation,
  ImportedRecurrent,
} from '../network.js';
import { crfOf } from './crf.js';
import type { TensorHints } from './hints.js';
import type { MatrixTensors } from './linear.js';
import { numbersOf, numbersOrNull } from './numbers.js';
import type { Plan } from './plan.js';
import { answered, between, knownNonlinearity } from './questions.js';
import type { DirectionTensors, RecurrentModule } from './recurrent.js';
import type { DirectionWeights } from '../../rnn/weights.js';

/** Layers one after the other, each reading the one before. */
export class Chain {
  readonly layers: ImportedLayer[] = [{ name: 'ids', operation: { kind: 'ids' }, inputs: [] }];
  readonly notes: Sentence[] = [];

  /** Index of the layer. */
  add(name: string, operation: ImportedOperation, inputs = [this.layers.length - 1]): number {
    return this.layers.push({ name, operation, inputs }) - 1;
  }

  async addLinear({ name, weight, bias, rows }: MatrixTensors): Promise<void> {
    const numbers = await numbersOf(weight);
    this.add(name, { kind: 'dense', weight: numbers, bias: await numbersOrNull(bias), outputs: rows });
  }

  addActivation(name: string, activation: string): void {
    if (activation !== 'linear')
      this.add(name, { kind: 'activation', activation: activation as ImportedActivation });
  }

  network(padId = 0): ImportedNetwork {
    const { layers, notes } = this;
    const reading = { window: null, padding: 'after', padId, isMasked: false } as const;
    return { layers, notes, output: layers.length - 1, reading };
  }
}

/** Reads all tensors of a plan; rejects with RnnLensError where their numbers cannot be run. */
export async function networkOf(
  plan: Plan,
  hints: TensorHints,
  questions: readonly ImportQuestion[],
  answers: ImportAnswers,
): Promise<ImportedNetwork> {
  const chain = new Chain();
  const answer = (id: string): string | undefined => answered(questions, answers, id);
  await addInput(chain, plan, answer('before') ?? 'linear');
  const isStates = plan.unknown.length > 0 || plan.head.length === 0;
  const from = isStates || plan.crf ? 'every' : answer('answer')!;
  const nonlinearity = knownNonlinearity(hints) ?? answer('nonlinearity') ?? 'tanh';
  for (const [k, module] of plan.recurrent.entries()) {
    const isTop = k === plan.recurrent.length - 1;
    await addRecurrent(
      chain,
      module,
      nonlinearity,
      isTop && from === 'last',
      isTop && answer('directions') === 'sum',
    );
  }
  if (isStates) {
    chain.notes.push(sentence('The states are shown, and no answer.'));
    return chain.network(padIdOf(plan, hints));
  }
  if (from === 'last-output') chain.add('last step', { kind: 'pool', how: 'last' });
  if (from === 'mean' || from === 'max') chain.add(from, { kind: 'pool', how: from });
  await addHead(chain, plan, answer('between') ?? between(plan, hints)!, answer('directions'));
  if (plan.crf) chain.add(plan.crf.name, await crfOf(plan.crf, hints, answer('crf')));
  return chain.network(padIdOf(plan, hints));
}

/** A module says which row is padding's. */
function padIdOf({ input }: Plan, { modules }: TensorHints): number {
  const name = input.kind === 'embedding' ? input.table.name : '';
  const id = modules.get(name)?.settings.get('padding_idx');
  return typeof id === 'number' && id >= 0 ? id : 0;
}

async function addInput(chain: Chain, { input }: Plan, activation: string): Promise<void> {
  if (input.kind === 'one-hot') {
    chain.add('one-hot', { kind: 'one-hot', width: input.width });
    return;
  }
  const { name, weight, rows, columns } = input.table;
  chain.add(name, { kind: 'embedding', weight: await numbersOf(weight), rows, width: columns });
  for (const projection of input.projections) await chain.addLinear(projection);
  if (input.projections.length > 0) chain.addActivation('before the recurrent layer', activation);
}

async function addRecurrent(
  chain: Chain,
  module: RecurrentModule,
  nonlinearity: string,
  isLast: boolean,
  isSum: boolean,
): Promise<void> {
  const { prefix, layers, hiddenSize, projSize } = module;
  const name = prefix.replace(/\.$/, '') || 'rnn';
  for (const [k, directions] of layers.entries()) {
    const isTop = k === layers.length - 1;
    const merge = directions.length === 1 ? 'none' : isTop && isSum ? 'sum' : 'concat';
    const operation: ImportedRecurrent = {
      kind: 'recurrent',
      ...cellOf(module, nonlinearity),
      hiddenSize,
      projSize,
      resetAfter: true,
      gateActivation: 'sigmoid',
      directions: await Promise.all(directions.map(weightsOf)),
      merge,
      isReversed: false,
      isOutputReversed: false,
      returns: isTop && isLast ? 'last' : 'sequence',
      initial: null,
    };
    chain.add(layers.length > 1 ? `${name} l${k}` : name, operation);
  }
}

/** The cell by PyTorch's name, and its activation. */
function cellOf(
  { cell }: RecurrentModule,
  nonlinearity: string,
): Pick<ImportedRecurrent, 'cell' | 'activation'> {
  if (cell !== 'RNN') return { cell, activation: 'tanh' };
  return nonlinearity === 'relu'
    ? { cell: 'RNN_RELU', activation: 'relu' }
    : { cell: 'RNN_TANH', activation: 'tanh' };
}

async function weightsOf({ W_ih, W_hh, b_ih, b_hh, W_hr }: DirectionTensors): Promise<DirectionWeights> {
  return {
    W_ih: await numbersOf(W_ih),
    W_hh: await numbersOf(W_hh),
    b_ih: await numbersOrNull(b_ih),
    b_hh: await numbersOrNull(b_hh),
    W_hr: await numbersOrNull(W_hr),
  };
}

async function addHead(
  chain: Chain,
  { head, readsHalf }: Plan,
  activation: string,
  directions: string | undefined,
): Promise<void> {
  for (const [k, layer] of head.entries()) {
    if (k > 0) chain.addActivation(`between ${head[k - 1].name} and ${layer.name}`, activation);
    if (k === 0 && readsHalf && directions !== 'sum') await addHalf(chain, layer, directions === 'backward');
    else await chain.addLinear(layer);
  }
  // One number for a text is a logit of yes or no.
  if (head.at(-1)!.rows === 1) chain.addActivation('sigmoid', 'sigmoid');
}

/** A layer that reads one of two directions reads both, the other with zeros. */
async function addHalf(
  chain: Chain,
  { name, weight, bias, rows, columns }: MatrixTensors,
  isBackward: boolean,
): Promise<void> {
  const numbers = await numbersOf(weight);
  const wide = new Float32Array(rows * columns * 2);
  for (let row = 0; row < rows; row++)
    wide.set(numbers.subarray(row * columns, (row + 1) * columns), (row * 2 + Number(isBackward)) * columns);
  chain.add(name, { kind: 'dense', weight: wide, bias: await numbersOrNull(bias), outputs: rows });
}
