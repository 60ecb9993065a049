/** Mutations of pickles by their opcodes, and of zip files by their headers. */
import { mutateBytes, type Mutate } from './importers.js';

const code = (letter: string): number => letter.charCodeAt(0);
const LINES: Readonly<Record<string, number>> = {
  c: 2,
  i: 2,
  I: 1,
  L: 1,
  F: 1,
  S: 1,
  V: 1,
  p: 1,
  g: 1,
  P: 1,
};
const FIXED: Readonly<Record<number, number>> = Object.fromEntries(
  [
    ['J', 4], ['K', 1], ['M', 2], ['G', 8], ['q', 1], ['r', 4], ['h', 1], ['j', 4], ['\x80', 1], ['\x95', 8],
  ].map(([letter, size]) => [code(String(letter)), Number(size)]),
); // prettier-ignore
/** Bytes of the length that comes before the contents. */
const COUNTED: Readonly<Record<number, number>> = Object.fromEntries(
  [
    ['X', 4], ['T', 4], ['B', 4], ['U', 1], ['C', 1], ['\x8c', 1], ['\x8d', 8], ['\x8e', 8], ['\x96', 8], ['\x8a', 1], ['\x8b', 4],
  ].map(([letter, size]) => [code(String(letter)), Number(size)]),
); // prettier-ignore

/** The opcodes of a pickle with what follows each, up to STOP; `end` is the byte after it. */
export function opcodesIn(bytes: Uint8Array, start = 0): { opcodes: Uint8Array[]; end: number } {
  const opcodes: Uint8Array[] = [];
  let at = start;
  while (at < bytes.length) {
    const from = at;
    const opcode = bytes[at++];
    const lines = LINES[String.fromCharCode(opcode)] ?? 0;
    for (let k = 0; k < lines; k++) at = bytes.indexOf(0x0a, at) + 1 || bytes.length;
    at += FIXED[opcode] ?? 0;
    const counted = COUNTED[opcode] ?? 0;
    let length = 0;
    for (let k = 0; k < Math.min(counted, 4); k++) length += bytes[at + k] * 2 ** (8 * k);
    at = Math.min(bytes.length, at + counted + length);
    opcodes.push(bytes.slice(from, at));
    if (opcode === code('.')) break;
  }
  return { opcodes, end: at };
}

const text = (value: string): Uint8Array => Uint8Array.from(value, (letter) => letter.charCodeAt(0));

/** Opcodes that go wrong in other files. */
const STRANGE: readonly Uint8Array[] = [
  'N', 'J\xff\xff\xff\xff', 'J\xff\xff\xff\x7f', 'K\x00', '\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f', 'G\x7f\xf0\x00\x00\x00\x00\x00\x00',
  '\x88', ')', ']', '}', '(', 't', '\x85', '\x86', '\x87', 'R', 'b', 'Q', '0', '2', '\x81', '\x92', 'o', 'u', 's', 'a', 'e',
  'h\x00', 'h\x05', '\x8c\x07storage', 'X\x0a\x00\x00\x00state_dict', 'ctorch\nFloatStorage\n', 'ctorch._utils\n_rebuild_tensor_v2\n',
  'ctorch._utils\n_rebuild_parameter\n', 'ccollections\nOrderedDict\n', 'cnumpy.core.multiarray\n_reconstruct\n', 'cnumpy\ndtype\n',
  'cjoblib.numpy_pickle\nNumpyArrayWrapper\n', 'c__builtin__\nset\n', 'ccopy_reg\n_reconstructor\n', 'c_codecs\nencode\n', 'cposix\nsystem\n',
  'P7\n', 'I99999999999\n', 'F1e999\n', "S'x'\n", '\x80\x05', '\x8f', '\x90', '\x91', '\x94', 'B\xff\xff\xff\x7f', '.',
].map(text); // prettier-ignore

/** Changes opcodes of a pickle; what follows it stays. */
export const mutatePickle: Mutate = (bytes, chance) => {
  const { opcodes, end } = opcodesIn(bytes);
  const times = 1 + chance.below(3);
  for (let k = 0; k < times && opcodes.length > 0; k++) {
    const at = chance.below(opcodes.length);
    const kind = chance.below(6);
    if (kind === 0) opcodes[at] = chance.of(STRANGE);
    else if (kind === 1) opcodes.splice(at, 0, chance.of(STRANGE));
    else if (kind === 2) opcodes.splice(at, 1 + chance.below(3));
    else if (kind === 3)
      opcodes.splice(at, 0, ...opcodes.slice(chance.below(opcodes.length)).slice(0, 1 + chance.below(20)));
    else if (kind === 4) opcodes[at] = chance.of(opcodes);
    else opcodes[at] = mutateBytes(opcodes[at], chance);
  }
  return joined([...opcodes, bytes.subarray(end)]);
};

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Changes one of the pickles that follow one another at the beginning of a file. */
export const mutatePickles: Mutate = (bytes, chance) => {
  const starts = [0];
  for (let k = 0; k < 4; k++) {
    const { end } = opcodesIn(bytes, starts.at(-1));
    if (end < bytes.length) starts.push(end);
  }
  const start = starts[Math.min(starts.length - 1, chance.below(6))];
  return joined([bytes.subarray(0, start), mutatePickle(bytes.subarray(start), chance)]);
};

const EXTREMES = [0, 1, 0xff, 0xffff, 0x7fffffff, 0xffffffff, 0xfffffffe] as const;
const HEADERS = [0x04034b50, 0x02014b50, 0x06054b50];

/** Puts extreme numbers into the headers of a zip file. */
export const mutateZip: Mutate = (bytes, chance) => {
  const out = bytes.slice();
  const view = new DataView(out.buffer);
  const headers: number[] = [];
  for (let at = 0; at + 22 <= out.length; at++)
    if (HEADERS.includes(view.getUint32(at, true))) headers.push(at);
  for (let k = 0; k <= chance.below(3); k++) {
    const at = chance.of(headers) + 4 + 2 * chance.below(21);
    if (at + 4 > out.length) continue;
    const value = chance.below(2) ? chance.of(EXTREMES) : view.getUint32(at, true) + chance.below(9) - 4;
    if (chance.below(2)) view.setUint32(at, value >>> 0, true);
    else view.setUint16(at, value & 0xffff, true);
  }
  return chance.below(10) ? out : mutateBytes(out, chance);
};
