import { isRnnLensError, RnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { ImportAnswers, ImportQuestion, Recognised, Refused } from '../foreign.js';
import type { ImportedLayer, ImportedNetwork } from '../network.js';
import { Follow, type Assumption } from './follow.js';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxValue } from './model.js';
import { isRecurrent } from './recurrent.js';
import { isIntegerType } from './tensor.js';
import { OtherOrder, Unfollowed } from './unfollowed.js';
import { windowQuestions } from './windowQuestion.js';

/** Inputs beyond these are not looked at: states, weights. */
const MOST_INPUTS = 64;
/** A one-hot input of fewer numbers is taken for measurements. */
const FEWEST_SYMBOLS = 20;

/** What runs of a model, or why it cannot be run on text. Throws RnnLensError where the graph contradicts itself. */
export async function recogniseOnnx(model: OnnxModel): Promise<Recognised | Refused> {
  const known = whyNot(model);
  if (known) return { kind: 'refused', reason: known };
  for (const { missing } of model.graph.stored.values()) if (missing) throw missing;
  try {
    return await followed(model);
  } catch (error) {
    if (!(error instanceof Unfollowed)) throw error;
    // What reads measurements is refused for that, whatever else is in it.
    const reason = isOneHotInput(model.graph) ? floatInput(inputsOf(model.graph)) : error.reason;
    return { kind: 'refused', reason };
  }
}

/** Reasons that need no look at how nodes hang together. */
function whyNot(model: OnnxModel): Sentence | null {
  const nodes = allNodes(model.graph);
  const types = [...new Set(nodes.map(({ type }) => type))];
  if (model.opsets.size === 0) {
    // Operators of the standard are written in capitals and small letters, without underscores.
    const own = types.filter((type) => /^_|^[A-Z_]{3,}$|\./.test(type) && !isRecurrent(type));
    const first = own.filter((type) => /LSTM|GRU|RNN/.test(type));
    return sentence(
      'It is not standard ONNX: it names no opset, and operators such as {0} are unknown.',
      [...new Set([...first, ...own, ...types])].slice(0, 3).join(', '),
    );
  }
  const recurrent = nodes.filter(({ type }) => isRecurrent(type));
  if (recurrent.length === 0) return noRecurrence(types);
  return weightsOutside(model.graph, recurrent) ?? floatsOnly(model.graph);
}

function allNodes(graph: OnnxGraph): OnnxNode[] {
  return graph.nodes.flatMap((node) => [
    node,
    ...[...node.attributes.values()].flatMap((attribute) =>
      attribute.graph ? allNodes(attribute.graph) : [],
    ),
  ]);
}

function noRecurrence(types: readonly string[]): Sentence {
  const has = (...names: readonly string[]): boolean => names.every((name) => types.includes(name));
  const quantised = types.find((type) => /(LSTM|GRU|RNN)/i.test(type));
  if (quantised)
    return sentence(
      'Its recurrent layer is {0}, an operator of one runtime only: export it as a plain LSTM, GRU or RNN.',
      quantised,
    );
  if (has('Loop') || has('Scan'))
    return sentence(
      'It has no node RNN, GRU or LSTM, but a loop (Loop or Scan) of other nodes, which cannot be run.',
    );
  if (has('Sigmoid', 'Tanh', 'Mul') && (has('Gemm') || has('MatMul')))
    return sentence(
      'It has no node RNN, GRU or LSTM: a cell seems to be taken apart into single steps (Gemm, Sigmoid, Tanh). Export a layer such as torch.nn.LSTM instead of a cell.',
    );
  if (has('MatMul', 'Softmax'))
    return sentence('It has no node RNN, GRU or LSTM (MatMul and Softmax: it looks like a transformer).');
  return sentence('It has no node RNN, GRU or LSTM: there is no recurrent layer to show.');
}

/** Weights that whoever runs the graph must give it. */
function weightsOutside(graph: OnnxGraph, recurrent: readonly OnnxNode[]): Sentence | null {
  const outside = new Set(graph.inputs.map(({ name }) => name).filter((name) => !graph.stored.has(name)));
  const isOutside = ({ inputs }: OnnxNode): boolean => outside.has(inputs[1]) || outside.has(inputs[2]);
  if (!recurrent.some(isOutside)) return null;
  return sentence('W and R are inputs of the graph, not stored weights: nothing to import.');
}

