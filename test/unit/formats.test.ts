import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeFloat16, fromFloat16, toFloat16 } from '../../src/core/formats/float16.js';
import { npyHeader } from '../../src/core/formats/npy.js';
import {
  readSafetensors,
  toFloat32,
  toFloat64,
  writeSafetensors,
} from '../../src/core/formats/safetensors.js';

/** Bytes of a file with this header and data. */
function file(header: string, data: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (span: string, shape = '[1]', dtype = 'F32') =>
  `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${span}}}`;

const BROKEN: [name: string, bytes: Uint8Array, message: RegExp][] = [
  ['an empty file', new Uint8Array(), /ends after 0 bytes/],
  ['a header longer than the file', file('{}').subarray(0, 9), /header is said to have 2 bytes/],
  ['a header that is not JSON', file('{"a":'), /not JSON/],
  ['a header that is a list', file('[]'), /not a JSON object/],
  [
    'an unknown element type',
    file(entry('[0,4]', '[1]', 'F8'), [0, 0, 0, 0]),
    /"a" has the element type "F8"/,
  ],
  ['a negative dimension', file(entry('[0,4]', '[-1]'), [0, 0, 0, 0]), /"a" has no valid shape: \[-1\]/],
  [
    'no shape',
    file('{"a":{"dtype":"F32","data_offsets":[0,4]}}', [0, 0, 0, 0]),
    /^Tensor "a" has no valid shape: undefined\.$/,
  ],
  ['offsets the wrong way round', file(entry('[4,0]'), [0, 0, 0, 0]), /"a" has no valid data offsets/],
  ['a fraction of a byte', file(entry('[0,0.5]'), [0, 0, 0, 0]), /"a" has no valid data offsets/],
  ['a tensor past the end', file(entry('[0,4]'), [0, 0]), /"a" ends at byte 4 of 2/],
  [
    'a shape that does not fill its span',
    file(entry('[0,4]', '[2]'), [0, 0, 0, 0]),
    /needs 8 bytes for \[2\] but has 4/,
  ],
  [
    'a shape beyond 2^64',
    file(entry('[0,4]', '[9007199254740991,9007199254740991]'), [0, 0, 0, 0]),
    /needs .* but has 4/,
  ],
  [
    'a hole',
    file(entry('[4,8]'), [0, 0, 0, 0, 0, 0, 0, 0]),
    /Bytes 0 to 4 belong to no tensor: "a" begins after them/,
  ],
  [
    'a header that begins with a space',
    file(` ${entry('[0,4]')}`, [0, 0, 0, 0]),
    /begins with " "; byte 8 must be "\{"/,
  ],
  ['a byte-order mark', file(`\ufeff${entry('[0,4]')}`, [0, 0, 0, 0]), /not JSON/],
  [
    'a name twice',
    file(`${entry('[0,4]').slice(0, -1)},"\\u0061"${entry('[0,4]').slice(4)}`, [0, 0, 0, 0]),
    /the name "a" twice/,
  ],
  [
    'a field twice',
    file('{"a":{"dtype":"F32","shape":[1],"shape" : [1],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
    /the name "shape" twice/,
  ],
  ['metadata twice', file('{"__metadata__":{"x":"1"},"__metadata__":{}}'), /the name "__metadata__" twice/],
  [
    'metadata that are no strings',
    file('{"__metadata__":{"x":1}}'),
    /"x" in the header's "__metadata__" is 1, not a string/,
  ],
  ['metadata that are a list', file('{"__metadata__":[]}'), /"__metadata__" in the header is not an object/],
  ['an empty tensor past the end', file(entry('[5,5]', '[0]')), /"a" ends at byte 5 of 0/],
  [
    'an empty tensor within another',
    file(
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[0],"data_offsets":[2,2]}}',
      [0, 0, 0, 0],
    ),
    /"b" overlaps "a": it begins at byte 2, before 4/,
  ],
  [
    'bytes after the end',
    file(entry('[0,4]'), [0, 0, 0, 0, 1]),
    /1 bytes after the last tensor belong to none: "a" ends at byte 4 of 5/,
  ],
];

for (const [name, bytes, message] of BROKEN)
  test(`safetensors: ${name} is refused in a sentence`, () => {
    assert.throws(() => readSafetensors(bytes), { name: 'RnnLensError', message });
  });

test('safetensors: two tensors on the same bytes are refused', () => {
  const header =
    '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  assert.throws(() => readSafetensors(file(header, [0, 0, 0, 0])), /"b" overlaps/);
});

test('safetensors: names may be what only looks like a repetition', () => {
  const header =
    '{"__metadata__":{"a":"\\"a\\":{[","b":"a"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}';
  const { tensors, metadata } = readSafetensors(file(header, [7, 8]));
  assert.deepEqual([...tensors.keys()], ['a', 'b']);
  assert.deepEqual(metadata, { a: '"a":{[', b: 'a' });
  assert.deepEqual(readSafetensors(file('{"__metadata__":null}  ')).metadata, {});
});

