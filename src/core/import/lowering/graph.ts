import { RnnLensError } from '../../problems.js';
import type { FloatArray } from '../../math/matrix.js';
import { PLACE } from '../../model/model.js';
import type { ImportedLayer, ImportedNetwork, ImportedOperation } from '../network.js';
import { affineOf, affineTimes, scaleMap, type AffineMap } from './affine.js';
import { OperationList, type Simple } from './operationList.js';
import { mergeMap, placeDirections, type StackLayer } from './recurrentStack.js';

/** What a layer of the file gives, in terms of the house's network. */
export type Lowered =
  /** The ids themselves */
  | { readonly kind: 'ids' }
  /** Steps before the first recurrent layer: the place `input` or an operation of the stem */
  | { readonly kind: 'stem'; readonly name: string }
  /** Steps of a layer of the stack, through an affine map; turned where the last step comes first */
  | {
      readonly kind: 'steps';
      readonly layer: number;
      readonly map: AffineMap | null;
      readonly isTurned: boolean;
    }
  /** What a layer of the stack ends with */
  | { readonly kind: 'last'; readonly layer: number }
  /** An operation of the body; one row a segment where it is pooled */
  | { readonly kind: 'body'; readonly name: string; readonly isPooled: boolean };

/** Numbers of the table that ids are looked up in. */
export interface LookUp {
  readonly rows: number;
  readonly width: number;
  /** [rows, width]; null for one-hot. */
  readonly table: FloatArray | null;
}

/** Goes through the layers of an imported network in their order and sorts them: look-up, stem, stack, body. */
export class GraphWalk {
  readonly stack: StackLayer[] = [];
  readonly operations = new OperationList(this.stack);
  lookUp: LookUp | null = null;
  private readonly values: Lowered[] = [];

  constructor(private readonly network: ImportedNetwork) {}

  /** What a layer gives; those before it are walked first. Throws RnnLensError naming the layer that does not fit. */
  valueOf(index: number): Lowered {
    for (let k = this.values.length; k <= index; k++) this.values.push(this.lower(this.network.layers[k]));
    return this.values[index];
  }

  /** The name of an operation of the body, or a place, that has what a value is. */
  bodyName(value: Lowered, layer: ImportedLayer): string {
    if (value.kind === 'body') return value.name;
    if (value.kind === 'stem') return this.stemPlace(value.name, layer);
    if (value.kind === 'ids')
      throw new RnnLensError('The layer "{0}" reads ids as numbers: it can be shown, not run.', layer.name);
    if (value.kind === 'last') return this.operations.lastOf(value.layer);
    if (value.isTurned) throw turned(layer);
    return this.operations.stepsOf(value.layer, value.map);
  }

  private lower(layer: ImportedLayer): Lowered {
    const { operation } = layer;
    const inputs = layer.inputs.map((k) => this.valueOf(k));
    const [input] = inputs;
    switch (operation.kind) {
      case 'ids':
        return { kind: 'ids' };
      case 'embedding':
        return this.look(layer, input, {
          rows: operation.rows,
          width: operation.width,
          table: operation.weight,
        });
      case 'one-hot':
        return this.look(layer, input, { rows: operation.width, width: operation.width, table: null });
      case 'recurrent':
        return this.recurrent(layer, input);
      case 'crf':
        return input;
      case 'dense':
      case 'activation':
      case 'scale':
      case 'convolution':
      case 'merge':
      case 'pool':
      case 'flatten':
      case 'attention':
        return this.simple(layer, operation, inputs);
    }
  }

  private look(layer: ImportedLayer, input: Lowered, lookUp: LookUp): Lowered {
    if (input.kind !== 'ids' || this.lookUp)
      throw new RnnLensError(
        'The layer "{0}" is a second table of vectors: it can be shown, not run.',
        layer.name,
      );
    this.lookUp = lookUp;
    return { kind: 'stem', name: PLACE.input };
  }

  private recurrent(layer: ImportedLayer, input: Lowered): Lowered {
    const { operation } = layer;
    if (operation.kind !== 'recurrent') throw new RangeError('A recurrent layer was expected.');
    const { stack } = this;
    const isFirst = stack.length === 0;
    const fits = isFirst
      ? input.kind === 'stem' && input.name === (this.operations.stem.at(-1)?.name ?? PLACE.input)
      : input.kind === 'steps' && input.layer === stack.length - 1;
    if (!fits) {
      const beside = isFirst ? undefined : this.besideOf(layer);
      if (beside) throw sideBySide(beside, layer);
      throw new RnnLensError(
        'The recurrent layer "{0}" reads something else than the layer before it: it can be shown, not run.',
        layer.name,
      );
    }
    const isTurned = input.kind === 'steps' && input.isTurned;
    const parts = placeDirections(operation, isTurned);
    const reads = input.kind === 'steps' ? (input.map ?? mergeMap(stack[input.layer])) : null;
    stack.push({ name: layer.name, operation, parts, reads });
    const at = stack.length - 1;
    if (operation.returns === 'last') return { kind: 'last', layer: at };
    return { kind: 'steps', layer: at, map: null, isTurned: isTurned !== operation.isOutputReversed };
  }