function inputsOf(graph: OnnxGraph): OnnxValue[] {
  return graph.inputs.filter(({ name }) => !graph.stored.has(name));
}

/** The refusal of a graph that looks nothing up and reads no input that is as wide as a one-hot one. */
function floatsOnly(graph: OnnxGraph): Sentence | null {
  const inputs = inputsOf(graph);
  if (isOneHotInput(graph)) {
    const wide = inputs.find(({ shape }) => shape?.length === 3 && (shape[2] ?? 0) >= FEWEST_SYMBOLS);
    return wide ? null : floatInput(inputs);
  }
  return null;
}

/** No input is looked up in a table: what is read are numbers. */
function isOneHotInput(graph: OnnxGraph): boolean {
  const nodes = allNodes(graph);
  return !inputsOf(graph)
    .slice(0, MOST_INPUTS)
    .some(({ name }) => feedsTable(nodes, name));
}

/** Operators that leave ids what they are. */
const KEEPS_IDS = new Set([
  'Cast',
  'Identity',
  'Squeeze',
  'Unsqueeze',
  'Reshape',
  'Transpose',
  'Flatten',
  'Slice',
  'Clip',
  'ReverseSequence',
]);

/** Whether a value gets, as it is, to where ids are read: the rows of a table, or one-hot vectors. */
function feedsTable(nodes: readonly OnnxNode[], name: string): boolean {
  const reached = new Set([name]);
  for (const { type, inputs, outputs } of nodes) {
    if (type === 'Gather' && reached.has(inputs[1])) return true;
    if (
      (type === 'OneHot' || type === 'GatherND' || type === 'EmbeddingBag') &&
      inputs.some((one) => reached.has(one))
    )
      return true;
    if (KEEPS_IDS.has(type) && reached.has(inputs[0])) outputs.forEach((one) => reached.add(one));
  }
  return false;
}

function floatInput(inputs: readonly OnnxValue[]): Sentence {
  // Lengths and settings are not what is read.
  const input =
    inputs.find(({ type, shape }) => !isIntegerType(type) && (shape?.length ?? 0) >= 2) ?? inputs[0];
  if (!input) return sentence('The graph has no input: there is nothing to read a text with.');
  const width = input.shape?.at(-1);
  if (input.shape?.length === 3 && width)
    return sentence(
      'It reads numbers, not text: the input "{0}" is {1}, a float sequence of width {2}, and there is no token input.',
      input.name,
      input.shapeText,
      width,
    );
  return sentence(
    'It reads numbers, not text: the float input "{0}" is {1}, and there is no token input.',
    input.name,
    input.shapeText,
  );
}

interface Answer {
  readonly follow: Follow;
  readonly layers: readonly ImportedLayerPlan[];
  readonly output: number;
  readonly name: string;
}

type ImportedLayerPlan = Follow['layers'][number];

async function followed(model: OnnxModel): Promise<Recognised | Refused> {
  const inputs = inputsOf(model.graph);
  const isOneHot = isOneHotInput(model.graph);
  const answers = await allAnswers(model, isOneHot);
  const [best] = answers;
  const width = inputs.find(({ shape }) => shape?.length === 3)?.shape?.[2] ?? 0;
  if (isOneHot && best.layers[best.output].width !== width)
    return { kind: 'refused', reason: floatInput(inputs) };
  const questions = [
    ...(isOneHot ? [oneHotQuestion(width)] : []),
    ...(answers.length > 1 ? [outputQuestion(answers)] : []),
    ...windowQuestions(best.follow, model),
  ];
  return {
    kind: 'network',
    questions,
    network: (given) => networkOf(answers, given, isOneHot ? floatInput(inputs) : null, questions),
  };
}

/** Every output that is computed of the text by a recurrent layer, those with something behind it first. */
async function allAnswers(model: OnnxModel, isOneHot: boolean): Promise<readonly [Answer, ...Answer[]]> {
  const found: Answer[] = [];
  let first: unknown = null;
  for (const { name } of model.graph.outputs.slice(0, 8))
    try {
      found.push(await answerOf(model, name, isOneHot));
    } catch (error) {
      if (!(error instanceof Unfollowed) && !isRnnLensError(error)) throw error;
      first ??= error;
      // A damaged graph is damaged whichever of its answers is asked for.
      if (isRnnLensError(error)) throw error;
    }
  const sorted = [...found.filter((one) => !isState(one)), ...found.filter(isState)];
  const [best, ...others] = sorted;
  if (!best) throw first ?? new Unfollowed(sentence('The graph has no output.'));
  // States are shown anyway.
  return [best, ...others.filter((one) => !isState(one) && !isState(best))];
}

