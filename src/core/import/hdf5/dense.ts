import { type HdfReader, UNDEFINED_ADDRESS } from './bytes.js';
import { FractalHeap } from './fractalHeap.js';
import { treeRecords } from './recordTree.js';

/**
 * What is stored apart from an object's header because it is many: its links (`idAt` 4 in records of their index) or
 * attributes (0). `message` says where; none where it is not so.
 */
export async function readDense(
  message: HdfReader,
  { orderBytes, idAt }: { readonly orderBytes: number; readonly idAt: number },
): Promise<HdfReader[]> {
  const { of: bytes, what } = message;
  message.skip(1);
  if (message.number(1) & 1) message.skip(orderBytes);
  const heapAddress = message.address();
  if (heapAddress === UNDEFINED_ADDRESS) return [];
  const records = await treeRecords(bytes, message.address(), what);
  const heap = await FractalHeap.open(bytes, heapAddress, what);
  const objects: HdfReader[] = [];
  for (const record of records)
    objects.push(await heap.object(record.bytes.subarray(idAt, idAt + ID_BYTES[idAt])));
  return objects;
}

/** Bytes of an object's id in an index of links and in one of attributes. */
const ID_BYTES: Readonly<Record<number, number>> = { 4: 7, 0: 8 };
