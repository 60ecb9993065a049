import type { ActivationName } from '../../operations/activations.js';
import {
  activationOf,
  gateActivationOf,
  outputSize,
  resetsBefore,
  type RnnConfig,
} from '../../rnn/config.js';
import { sentence } from '../../sentence.js';
import type { ExportedNode, ExportedOperation, ExportedStack } from '../exportedNetwork.js';
import { cannotSay } from '../raise.js';

/** What a node of the network is in Python: its module, if it has one, and what `forward` does. */
export interface NodeCode {
  /** Lines of `__init__` */
  readonly modules: readonly string[];
  /** Lines of `forward` */
  readonly steps: readonly string[];
}

/** The code of one node; throws RnnLensError for what PyTorch's modules cannot do. */
export function codeOf(node: ExportedNode): NodeCode {
  const { name, operation, inputs } = node;
  const [x] = inputs.map(valueName);
  const gives = (...modules: readonly string[]) => ({
    modules,
    as: (...lines: readonly string[]): NodeCode => ({ modules, steps: lines }),
  });
  const out = valueName(name);
  switch (operation.kind) {
    case 'numbers':
      return { modules: [], steps: [`${out} = x`] };
    case 'embedding': {
      const { table, input } = operation;
      return gives(`self.${table.name} = nn.Embedding(${table.rows}, ${table.width})`).as(
        `${out} = self.${table.name}(${input})`,
      );
    }
    case 'word-states':
      return wordStates(out, operation);
    case 'recurrent':
      return gives(moduleOf(operation.stack)).as(...recurrentSteps(out, x, operation.stack));
    case 'columns':
      return gives().as(`${out} = ${x}[..., ${operation.from}:${operation.to}]`);
    case 'ends':
      return gives().as(`${out} = ${endsOf(x, operation)}`);
    case 'operation':
      return operationCode(node, operation);
    case 'head': {
      const { head } = operation;
      const modules = [`self.${head.name} = nn.Linear(${head.inputs}, ${head.labels.length})`];
      if (head.crf) modules.push(`self.crf = Crf(${head.labels.length})`);
      return gives(...modules).as(`${out} = self.${head.name}(${x})`);
    }
  }
}

/** Values are called after their nodes; modules have these names on `self`. */
export function valueName(node: string): string {
  return `${node}_`;
}

/** The constructor of a stack; throws RnnLensError where PyTorch has no such cell. */
function moduleOf({ name, config }: ExportedStack): string {
  const { cell, inputSize, hiddenSize, layers, bidirectional, bias, projSize } = config;
  checkCell(config);
  const type = cell.startsWith('RNN') ? 'RNN' : cell;
  const settings = [
    `${inputSize}, ${hiddenSize}, num_layers=${layers}, batch_first=True`,
    ...(cell === 'RNN_RELU' ? [`nonlinearity="relu"`] : []),
    ...(bidirectional ? ['bidirectional=True'] : []),
    ...(bias ? [] : ['bias=False']),
    ...(projSize > 0 ? [`proj_size=${projSize}`] : []),
  ];
  return `self.${name} = nn.${type}(${settings.join(', ')})`;
}

function checkCell(config: RnnConfig): void {
  const own = config.cell === 'RNN_RELU' ? 'relu' : 'tanh';
  const activation = activationOf(config);
  if (activation !== own)
    throw cannotSay('PyTorch', sentence('{0} with the activation {1}', config.cell, activation));
  const isGated = config.cell === 'GRU' || config.cell === 'LSTM';
  if (isGated && gateActivationOf(config) !== 'sigmoid')
    throw cannotSay(
      'PyTorch',
      sentence('{0} with the activation {1} of its gates', config.cell, gateActivationOf(config)),
    );
  if (resetsBefore(config))
    throw cannotSay('PyTorch', sentence('GRU whose reset gate comes before the product'));
}

function recurrentSteps(out: string, x: string, { name, isReversed }: ExportedStack): readonly string[] {
  if (!isReversed) return [`${out} = self.${name}(${x})[0]`];
  return ['# Reads from the end of the text.', `${out} = self.${name}(${x}.flip(1))[0].flip(1)`];
}

