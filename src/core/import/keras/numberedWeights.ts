import type { ForeignTensor } from '../foreign.js';
import type { HdfDataset, HdfGroup } from '../hdf5/hdf5.js';
import type { KerasLayer } from './graph.js';
import { tensorOf } from './legacyWeights.js';
import type { KerasWeights } from './weights.js';

/** Where the layers are: newer files say `layers`, those of Keras 2.12 to 2.15 the longer name. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];

/**
 * Weights as `.keras` and `.weights.h5` have them: `layers/lstm_1/cell/vars/0`, layers numbered by class in the
 * network's order and tensors in the layer's. Null where the file has no such groups.
 */
export async function readNumberedWeights(root: HdfGroup): Promise<KerasWeights | null> {
  const children = await root.children();
  if (!CONTAINERS.some((name) => children.get(name)?.kind === 'group')) return null;
  const all: { path: string; tensor: ForeignTensor }[] = [];
  await collect(root, all);
  all.sort((a, b) => order(a.path, b.path));
  return {
    tensors: all.map(({ tensor }) => tensor),
    of: ({ place }: KerasLayer) =>
      place === ''
        ? []
        : all
            .filter(({ path }) => path.startsWith(`${place}/`) && !isInside(path, place))
            .map(({ tensor }) => tensor),
  };
}

/** Of another layer inside this one. */
function isInside(path: string, place: string): boolean {
  return path.slice(place.length).includes('/layers/');
}

/** Groups that are no weights of the network: the optimiser's and the states of random numbers. */
const LEFT_OUT = /^(optimizer|seed_generator|_?random_generator|metrics|loss_tracker|compile_metrics)$/;

async function collect(group: HdfGroup, all: { path: string; tensor: ForeignTensor }[]): Promise<void> {
  for (const [name, child] of await group.children()) {
    if (LEFT_OUT.test(name)) continue;
    if (child.kind === 'group') await collect(child, all);
    else if (isVariable(child)) {
      const path = child.path
        .split('/')
        .map((part) => (CONTAINERS.includes(part) ? 'layers' : part))
        .join('/');
      all.push({ path, tensor: await tensorOf(child, child.path) });
    }
  }
}

function isVariable({ path, dtype }: HdfDataset): boolean {
  return /(^|\/)vars\/\d+$/.test(path) && dtype !== 'string';
}

/** Forward before backward, and numbers as numbers. */
function order(a: string, b: string): number {
  const key = (path: string): string[] => path.replaceAll('/backward_layer/', '/~backward/').split('/');
  const [x, y] = [key(a), key(b)];
  for (let k = 0; k < Math.min(x.length, y.length); k++) {
    if (x[k] === y[k]) continue;
    const isNumber = /^\d+$/.test(x[k]) && /^\d+$/.test(y[k]);
    return isNumber ? Number(x[k]) - Number(y[k]) : x[k] < y[k] ? -1 : 1;
  }
  return x.length - y.length;
}
