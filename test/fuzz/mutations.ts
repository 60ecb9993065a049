// Files that are a little wrong: what a disk, a network or a malicious person makes of sound ones.
import type { Chance } from './chance.js';

const EDGES = [
  0n,
  1n,
  2n,
  7n,
  8n,
  127n,
  255n,
  256n,
  65535n,
  65536n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
];
const WIDE = [2n ** 32n, 2n ** 40n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 64n - 1n];

/** A number of 1 to 8 bytes at a place becomes an edge case, or an address that is in the file. */
function setNumber(bytes: Uint8Array, at: number, addresses: readonly number[], chance: Chance): void {
  const size = chance.of([1, 1, 2, 2, 4, 8, 8]);
  if (at + size > bytes.length) return;
  const isAddress = addresses.length > 0 && chance.next() < 0.3;
  const value = isAddress
    ? BigInt(chance.of(addresses))
    : chance.of([...EDGES, ...WIDE, BigInt(bytes.length)]);
  for (let k = 0; k < size; k++) bytes[at + k] = Number((value >> BigInt(8 * k)) & 255n);
}

/** Places where parts of a binary format begin, by their signatures. */
export function partsOf(bytes: Uint8Array, signatures: readonly string[]): number[] {
  const text = Buffer.from(bytes).toString('latin1');
  const places: number[] = [];
  for (const signature of signatures)
    for (let at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) places.push(at);
  return places;
}

/** One to six changes of a file: numbers near the parts of its format, single bytes, pieces moved, an end cut off. */
export function mutated(bytes: Uint8Array, parts: readonly number[], chance: Chance): Uint8Array {
  let out = bytes.slice();
  for (let count = 1 + chance.below(6); count > 0; count--) {
    const kind = chance.next();
    const at = chance.below(out.length);
    if (kind < 0.6 && parts.length > 0) setNumber(out, chance.of(parts) + chance.below(96), parts, chance);
    else if (kind < 0.75) out[at] = chance.below(256);
    else if (kind < 0.82) out[at] ^= 1 << chance.below(8);
    else if (kind < 0.88) setNumber(out, at - (at % 8), parts, chance);
    else if (kind < 0.94) out.copyWithin(at, chance.below(out.length), chance.below(out.length));
    else if (kind < 0.97) out = out.slice(0, at);
    else
      out = Uint8Array.from([
        ...out.subarray(0, at),
        ...out.subarray(Math.min(out.length, at + chance.below(64))),
      ]);
    if (out.length === 0) return out;
  }
  return out;
}

const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1,
  1.5,
  1e308,
  2 ** 31,
  2 ** 53,
  '',
  'x',
  '__proto__',
  [],
  {},
  [[]],
  [null],
];

/** A copy of a JSON value with some of its parts replaced, left out, doubled or put elsewhere. */
export function mutatedJson(value: unknown, chance: Chance): unknown {
  const nodes: { parent: Record<string, unknown>; key: string }[] = [];
  const copy = { root: structuredClone(value) };
  const visit = (parent: Record<string, unknown>): void => {
    for (const key of Object.keys(parent)) {
      nodes.push({ parent, key });
      if (typeof parent[key] === 'object' && parent[key] !== null)
        visit(parent[key] as Record<string, unknown>);
    }
  };
  visit(copy);
  for (let count = 1 + chance.below(4); count > 0; count--) {
    const { parent, key } = chance.of(nodes);
    const other = chance.of(nodes);
    const kind = chance.next();
    if (kind < 0.4) parent[key] = chance.of(ODD);
    else if (kind < 0.55) delete parent[key];
    else if (kind < 0.75) parent[key] = structuredClone(other.parent[other.key]);
    else if (kind < 0.85 && Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
    else if (kind < 0.95 && typeof parent[key] === 'number')
      parent[key] = (parent[key] as number) + chance.of([-1, 1, 1e9]);
    else parent[key] = nested(chance.of([3, 80, 3000]));
  }
  return copy.root;
}

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let k = 0; k < depth; k++)
    value = k % 2 ? [value] : { layers: value, class_name: 'Sequential', config: 1 };
  return value;
}
