import { RnnLensError } from '../../problems.js';
import { readAttributes } from './attributes.js';
import { treeChildren } from './btree.js';
import { type HdfBytes, HdfReader, hdfText, UNDEFINED_ADDRESS } from './bytes.js';
import { openDataset } from './dataset.js';
import { readDense } from './dense.js';
import type { HdfDataset, HdfGroup, HdfValue } from './hdf5.js';
import { MESSAGE, readObjectHeader, type HdfMessage } from './objectHeader.js';

/** Name and address of what lies in a group. */
export interface HdfLink {
  readonly name: string;
  readonly address: number;
}

const MAX_DEPTH = 32;
const LINKS = { orderBytes: 8, idAt: 4 };

/** The object at an address: what has a layout is a dataset, the rest are groups. */
async function openObject(
  bytes: HdfBytes,
  { name, address }: HdfLink,
  above: HdfGroupOf,
): Promise<HdfGroup | HdfDataset> {
  const path = above.path === '' ? name : `${above.path}/${name}`;
  if (above.addresses.includes(address) || above.addresses.length >= MAX_DEPTH)
    throw new RnnLensError(
      '{0}: group "{1}" contains itself. The file is damaged.',
      bytes.file.name,
      above.path,
    );
  const messages = await readObjectHeader(bytes, address, `"${path}"`);
  return messages.some(({ kind }) => kind === MESSAGE.layout)
    ? openDataset(bytes, messages, path)
    : new HdfGroupOf(bytes, messages, path, [...above.addresses, address]);
}

/** The group whose header is at an address. */
export async function openGroup(bytes: HdfBytes, address: number, path: string): Promise<HdfGroup> {
  return new HdfGroupOf(bytes, await readObjectHeader(bytes, address, 'The root group'), path, [address]);
}

class HdfGroupOf implements HdfGroup {
  readonly kind = 'group';
  private inside: ReadonlyMap<string, HdfGroup | HdfDataset> | undefined;

  constructor(
    private readonly bytes: HdfBytes,
    private readonly messages: readonly HdfMessage[],
    readonly path: string,
    /** Headers of this group and those around it. */
    readonly addresses: readonly number[],
  ) {}

  attributes(): Promise<ReadonlyMap<string, HdfValue>> {
    return readAttributes(this.bytes, this.messages, `group "/${this.path}"`);
  }

  async children(): Promise<ReadonlyMap<string, HdfGroup | HdfDataset>> {
    if (this.inside) return this.inside;
    const inside = new Map<string, HdfGroup | HdfDataset>();
    for (const link of await this.links()) inside.set(link.name, await openObject(this.bytes, link, this));
    return (this.inside = inside);
  }

  private async links(): Promise<HdfLink[]> {
    const links: HdfLink[] = [];
    const what = `Group "/${this.path}"`;
    for (const { kind, bytes: data } of this.messages) {
      const reader = new HdfReader(data, this.bytes, what);
      if (kind === MESSAGE.symbolTable) links.push(...(await readSymbolTable(reader)));
      if (kind === MESSAGE.linkInfo) links.push(...(await readDense(reader, LINKS)).flatMap(readLink));
      if (kind === MESSAGE.link) links.push(...readLink(reader));
    }
    return links;
  }
}

/** A link of a new group; none where it is soft or leads to another file. */
export function readLink(reader: HdfReader): HdfLink[] {
  reader.skip(1);
  const flags = reader.number(1);
  const type = flags & 8 ? reader.number(1) : 0;
  if (flags & 4) reader.skip(8);
  if (flags & 16) reader.skip(1);
  const name = hdfText(reader.take(reader.number(1 << (flags & 3))));
  return type === 0 ? [{ name, address: reader.address() }] : [];
}

/** Of a symbol's entry: its address is nothing's, the name of another object stands elsewhere. */
const SOFT_LINK = 2;

async function readSymbolTable(message: HdfReader): Promise<HdfLink[]> {
  const { of: bytes, what } = message;
  const tree = message.address();
  const names = await readLocalHeap(bytes, message.address(), what);
  const links: HdfLink[] = [];
  if (tree === UNDEFINED_ADDRESS) return links;
  for (const { address } of await treeChildren(bytes, tree, { kind: 0, keyBytes: bytes.lengthSize, what })) {
    const head = await bytes.at(address, 8, what);
    head.signature('SNOD');
    head.skip(2);
    const count = head.number(2);
    const entryBytes = 2 * bytes.offsetSize + 24;
    const reader = await bytes.at(address + 8, count * entryBytes, what);
    for (let k = 0; k < count; k++) {
      const nameAt = reader.address();
      const link = {
        name: hdfText(names.subarray(Math.min(nameAt, names.length))),
        address: reader.address(),
      };
      const type = reader.number(4);
      reader.skip(20);
      if (type !== SOFT_LINK) links.push(link);
    }
  }
  return links;
}

/** Names of a group's members, one after another. */
async function readLocalHeap(bytes: HdfBytes, address: number, what: string): Promise<Uint8Array> {
  const reader = await bytes.at(address, 8 + 2 * bytes.lengthSize + bytes.offsetSize, what);
  reader.signature('HEAP');
  reader.skip(4);
  const size = reader.length();
  reader.length();
  return (await bytes.at(reader.address(), size, what)).bytes;
}
