import {
  fitted,
  itemsOf,
  PickleGlobal,
  PickleRecord,
  PickleSequence,
  wholeNumber,
  type PickleValue,
} from './values.js';

/** Items of a NumPy array of texts, whole numbers or objects, in its order; null for any other value. */
export function arrayItems(value: PickleValue | undefined): readonly PickleValue[] | null {
  if (!(value instanceof PickleRecord)) return null;
  if (/^numpy\.(_)?core\.numeric\._frombuffer$/.test(value.path)) {
    const [buffer, dtype, shape] = value.args;
    return decoded(buffer, dtype, itemsOf(shape));
  }
  if (!/^numpy\.(_)?core\.multiarray\._reconstruct$|^numpy\.ndarray$/.test(value.path)) return null;
  const state = itemsOf(value.state);
  if (!state || state.length < 4) return null;
  // (version, shape, dtype, is in columns, numbers); files before NumPy 1.0 have no version.
  const [shape, dtype, , data] = state.slice(-4);
  return decoded(data, dtype, itemsOf(shape));
}

/** Whole number of a NumPy scalar or of Python; null for anything else. */
export function wholeScalar(value: PickleValue | undefined): number | null {
  if (!(value instanceof PickleRecord)) return wholeNumber(value);
  if (!/^numpy\.(_)?core\.multiarray\.scalar$/.test(value.path)) return null;
  const [dtype, bytes] = value.args;
  return wholeNumber(decoded(bytes, dtype, null)?.[0]);
}

/** Text of a NumPy scalar or of Python; null for anything else. */
export function textScalar(value: PickleValue | undefined): string | null {
  if (typeof value === 'string') return value;
  if (!(value instanceof PickleRecord) || !/^numpy\.(_)?core\.multiarray\.scalar$/.test(value.path))
    return null;
  const [dtype, bytes] = value.args;
  const text = decoded(bytes, dtype, null)?.[0];
  return typeof text === 'string' ? text : null;
}

/** Type code and size of a dtype: `U12`, `i8`, `O`. */
function codeOf(dtype: PickleValue | undefined): { code: string; size: number; isBig: boolean } | null {
  if (!(dtype instanceof PickleRecord) || dtype.path !== 'numpy.dtype') return null;
  const [name] = dtype.args;
  const match = typeof name === 'string' ? /^([<>|=]?)([A-Za-z])(\d*)$/.exec(name) : null;
  if (!match) return null;
  const state = itemsOf(dtype.state);
  // Of texts the size is in the state only.
  const size = Number(match[3] || (wholeNumber(state?.[5]) ?? 0));
  return { code: match[2], size, isBig: match[1] === '>' || state?.[1] === '>' };
}

function decoded(
  data: PickleValue | undefined,
  dtype: PickleValue | undefined,
  shape: readonly PickleValue[] | null,
): readonly PickleValue[] | null {
  const type = codeOf(dtype);
  if (!type || type.isBig || (shape && shape.length > 1)) return null;
  if (type.code === 'O') return itemsOf(data);
  if (!(data instanceof Uint8Array) || type.size === 0) return null;
  const count = Math.floor(data.length / bytesOf(type));
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const items: PickleValue[] = [];
  for (let k = 0; k < count; k++) {
    const item = itemAt(type, view, k);
    if (item === null) return null;
    items.push(item);
  }
  return items;
}

const bytesOf = ({ code, size }: { code: string; size: number }): number =>
  code === 'U' && size % 4 ? size * 4 : size;

function itemAt({ code, size }: { code: string; size: number }, view: DataView, k: number): PickleValue {
  const at = k * bytesOf({ code, size });
  switch (`${code}${size}`) {
    case 'i8':
      return fitted(view.getBigInt64(at, true));
    case 'u8':
      return fitted(view.getBigUint64(at, true));
    case 'i4':
      return view.getInt32(at, true);
    case 'u4':
      return view.getUint32(at, true);
    case 'i2':
      return view.getInt16(at, true);
    case 'u2':
      return view.getUint16(at, true);
    case 'i1':
      return view.getInt8(at);
    case 'u1':
    case 'b1':
      return view.getUint8(at);
  }
  if (code === 'U') return letters(view, at, bytesOf({ code, size }), 4);
  return code === 'S' ? letters(view, at, size, 1) : null;
}

/** Text of a fixed length: zeros at its end are none of it. */
function letters(view: DataView, at: number, bytes: number, width: 1 | 4): string {
  let text = '';
  for (let k = at; k + width <= at + bytes; k += width) {
    const code = width === 4 ? view.getUint32(k, true) : view.getUint8(k);
    text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  }
  return text.replace(/\0+$/, '');
}

/** An array as pickles have it, of what joblib stores beside its description. */
export function arrayRecord(shape: PickleValue, dtype: PickleValue, data: PickleValue): PickleRecord {
  const record = new PickleRecord(new PickleGlobal('numpy.core.multiarray', '_reconstruct'), []);
  record.state = new PickleSequence('tuple', [1, shape, dtype, false, data]);
  return record;
}

/** Bytes an array of that shape takes; null where its type is not known. */
export function arrayBytes(shape: readonly PickleValue[], dtype: PickleValue): number | 'objects' | null {
  const type = codeOf(dtype);
  if (!type) return null;
  if (type.code === 'O') return 'objects';
  const sizes = shape.map((size) => wholeNumber(size) ?? NaN);
  const bytes = sizes.reduce((a, b) => a * b, bytesOf(type));
  return bytes >= 0 && Number.isSafeInteger(bytes) ? bytes : null;
}