/** The characters of all words at once, each as long as it is. */
function wordStates(
  out: string,
  { table, stack }: ExportedOperation & { readonly kind: 'word-states' },
): NodeCode {
  const { config } = stack;
  const state = config.cell === 'LSTM' ? '[0]' : '';
  const directions = config.bidirectional ? 2 : 1;
  return {
    modules: [`self.${table.name} = nn.Embedding(${table.rows}, ${table.width})`, moduleOf(stack)],
    steps: [
      '# The last states of a network that reads the characters of each word.',
      `letters = self.${table.name}(characters.flatten(0, 1))`,
      'letters = nn.utils.rnn.pack_padded_sequence(letters, lengths.flatten(), batch_first=True, enforce_sorted=False)',
      `states = self.${stack.name}(letters)[1]${state}[-${directions}:]`,
      `${out} = states.transpose(0, 1).reshape(characters.shape[0], characters.shape[1], ${outputSize(config)})`,
    ],
  };
}

function endsOf(x: string, { of, split, width }: ExportedOperation & { readonly kind: 'ends' }): string {
  const [last, first] = of === 'token' ? ['last_steps', 'first_steps'] : ['-1', '0'];
  if (split >= width) return `${x}[:, ${last}]`;
  return `torch.cat([${x}[:, ${last}, :${split}], ${x}[:, ${first}, ${split}:]], -1)`;
}

type Exported = Extract<ExportedOperation, { readonly kind: 'operation' }>;

function operationCode({ name, inputs }: ExportedNode, { operation, width }: Exported): NodeCode {
  const out = valueName(name);
  const values = inputs.map(valueName);
  const [x] = values;
  const plain = (expression: string, ...modules: readonly string[]): NodeCode => ({
    modules,
    steps: [`${out} = ${expression}`],
  });
  switch (operation.kind) {
    case 'dense': {
      const bias = operation.bias ? '' : ', bias=False';
      return plain(`self.${name}(${x})`, `self.${name} = nn.Linear(${width}, ${operation.outputs}${bias})`);
    }
    case 'activation':
      return plain(activated(operation.activation, x, operation.slope));
    case 'scale':
      return plain(`self.${name}(${x})`, `self.${name} = Scale(${width})`);
    case 'convolution': {
      const { outputs, size, dilation, padding, bias } = operation;
      const reach = (size - 1) * dilation;
      const before = padding === 'causal' ? reach : Math.floor(reach / 2);
      return plain(
        `self.${name}(F.pad(${x}.transpose(1, 2), (${before}, ${reach - before}))).transpose(1, 2)`,
        `self.${name} = nn.Conv1d(${width}, ${outputs}, ${size}, dilation=${dilation}${bias ? '' : ', bias=False'})`,
      );
    }
    case 'merge':
      return plain(merged(operation.how, values));
    case 'pool':
      return plain(
        { max: `${x}.amax(1)`, mean: `${x}.mean(1)`, first: `${x}[:, 0]`, last: `${x}[:, -1]` }[
          operation.how
        ],
      );
    case 'flatten':
      return plain(`${x}.flatten(1)`);
    case 'attention':
      return plain(`self.${name}(${x})`, `self.${name} = Attention(${width})`);
  }
}

function merged(
  how: 'concat' | 'add' | 'multiply' | 'average' | 'maximum',
  values: readonly string[],
): string {
  if (how === 'concat') return `torch.cat([${values.join(', ')}], -1)`;
  if (how === 'multiply') return values.join(' * ');
  if (how === 'maximum') return values.reduce((a, b) => `torch.maximum(${a}, ${b})`);
  const sum = values.join(' + ');
  return how === 'add' ? sum : `(${sum}) / ${values.length}`;
}

function activated(which: ActivationName, x: string, slope = 0.01): string {
  const of: Record<ActivationName, string> = {
    linear: x,
    tanh: `torch.tanh(${x})`,
    sigmoid: `torch.sigmoid(${x})`,
    relu: `torch.relu(${x})`,
    softmax: `torch.softmax(${x}, -1)`,
    'hard-sigmoid': `(0.2 * ${x} + 0.5).clamp(0, 1)`,
    'hard-sigmoid-6': `F.hardsigmoid(${x})`,
    softsign: `F.softsign(${x})`,
    softplus: `F.softplus(${x})`,
    elu: `F.elu(${x})`,
    selu: `F.selu(${x})`,
    'leaky-relu': `F.leaky_relu(${x}, ${slope})`,
    gelu: `F.gelu(${x})`,
    swish: `F.silu(${x})`,
    exponential: `torch.exp(${x})`,
    'relu-share': `shares(torch.relu(${x}))`,
  };
  return of[which];
}
