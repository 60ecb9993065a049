import { RnnLensError } from '../../problems.js';
import type { ForeignTensor } from '../foreign.js';
import type { HdfDataset, HdfGroup, HdfValue } from '../hdf5/hdf5.js';
import type { KerasLayer } from './graph.js';
import type { KerasWeights } from './weights.js';

/** Weights as `model.save('x.h5')` and `save_weights` write them: a group a layer, whose attribute names the tensors. */
export interface LegacyWeights extends KerasWeights {
  readonly layerNames: readonly string[];
  readonly byLayer: ReadonlyMap<string, readonly ForeignTensor[]>;
}

/** Reads the names and shapes of all weights; null where the group has no list of layers. */
export async function readLegacyWeights(group: HdfGroup, file: string): Promise<LegacyWeights | null> {
  const layerNames = namesIn(await group.attributes(), 'layer_names');
  if (!layerNames) return null;
  const children = await group.children();
  const byLayer = new Map<string, readonly ForeignTensor[]>();
  for (const name of layerNames) {
    const layer = children.get(name) ?? (await find(group, name));
    // A layer without weights need not have a group.
    if (layer?.kind !== 'group') continue;
    const tensors: ForeignTensor[] = [];
    for (const weight of namesIn(await layer.attributes(), 'weight_names') ?? []) {
      const dataset = await find(layer, weight);
      if (dataset?.kind !== 'dataset')
        throw new RnnLensError('{0}: the weights "{1}" of layer "{2}" are missing.', file, weight, name);
      tensors.push(await tensorOf(dataset, weight));
    }
    byLayer.set(name, tensors);
  }
  return {
    layerNames,
    byLayer,
    tensors: [...byLayer.values()].flat(),
    of: (layer) => tensorsOf(byLayer, layer),
  };
}

/** A dataset as a tensor; numbers of two bytes that are no known type are bfloat16 if an attribute says so. */
export async function tensorOf(dataset: HdfDataset, name: string): Promise<ForeignTensor> {
  const isOpaque = dataset.dtype === 'opaque16';
  const said = isOpaque ? (await dataset.attributes()).get('dtype') : undefined;
  return {
    name,
    dtype: typeof said === 'string' ? said : dataset.dtype,
    shape: dataset.shape,
    values: () => dataset.values(),
    part: (start, end) => dataset.part(start, end),
  };
}

/** A list of names, which is cut into `name0`, `name1`, … where it is long. */
function namesIn(attributes: ReadonlyMap<string, HdfValue>, name: string): readonly string[] | null {
  const parts = attributes.has(name) ? [name] : [];
  for (let k = 0; attributes.has(`${name}${k}`); k++) parts.push(`${name}${k}`);
  if (parts.length === 0) return null;
  return parts.flatMap((part) => {
    const value = attributes.get(part);
    return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  });
}

/** What lies at a path with slashes. */
async function find(group: HdfGroup, path: string): Promise<HdfGroup | HdfDataset | null> {
  let at: HdfGroup | HdfDataset = group;
  for (const part of path.split('/').filter((part) => part !== '')) {
    if (at.kind !== 'group') return null;
    const next: HdfGroup | HdfDataset | undefined = (await at.children()).get(part);
    if (!next) return null;
    at = next;
  }
  return at;
}

/** A layer of a nested network is found in the group of the outermost by the names of its tensors. */
function tensorsOf(
  byLayer: ReadonlyMap<string, readonly ForeignTensor[]>,
  { around, name }: KerasLayer,
): readonly ForeignTensor[] {
  if (around.length === 0) return byLayer.get(name) ?? [];
  const all = byLayer.get(around[0]) ?? [];
  return all.filter((tensor) => tensor.name.split('/').slice(0, -1).includes(name));
}
