/** Mutations of protocol buffers that keep their structure: lengths fit, whatever is changed. */
import { concatBytes } from '../../src/core/export/onnx/protobuf.js';
import type { Chance } from './chance.js';
import { mutateBytes, type Mutate } from './importers.js';

type Node =
  | { number: number; readonly wire: 0; value: bigint }
  | { number: number; readonly wire: 1 | 5; bytes: Uint8Array }
  | { number: number; readonly wire: 2; bytes: Uint8Array; inner: Node[] | null };

/** Fields of a message, and messages in it by trial; null where bytes are none. */
function parse(bytes: Uint8Array, depth: number): Node[] | null {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length;) {
    const key = varint(bytes, at);
    if (!key) return null;
    const [number, wire] = [Number(key.value >> 3n), Number(key.value & 7n)];
    at = key.next;
    if (number < 1 || number > 1000) return null;
    if (wire === 0) {
      const value = varint(bytes, at);
      if (!value) return null;
      nodes.push({ number, wire, value: value.value });
      at = value.next;
    } else if (wire === 1 || wire === 5) {
      const length = wire === 1 ? 8 : 4;
      if (at + length > bytes.length) return null;
      nodes.push({ number, wire, bytes: bytes.slice(at, at + length) });
      at += length;
    } else if (wire === 2) {
      const length = varint(bytes, at);
      if (!length || length.next + Number(length.value) > bytes.length) return null;
      const content = bytes.slice(length.next, length.next + Number(length.value));
      nodes.push({
        number,
        wire,
        bytes: content,
        inner: depth < 8 && content.length > 1 ? parse(content, depth + 1) : null,
      });
      at = length.next + Number(length.value);
    } else return null;
  }
  return nodes;
}

function varint(bytes: Uint8Array, at: number): { value: bigint; next: number } | null {
  let value = 0n;
  for (let k = 0; k < 10 && at + k < bytes.length; k++) {
    value |= BigInt(bytes[at + k] & 127) << BigInt(7 * k);
    if (bytes[at + k] < 128) return { value, next: at + k + 1 };
  }
  return null;
}

function written(value: bigint): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Uint8Array.from(out);
}

function encode(nodes: readonly Node[]): Uint8Array {
  return concatBytes(
    nodes.flatMap((node) => {
      const key = written((BigInt(node.number) << 3n) | BigInt(node.wire));
      if (node.wire === 0) return [key, written(node.value)];
      if (node.wire !== 2) return [key, node.bytes];
      const content = node.inner ? encode(node.inner) : node.bytes;
      return [key, written(BigInt(content.length)), content];
    }),
  );
}

const NUMBERS = [
  0n,
  1n,
  2n,
  3n,
  7n,
  16n,
  127n,
  128n,
  255n,
  65535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n - 1n,
  -1n,
  -2n,
  -(2n ** 31n),
  -(2n ** 63n),
];

/** All lists of fields, to change one anywhere. */
function lists(nodes: Node[]): Node[][] {
  return [nodes, ...nodes.flatMap((node) => (node.wire === 2 && node.inner ? lists(node.inner) : []))];
}

/** Changes fields: other numbers, other names of the same file, left out, twice, elsewhere. */
export const mutateProtobuf: Mutate = (bytes, chance) => {
  const nodes = parse(bytes, 0);
  if (!nodes) return mutateBytes(bytes, chance);
  const times = 1 + chance.below(3);
  for (let k = 0; k < times; k++) {
    const all = lists(nodes).filter((list) => list.length > 0);
    if (all.length > 0) mutateOne(chance.of(all), all, chance);
  }
  const out = encode(nodes);
  // Sometimes the file is cut off or bent on top of that.
  return chance.below(8) === 0 ? mutateBytes(out, chance) : out;
};

function mutateOne(list: Node[], all: readonly Node[][], chance: Chance): void {
  const at = chance.below(list.length);
  const node = list[at];
  switch (chance.below(8)) {
    case 0:
      list.splice(at, 1);
      return;
    case 1:
      list.splice(chance.below(list.length + 1), 0, structuredClone(node));
      return;
    case 2:
      chance.of(all).push(structuredClone(node));
      return;
    case 3:
      node.number = 1 + chance.below(26);
      return;
    case 4:
      [list[at], list[chance.below(list.length)]] = [list[chance.below(list.length)], node];
      return;
    default:
      changeValue(node, all, chance);
  }
}

function changeValue(node: Node, all: readonly Node[][], chance: Chance): void {
  if (node.wire === 0) {
    node.value = chance.below(3) === 0 ? node.value + BigInt(chance.below(5) - 2) : chance.of(NUMBERS);
    return;
  }
  if (node.wire === 2 && !node.inner) {
    // A name of something else in the file: nodes read what they never should.
    const texts = all.flat().filter((one) => one.wire === 2 && !one.inner);
    const other = chance.of(texts);
    if (chance.below(2) === 0 && other.wire === 2) node.bytes = other.bytes;
    else node.bytes = mutateBytes(node.bytes, chance);
    return;
  }
  if (node.wire === 2) node.inner = parse(mutateBytes(node.bytes, chance), 1) ?? node.inner;
  else node.bytes = mutateBytes(node.bytes, chance).slice(0, node.bytes.length);
  if (node.wire !== 2 && node.bytes.length < (node.wire === 1 ? 8 : 4))
    node.bytes = new Uint8Array(node.wire === 1 ? 8 : 4);
}
