// The wire encoding of protocol buffers, writing only: what an ONNX file needs.

const encoder = new TextEncoder();

/** An encoded message or part of one. */
export type Encoded = Uint8Array;

/** The bytes of several parts one after the other. */
export function concatBytes(parts: readonly Encoded[]): Encoded {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** A number as 7-bit groups, lowest first; negative ones as 64-bit two's complement. */
function varint(value: number): Encoded {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** An integer field. */
export function integer(field: number, value: number): Encoded {
  return concatBytes([varint(field * 8), varint(value)]);
}

/** A field of bytes: a message, or raw data. */
export function bytes(field: number, value: Encoded): Encoded {
  return concatBytes([varint(field * 8 + 2), varint(value.length), value]);
}

/** A field of text. */
export function text(field: number, value: string): Encoded {
  return bytes(field, encoder.encode(value));
}

/** A field that is a message of its own. */
export function message(field: number, ...parts: readonly Encoded[]): Encoded {
  return bytes(field, concatBytes(parts));
}