/** Each readable element type: the bytes of one number, and what it is. */
const NUMBERS: Readonly<Record<string, readonly [bytes: number[], value: number]>> = {
  F64: [[0, 0, 0, 0, 0, 0, 0xf8, 0xbf], -1.5],
  F32: [[0, 0, 0xc0, 0xbf], -1.5],
  F16: [[0, 0xbe], -1.5],
  BF16: [[0xc0, 0xbf], -1.5],
  I64: [[0xfe, 255, 255, 255, 255, 255, 255, 255], -2],
  U64: [[0, 0, 0, 0, 1, 0, 0, 0], 2 ** 32],
  I32: [[0xfe, 255, 255, 255], -2],
  U32: [[0xfe, 255, 255, 255], 2 ** 32 - 2],
  I16: [[0xfe, 255], -2],
  U16: [[0xfe, 255], 65_534],
  I8: [[0xfe], -2],
  U8: [[0xfe], 254],
  BOOL: [[1], 1],
};

test('safetensors: numbers of every element type are read', () => {
  for (const [dtype, [bytes, value]] of Object.entries(NUMBERS)) {
    const { tensors } = readSafetensors(file(entry(`[0,${bytes.length}]`, '[1]', dtype), bytes));
    assert.deepEqual([...toFloat64(tensors.get('a')!)], [value], dtype);
    assert.deepEqual([...toFloat32(tensors.get('a')!)], [Math.fround(value)], dtype);
  }
});

test('safetensors: element types that are no numbers are no damage; reading one names it', () => {
  for (const [dtype, shape, size] of [
    ['F8_E4M3', '[3]', 3],
    ['C64', '[1]', 8],
    ['F4', '[4]', 2],
    ['F6_E3M2', '[4]', 3],
  ] as const) {
    const { tensors } = readSafetensors(
      file(entry(`[0,${size}]`, shape, dtype), new Array<number>(size).fill(0)),
    );
    const message = new RegExp(`"a" has the element type ${dtype} \\(.+\\), which cannot be read`);
    assert.throws(() => toFloat32(tensors.get('a')!), { name: 'RnnLensError', message });
  }
  assert.throws(
    () => readSafetensors(file(entry('[0,1]', '[1]', 'F4'), [0])),
    /needs 0.5 bytes for \[1\] but has 1/,
  );
});

test('safetensors: what is written is read back, shapes and metadata too', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]\w{0,6}$/), fc.float32Array({ noNaN: true })),
      (arrays) => {
        const tensors = Object.fromEntries(
          Object.entries(arrays).map(([name, values]) => [name, { shape: [values.length], values }]),
        );
        const { tensors: read, metadata } = readSafetensors(writeSafetensors(tensors, { made: 'here' }));
        assert.equal(metadata['made'], 'here');
        assert.deepEqual([...read.keys()].sort(), Object.keys(arrays).sort());
        for (const [name, values] of Object.entries(arrays))
          assert.deepEqual(toFloat32(read.get(name)!), values);
      },
    ),
  );
});

test('half precision: every pattern that is a number survives the way to float32 and back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = fromFloat16(bits);
    if (!Number.isNaN(value)) assert.equal(toFloat16(value), bits);
  }
});

test('half precision: the nearest value is taken, ties to even, overflow to infinity', () => {
  assert.equal(toFloat16(1 + 2 ** -11), 0x3c00);
  assert.equal(toFloat16(1 + 3 * 2 ** -11), 0x3c02);
  assert.equal(toFloat16(65519), 0x7bff);
  assert.equal(toFloat16(65520), 0x7c00);
  assert.equal(toFloat16(-(2 ** -25)), 0x8000);
  assert.ok(Number.isNaN(fromFloat16(toFloat16(NaN))));
});

test('npy: the header is 128 bytes of what NumPy writes', () => {
  const header = new TextDecoder('latin1').decode(npyHeader([3, 64]));
  assert.equal(header.length, 128);
  assert.equal(header.slice(0, 8), '\x93NUMPY\x01\x00');
  assert.match(header, /\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 64\), \} +\n$/);
  assert.match(new TextDecoder('latin1').decode(npyHeader([7])), /'shape': \(7,\), /);
});

/** The full set of damaged files, where it is there. */
const broken = path.join(process.env['RNN_LENS_REFERENCE'] ?? '', 'broken');
interface BrokenCase {
  readonly file: string;
  readonly expect: string;
  readonly kind: string;
}

if (existsSync(path.join(broken, 'manifest.json')))
  test('safetensors: every damaged container of the reference set is refused, every sound one is read', () => {
    const { files } = JSON.parse(readFileSync(path.join(broken, 'manifest.json'), 'utf8')) as {
      files: BrokenCase[];
    };
    const containers = files.filter(({ file: name }) => /^(st|ok)_.*\.safetensors$/.test(name));
    assert.ok(containers.length > 20);
    for (const { file: name, expect, kind } of containers) {
      const bytes = new Uint8Array(readFileSync(path.join(broken, name)));
      // `no-rnn` is a sound container that holds no network.
      if (expect === 'error' && kind !== 'no-rnn')
        assert.throws(() => readSafetensors(bytes), { name: 'RnnLensError' }, name);
      else assert.doesNotThrow(() => readSafetensors(bytes), name);
    }
  });

test('half precision: decoding in bulk gives every bit pattern its value', () => {
  const patterns = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
  const decoded = new Float32Array(patterns.length);
  decodeFloat16(new Uint8Array(patterns.buffer), decoded);
  patterns.forEach((bits) => assert.ok(Object.is(decoded[bits], fromFloat16(bits)), bits.toString(16)));
});
