import { RnnLensError } from '../../problems.js';
import type { SourceFiles } from '../files.js';
import { entryOf, locate, tensorFrom, type OnnxTensor } from './tensor.js';
import { fieldsIn, textOf, varintsIn, WireFile, type Field } from './wire.js';

/** A tensor of a model with its numbers where they lie. */
export interface Stored {
  readonly tensor: OnnxTensor;
  /** Row-major; rejects with RnnLensError where they cannot be read. */
  load(): Promise<Float32Array | Float64Array>;
  /** Some of them, from `start` to `end` (not included); left out where they are not stored in a row. */
  part?(start: number, end: number): Promise<Float32Array | Float64Array>;
  /** Why its numbers cannot be had although the file itself is sound: they are in another one, which is not there. */
  readonly missing: RnnLensError | null;
}

export interface OnnxAttribute {
  readonly float: number;
  readonly integer: number;
  readonly text: string;
  readonly floats: readonly number[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
  readonly tensor: Stored | null;
  readonly graph: OnnxGraph | null;
}

export interface OnnxNode {
  readonly name: string;
  /** With its domain where it has one of its own: `Gather`, `com.microsoft.FusedGemm`. */
  readonly type: string;
  /** Empty for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** An input or output of a graph; a size that is open is null, a shape that is not told is null. */
export interface OnnxValue {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly (number | null)[] | null;
  /** The shape for people: `[batch, time, 5]`. */
  readonly shapeText: string;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly stored: ReadonlyMap<string, Stored>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Version of the operators by domain; the standard one is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: OnnxGraph;
}

/** A graph in a graph in a graph: no exporter nests deeper than a few. */
const DEEPEST = 16;

/** Parts of a model that are read whole: a node, a name, a graph in a node. */
const LARGEST_PART = 1 << 28;

/**
 * Reads a model's structure; numbers of its tensors stay in the file, after their sizes were checked. Throws
 * RnnLensError naming the byte or the tensor where the file is not what it says.
 */
export async function readModel(files: SourceFiles): Promise<OnnxModel> {
  const wire = new WireFile(files.main);
  const fields = await wire.fields(0, files.main.sizeBytes);
  const text = (number: number): string =>
    fields
      .filter((f) => f.number === number)
      .map(textOf)
      .at(-1) ?? '';
  const graph = fields.filter((f) => f.number === 7 && f.wire === 2).at(-1);
  if (!graph) throw new RnnLensError('The ONNX file has no graph: it is cut off, or no model.');
  const entries = (number: number): Map<string, string> =>
    new Map(fields.filter((f) => f.number === number && f.wire === 2).map(entryOf));
  return {
    irVersion: fields.find(({ number }) => number === 1)?.value ?? 0,
    producer: [text(2), text(3)].filter((part) => part !== '').join(' '),
    opsets: new Map(fields.filter((f) => f.number === 8 && f.wire === 2).map(opsetOf)),
    metadata: entries(14),
    graph: await readGraph(await wire.fields(graph.start, graph.end), { files, wire }, 0),
  };
}

function opsetOf({ bytes, start }: Field): [string, number] {
  const fields = fieldsIn(bytes ?? new Uint8Array(), start);
  const domain =
    fields
      .filter((f) => f.number === 1)
      .map(textOf)
      .at(-1) ?? '';
  return [domain === 'ai.onnx' ? '' : domain, fields.find((f) => f.number === 2)?.value ?? 1];
}

interface Source {
  readonly files: SourceFiles;
  readonly wire: WireFile;
}

async function readGraph(fields: readonly Field[], source: Source, depth: number): Promise<OnnxGraph> {
  if (depth > DEEPEST)
    throw new RnnLensError('The ONNX file has graphs within graphs, more than {0} deep.', DEEPEST);
  const nodes: OnnxNode[] = [];
  const stored = new Map<string, Stored>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const field of fields) {
    if (field.wire !== 2) continue;
    if (field.number === 1) nodes.push(await readNode(field, source, depth));
    else if (field.number === 5) {
      const one = await readStored(field, source);
      stored.set(one.tensor.name, one);
    } else if (field.number === 11) inputs.push(valueOf(await whole(field, source)));
    else if (field.number === 12) outputs.push(valueOf(await whole(field, source)));
  }
  return { nodes, stored, inputs, outputs };
}

/** Fields of a message, numbers of tensors included. */
async function whole({ bytes, start, end }: Field, { wire }: Source): Promise<Field[]> {
  if (bytes) return fieldsIn(bytes, start);
  if (end - start > LARGEST_PART)
    throw new RnnLensError('A node of the graph has {0} bytes, which is too much.', end - start);
  return fieldsIn(await wire.bytes(start, end), start);
}

async function readStored({ bytes, start, end }: Field, { files, wire }: Source): Promise<Stored> {
  const tensor = tensorFrom(bytes ? fieldsIn(bytes, start) : await wire.fields(start, end));
  return { tensor, ...(await locate(tensor, files)) };
}

async function readNode(field: Field, source: Source, depth: number): Promise<OnnxNode> {
  const fields = await whole(field, source);
  const texts = (number: number): string[] => fields.filter((f) => f.number === number).map(textOf);
  const attributes = new Map<string, OnnxAttribute>();
  for (const part of fields)
    if (part.number === 5 && part.wire === 2) {
      const [name, attribute] = await readAttribute(part, source, depth);
      attributes.set(name, attribute);
    }
  const [type = ''] = texts(4);
  const [domain = ''] = texts(7);
  return {
    name: texts(3)[0] ?? '',
    type: domain === '' || domain === 'ai.onnx' ? type : `${domain}.${type}`,
    inputs: texts(1),
    outputs: texts(2),
    attributes,
  };
}

async function readAttribute(field: Field, source: Source, depth: number): Promise<[string, OnnxAttribute]> {
  const fields = await whole(field, source);
  const of = (number: number): Field[] => fields.filter((f) => f.number === number);
  const [tensor] = of(5).filter(({ wire }) => wire === 2);
  const [graph] = of(6).filter(({ wire }) => wire === 2);
  const attribute: OnnxAttribute = {
    float: of(2).flatMap(floatsOf).at(-1) ?? 0,
    integer: of(3).at(-1)?.value ?? 0,
    text: of(4).map(textOf).at(-1) ?? '',
    floats: of(7).flatMap(floatsOf),
    integers: of(8).flatMap(({ wire, value, bytes, start }) =>
      wire === 2 ? varintsIn(bytes ?? new Uint8Array(), start) : [value],
    ),
    texts: of(9).map(textOf),
    tensor: tensor ? await readStored(tensor, source) : null,
    graph: graph ? await readGraph(await whole(graph, source), source, depth + 1) : null,
  };
  return [of(1).map(textOf)[0] ?? '', attribute];
}

/** Single-precision numbers of a field, packed or one. */
function floatsOf({ bytes, wire }: Field): number[] {
  if (!bytes || wire === 0) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, k) => view.getFloat32(4 * k, true));
}

/** A ValueInfoProto; types that are no tensors have no shape. */
function valueOf(fields: readonly Field[]): OnnxValue {
  const name = fields.filter((f) => f.number === 1).map(textOf)[0] ?? '';
  const inside = (all: readonly Field[], number: number): Field[] | null => {
    const field = all.find((f) => f.number === number && f.wire === 2);
    return field ? fieldsIn(field.bytes ?? new Uint8Array(), field.start) : null;
  };
  const tensor = inside(inside(fields, 2) ?? [], 1) ?? [];
  const sizes = inside(tensor, 2)?.map(({ bytes, start }) => fieldsIn(bytes ?? new Uint8Array(), start));
  const size = (dim: readonly Field[]): number | null => {
    const value = dim.find((f) => f.number === 1 && f.wire === 0)?.value;
    return value !== undefined && value > 0 ? value : null;
  };
  const shown = (dim: readonly Field[]): string =>
    String(size(dim) ?? (dim.filter((f) => f.number === 2).map(textOf)[0] || '?'));
  return {
    name,
    type: tensor.find((f) => f.number === 1)?.value ?? 0,
    shape: sizes?.map(size) ?? null,
    shapeText: sizes ? `[${sizes.map(shown).join(', ')}]` : '[?]',
  };
}
