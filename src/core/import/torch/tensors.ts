import { elementBits, type DType } from '../../formats/elementTypes.js';
import { toFloat32 } from '../../formats/safetensors.js';
import { RnnLensError } from '../../problems.js';
import type { ForeignTensor } from '../foreign.js';
import {
  itemsOf,
  PickleGlobal,
  PicklePersistent,
  PickleRecord,
  wholeNumber,
  type PickleValue,
} from '../pickle/values.js';
import { elementTypeOf, storageReference, type StorageReference, type Storages } from './storage.js';

/** Where a tensor's numbers are in a storage, in elements. */
export interface TensorPlace extends Omit<StorageReference, 'offset'> {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** The storages its key is of, where they are not the file's own. */
  readonly storages?: Storages;
}

/** A storage that is inside the pickle, as bytes of its own. */
export interface NestedStorage {
  readonly reference: StorageReference;
  readonly storages: Storages;
}

/** What values of a pickle that stand for tensors refer to. */
export interface TensorSource {
  readonly storages: Storages;
  /** Tensors by their number, in files of PyTorch 0.1. */
  readonly tensors: ReadonlyMap<string, TensorPlace> | null;
  readonly nested?: ReadonlyMap<PickleRecord, NestedStorage>;
}

const MAX_WRAPPERS = 8;

/** The tensor or parameter that a value stands for; null where it stands for something else. */
export function tensorPlaceOf(
  value: PickleValue | undefined,
  source: TensorSource,
  depth = 0,
): TensorPlace | null {
  if (value instanceof PicklePersistent)
    return (typeof value.id === 'string' && source.tensors?.get(value.id)) || null;
  if (!(value instanceof PickleRecord) || depth > MAX_WRAPPERS) return null;
  const [first, second, third] = value.args;
  switch (value.path) {
    case 'torch._utils._rebuild_tensor':
    case 'torch._utils._rebuild_tensor_v2':
    case 'torch._utils._rebuild_tensor_v3':
      return rebuilt(value, source);
    case 'torch._utils._rebuild_parameter':
    case 'torch._utils._rebuild_parameter_with_state':
    case 'torch.nn.parameter.Parameter':
    case 'torch.nn.parameter.Buffer':
    case 'torch.autograd.variable.Variable':
      return tensorPlaceOf(first, source, depth + 1);
    case 'torch._tensor._rebuild_from_type_v2':
      if (!(first instanceof PickleGlobal) || second === undefined) return null;
      return tensorPlaceOf(new PickleRecord(first, itemsOf(third) ?? []), source, depth + 1);
    default:
      return null;
  }
}

function rebuilt({ args, path }: PickleRecord, source: TensorSource): TensorPlace | null {
  const [storage, offset, size, stride] = args;
  const nested = storage instanceof PickleRecord ? source.nested?.get(storage) : undefined;
  const reference = nested?.reference ?? storageReference(storage);
  if (!reference) return null;
  const dtype = args[6];
  const isTyped = !path.endsWith('_v3') || !(dtype instanceof PickleGlobal);
  const type = isTyped ? reference.dtype : dtype.name;
  // An untyped storage counts bytes.
  const bytes = elementBits(elementTypeOf(type) ?? 'U8') / 8;
  return {
    key: reference.key,
    dtype: type,
    count: isTyped ? reference.count : Math.floor(reference.count / bytes),
    offset: numberOr(offset) + reference.offset,
    shape: (itemsOf(size) ?? []).map(numberOr),
    strides: (itemsOf(stride) ?? []).map(numberOr),
    ...(nested ? { storages: nested.storages } : {}),
  };
}

/** What is no whole number is out of every range. */
function numberOr(value: PickleValue | undefined): number {
  return wholeNumber(value) ?? NaN;
}

/** A tensor under its name; RnnLensError naming it where its storage has not what it says. */
export function foreignTensor(name: string, place: TensorPlace, own: Storages): ForeignTensor {
  const storages = place.storages ?? own;
  const type = checked(name, place, storages);
  const { dtype, shape } = place;
  const part = (start: number, end: number): Promise<Float32Array> => {
    const some = { ...place, offset: place.offset + start, shape: [end - start], strides: [1] };
    return valuesOf(name, some, storages, type);
  };
  return {
    ...{ name, dtype, shape, values: () => valuesOf(name, place, storages, type) },
    ...(isRowMajor(place) && { part }),
  };
}