/** Whether an answer is what recurrent layers give and nothing more. */
function isState({ layers, output }: Answer): boolean {
  const open = [output];
  for (const k of open) {
    if (layers[k].isArranged) open.push(...layers[k].inputs);
    else if (layers[k].kind !== 'recurrent') return false;
    if (open.length > layers.length) break;
  }
  return true;
}

async function answerOf(model: OnnxModel, name: string, isOneHot: boolean): Promise<Answer> {
  const orders: readonly Assumption['order'][] = ['batch-time', 'time-batch'];
  for (const order of orders) {
    const follow = new Follow(model, { order, isOneHot });
    try {
      const flow = await follow.run(name);
      if (flow.isReversed)
        throw new Unfollowed(
          sentence('Its answer "{0}" has the steps from the last to the first, which cannot be run.', name),
        );
      const output = follow.columns.whole(flow, name);
      if (!follow.layers.some(({ kind }) => kind === 'recurrent'))
        throw new Unfollowed(sentence('Its answer "{0}" does not depend on a recurrent layer.', name));
      return { follow, layers: follow.layers, output, name };
    } catch (error) {
      if (!(error instanceof OtherOrder) || order === orders.at(-1)) throw error;
    }
  }
  throw new Unfollowed(sentence('The graph has no output.'));
}

function oneHotQuestion(width: number): ImportQuestion {
  return {
    id: 'input',
    text: sentence('The network reads {0} numbers a step and gives as many. What are they?', width),
    options: [
      { value: 'one-hot', title: sentence('A one for the symbol that is read, zeros for all others') },
      { value: 'numbers', title: sentence('Other numbers, such as measurements') },
    ],
    isNeeded: true,
  };
}

function outputQuestion(answers: readonly Answer[]): ImportQuestion {
  return {
    id: 'output',
    text: sentence('Which of its answers is the one to show?'),
    options: answers.map(({ name, layers, output }) => ({
      value: name,
      title: sentence('{0} ({1} numbers)', name, layers[output].width),
    })),
    isNeeded: false,
  };
}

async function networkOf(
  answers: readonly Answer[],
  given: ImportAnswers,
  floats: Sentence | null,
  questions: readonly ImportQuestion[],
): Promise<ImportedNetwork> {
  if (floats && given['input'] === 'numbers') throw new RnnLensError('{0}', floats);
  const { follow, layers, output } = answers.find(({ name }) => name === given['output']) ?? answers[0];
  const built: ImportedLayer[] = [];
  const places = usedLayers(layers, output);
  for (const [k, { name, inputs, build }] of layers.entries())
    if (places.has(k))
      built.push({
        name,
        inputs: inputs.map((input) => places.get(input)!),
        operation: await followedBy(build),
      });
  const question = questions.find(({ id }) => id === 'padding');
  const padding = given['padding'] ?? question?.options[0].value ?? 'any';
  return {
    layers: built,
    output: places.get(output)!,
    reading: {
      window: padding === 'any' ? null : follow.steps,
      padding: padding === 'after' ? 'after' : 'before',
      padId: 0,
      isMasked: false,
    },
    notes: follow.notes,
  };
}

/** Layers that the answer depends on, and their places among these alone. */
function usedLayers(layers: readonly ImportedLayerPlan[], output: number): Map<number, number> {
  const used = new Set([output]);
  for (let k = output; k >= 0; k--) if (used.has(k)) layers[k].inputs.forEach((input) => used.add(input));
  return new Map([...used].sort((a, b) => a - b).map((layer, place) => [layer, place]));
}

/** What a graph does with its numbers may turn out to be impossible only when they are read. */
async function followedBy<T>(build: () => Promise<T>): Promise<T> {
  try {
    return await build();
  } catch (error) {
    if (error instanceof Unfollowed) throw new RnnLensError('{0}', error.reason);
    throw error;
  }
}
