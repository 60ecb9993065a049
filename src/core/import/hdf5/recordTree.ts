import { RnnLensError } from '../../problems.js';
import { type HdfBytes, HdfReader } from './bytes.js';

/** Bytes of a node besides its records: signature, version, type, checksum. */
const NODE_BYTES = 10;

/** Bytes that a number up to `limit` needs. */
function bytesFor(limit: number): number {
  return Math.floor(Math.log2(Math.max(1, limit)) / 8) + 1;
}

/** How a level of the tree points to that below: the sizes follow from how many records nodes can have. */
interface Level {
  readonly pointerBytes: number;
  readonly maxAll: number;
}

/** Sizes of the numbers in pointers, from the leaves (level 0) up. */
function levelsOf(nodeBytes: number, recordBytes: number, depth: number, offsetSize: number): Level[] {
  const leaf = Math.floor((nodeBytes - NODE_BYTES) / recordBytes);
  const levels: Level[] = [{ pointerBytes: 0, maxAll: leaf }];
  for (let k = 1; k <= depth; k++) {
    const below = levels[k - 1];
    const pointerBytes = offsetSize + bytesFor(leaf) + (k > 1 ? bytesFor(below.maxAll) : 0);
    const own = Math.floor((nodeBytes - NODE_BYTES - pointerBytes) / (recordBytes + pointerBytes));
    levels.push({ pointerBytes, maxAll: (own + 1) * below.maxAll + own });
  }
  return levels;
}

/** All records of a B-tree of the second version, in order; each node may be reached once. */
export async function treeRecords(bytes: HdfBytes, address: number, what: string): Promise<HdfReader[]> {
  const head = await bytes.at(address, 16 + bytes.offsetSize + 2, what);
  head.signature('BTHD');
  head.skip(2);
  const [nodeBytes, recordBytes, depth] = [head.number(4), head.number(2), head.number(2)];
  head.skip(2);
  const root = head.address();
  const count = head.number(2);
  const damaged = (): never => {
    throw new RnnLensError('{0}: the index of {1} is damaged.', bytes.file.name, what);
  };
  if (depth > 8 || recordBytes === 0 || nodeBytes < NODE_BYTES + recordBytes) damaged();
  const levels = levelsOf(nodeBytes, recordBytes, depth, bytes.offsetSize);
  const countBytes = bytesFor(levels[0].maxAll);
  const records: HdfReader[] = [];
  const visited = new Set<number>();
  const walk = async (node: number, own: number, level: number): Promise<void> => {
    if (visited.has(node)) damaged();
    visited.add(node);
    const { pointerBytes } = levels[level];
    const reader = await bytes.at(
      node,
      6 + own * recordBytes + (level > 0 ? (own + 1) * pointerBytes : 0),
      what,
    );
    reader.signature(level > 0 ? 'BTIN' : 'BTLF');
    reader.skip(2);
    const mine = Array.from({ length: own }, () => new HdfReader(reader.take(recordBytes), bytes, what));
    for (let k = 0; level > 0 && k <= own; k++) {
      const pointer = new HdfReader(reader.take(pointerBytes), bytes, what);
      await walk(pointer.address(), pointer.number(countBytes), level - 1);
      if (k < own) records.push(mine[k]);
    }
    if (level === 0) records.push(...mine);
  };
  if (count > 0) await walk(root, count, depth);
  return records;
}
