/** Files as `torch.save` writes them, for tests: pickles by their opcodes, and the containers around them. */
import { zipSync } from 'fflate';

/** A tensor to write; without strides its numbers are row-major. */
export interface TensorToSave {
  readonly shape: readonly number[];
  readonly storage: string;
  readonly type?: string;
  readonly offset?: number;
  readonly strides?: readonly number[];
  /** What the file says of the storage's elements; what there is, if left out. */
  readonly count?: number;
}

/** What can be written: tensors, and values with names for what JavaScript has not. */
export type Saved =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Saved[]
  | { readonly tensor: TensorToSave }
  /** A reference to a storage. */
  | { readonly storage: string }
  | { readonly record: string; readonly args?: readonly Saved[]; readonly state?: Saved }
  | { readonly tuple: readonly Saved[] }
  | { readonly dict: readonly (readonly [Saved, Saved])[] };

export type Storages = Readonly<Record<string, Uint8Array>>;

const bytesOfText = (text: string): number[] => [...new TextEncoder().encode(text)];
const code = (letter: string): number => letter.charCodeAt(0);
const uint32 = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);

const SIZES: Readonly<Record<string, number>> = {
  DoubleStorage: 8,
  LongStorage: 8,
  HalfStorage: 2,
  BFloat16Storage: 2,
  ByteStorage: 1,
};

/** Bytes of an element of a storage class. */
export const elementSize = (type = 'FloatStorage'): number => SIZES[type] ?? 4;

/** A pickle of protocol 2. */
export function pickled(value: Saved, storages: Storages = {}): Uint8Array {
  return Uint8Array.from([0x80, 2, ...opcodesOf(value, storages), code('.')]);
}

function opcodesOf(value: Saved, storages: Storages): number[] {
  const of = (inner: Saved): number[] => opcodesOf(inner, storages);
  if (value === null) return [code('N')];
  if (typeof value === 'boolean') return [value ? 0x88 : 0x89];
  if (typeof value === 'number') return numberOpcodes(value);
  if (typeof value === 'string') {
    const bytes = bytesOfText(value);
    return [code('X'), ...uint32(bytes.length), ...bytes];
  }
  if (value instanceof Uint8Array) return [code('B'), ...uint32(value.length), ...value];
  if (Array.isArray(value))
    return [code(']'), code('('), ...(value as readonly Saved[]).flatMap(of), code('e')];
  if ('tuple' in value) return [code('('), ...value.tuple.flatMap(of), code('t')];
  if ('dict' in value) return [code('}'), code('('), ...value.dict.flat().flatMap(of), code('u')];
  if ('storage' in value) return referenceOpcodes({ shape: [], storage: value.storage }, storages);
  if ('tensor' in value) return tensorOpcodes(value.tensor, storages);
  if ('record' in value) {
    const made = [...global(value.record), ...of({ tuple: value.args ?? [] }), code('R')];
    return value.state === undefined ? made : [...made, ...of(value.state), code('b')];
  }
  throw new Error('not a value');
}

function numberOpcodes(value: number): number[] {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return [code('J'), ...uint32(value)];
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  if (Number.isInteger(value)) view.setBigInt64(0, BigInt(value), true);
  else view.setFloat64(0, value);
  return Number.isInteger(value) ? [0x8a, 8, ...bytes] : [code('G'), ...bytes];
}

/** `module.name` by its last dot. */
function global(path: string): number[] {
  const dot = path.lastIndexOf('.');
  return [code('c'), ...bytesOfText(`${path.slice(0, dot)}\n${path.slice(dot + 1)}\n`)];
}

function referenceOpcodes(tensor: TensorToSave, storages: Storages): number[] {
  const { storage, type = 'FloatStorage' } = tensor;
  const count = tensor.count ?? (storages[storage]?.length ?? 0) / elementSize(type);
  const of = (value: Saved): number[] => opcodesOf(value, storages);
  const parts = [of('storage'), global(`torch.${type}`), of(storage), of('cpu'), of(count)].flat();
  return [code('('), ...parts, code('t'), code('Q')];
}

function tensorOpcodes(tensor: TensorToSave, storages: Storages): number[] {
  const { shape, offset = 0 } = tensor;
  const rowMajor = shape.map((_, k) => shape.slice(k + 1).reduce((a, b) => a * b, 1));
  const of = (value: Saved): number[] => opcodesOf(value, storages);
  const places = [of(offset), of({ tuple: shape }), of({ tuple: tensor.strides ?? rowMajor })].flat();
  const hooks = of({ record: 'collections.OrderedDict' });
  const parts = [...referenceOpcodes(tensor, storages), ...places, ...of(false), ...hooks];
  return [...global('torch._utils._rebuild_tensor_v2'), code('('), ...parts, code('t'), code('R')];
}

