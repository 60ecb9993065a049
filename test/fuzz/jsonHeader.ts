/** Mutations of the JSON before the numbers of a .safetensors file, and of manifests and vocabularies. */
import type { Chance } from './chance.js';
import { mutateBytes, type Mutate } from './importers.js';

const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e300,
  2 ** 53,
  '',
  'F32',
  'BF16',
  'I64',
  'F8_E4M3',
  '__proto__',
  '../x',
  '\u0000',
  [],
  {},
  [[]],
  [-1],
  [2 ** 40, 2 ** 40],
];

/** Another value somewhere in a tree of JSON. */
export function mutateTree(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance.below(4) === 0) return changed(value, chance);
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    const at = chance.below(list.length);
    if (list.length === 0 || chance.below(5) === 0) list.splice(at, 0, chance.of(STRANGE));
    else if (chance.below(5) === 0) list.splice(at, 1);
    else list[at] = mutateTree(list[at], chance);
    return list;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return { x: chance.of(STRANGE) };
  const at = chance.below(entries.length);
  const [name, inner] = entries[at];
  const kind = chance.below(6);
  if (kind === 0) entries.splice(at, 1);
  else if (kind === 1) entries.push([`${name}_l1`, inner]);
  else if (kind === 2) entries[at] = [chance.of(entries)[0], inner];
  else entries[at] = [name, mutateTree(inner, chance)];
  return Object.fromEntries(entries);
}

function changed(value: unknown, chance: Chance): unknown {
  if (typeof value === 'number' && chance.below(2) === 0) return value + chance.below(9) - 4;
  if (typeof value === 'string' && chance.below(2) === 0)
    return new TextDecoder().decode(mutateBytes(new TextEncoder().encode(value), chance));
  return chance.of(STRANGE);
}

/** Changes the header of a .safetensors file and writes its length again, mostly. */
export const mutateSafetensors: Mutate = (bytes, chance) => {
  if (bytes.length < 8 || chance.below(4) === 0) return mutateBytes(bytes, chance);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  let tree: unknown;
  try {
    tree = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  } catch {
    return mutateBytes(bytes, chance);
  }
  for (let k = chance.below(3); k >= 0; k--) tree = mutateTree(tree, chance);
  const json = new TextEncoder().encode(JSON.stringify(tree) ?? '');
  const data = bytes.subarray(8 + length);
  const out = new Uint8Array(8 + json.length + data.length);
  const told =
    chance.below(10) === 0
      ? chance.of([0n, 1n, 2n ** 32n, 2n ** 63n, BigInt(bytes.length)])
      : BigInt(json.length);
  new DataView(out.buffer).setBigUint64(0, told, true);
  out.set(json, 8);
  out.set(data, 8 + json.length);
  return out;
};

/** Changes a JSON text, sometimes below what is JSON. */
export const mutateJson: Mutate = (bytes, chance) => {
  if (chance.below(3) === 0) return mutateBytes(bytes, chance);
  try {
    let tree: unknown = JSON.parse(new TextDecoder().decode(bytes));
    for (let k = chance.below(3); k >= 0; k--) tree = mutateTree(tree, chance);
    return new TextEncoder().encode(JSON.stringify(tree) ?? '');
  } catch {
    return mutateBytes(bytes, chance);
  }
};
