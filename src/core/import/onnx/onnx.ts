import type { ForeignFile, ForeignReader, ForeignTensor } from '../foreign.js';
import type { SourceFiles } from '../files.js';
import { symbolsInMetadata } from '../vocabulary/metadata.js';
import { readModel, type OnnxGraph, type OnnxModel, type Stored } from './model.js';
import { recogniseOnnx } from './recognise.js';
import { elementTypeName } from './tensor.js';
import { isModelHead } from './sniff.js';

/** Reads ONNX files: RNN, GRU and LSTM nodes followed through the graph. */
export const onnxReader: ForeignReader = { format: 'ONNX', sniff: isModelHead, read };

async function read(files: SourceFiles): Promise<ForeignFile> {
  const model = await readModel(files);
  return {
    format: formatOf(model),
    tensors: [...storedIn(model.graph)].map(foreign),
    facts: factsOf(model),
    ...symbolsInMetadata(model.metadata),
    recognised: await recogniseOnnx(model),
  };
}

function formatOf({ opsets, irVersion }: OnnxModel): string {
  const opset = opsets.get('');
  return opset === undefined ? `ONNX, IR version ${irVersion}, no opset` : `ONNX, opset ${opset}`;
}

function* storedIn(graph: OnnxGraph): Iterable<Stored> {
  yield* graph.stored.values();
  for (const { attributes } of graph.nodes)
    for (const attribute of attributes.values()) if (attribute.graph) yield* storedIn(attribute.graph);
}

function foreign({ tensor, load, part }: Stored): ForeignTensor {
  return {
    name: tensor.name,
    dtype: elementTypeName(tensor.type),
    shape: tensor.shape,
    values: async () => single(await load()),
    ...(part && { part: async (start: number, end: number) => single(await part(start, end)) }),
  };
}

function single(numbers: Float32Array | Float64Array): Float32Array {
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
}

/** Operators and how many nodes have them are the layers of a graph, for people. */
function factsOf({ producer, metadata, graph, irVersion, opsets }: OnnxModel): ForeignFile['facts'] {
  const counts = new Map<string, number>();
  for (const { type } of graph.nodes) counts.set(type, (counts.get(type) ?? 0) + 1);
  const values = (list: OnnxGraph['inputs']): string =>
    list
      .filter(({ name }) => !graph.stored.has(name))
      .map(({ name, type, shapeText }) => `${name}: ${elementTypeName(type)} ${shapeText}`)
      .join('; ');
  const facts = [
    { name: 'producer', value: producer },
    { name: 'IR version', value: String(irVersion) },
    {
      name: 'opsets',
      value: [...opsets].map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`).join(', '),
    },
    { name: 'inputs', value: values(graph.inputs) },
    { name: 'outputs', value: values(graph.outputs) },
    { name: 'nodes', value: [...counts].map(([type, count]) => `${count} ${type}`).join(', ') },
    ...[...metadata].map(([name, value]) => ({ name, value })),
  ];
  return facts.filter(({ value }) => value !== '');
}
