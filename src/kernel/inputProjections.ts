import { directionCount, gateCount, unitsOf, type RnnConfig } from '../core/rnn/config.js';
import { padded } from './job.js';
import type { KernelMemory } from './memory.js';
import type { Products } from './products.js';

/** Rows that are kept a direction: 10 MB where the state is 160 wide. */
const MOST_KEPT = 4096;

/** Some steps of layer 0 in one direction. */
interface Steps {
  readonly products: Products;
  readonly direction: number;
  /** Address of what the layer reads, [steps, input]. */
  readonly input: number;
  /** What each step reads, [steps]. */
  readonly ids: Uint32Array;
  /** Address of the projections, [steps, G·Hp]. */
  readonly out: number;
}

/** What is kept of one direction. */
interface Kept {
  /** Row of an id plus 1; 0 for an id that is not kept. */
  rows: Uint32Array;
  readonly address: number;
  count: number;
}

/**
 * Input projections of layer 0 by what a step reads: words and syllables come again and again, and each is multiplied
 * once. A projection does not depend on what is computed beside it, so the bits are the same.
 */
export class InputProjections {
  private source: object | null = null;
  private readonly kept: Kept[] = [];
  private readonly addresses: readonly number[];

  /** Takes memory for good: make it before any that is given back. */
  constructor(
    private readonly memory: KernelMemory,
    private readonly config: RnnConfig,
  ) {
    this.addresses = Array.from({ length: directionCount(config) }, (_, direction) =>
      memory.reserve(MOST_KEPT * widthOf(config, direction)),
    );
  }

  /** Begins anew where ids mean something else than before. */
  use({ source, size }: { readonly source: object; readonly size: number }): void {
    if (this.source === source) return this.kept.forEach((kept) => growTo(kept, size));
    this.source = source;
    this.addresses.forEach((address, direction) => {
      this.kept[direction] = { rows: new Uint32Array(size), address, count: 0 };
    });
  }

  /** The projections of some steps. */
  project(steps: Steps): void {
    const { memory } = this;
    const { ids, out, direction } = steps;
    const width = widthOf(this.config, direction);
    const { mark } = memory;
    const kept = this.kept[direction];
    const missing = ids.reduce((count, id) => count + Number(kept.rows[id] === 0), 0);
    // A text of other words than those that are kept.
    if (kept.count === MOST_KEPT && 2 * missing > ids.length) this.forget(kept);
    const { fresh, alone } = this.sort(kept, ids);
    const first = kept.count - fresh.length;
    compute(memory, this.config, steps, fresh, kept.address + 4 * first * width);
    const others = memory.reserve(alone.length * width);
    compute(memory, this.config, steps, alone, others);
    const floats = memory.f32(0, (Math.max(out + 4 * ids.length * width, memory.mark) / 4) | 0);
    for (let k = 0; k < ids.length; k++) {
      const row = kept.rows[ids[k]];
      if (row === 0) continue;
      const from = kept.address / 4 + (row - 1) * width;
      floats.copyWithin(out / 4 + k * width, from, from + width);
    }
    alone.forEach((step, k) => {
      const from = others / 4 + k * width;
      floats.copyWithin(out / 4 + step * width, from, from + width);
    });
    memory.release(mark);
  }

  private forget(kept: Kept): void {
    kept.rows.fill(0);
    kept.count = 0;
  }

  /** Steps whose ids are to be kept from now on, in the order of their rows, and those for which there is no room. */
  private sort(kept: Kept, ids: Uint32Array): { fresh: number[]; alone: number[] } {
    const [fresh, alone]: number[][] = [[], []];
    ids.forEach((id, step) => {
      if (kept.rows[id] > 0) return;
      if (kept.count === MOST_KEPT) {
        alone.push(step);
        return;
      }
      kept.rows[id] = ++kept.count;
      fresh.push(step);
    });
    return { fresh, alone };
  }
}

/** Input projections of layer 0 where steps read the same again and again: each row once, and none is kept. */
export function projectRepeated(memory: KernelMemory, config: RnnConfig, steps: Steps): void {
  const { mark } = memory;
  const width = widthOf(config, steps.direction);
  const rows = new Map<number, number>();
  const first: number[] = [];
  steps.ids.forEach((id, step) => {
    if (rows.has(id)) return;
    rows.set(id, first.length);
    first.push(step);
  });
  const distinct = memory.reserve(first.length * width);
  compute(memory, config, steps, first, distinct);
  const floats = memory.f32(0, memory.mark / 4);
  steps.ids.forEach((id, step) => {
    const from = distinct / 4 + rows.get(id)! * width;
    floats.copyWithin(steps.out / 4 + step * width, from, from + width);
  });
  memory.release(mark);
}

/** Numbers of a projection: G·Hp of a direction of layer 0. */
function widthOf(config: RnnConfig, direction: number): number {
  return gateCount(config.cell) * padded(unitsOf(config, 0, direction));
}

/** Projections of some steps one behind another. */
function compute(
  memory: KernelMemory,
  config: RnnConfig,
  { products, direction, input }: Steps,
  steps: readonly number[],
  out: number,
): void {
  if (steps.length === 0) return;
  const { mark } = memory;
  const K = config.inputSize;
  const x = memory.reserve(steps.length * K);
  const floats = memory.f32(0, memory.mark / 4);
  steps.forEach((step, k) => {
    const from = input / 4 + step * K;
    floats.copyWithin(x / 4 + k * K, from, from + K);
  });
  products.projectInput(0, direction, x, steps.length, out);
  memory.release(mark);
}

/** Makes room for more ids. */
function growTo(kept: Kept, size: number): void {
  if (size <= kept.rows.length) return;
  const grown = new Uint32Array(Math.max(size, 2 * kept.rows.length));
  grown.set(kept.rows);
  kept.rows = grown;
}
