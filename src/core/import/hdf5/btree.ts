import { RnnLensError } from '../../problems.js';
import type { HdfBytes } from './bytes.js';

/** What a tree is of: names of a group's members (0) or pieces of a dataset (1). */
export interface HdfTreeKind {
  readonly kind: 0 | 1;
  readonly keyBytes: number;
  /** Names the tree in messages. */
  readonly what: string;
}

export interface HdfTreeChild {
  /** The key before it. */
  readonly key: Uint8Array;
  readonly address: number;
}

/** Children of all leaves of a B-tree of the first version, in order; each node may be reached once. */
export async function treeChildren(bytes: HdfBytes, root: number, of: HdfTreeKind): Promise<HdfTreeChild[]> {
  const children: HdfTreeChild[] = [];
  const visited = new Set<number>();
  const damaged = (): never => {
    throw new RnnLensError('{0}: the index of {1} is damaged.', bytes.file.name, of.what);
  };
  const walk = async (address: number, level: number | null): Promise<void> => {
    if (visited.has(address)) damaged();
    visited.add(address);
    const headBytes = 8 + 2 * bytes.offsetSize;
    const head = await bytes.at(address, headBytes, of.what);
    head.signature('TREE');
    const [kind, own, count] = [head.number(1), head.number(1), head.number(2)];
    if (kind !== of.kind || (level !== null && own !== level)) damaged();
    const reader = await bytes.at(address + headBytes, count * (of.keyBytes + bytes.offsetSize), of.what);
    for (let k = 0; k < count; k++) {
      const key = reader.take(of.keyBytes);
      const child = reader.address();
      if (own === 0) children.push({ key, address: child });
      else await walk(child, own - 1);
    }
  };
  await walk(root, null);
  return children;
}
