import type { FloatArray } from '../../math/matrix.js';
import { layerPlace, PLACE } from '../../model/model.js';
import { operationParameter, type Operation, type OperationKind } from '../../operations/operation.js';
import { RnnLensError } from '../../problems.js';
import type { ImportedLayer, ImportedOperation, Merge } from '../network.js';
import type { AffineMap } from './affine.js';
import type { StackLayer } from './recurrentStack.js';

/** Operations that stem and body have. */
export type Simple = Exclude<
  ImportedOperation,
  { readonly kind: 'ids' | 'embedding' | 'one-hot' | 'recurrent' | 'crf' }
>;

/** Writes down the operations of stem and body, with names of their own, and their numbers. */
export class OperationList {
  readonly stem: Operation[] = [];
  readonly body: Operation[] = [];
  readonly parameters = new Map<string, Float32Array>();
  private readonly names = new Set<string>(Object.values(PLACE));

  constructor(private readonly stack: readonly StackLayer[]) {}

  /** All steps of a layer of the stack: its directions put together as the layer says. */
  stepsOf(layer: number, map: AffineMap | null): string {
    if (map) return this.mapped(layer, map);
    const { name, operation, parts } = this.stack[layer];
    const places = parts.map(({ direction }) => layerPlace(layer, direction === 1 ? 'backward' : 'forward'));
    return this.merged(`${name}.steps`, operation.merge, places);
  }

  private mapped(layer: number, map: AffineMap): string {
    const places = [...this.stack[layer].parts]
      .sort((a, b) => a.direction - b.direction)
      .map(({ direction }) => layerPlace(layer, direction === 1 ? 'backward' : 'forward'));
    const all = this.merged(`${this.stack[layer].name}.both`, 'concat', places);
    const name = this.free(`${this.stack[layer].name}.mapped`);
    this.parameters.set(operationParameter(name, 'weight'), Float32Array.from(map.weight));
    if (map.shift) this.parameters.set(operationParameter(name, 'bias'), Float32Array.from(map.shift));
    this.body.push({ kind: 'dense', outputs: map.outputs, bias: map.shift !== null, name, inputs: [all] });
    return name;
  }

  /** The last step in reading order of each direction. */
  lastOf(layer: number): string {
    const { name, operation, parts } = this.stack[layer];
    const ends = parts.map(({ direction }) => {
      const end = this.free(`${name}.${direction === 1 ? 'first' : 'last'}`);
      const place = layerPlace(layer, direction === 1 ? 'backward' : 'forward');
      this.body.push({ kind: 'pool', how: direction === 1 ? 'first' : 'last', name: end, inputs: [place] });
      return end;
    });
    return this.merged(`${name}.end`, operation.merge, ends);
  }

  private merged(wanted: string, merge: Merge, inputs: readonly string[]): string {
    if (inputs.length === 1) return inputs[0];
    const how = (
      { none: 'concat', concat: 'concat', sum: 'add', average: 'average', multiply: 'multiply' } as const
    )[merge];
    const known = this.body.find(
      (one) => one.kind === 'merge' && one.how === how && one.inputs.join() === inputs.join(),
    );
    if (known) return known.name;
    const name = this.free(wanted);
    this.body.push({ kind: 'merge', how, name, inputs });
    return name;
  }

  /** Adds what a layer of the file does; its name among the operations. */
  add(to: Operation[], layer: ImportedLayer, operation: Simple, inputs: readonly string[]): string {
    const name = this.free(layer.name);
    const { kind, parameters } = plain(operation, layer);
    for (const [letter, values] of parameters)
      this.parameters.set(operationParameter(name, letter), Float32Array.from(values));
    to.push({ ...kind, name, inputs });
    return name;
  }

  /** A name that no other operation has, of characters that names may have. */
  private free(wanted: string): string {
    const plainName = wanted.replace(/[^A-Za-z0-9_./-]+/g, '_') || 'operation';
    let name = plainName;
    for (let k = 2; this.names.has(name); k++) name = `${plainName}-${k}`;
    this.names.add(name);
    return name;
  }
}

/** An operation as the model package has it, and its numbers. */
function plain(
  operation: Simple,
  layer: ImportedLayer,
): { readonly kind: OperationKind; readonly parameters: readonly (readonly [string, FloatArray])[] } {
  switch (operation.kind) {
    case 'dense': {
      const { weight, bias, outputs } = operation;
      return {
        kind: { kind: 'dense', outputs, bias: bias !== null },
        parameters: [['weight', weight], ...(bias ? [['bias', bias] as const] : [])],
      };
    }
    case 'convolution': {
      const { weight, bias, outputs, size, dilation, padding } = operation;
      if (padding === 'valid')
        throw new RnnLensError(
          'The convolution "{0}" shortens the text (padding "valid"): it can be shown, not run.',
          layer.name,
        );
      return {
        kind: { kind: 'convolution', outputs, size, dilation, padding, bias: bias !== null },
        parameters: [['weight', weight], ...(bias ? [['bias', bias] as const] : [])],
      };
    }
    case 'scale':
      return {
        kind: { kind: 'scale' },
        parameters: [
          ['scale', operation.scale],
          ['shift', operation.shift],
        ],
      };
    case 'attention':
      return {
        kind: { kind: 'attention' },
        parameters: [
          ['weight', operation.weight],
          ['bias', Float32Array.of(operation.bias)],
        ],
      };
    case 'activation':
    case 'merge':
    case 'pool':
    case 'flatten':
      return { kind: operation, parameters: [] };
  }
}
