import { writeSafetensors, type TensorToWrite } from '../../formats/safetensors.js';
import { operationParameters } from '../../operations/operation.js';
import { parametersOf, parameterSpecs } from '../../rnn/weights.js';
import type { ExportedHead, ExportedNetwork, ExportedNode, ExportedStack } from '../exportedNetwork.js';
import { metadataOf } from '../symbols.js';

/** The `state_dict` of a network as a .safetensors file; symbols and labels are in its metadata as JSON. */
export function stateDict(network: ExportedNetwork): Uint8Array {
  const tensors: Record<string, TensorToWrite> = {};
  const heads: ExportedHead[] = [];
  for (const node of network.nodes) {
    for (const [name, shape, values] of parametersIn(node)) tensors[name] = { shape, values };
    if (node.operation.kind === 'head') heads.push(node.operation.head);
  }
  return writeSafetensors(tensors, { format: 'pt', ...metadataOf(network.symbols, heads) });
}

type Parameter = readonly [name: string, shape: readonly number[], values: Float32Array];

function parametersIn({ name, operation }: ExportedNode): readonly Parameter[] {
  switch (operation.kind) {
    case 'embedding': {
      const { table } = operation;
      return [[`${table.name}.weight`, [table.rows, table.width], table.values]];
    }
    case 'word-states': {
      const { table, stack } = operation;
      return [[`${table.name}.weight`, [table.rows, table.width], table.values], ...ofStack(stack)];
    }
    case 'recurrent':
      return ofStack(operation.stack);
    case 'operation':
      return operationParameters(operation.operation, operation.width).map((spec): Parameter => {
        const letter = spec.name.slice(spec.name.lastIndexOf('.') + 1);
        return [`${name}.${letter}`, spec.shape, operation.find(letter)];
      });
    case 'head':
      return ofHead(operation.head);
    case 'numbers':
    case 'columns':
    case 'ends':
      return [];
  }
}

function ofStack({ name, config, weights }: ExportedStack): readonly Parameter[] {
  const values = parametersOf(weights);
  return parameterSpecs(config).map((spec, k) => [
    `${name}.${spec.name}`,
    spec.shape,
    Float32Array.from(values[k]),
  ]);
}

/** A CRF's names are those of pytorch-crf. */
function ofHead({ name, labels, inputs, weight, bias, crf }: ExportedHead): readonly Parameter[] {
  const n = labels.length;
  const linear: Parameter[] = [
    [`${name}.weight`, [n, inputs], weight],
    [`${name}.bias`, [n], bias],
  ];
  if (!crf) return linear;
  return [
    ...linear,
    ['crf.transitions', [n, n], Float32Array.from(crf.follows.flat())],
    ['crf.start_transitions', [n], Float32Array.from(crf.starts)],
    ['crf.end_transitions', [n], Float32Array.from(crf.ends)],
  ];
}
