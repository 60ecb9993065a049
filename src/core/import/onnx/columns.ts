import { sentence } from '../../sentence.js';
import type { ImportedOperation } from '../network.js';
import type { Follow } from './follow.js';
import { Unfollowed } from './unfollowed.js';
import { widthOf, type Flow, type Segment } from './values.js';

/** Layers for columns that come from several places: side by side, picked, or as the two directions of one layer. */
export class Columns {
  private readonly pairs = new Map<string, number>();

  constructor(private readonly follow: Follow) {}

  /** One layer that has exactly the columns of a flow. */
  whole(flow: Flow, name: string): number {
    const { layer, columns } = this.basis(flow, name);
    const width = widthOf(flow);
    if (!columns) return layer;
    this.follow.budget.take(width * this.follow.layers[layer].width);
    const weight = new Float32Array(width * this.follow.layers[layer].width);
    columns.forEach((column, k) => (weight[k * this.follow.layers[layer].width + column] = 1));
    return this.follow.add({
      name: `${name}: columns`,
      inputs: [layer],
      width,
      isSequence: this.follow.layers[layer].isSequence,
      kind: 'dense',
      isArranged: true,
      build: () => Promise.resolve({ kind: 'dense', weight, bias: null, outputs: width }),
    });
  }

  /** A layer that has all columns of a flow, and where they stand in it; null where they are all of them in order. */
  basis({ segments }: Flow, name: string): { layer: number; columns: readonly number[] | null } {
    const layers = [...new Set(segments.map(({ layer }) => layer))];
    const both = this.bothDirections(layers);
    if (both) return this.basis(both.of(segments), name);
    if (layers.length === 0) throw new Unfollowed(sentence('"{0}" has no columns.', name));
    const starts = new Map<number, number>();
    let total = 0;
    for (const layer of layers) {
      starts.set(layer, total);
      total += this.follow.layers[layer].width;
    }
    this.follow.budget.take(total);
    const columns = segments.flatMap((segment: Segment) =>
      Array.from({ length: segment.size }, (_, k) => starts.get(segment.layer)! + segment.start + k),
    );
    const isAll = columns.length === total && columns.every((column, k) => column === k);
    return {
      layer: layers.length === 1 ? layers[0] : this.concat(layers, name),
      columns: isAll ? null : columns,
    };
  }

  /** Two layers of one direction that are those of one layer: that layer, and segments of them in it. */
  private bothDirections(layers: readonly number[]): { of(segments: readonly Segment[]): Flow } | null {
    if (layers.length !== 2) return null;
    const [a, b] = layers.map((layer) => this.follow.layers[layer].lane);
    if (!a || a.signature !== b?.signature || a.isReversed === b.isReversed) return null;
    const [forward, backward] = a.isReversed ? [layers[1], layers[0]] : layers;
    const joined = this.joined(forward, backward);
    const start = (layer: number): number => (layer === forward ? 0 : this.follow.layers[forward].width);
    const of = (segments: readonly Segment[]): Flow => ({
      kind: 'flow',
      axes: [],
      isReversed: false,
      segments: segments.map((one) => ({ ...one, layer: joined, start: one.start + start(one.layer) })),
    });
    return { of };
  }

  private joined(forward: number, backward: number): number {
    const key = `${forward} ${backward}`;
    const known = this.pairs.get(key);
    if (known !== undefined) return known;
    const [a, b] = [this.follow.layers[forward], this.follow.layers[backward]];
    const layer = this.follow.add({
      ...a,
      lane: undefined,
      width: a.width + b.width,
      build: async () => bidirectional(await a.build(), await b.build()),
    });
    this.pairs.set(key, layer);
    return layer;
  }

  private concat(layers: readonly number[], name: string): number {
    const isSequence = this.follow.layers[layers[0]].isSequence;
    if (layers.some((layer) => this.follow.layers[layer].isSequence !== isSequence))
      throw new Unfollowed(sentence('"{0}" puts single steps beside all steps, which cannot be run.', name));
    return this.follow.add({
      name: `${name}: side by side`,
      inputs: layers,
      width: layers.reduce((sum, layer) => sum + this.follow.layers[layer].width, 0),
      isSequence,
      kind: 'merge',
      isArranged: true,
      build: () => Promise.resolve({ kind: 'merge', how: 'concat' }),
    });
  }
}

/** One layer of two directions of two of one each. */
function bidirectional(forward: ImportedOperation, backward: ImportedOperation): ImportedOperation {
  if (forward.kind !== 'recurrent' || backward.kind !== 'recurrent') return forward;
  const zeros = { h: new Float32Array(forward.hiddenSize), c: null };
  const hasInitial = forward.initial !== null || backward.initial !== null;
  return {
    ...forward,
    directions: [...forward.directions, ...backward.directions],
    merge: 'concat',
    isReversed: false,
    initial: hasInitial ? [...(forward.initial ?? [zeros]), ...(backward.initial ?? [zeros])] : null,
  };
}
