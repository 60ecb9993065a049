import { RnnLensError } from '../../problems.js';
import type { DirectionWeights } from '../../rnn/weights.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { ForeignTensor, Recognised, Refused } from '../foreign.js';
import type { ImportedLayer, ImportedNetwork } from '../network.js';

/** `cell_0/basic_lstm_cell/weights`; a network of one layer has no number. */
const CELL =
  /(?:cell_(\d{1,3})\/)?(?:basic_)?(lstm|gru|rnn)_cell\/(?:(gates|candidate)\/)?(weights|kernel|biases|bias)$/;
/** Where PyTorch's i, f, g, o stand in TensorFlow's i, j, f, o. */
const BLOCKS = [0, 2, 1, 3];

interface Cell {
  readonly kernel: ForeignTensor;
  readonly bias: ForeignTensor;
  readonly hiddenSize: number;
}

interface Parts {
  readonly embedding: ForeignTensor;
  readonly cells: readonly Cell[];
  readonly weight: ForeignTensor;
  readonly bias: ForeignTensor;
}

/** The network of a char-rnn checkpoint of TensorFlow 1. Throws RnnLensError where two shapes disagree. */
export function recogniseCells(
  tensors: readonly ForeignTensor[],
  notes: readonly Sentence[],
): Recognised | Refused {
  const parts = partsOf(tensors);
  if ('text' in parts) return { kind: 'refused', reason: parts };
  return { kind: 'network', questions: [], network: () => networkOf(parts, notes) };
}

function partsOf(tensors: readonly ForeignTensor[]): Parts | Sentence {
  const cells = new Map<number, Map<string, ForeignTensor>>();
  for (const tensor of tensors) {
    const match = CELL.exec(tensor.name);
    if (!match) continue;
    if (match[2] !== 'lstm')
      return sentence(
        'Its cells are {0} ("{1}"); of these checkpoints only LSTM can run.',
        match[2].toUpperCase(),
        tensor.name,
      );
    const layer = Number(match[1] ?? 0);
    if (!cells.has(layer)) cells.set(layer, new Map());
    cells.get(layer)!.set(/^(weights|kernel)$/.test(match[4]) ? 'kernel' : 'bias', tensor);
  }
  const find = (pattern: RegExp): ForeignTensor | undefined => tensors.find(({ name }) => pattern.test(name));
  const [embedding, weight, bias] = [find(/(^|\/)embedding$/), find(/softmax_w$/), find(/softmax_b$/)];
  if (cells.size === 0) return sentence('It has no LSTM cell: there is no recurrent layer to show.');
  if (!embedding || !weight || !bias)
    return sentence(
      'It lacks "{0}": only character models with an embedding and a softmax can run.',
      !embedding ? 'embedding' : !weight ? 'softmax_w' : 'softmax_b',
    );
  return checked(
    embedding,
    [...cells].sort(([a], [b]) => a - b),
    weight,
    bias,
  );
}

function checked(
  embedding: ForeignTensor,
  cells: readonly (readonly [number, ReadonlyMap<string, ForeignTensor>])[],
  weight: ForeignTensor,
  bias: ForeignTensor,
): Parts {
  let [, width] = sized(embedding, [null, null]);
  const checkedCells = cells.map(([layer, of], k): Cell => {
    const [kernel, biases] = [of.get('kernel'), of.get('bias')];
    if (layer !== k || !kernel || !biases)
      throw new RnnLensError('Layer {0} has no weights.', Math.min(layer, k));
    const [, columns] = sized(kernel, [null, null]);
    const hiddenSize = columns / 4;
    if (!Number.isInteger(hiddenSize) || hiddenSize === 0)
      throw new RnnLensError('Tensor "{0}" has {1} columns, which are not four gates.', kernel.name, columns);
    sized(kernel, [width + hiddenSize, columns]);
    sized(biases, [columns]);
    width = hiddenSize;
    return { kernel, bias: biases, hiddenSize };
  });
  const [, outputs] = sized(weight, [width, null]);
  sized(bias, [outputs]);
  return { embedding, cells: checkedCells, weight, bias };
}

/** The shape, where it is the wanted one; null fits any size. */
function sized({ name, shape }: ForeignTensor, wanted: readonly (number | null)[]): readonly number[] {
  if (shape.length === wanted.length && wanted.every((n, k) => (n === null ? shape[k] > 0 : n === shape[k])))
    return shape;
  throw new RnnLensError(
    'Tensor "{0}" is [{1}]; [{2}] is what fits the others.',
    name,
    shape.join(', '),
    wanted.map((n) => n ?? '?').join(', '),
  );
}

async function networkOf(
  { embedding, cells, weight, bias }: Parts,
  notes: readonly Sentence[],
): Promise<ImportedNetwork> {
  const [rows, width] = embedding.shape;
  const layers: ImportedLayer[] = [
    { name: 'ids', operation: { kind: 'ids' }, inputs: [] },
    {
      name: embedding.name,
      operation: { kind: 'embedding', weight: await embedding.values(), rows, width },
      inputs: [0],
    },
  ];
  for (const cell of cells) layers.push(await recurrent(cell, layers.length - 1));
  const [inputs, outputs] = weight.shape;
  const stored = await weight.values();
  const turned = new Float32Array(stored.length);
  for (let k = 0; k < inputs; k++)
    for (let j = 0; j < outputs; j++) turned[j * inputs + k] = stored[k * outputs + j];
  layers.push({
    name: 'softmax',
    operation: { kind: 'dense', weight: turned, bias: await bias.values(), outputs },
    inputs: [layers.length - 1],
  });
  return {
    layers,
    output: layers.length - 1,
    reading: { window: null, padding: 'before', padId: 0, isMasked: false },
    notes: [
      sentence(
        "The gates were put from TensorFlow's order into another: i, j, f, o → i, f, g, o, transposed.",
      ),
      sentence('1 was added to the biases of the forget gates: BasicLSTMCell adds it when it runs.'),
      ...notes,
    ],
  };
}

async function recurrent({ kernel, bias, hiddenSize: H }: Cell, input: number): Promise<ImportedLayer> {
  const I = kernel.shape[0] - H;
  const [values, biases] = [await kernel.values(), await bias.values()];
  const block = (from: number, count: number): Float32Array => {
    const out = new Float32Array(4 * H * count);
    BLOCKS.forEach((place, gate) => {
      for (let j = 0; j < H; j++)
        for (let k = 0; k < count; k++)
          out[(gate * H + j) * count + k] = values[(from + k) * 4 * H + place * H + j];
    });
    return out;
  };
  const weights: DirectionWeights = {
    W_ih: block(0, I),
    W_hh: block(I, H),
    b_ih: Float32Array.from({ length: 4 * H }, (_, row) => {
      const gate = Math.floor(row / H);
      return biases[BLOCKS[gate] * H + (row % H)] + (gate === 1 ? 1 : 0);
    }),
    b_hh: new Float32Array(4 * H),
    W_hr: null,
  };
  return {
    name: kernel.name.replace(/\/[^/]+$/, ''),
    operation: {
      kind: 'recurrent',
      cell: 'LSTM',
      hiddenSize: H,
      projSize: 0,
      resetAfter: true,
      gateActivation: 'sigmoid',
      activation: 'tanh',
      directions: [weights],
      merge: 'none',
      isReversed: false,
      isOutputReversed: false,
      returns: 'sequence',
      initial: null,
    },
    inputs: [input],
  };
}
