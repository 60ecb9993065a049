/** Writes small ONNX files as exporters write them: what tests are made of. */
import {
  bytes,
  concatBytes,
  integer,
  message,
  text,
  type Encoded,
} from '../../src/core/export/onnx/protobuf.js';

export const FLOAT = 1;
export const INT32 = 6;
export const INT64 = 7;
export const FLOAT16 = 10;
export const DOUBLE = 11;
export const BFLOAT16 = 16;

/** What an attribute can be; a graph is one branch of an If. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Encoded }
  | { readonly graph: OnnxFile };

const floatBytes = (value: number): Encoded => new Uint8Array(Float32Array.of(value).buffer);

function float(field: number, value: number): Encoded {
  return concatBytes([Uint8Array.of(field * 8 + 5), floatBytes(value)]);
}

function attribute(name: string, value: Attribute): Encoded {
  const parts = ((): [Encoded[], number] => {
    if (typeof value === 'number') return [[integer(3, value)], 2];
    if (typeof value === 'string') return [[text(4, value)], 3];
    if (Array.isArray(value)) {
      const list = value as readonly (number | string)[];
      return list.some((one) => typeof one === 'string')
        ? [list.map((one) => text(9, String(one))), 8]
        : [list.map((one) => integer(8, Number(one))), 7];
    }
    if ('float' in value) return [[float(2, value.float)], 1];
    if ('floats' in value) return [value.floats.map((one) => float(7, one)), 6];
    if ('tensor' in value) return [[bytes(5, value.tensor)], 4];
    return [[message(6, ...(value as { graph: OnnxFile }).graph.parts())], 5];
  })();
  return message(5, text(1, name), ...parts[0], integer(20, parts[1]));
}

/** A TensorProto; numbers as raw bytes of their type. */
export function tensor(name: string, type: number, dims: readonly number[], raw: Encoded): Encoded {
  return concatBytes([...dims.map((d) => integer(1, d)), integer(2, type), text(8, name), bytes(9, raw)]);
}

export function rawFloats(values: readonly number[]): Encoded {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function rawLongs(values: readonly number[]): Encoded {
  return new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
}

type Dims = readonly (number | string)[];

export class OnnxFile {
  private readonly nodes: Encoded[] = [];
  private readonly stored: Encoded[] = [];
  private readonly values: Encoded[] = [];
  private count = 0;

  constructor(readonly opset = 14) {}

  input(name: string, type: number, dims: Dims): string {
    return this.value(11, name, type, dims);
  }

  output(name: string, type: number, dims: Dims): void {
    this.value(12, name, type, dims);
  }

  private value(field: number, name: string, type: number, dims: Dims): string {
    const shape = dims.map((d) => message(1, typeof d === 'number' ? integer(1, d) : text(2, d)));
    this.values.push(
      message(field, text(1, name), message(2, message(1, integer(1, type), message(2, ...shape)))),
    );
    return name;
  }

  floats(name: string, dims: readonly number[], values: readonly number[]): string {
    return this.initializer(name, tensor(name, FLOAT, dims, rawFloats(values)));
  }

  longs(name: string, values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.initializer(name, tensor(name, INT64, dims, rawLongs(values)));
  }

  initializer(name: string, encoded: Encoded): string {
    this.stored.push(bytes(5, encoded));
    return name;
  }

  /** Adds a node; the name of its first output. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: readonly string[] = [`${type.toLowerCase()}_${++this.count}`],
  ): string {
    this.nodes.push(
      message(
        1,
        ...inputs.map((name) => text(1, name)),
        ...outputs.map((name) => text(2, name)),
        text(4, type),
        ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      ),
    );
    return outputs[0];
  }

  parts(): Encoded[] {
    return [...this.nodes, text(2, 'graph'), ...this.stored, ...this.values];
  }

  bytes(producer = 'rnn-lens-test'): Uint8Array {
    return concatBytes([
      integer(1, this.opset > 20 ? 10 : 7),
      text(2, producer),
      message(7, ...this.parts()),
      message(8, text(1, ''), integer(2, this.opset)),
    ]);
  }
}

/** Numbers between -1 and 1 that are the same each time. */
export class Weights {
  private state = 12345;

  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.round((this.state / 2 ** 31 - 1) * 1e4) / 1e4;
  }

  list(count: number): number[] {
    return Array.from({ length: count }, () => this.next());
  }
}
