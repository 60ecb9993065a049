import { bytes, concatBytes, integer, message, text, type Encoded } from './protobuf.js';

/** ONNX's numbers of element types. */
export const ELEMENT = { float: 1, int32: 6, int64: 7 } as const;

/** Versions whose operators are written, and of the file itself. */
const OPSET = 14;
const IR_VERSION = 7;

/** What an attribute can be; lists of numbers are whole ones, `floats` are not. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly floats: readonly number[] }
  | { readonly float: number };

/** Sizes of a value; those that are open have a name. */
export type Dims = readonly (number | string)[];

/** Puts an ONNX graph together: nodes in the order in which they run, stored numbers, inputs and outputs. */
export class OnnxGraph {
  private readonly nodes: Encoded[] = [];
  private readonly stored: Encoded[] = [];
  private readonly values: Encoded[] = [];
  private readonly names = new Set<string>();

  input(name: string, type: number, dims: Dims): string {
    this.values.push(valueOf(11, name, type, dims));
    this.names.add(name);
    return name;
  }

  output(name: string, dims: Dims): void {
    this.values.push(valueOf(12, name, ELEMENT.float, dims));
  }

  floats(wanted: string, dims: readonly number[], values: Float32Array): string {
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.initializer(wanted, ELEMENT.float, dims, raw);
  }

  /** Whole numbers; a single one without a size where `dims` is empty. */
  longs(wanted: string, values: readonly number[], dims: readonly number[] = [values.length]): string {
    const raw = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
    return this.initializer(wanted, ELEMENT.int64, dims, raw);
  }

  private initializer(wanted: string, type: number, dims: readonly number[], raw: Uint8Array): string {
    const name = this.free(wanted);
    const sizes = dims.map((size) => integer(1, size));
    this.stored.push(message(5, ...sizes, integer(2, type), text(8, name), bytes(9, raw)));
    return name;
  }

  /** Adds a node; names of its outputs, of which those called '' are left out. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: readonly string[] = [type.toLowerCase()],
  ): readonly string[] {
    const names = outputs.map((name) => name && this.free(name));
    this.nodes.push(
      message(
        1,
        ...inputs.map((name) => text(1, name)),
        ...names.map((name) => text(2, name)),
        text(3, names.find((name) => name !== '') ?? type),
        text(4, type),
        ...Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      ),
    );
    return names;
  }

  /** Adds a node with one output; its name. */
  one(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    output?: string,
  ): string {
    return this.node(type, inputs, attributes, [output ?? type.toLowerCase()])[0];
  }

  private free(wanted: string): string {
    let name = wanted;
    for (let k = 2; this.names.has(name); k++) name = `${wanted}_${k}`;
    this.names.add(name);
    return name;
  }

  /** The file. */
  file(name: string, metadata: Readonly<Record<string, string>>): Uint8Array {
    return concatBytes([
      integer(1, IR_VERSION),
      text(2, 'RNN Lens'),
      message(7, ...this.nodes, text(2, name), ...this.stored, ...this.values),
      message(8, text(1, ''), integer(2, OPSET)),
      ...Object.entries(metadata).map(([key, value]) => message(14, text(1, key), text(2, value))),
    ]);
  }
}

function valueOf(field: number, name: string, type: number, dims: Dims): Encoded {
  const shape = dims.map((size) => message(1, typeof size === 'number' ? integer(1, size) : text(2, size)));
  return message(field, text(1, name), message(2, message(1, integer(1, type), message(2, ...shape))));
}

function float(field: number, value: number): Encoded {
  return concatBytes([Uint8Array.of(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]);
}

function attributeOf(name: string, value: Attribute): Encoded {
  const [parts, type] = ((): [Encoded[], number] => {
    if (typeof value === 'number') return [[integer(3, value)], 2];
    if (typeof value === 'string') return [[text(4, value)], 3];
    if ('float' in value) return [[float(2, value.float)], 1];
    if ('floats' in value) return [value.floats.map((one) => float(7, one)), 6];
    const isTexts = value.some((one) => typeof one === 'string');
    return isTexts
      ? [value.map((one) => text(9, String(one))), 8]
      : [value.map((one) => integer(8, Number(one))), 7];
  })();
  return message(5, text(1, name), ...parts, integer(20, type));
}
