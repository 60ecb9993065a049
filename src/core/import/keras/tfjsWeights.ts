import { RnnLensError } from '../../problems.js';
import { fromFloat16 } from '../../formats/float16.js';
import type { SourceFile, SourceFiles } from '../files.js';
import type { ForeignTensor } from '../foreign.js';
import { isObject, textOf, type JsonObject } from './json.js';
import type { KerasWeights } from './weights.js';

interface Shards {
  readonly files: readonly SourceFile[];
  readonly sizeBytes: number;
}

/** A tensor's place in the bytes of its group of files. */
interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly scale: number;
  readonly minimum: number;
  readonly at: number;
  readonly sizeBytes: number;
}

export interface TfjsWeights extends KerasWeights {
  /** Files that the manifest names and that are not there. */
  readonly missing: readonly string[];
}

const SIZES: Readonly<Record<string, number>> = {
  float32: 4,
  float16: 2,
  int32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** Files that a manifest names, once each. Throws RnnLensError where one is outside the folder; nothing is opened. */
function pathsOf(group: JsonObject, file: string): string[] {
  const paths = group['paths'];
  if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string'))
    throw new RnnLensError('{0}: a group of weights has no list of files.', file);
  for (const path of paths as string[])
    if (/^[a-z][a-z0-9+.-]*:|^[/\\]|(^|[/\\])\.\.([/\\]|$)|\0/i.test(path))
      throw new RnnLensError('{0} names the weight file "{1}", which is outside its folder.', file, path);
  return paths as string[];
}

/** The weights that a manifest describes, in the files beside it; nothing is read of them yet. */
export async function readTfjsWeights(manifest: unknown, files: SourceFiles): Promise<TfjsWeights> {
  const file = files.main.name;
  if (!Array.isArray(manifest) || !manifest.every(isObject))
    throw new RnnLensError('{0} has no list of weights ("weightsManifest").', file);
  const missing: string[] = [];
  const tensors: ForeignTensor[] = [];
  const groups: Group[] = [];
  for (const group of manifest) {
    const found = await Promise.all(
      pathsOf(group, file).map(async (path) => ({ path, shard: await files.beside(path) })),
    );
    const shards = found.flatMap(({ shard }) => (shard ? [shard] : []));
    missing.push(...found.filter(({ shard }) => !shard).map(({ path }) => path));
    const sizeBytes = shards.reduce((sum, shard) => sum + shard.sizeBytes, 0);
    const entries = readEntries(group['weights'], file);
    tensors.push(...entries.map((entry) => tensorOf(entry, { files: shards, sizeBytes })));
    groups.push({ entries, shards: { files: shards, sizeBytes } });
  }
  const checkSizes = (): void => groups.forEach(checkGroup);
  return { tensors, missing, checkSizes, of: ({ name, config }) => named(tensors, name, innerName(config)) };
}

/** What a wrapped layer is called: weights of a `TimeDistributed` may bear that name. */
function innerName(config: JsonObject): string | undefined {
  const { layer } = config;
  const inner = isObject(layer) ? layer['config'] : undefined;
  return isObject(inner) ? textOf(inner, 'name') : undefined;
}

function named(
  tensors: readonly ForeignTensor[],
  ...names: readonly (string | undefined)[]
): ForeignTensor[] {
  for (const name of names) {
    const found = tensors.filter(
      (tensor) => name !== undefined && tensor.name.split('/').slice(0, -1).includes(name),
    );
    if (found.length > 0) return found;
  }
  return [];
}

interface Group {
  readonly entries: readonly Entry[];
  readonly shards: Shards;
}

/** The files of a group must be as long as its tensors together. */
function checkGroup({ entries, shards: { files, sizeBytes } }: Group): void {
  const names = files.map(({ name }) => name).join(' + ');
  const cut = entries.find(({ at, sizeBytes: own }) => at + own > sizeBytes);
  if (cut)
    throw new RnnLensError(
      '"{0}" ends at byte {1}, but {2} has {3} bytes: it is cut off.',
      cut.name,
      cut.at + cut.sizeBytes,
      names,
      sizeBytes,
    );
  const end = entries.reduce((sum, { sizeBytes: own }) => sum + own, 0);
  if (end < sizeBytes)
    throw new RnnLensError(
      '{0} has {1} bytes, but the tensors need {2}: it is of another model.',
      names,
      sizeBytes,
      end,
    );
}

function readEntries(weights: unknown, file: string): Entry[] {
  if (!Array.isArray(weights))
    throw new RnnLensError('{0}: a group of weights has no list of tensors.', file);
  let at = 0;
  return weights.map((weight: unknown) => {
    const entry = readEntry(weight, at, file);
    at += entry.sizeBytes;
    return entry;
  });
}

function tensorOf(entry: Entry, shards: Shards): ForeignTensor {
  const { name, dtype, shape } = entry;
  return { name, dtype, shape, values: async () => decode(await read(shards, entry), entry) };
}

function readEntry(weight: unknown, at: number, file: string): Entry {
  const { name, shape, dtype, quantization } = isObject(weight) ? weight : {};
  if (typeof name !== 'string') throw new RnnLensError('{0}: a tensor has no name.', file);
  if (!Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    throw new RnnLensError('{0}: tensor "{1}" has no valid shape.', file, name);
  const packed = isObject(quantization) ? quantization : {};
  const stored = String(textOf(packed, 'dtype') ?? dtype);
  const size = Object.hasOwn(SIZES, stored) ? SIZES[stored] : undefined;
  if (size === undefined)
    throw new RnnLensError(
      '{0}: tensor "{1}" has the element type {2}, which cannot be read.',
      file,
      name,
      stored,
    );
  const [scale, minimum] = [packed['scale'], packed['min']].map((value) =>
    typeof value === 'number' ? value : NaN,
  );
  const isScaled = stored === 'uint8' || stored === 'uint16';
  if (isScaled && isObject(quantization) && !(Number.isFinite(scale) && Number.isFinite(minimum)))
    throw new RnnLensError('{0}: tensor "{1}" is packed, but its scale is missing.', file, name);
  const sizeBytes = (shape as number[]).reduce((a, b) => a * b, size);
  return {
    name,
    shape: shape as number[],
    dtype: stored,
    scale: isScaled && isObject(quantization) ? scale : 1,
    minimum: isScaled && isObject(quantization) ? minimum : 0,
    at,
    sizeBytes,
  };
}

/** Bytes of a tensor, which may begin in one file and end in another. */
async function read({ files, sizeBytes: all }: Shards, { at, sizeBytes, name }: Entry): Promise<Uint8Array> {
  if (at + sizeBytes > all) throw new RnnLensError('The weight files end before "{0}" does.', name);
  const out = new Uint8Array(sizeBytes);
  let start = 0;
  for (const file of files) {
    const from = Math.max(at - start, 0);
    const to = Math.min(at + sizeBytes - start, file.sizeBytes);
    if (from < to) out.set(await file.read(from, to), start + from - at);
    start += file.sizeBytes;
  }
  return out;
}

function decode(bytes: Uint8Array, { dtype, scale, minimum }: Entry): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = SIZES[dtype];
  const out = new Float32Array(bytes.length / size);
  const number: (at: number) => number = {
    float32: (at: number) => view.getFloat32(at, true),
    float16: (at: number) => fromFloat16(view.getUint16(at, true)),
    int32: (at: number) => view.getInt32(at, true),
    uint16: (at: number) => view.getUint16(at, true),
    uint8: (at: number) => view.getUint8(at),
    bool: (at: number) => view.getUint8(at),
  }[dtype]!;
  for (let k = 0; k < out.length; k++) out[k] = number(k * size) * scale + minimum;
  return out;
}