/** A state_dict of tensors by name. */
export function stateDict(tensors: Readonly<Record<string, TensorToSave>>): Saved {
  return { dict: Object.entries(tensors).map(([name, tensor]) => [name, { tensor }] as const) };
}

/** Numbers as the bytes of a storage. */
export const floats = (...values: readonly number[]): Uint8Array =>
  new Uint8Array(Float32Array.from(values).buffer);

/** The container since 1.6. */
export function torchZip(
  value: Saved,
  storages: Storages,
  options: { readonly folder?: string; readonly level?: 0 | 6; readonly pickle?: Uint8Array } = {},
): Uint8Array {
  const { folder = 'archive/', level = 0 } = options;
  const files: Record<string, Uint8Array> = {
    [`${folder}data.pkl`]: options.pickle ?? pickled(value, storages),
  };
  files[`${folder}byteorder`] = Uint8Array.from(bytesOfText('little'));
  for (const [key, bytes] of Object.entries(storages)) files[`${folder}data/${key}`] = bytes;
  files[`${folder}version`] = Uint8Array.from(bytesOfText('3\n'));
  return zipSync(files, { level });
}

/** The container before 1.6: pickles, then storages. */
export function torchLegacy(value: Saved, storages: Storages, type = 'FloatStorage'): Uint8Array {
  const magic = [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, code('.')];
  const system: Saved = {
    dict: [
      ['protocol_version', 1001],
      ['little_endian', true],
    ],
  };
  const parts = [
    magic,
    pickled(1001),
    pickled(system),
    pickled(value, storages),
    pickled(Object.keys(storages)),
  ];
  for (const bytes of Object.values(storages)) {
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigInt64(0, BigInt(bytes.length / elementSize(type)), true);
    parts.push(length, bytes);
  }
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

interface TarTensor {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly storage: string;
}

/** The container of 0.1: a tar file of storages, tensors and a pickle that refers to tensors by number. */
export function torchTar(
  storages: Storages,
  tensors: Readonly<Record<string, TarTensor>>,
  names: Readonly<Record<string, string>>,
): Uint8Array {
  const int64 = (...values: readonly number[]): number[] => [
    ...new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
  ];
  const float = { record: 'torch.FloatStorage' };
  const type = (path: string): number[] => global(path);
  const triple = (key: string, second: Saved, path: string): number[] => [
    0x80,
    2,
    code('('),
    ...opcodesOf(key, {}),
    ...opcodesOf(second, {}),
    ...type(path),
    code('t'),
    code('.'),
  ];
  const storageFile = [...pickled(Object.keys(storages).length)];
  for (const [key, bytes] of Object.entries(storages))
    storageFile.push(...triple(key, 'cpu', float.record), ...int64(bytes.length / 4), ...bytes);
  storageFile.push(...pickled([]));
  const tensorFile = [...pickled(Object.keys(tensors).length)];
  for (const [key, { shape, strides, offset, storage }] of Object.entries(tensors))
    tensorFile.push(
      ...triple(key, storage, 'torch.FloatTensor'),
      ...int64(shape.length, ...shape, ...strides, offset),
    );
  const references = Object.entries(names).flatMap(([name, key]) => [
    ...opcodesOf(name, {}),
    code('P'),
    ...bytesOfText(`${key}\n`),
  ]);
  const pickle = [0x80, 2, code('}'), code('('), ...references, code('u'), code('.')];
  return tar({
    sys_info: pickled({ dict: [] }),
    pickle: Uint8Array.from(pickle),
    tensors: Uint8Array.from(tensorFile),
    storages: Uint8Array.from(storageFile),
  });
}

/** A tar file of the simplest kind. */
function tar(files: Storages): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, bytes]) => {
    const header = new Uint8Array(512);
    header.set(bytesOfText(name));
    header.set(bytesOfText(`${bytes.length.toString(8).padStart(11, '0')} `), 124);
    header.set(bytesOfText('ustar\u000000'), 257);
    return [...header, ...bytes, ...new Uint8Array((512 - (bytes.length % 512)) % 512)];
  });
  return Uint8Array.from([...blocks, ...new Uint8Array(1024)]);
}
