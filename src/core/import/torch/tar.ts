import { elementBits } from '../../formats/elementTypes.js';
import { RnnLensError } from '../../problems.js';
import type { SourceFile } from '../files.js';
import { partOf, readPickleAt } from '../pickle/stream.js';
import { itemsOf, PickleGlobal, wholeNumber, type PickleValue, shownValue } from '../pickle/values.js';
import type { TorchContainer } from './container.js';
import { elementTypeOf } from './storage.js';
import type { TensorPlace } from './tensors.js';

const BLOCK = 512;
const MAX_FILES = 1000;

/** Whether bytes begin a tar file as PyTorch 0.1 wrote them. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && /^ustar/.test(text(head, 257, 262)) && sizeIn(head) !== null;
}

const text = (bytes: Uint8Array, start: number, end: number): string =>
  new TextDecoder().decode(bytes.subarray(start, end)).replace(/\0.*$/s, '');

function sizeIn(header: Uint8Array): number | null {
  const digits = text(header, 124, 136).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : null;
}

/** The container of PyTorch 0.1: a tar file of storages, tensors and the pickle that refers to them by number. */
export async function readTar(file: SourceFile): Promise<TorchContainer> {
  const files = await filesOf(file);
  const need = (name: string): SourceFile => {
    const part = files.get(name);
    if (!part)
      throw new RnnLensError(
        'The tar file is none of PyTorch: there is no "{0}" in it ({1}).',
        name,
        [...files.keys()].slice(0, 5).join(', '),
      );
    return part;
  };
  const [storages, pickle] = [need('storages'), need('pickle')];
  const { places, types, views } = await readStorages(storages);
  const tensors = await readTensors(need('tensors'), types, views);
  const { value } = await readPickleAt(pickle, 0);
  return {
    format: 'PyTorch 0.1 (tar)',
    value,
    storages: {
      find: (key) => places.get(key) ?? null,
      read: (key, start, end) => storages.read(places.get(key)!.at + start, places.get(key)!.at + end),
    },
    tensors,
    facts: [],
    script: null,
  };
}

async function filesOf(file: SourceFile): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>();
  for (let at = 0, count = 0; at + BLOCK <= file.sizeBytes && count < MAX_FILES; count++) {
    const header = await file.read(at, at + BLOCK);
    const name = text(header, 0, 100).replace(/^\.\//, '');
    if (name === '') return files;
    const size = sizeIn(header);
    if (size === null || at + BLOCK + size > file.sizeBytes)
      throw new RnnLensError(
        'The tar file is cut off: "{0}" at byte {1} is said to have {2} bytes; the file ends at {3}.',
        name,
        at,
        size ?? '?',
        file.sizeBytes,
      );
    files.set(name, partOf(file, at + BLOCK, size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new RnnLensError(
    'The tar file is cut off: it ends at byte {0} without its end mark.',
    file.sizeBytes,
  );
}

type Places = Map<string, { at: number; place: string; sizeBytes: number }>;

/** Another key for a part of a storage. */
interface View {
  readonly root: string;
  readonly offset: number;
}

async function readStorages(
  file: SourceFile,
): Promise<{ places: Places; types: Map<string, string>; views: Map<string, View> }> {
  const places: Places = new Map();
  const types = new Map<string, string>();
  let next = await readPickleAt(file, 0);
  const count = countOf(next.value);
  for (let k = 0; k < count; k++) {
    next = await readPickleAt(file, next.end);
    const [key, , type] = itemsOf(next.value) ?? [];
    const name = type instanceof PickleGlobal ? type.name : '?';
    const dtype = elementTypeOf(name);
    if (!dtype)
      throw new RnnLensError(
        'The storage "{0}" of the file is of an unknown type: {1}.',
        shownValue(key),
        name,
      );
    const [elements] = await numbers(file, next.end, 1);
    const at = next.end + 8;
    const sizeBytes = (elements * elementBits(dtype)) / 8;
    if (elements < 0 || at + sizeBytes > file.sizeBytes)
      throw cutOff(`storage ${shownValue(key)}`, at + sizeBytes, file);
    places.set(String(key), { at, place: 'storages', sizeBytes });
    types.set(String(key), name);
    next = { value: null, end: at + sizeBytes };
  }
  const views = new Map<string, View>();
  for (const view of itemsOf((await readPickleAt(file, next.end)).value) ?? []) {
    const [key, root, offset] = itemsOf(view) ?? [];
    views.set(String(key), { root: String(root), offset: wholeNumber(offset) ?? 0 });
  }
  return { places, types, views };
}

async function readTensors(
  file: SourceFile,
  types: ReadonlyMap<string, string>,
  views: ReadonlyMap<string, View>,
): Promise<Map<string, TensorPlace>> {
  const tensors = new Map<string, TensorPlace>();
  let next = await readPickleAt(file, 0);
  const count = countOf(next.value);
  for (let k = 0; k < count; k++) {
    next = await readPickleAt(file, next.end);
    const [key, storage] = (itemsOf(next.value) ?? []).map(String);
    const view = views.get(storage);
    const root = view?.root ?? storage;
    // The number of dimensions takes 4 bytes of 8.
    const [dimensions] = (await numbers(file, next.end, 1)).map((value) => value % 2 ** 32);
    if (!(dimensions >= 0 && dimensions <= 64)) throw cutOff(`tensor ${key}`, next.end + 8, file);
    const rest = await numbers(file, next.end + 8, 2 * dimensions + 1);
    tensors.set(key, {
      key: root,
      dtype: types.get(root) ?? '?',
      count: -1,
      offset: rest[2 * dimensions] + (view?.offset ?? 0),
      shape: rest.slice(0, dimensions),
      strides: rest.slice(dimensions, 2 * dimensions),
    });
    next = { value: null, end: next.end + 8 * (2 * dimensions + 2) };
  }
  return tensors;
}

function countOf(value: PickleValue): number {
  const count = wholeNumber(value);
  if (count === null || count < 0)
    throw new RnnLensError('The tar file is damaged: {0} is no count.', shownValue(value));
  return count;
}

/** Whole numbers of 8 bytes. */
async function numbers(file: SourceFile, at: number, count: number): Promise<number[]> {
  if (at + 8 * count > file.sizeBytes) throw cutOff('a part', at + 8 * count, file);
  const view = new DataView((await file.read(at, at + 8 * count)).buffer);
  return Array.from({ length: count }, (_, k) => Number(view.getBigInt64(8 * k, true)));
}

function cutOff(what: string, end: number, file: SourceFile): RnnLensError {
  return new RnnLensError(
    'The tar file is cut off: {0} is said to reach byte {1} of {2}.',
    what,
    end,
    file.sizeBytes,
  );
}