function checked(name: string, place: TensorPlace, storages: Storages): DType | null {
  const { shape, strides, offset, key, dtype } = place;
  const count = storageCount(name, place, storages);
  const bad = [...shape, ...strides].find((size) => !(size >= 0));
  if (bad !== undefined || strides.length !== shape.length)
    throw new RnnLensError(
      'Tensor "{0}" has the shape [{1}] and the strides [{2}]: they must be as many, and none below 0.',
      name,
      shape.join(', '),
      strides.join(', '),
    );
  if (!(offset >= 0))
    throw new RnnLensError(
      'Tensor "{0}" begins at element {1} of its storage "{2}": that is none.',
      name,
      offset,
      key,
    );
  const last = lastOf(place);
  if (last >= count)
    throw new RnnLensError(
      'Tensor "{0}" reaches element {1} of its storage "{2}", which has {3}.',
      name,
      last + 1,
      key,
      count,
    );
  return elementTypeOf(dtype);
}

/** Elements of a tensor's storage; 0 for a tensor without any, which needs no storage. */
function storageCount(name: string, place: TensorPlace, storages: Storages): number {
  const { key, dtype, count } = place;
  const found = storages.find(key);
  if (!found) {
    if (count === 0) return 0;
    throw new RnnLensError('Tensor "{0}": its storage "{1}" is not in the file.', name, key);
  }
  const type = elementTypeOf(dtype);
  // Quantised numbers and the like are known by name only.
  if (!type) return Infinity;
  const bytes = elementBits(type) / 8;
  if (count * bytes > found.sizeBytes)
    throw new RnnLensError(
      'Tensor "{0}": its storage "{1}" is said to have {2} bytes, but has {3}.',
      name,
      found.place,
      count * bytes,
      found.sizeBytes,
    );
  return count >= 0 ? count : Math.floor(found.sizeBytes / bytes);
}

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

/** The last element it has; before its offset where it has none. */
function lastOf({ offset, shape, strides }: TensorPlace): number {
  if (shape.includes(0)) return offset - 1;
  return shape.reduce((at, size, k) => at + (size - 1) * strides[k], offset);
}

async function valuesOf(
  name: string,
  place: TensorPlace,
  storages: Storages,
  dtype: DType | null,
): Promise<Float32Array> {
  const { key, offset, shape } = place;
  if (!dtype)
    throw new RnnLensError('Tensor "{0}" has the element type {1}, which cannot be read.', name, place.dtype);
  const span = lastOf(place) + 1 - offset;
  const count = product(shape);
  if (count === 0) return new Float32Array(0);
  // Strides of 0 could claim any number of elements.
  if (count > Math.max(span, MAX_REPEATED))
    throw new RnnLensError(
      'Tensor "{0}" repeats {1} numbers of its storage to {2}: that is too large.',
      name,
      span,
      count,
    );
  const bytes = elementBits(dtype) / 8;
  const raw = await storages.read(key, offset * bytes, (offset + span) * bytes);
  if (raw.length !== span * bytes)
    throw new RnnLensError(
      'Tensor "{0}": {1} bytes were read instead of {2}.',
      name,
      raw.length,
      span * bytes,
    );
  const flat = toFloat32({ name, dtype, shape: [span], bytes: raw });
  return isRowMajor(place) ? flat : gathered(flat, place, count);
}

const MAX_REPEATED = 1 << 20;

function isRowMajor({ shape, strides }: TensorPlace): boolean {
  let expected = 1;
  for (let k = shape.length - 1; k >= 0; k--) {
    if (shape[k] !== 1 && strides[k] !== expected) return false;
    expected *= shape[k];
  }
  return true;
}

/** The elements in row-major order. */
function gathered(flat: Float32Array, { shape, strides }: TensorPlace, count: number): Float32Array {
  const out = new Float32Array(count);
  const index = shape.map(() => 0);
  let at = 0;
  for (let k = 0; k < count; k++) {
    out[k] = flat[at];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
