import { sentence, type Sentence } from '../../sentence.js';
import type { ImportedLayer, ImportedOperation } from '../network.js';
import type { KerasActivation, KerasDialect } from './activations.js';
import type { KerasLayer } from './graph.js';
import { refuse } from './refusal.js';
import type { KerasWeights } from './weights.js';

/** What goes from one layer to the next. `steps` is null where a text may have any number. */
export type Flow =
  | { readonly kind: 'ids'; readonly steps: number | null }
  | { readonly kind: 'sequence'; readonly width: number; readonly steps: number | null }
  | { readonly kind: 'vector'; readonly width: number };

/** What a layer's part of the plan gives: the number of its operation, and what comes out. */
export interface Planned {
  readonly at: number;
  readonly flow: Flow;
  /** Padding is marked in it, for layers that skip it. */
  readonly isMasked?: boolean;
}

/** A layer whose shapes are checked; its numbers are read when it is built. */
interface PlannedOperation {
  readonly name: string;
  readonly inputs: readonly number[];
  build(): Promise<ImportedOperation>;
}

/** The layers of a network that is being recognised, in an order in which they can be run. */
export class Plan {
  readonly notes: Sentence[] = [];
  /** Layers that skip padding where it is marked, by whether it was. */
  private readonly skipping = new Map<boolean, string>();
  /** Steps of a text, padding included; null for any. */
  window: number | null = null;
  padId = 0;
  private readonly operations: PlannedOperation[] = [];

  constructor(
    readonly weights: KerasWeights,
    readonly dialect: KerasDialect,
  ) {}

  /** Padding is skipped; refuses networks that skip it in one place and read it in another. */
  get isMasked(): boolean {
    const [skips, reads] = [this.skipping.get(true), this.skipping.get(false)];
    if (skips !== undefined && reads !== undefined)
      refuse(
        sentence(
          'Layer "{0}" skips padding and layer "{1}" reads it: such networks cannot be run.',
          skips,
          reads,
        ),
      );
    return skips !== undefined;
  }

  /** A layer that skips padding where it is marked. */
  skips({ id }: KerasLayer, { isMasked = false }: Planned): void {
    this.skipping.set(isMasked, id);
  }

  /** Adds an operation; the number of it. */
  add(
    name: string,
    inputs: readonly Planned[],
    operation: ImportedOperation | (() => Promise<ImportedOperation>),
  ): number {
    const build =
      typeof operation === 'function'
        ? operation
        : (): Promise<ImportedOperation> => Promise.resolve(operation);
    return this.operations.push({ name, inputs: inputs.map(({ at }) => at), build }) - 1;
  }

  /** Adds an activation behind a layer unless it changes nothing. */
  activate(layer: KerasLayer, { activation, slope }: KerasActivation, before: Planned): Planned {
    if (activation === 'linear') return before;
    const operation = slope === undefined ? { activation } : { activation, slope };
    const at = this.add(`${layer.id}/${activation}`, [before], { kind: 'activation', ...operation });
    return { at, flow: before.flow };
  }

  /** Reads all numbers of the layers that the last one needs. */
  async build(output: number): Promise<{ layers: ImportedLayer[]; output: number }> {
    const needed = new Set([output]);
    for (let k = output; k >= 0; k--)
      if (needed.has(k)) this.operations[k].inputs.forEach((n) => needed.add(n));
    const places = new Map([...needed].sort((a, b) => a - b).map((k, at) => [k, at]));
    const layers: ImportedLayer[] = [];
    for (const k of places.keys()) {
      const { name, inputs, build } = this.operations[k];
      layers.push({ name, operation: await build(), inputs: inputs.map((n) => places.get(n)!) });
    }
    return { layers, output: places.get(output)! };
  }
}

/** The one input of a layer; refuses where there are more. */
export function onlyInput(layer: KerasLayer, inputs: readonly Planned[]): Planned {
  if (inputs.length === 1) return inputs[0];
  return refuse(
    sentence(
      'Layer "{0}" ({1}) reads {2} others: a network that begins with a state of its own cannot be run.',
      layer.id,
      layer.className,
      inputs.length,
    ),
  );
}

/** A sequence of vectors; refuses ids and single vectors, saying what the layer got. */
export function sequenceInto(layer: KerasLayer, { flow }: Planned): Flow & { readonly kind: 'sequence' } {
  if (flow.kind === 'sequence') return flow;
  return refuse(
    sentence(
      'Layer "{0}" ({1}) wants a vector for each step and gets {2}.',
      layer.id,
      layer.className,
      flow.kind === 'ids'
        ? sentence('plain numbers: the network has no Embedding and reads no one-hot symbols')
        : sentence('one vector for all'),
    ),
  );
}

/** Vectors, of each step or of the text; refuses ids. */
export function vectorsInto(layer: KerasLayer, { flow }: Planned): Exclude<Flow, { readonly kind: 'ids' }> {
  if (flow.kind !== 'ids') return flow;
  return refuse(
    sentence(
      'Layer "{0}" ({1}) computes with the input itself: it reads numbers, not words or characters.',
      layer.id,
      layer.className,
    ),
  );
}
