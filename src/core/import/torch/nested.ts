import { memoryFile, readPickleAt } from '../pickle/stream.js';
import type { PickleRecord } from '../pickle/values.js';
import { type PickleValue } from '../pickle/values.js';
import { recordsIn } from '../pickle/walk.js';
import { isLegacy, readLegacy } from './legacy.js';
import { storageReference } from './storage.js';
import type { NestedStorage } from './tensors.js';

const LOADS = 'torch.storage._load_from_bytes';

/** Plain pickles (`pickle.dump(model)`) have each storage as the bytes of a file of its own. */
export async function nestedStorages(value: PickleValue): Promise<Map<PickleRecord, NestedStorage>> {
  const nested = new Map<PickleRecord, NestedStorage>();
  for (const record of recordsIn(value)) {
    const [bytes] = record.args;
    if (record.path !== LOADS || !(bytes instanceof Uint8Array)) continue;
    const file = memoryFile(LOADS, bytes);
    const first = await readPickleAt(file, 0);
    if (!isLegacy(first.value)) continue;
    const inner = await readLegacy(file, first.end);
    const reference = storageReference(inner.value);
    if (reference) nested.set(record, { reference, storages: inner.storages });
  }
  return nested;
}
