import type { CellKind } from '../rnn/config.js';
import type { ForeignTensor } from './foreign.js';
import type {
  ImportedActivation,
  ImportedLayer,
  ImportedNetwork,
  ImportedOperation,
  ImportedRecurrent,
  Merge,
} from './network.js';

/** A layer of a network of another framework, for people. */
export interface NetworkLayer {
  readonly name: string;
  readonly kind: ImportedOperation['kind'];
  /** Of a recurrent layer. */
  readonly recurrent: {
    readonly cell: CellKind;
    readonly units: number;
    /** The way it reads; `both` for two directions. */
    readonly reads: 'forward' | 'backward' | 'both';
    readonly merge: Merge;
    readonly activation: ImportedActivation;
    readonly gateActivation: ImportedActivation;
  } | null;
  /** What an activation, a merge or a pool is: `relu`, `concat`, `max`; null of other layers. */
  readonly how: string | null;
  /** Numbers it gives, and whether each step has them; 0 for the ids. */
  readonly width: number;
  readonly isOfSteps: boolean;
  readonly parameters: number;
  /** Names of the layers it reads. */
  readonly inputs: readonly string[];
}

/** The layers of a network in their order; parameters are counted as the file has them where its names say whose they are. */
export function networkLayers(
  { layers }: ImportedNetwork,
  tensors: readonly ForeignTensor[],
): readonly NetworkLayer[] {
  const own = countsByName(layers, tensors);
  const made: NetworkLayer[] = [];
  for (const layer of layers) {
    const { name, operation, inputs } = layer;
    const before = inputs.map((k) => made[k]);
    made.push({
      name,
      kind: operation.kind,
      recurrent: operation.kind === 'recurrent' ? recurrentOf(operation) : null,
      how: howOf(operation),
      width: widthOf(operation, before),
      isOfSteps: isOfSteps(operation, before),
      parameters: own?.get(layer) ?? parametersOf(operation),
      inputs: before.map((input) => input.name),
    });
  }
  return made;
}

function recurrentOf(operation: ImportedRecurrent): NetworkLayer['recurrent'] {
  const { cell, hiddenSize, directions, isReversed, merge, activation, gateActivation } = operation;
  const reads = directions.length > 1 ? 'both' : isReversed ? 'backward' : 'forward';
  return { cell, units: hiddenSize, reads, merge, activation, gateActivation };
}

function howOf(operation: ImportedOperation): string | null {
  if (operation.kind === 'activation') return operation.activation;
  return operation.kind === 'merge' || operation.kind === 'pool' ? operation.how : null;
}

function widthOf(operation: ImportedOperation, before: readonly NetworkLayer[]): number {
  const read = before.map(({ width }) => width);
  switch (operation.kind) {
    case 'ids':
      return 0;
    case 'embedding':
    case 'one-hot':
      return operation.width;
    case 'dense':
    case 'convolution':
      return operation.outputs;
    case 'recurrent': {
      const width = operation.projSize || operation.hiddenSize;
      return operation.merge === 'concat' ? width * operation.directions.length : width;
    }
    case 'merge':
      return operation.how === 'concat' ? read.reduce((a, b) => a + b, 0) : read[0];
    case 'flatten':
      return read[0] * operation.steps;
    case 'activation':
    case 'scale':
    case 'pool':
    case 'attention':
    case 'crf':
      return read[0];
  }
}

function isOfSteps(operation: ImportedOperation, before: readonly NetworkLayer[]): boolean {
  if (operation.kind === 'ids') return true;
  if (operation.kind === 'recurrent') return operation.returns === 'sequence';
  const isOne = ['pool', 'flatten', 'attention'].includes(operation.kind);
  return !isOne && before.every((input) => input.isOfSteps);
}

function parametersOf(operation: ImportedOperation): number {
  const lengths = (...lists: readonly (ArrayLike<number> | null)[]): number =>
    lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  switch (operation.kind) {
    case 'embedding':
      return lengths(operation.weight);
    case 'dense':
    case 'convolution':
      return lengths(operation.weight, operation.bias);
    case 'scale':
      return lengths(operation.scale, operation.shift);
    case 'attention':
      return lengths(operation.weight);
    case 'crf':
      return lengths(operation.follows, operation.starts, operation.ends);
    case 'recurrent':
      return operation.directions.reduce(
        (sum, { W_ih, W_hh, b_ih, b_hh, W_hr }) => sum + lengths(W_ih, W_hh, b_ih, b_hh, W_hr),
        0,
      );
    case 'ids':
    case 'one-hot':
    case 'activation':
    case 'merge':
    case 'pool':
    case 'flatten':
      return 0;
  }
}

/**
 * Numbers of the file's tensors whose names contain a layer's, whole parts only (`lstm` is not in `lstm_1.kernel`); of
 * several names the longest. Null where a layer with weights finds none: names do not tell then.
 */
function countsByName(
  layers: readonly ImportedLayer[],
  tensors: readonly ForeignTensor[],
): ReadonlyMap<ImportedLayer, number> | null {
  const counts = new Map<ImportedLayer, number>();
  const weighted = layers.filter(({ operation }) => parametersOf(operation) > 0);
  if (new Set(weighted.map(({ name }) => name)).size < weighted.length) return null;
  for (const { name, shape } of tensors) {
    const [owner] = weighted
      .filter((layer) => partsOf(name).includes(partsOf(layer.name)))
      .sort((a, b) => b.name.length - a.name.length);
    if (owner) counts.set(owner, (counts.get(owner) ?? 0) + shape.reduce((a, b) => a * b, 1));
  }
  return weighted.every((layer) => counts.has(layer)) ? counts : null;
}

function partsOf(name: string): string {
  return `/${name.split(/[./:]/).join('/')}/`;
}
