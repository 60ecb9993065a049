import { RnnLensError } from '../../problems.js';
import { elementBits } from '../../formats/elementTypes.js';
import type { SourceFile } from '../files.js';
import { readPickleAt } from '../pickle/stream.js';
import type { PicklePersistent } from '../pickle/values.js';
import { itemsOf, PickleDict, PickleGlobal, type PickleValue, shownValue } from '../pickle/values.js';
import type { TorchContainer } from './container.js';
import { elementTypeOf, storageReference, type StorageReference, type Storages } from './storage.js';

const MAGIC = 0x1950a86a20f9469cfc6cn;

/** Whether the first pickle of a file is the number that PyTorch before 1.6 begins files with. */
export function isLegacy(first: PickleValue): boolean {
  return first === MAGIC;
}

/**
 * The container before 1.6: pickles of the number, the protocol, the system, the value and the keys of the storages;
 * then each storage, its length in 8 bytes before it. `at` is the byte after the first pickle.
 */
export async function readLegacy(file: SourceFile, at: number): Promise<TorchContainer> {
  const protocol = await readPickleAt(file, at);
  if (protocol.value !== 1001)
    throw new RnnLensError(
      'The file is of an unknown version of PyTorch: {0}, not 1001.',
      shownValue(protocol.value),
    );
  const system = await readPickleAt(file, protocol.end);
  if (system.value instanceof PickleDict && system.value.get('little_endian') === false)
    throw new RnnLensError('The numbers of the file are stored big-endian, which cannot be read.');
  let references: PicklePersistent[] = [];
  const { value, end } = await readPickleAt(file, system.end, () => {
    references = [];
    return { persistent: (reference) => references.push(reference) };
  });
  const keys = await readPickleAt(file, end);
  return {
    format: 'PyTorch (before 1.6)',
    value,
    storages: await findStorages(file, keys.end, itemsOf(keys.value), references),
    tensors: null,
    facts: sourcesOf(references),
    script: null,
  };
}

async function findStorages(
  file: SourceFile,
  start: number,
  keys: readonly PickleValue[] | null,
  references: readonly PicklePersistent[],
): Promise<Storages> {
  const known = new Map<string, StorageReference>();
  for (const reference of references) {
    const storage = storageReference(reference);
    if (storage) known.set(storage.key, storage);
  }
  const places = new Map<string, { at: number; place: string; sizeBytes: number }>();
  let at = start;
  for (const key of keys ?? []) {
    const storage = known.get(String(key));
    const type = storage && elementTypeOf(storage.dtype);
    if (!storage || !type)
      throw new RnnLensError(
        'The storage "{0}" of the file is of an unknown type: {1}.',
        shownValue(key),
        storage?.dtype ?? 'nothing refers to it',
      );
    if (at + 8 > file.sizeBytes) throw cutOff(shownValue(key), at + 8, file);
    const count = new DataView((await file.read(at, at + 8)).buffer).getBigInt64(0, true);
    const sizeBytes = Number(count) * (elementBits(type) / 8);
    at += 8;
    if (count < 0n || at + sizeBytes > file.sizeBytes) throw cutOff(shownValue(key), at + sizeBytes, file);
    places.set(storage.key, { at, place: storage.key, sizeBytes });
    at += sizeBytes;
  }
  return {
    find: (key) => places.get(key) ?? null,
    read(key, from, to) {
      const place = places.get(key)!;
      return file.read(place.at + from, place.at + to);
    },
  };
}

function cutOff(key: string, end: number, file: SourceFile): RnnLensError {
  return new RnnLensError(
    'The file is cut off: its storage "{0}" is said to reach byte {1} of {2}.',
    key,
    end,
    file.sizeBytes,
  );
}

/** Old modules bring the text of their class along: it tells what they compute, and is only shown. */
function sourcesOf(references: readonly PicklePersistent[]): { name: string; value: string }[] {
  const facts = new Map<string, string>();
  for (const { id } of references) {
    const parts = itemsOf(id);
    if (parts?.[0] !== 'module') continue;
    const [, called, place, text] = parts;
    if (called instanceof PickleGlobal && typeof text === 'string')
      facts.set(`source of ${called.path}`, `# ${shownValue(place)}\n${text}`);
  }
  return [...facts].map(([name, value]) => ({ name, value }));
}