  /** A recurrent layer before this one that reads the same. */
  private besideOf({ inputs }: ImportedLayer): ImportedLayer | undefined {
    const names = this.stack.map(({ name }) => name);
    return this.network.layers.find(
      (other) => names.includes(other.name) && other.inputs.join() === inputs.join(),
    );
  }

  private simple(layer: ImportedLayer, operation: Simple, inputs: readonly Lowered[]): Lowered {
    const [input] = inputs;
    if (inputs.every(({ kind }) => kind === 'stem')) return this.inStem(layer, operation, inputs);
    // What does not bend can go into the weights of a recurrent layer that reads it.
    if (input.kind === 'steps' && this.feedsRecurrent(layer)) return this.folded(layer, operation, input);
    const names = inputs.map((value) => this.bodyName(value, layer));
    const pooled = inputs.map((value) => value.kind === 'last' || (value.kind === 'body' && value.isPooled));
    if (pooled.some((one) => one !== pooled[0]))
      throw new RnnLensError(
        'The layer "{0}" joins steps and a whole text: it can be shown, not run.',
        layer.name,
      );
    const pools = operation.kind === 'pool' || operation.kind === 'flatten' || operation.kind === 'attention';
    const name = this.operations.add(this.operations.body, layer, operation, names);
    return { kind: 'body', name, isPooled: pooled[0] || pools };
  }

  private inStem(layer: ImportedLayer, operation: Simple, inputs: readonly Lowered[]): Lowered {
    const names = inputs.map((value) => (value.kind === 'stem' ? value.name : PLACE.input));
    const pools = operation.kind === 'pool' || operation.kind === 'flatten' || operation.kind === 'attention';
    if (!pools)
      return { kind: 'stem', name: this.operations.add(this.operations.stem, layer, operation, names) };
    if (names.some((name) => name !== PLACE.input))
      throw new RnnLensError(
        'The layer "{0}" reads no recurrent layer: it can be shown, not run.',
        layer.name,
      );
    return {
      kind: 'body',
      name: this.operations.add(this.operations.body, layer, operation, names),
      isPooled: true,
    };
  }

  /** Whether a recurrent layer reads this one, directly or through others of its kind. */
  private feedsRecurrent(layer: ImportedLayer): boolean {
    const { layers } = this.network;
    const at = layers.indexOf(layer);
    return layers.some(
      ({ inputs, operation }, k) =>
        k > at &&
        inputs.includes(at) &&
        (operation.kind === 'recurrent' || (isFoldable(operation) && this.feedsRecurrent(layers[k]))),
    );
  }

  private folded(
    layer: ImportedLayer,
    operation: Simple,
    input: Lowered & { readonly kind: 'steps' },
  ): Lowered {
    const before = input.map ?? mergeMap(this.stack[input.layer]);
    const map = affineFor(operation, before.outputs);
    if (map) return { ...input, map: affineTimes(map, before) };
    throw new RnnLensError(
      'The layer "{0}" ({1}) stands between recurrent layers and bends what it reads: it can be shown, not run.',
      layer.name,
      operation.kind === 'activation' ? operation.activation : operation.kind,
    );
  }

  /** The body reads what is looked up, nothing that the stem made of it. */
  private stemPlace(name: string, layer: ImportedLayer): string {
    if (name === PLACE.input) return name;
    throw new RnnLensError(
      'The layer "{0}" reads "{1}", which stands before the recurrent layers: it can be shown, not run.',
      layer.name,
      name,
    );
  }
}

/** Two that read the same are directions of one only where they are of one kind. */
function sideBySide(one: ImportedLayer, other: ImportedLayer): RnnLensError {
  const activation = ({ operation }: ImportedLayer): string =>
    operation.kind === 'recurrent' ? `${operation.cell}, ${operation.activation}` : '';
  return new RnnLensError(
    'The recurrent layers "{0}" ({1}) and "{2}" ({3}) read the same steps side by side: they can be shown, not run.',
    one.name,
    activation(one),
    other.name,
    activation(other),
  );
}

function turned({ name }: ImportedLayer): RnnLensError {
  return new RnnLensError(
    'The layer "{0}" reads steps from the last to the first: it can be shown, not run.',
    name,
  );
}

function isFoldable({ kind }: ImportedOperation): boolean {
  return kind === 'scale' || kind === 'dense' || kind === 'activation';
}

/** What an operation does as an affine map of `width` numbers; null where it is none. */
function affineFor(operation: Simple, width: number): AffineMap | null {
  if (operation.kind === 'scale') return scaleMap(operation.scale, operation.shift);
  if (operation.kind === 'dense') return affineOf(operation.weight, operation.bias, operation.outputs, width);
  return null;
}

/** Whether a layer of the stack gives the network's output as it is: the last one, its parts in the house's order. */
export function isOutput(stack: readonly StackLayer[], layer: number): boolean {
  const { operation, parts } = stack[layer];
  return (
    layer === stack.length - 1 &&
    (operation.merge === 'none' || operation.merge === 'concat') &&
    parts.every(({ direction }, k) => parts.length === 1 || direction === k)
  );
}
