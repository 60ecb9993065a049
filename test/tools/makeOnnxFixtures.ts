// Writes test/fixtures/import/onnx: small graphs and what ONNX Runtime gives for them.
//   node makeOnnxFixtures.mjs FOLDER_OF_ONNXRUNTIME_NODE
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Graph } from './onnxGraphParts.js';
import { allGraphs } from './onnxGraphs.js';

interface Ort {
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(bytes: Uint8Array): Promise<{
      readonly inputNames: readonly string[];
      readonly outputNames: readonly string[];
      run(feeds: Record<string, unknown>): Promise<Record<string, { readonly data: Float32Array }>>;
    }>;
  };
}

const [, , runtime] = process.argv;
const ort = createRequire(import.meta.url)(path.resolve(runtime)) as Ort;
const folder = path.resolve('test/fixtures/import/onnx');
mkdirSync(folder, { recursive: true });

function feed({ input, oneHot }: Graph, row: readonly number[]): unknown {
  const dims = input.isTimeFirst ? [row.length, 1] : [1, row.length];
  if (oneHot !== undefined) {
    const data = new Float32Array(row.length * oneHot);
    row.forEach((id, t) => (data[t * oneHot + id] = 1));
    return new ort.Tensor('float32', data, [...dims, oneHot]);
  }
  if (input.type === 'float32') return new ort.Tensor('float32', Float32Array.from(row), dims);
  if (input.type === 'int32') return new ort.Tensor('int32', Int32Array.from(row), dims);
  return new ort.Tensor('int64', BigInt64Array.from(row.map(BigInt)), dims);
}

/** What a graph that reads a step at a time gives for all of them. */
async function stepped(
  graph: Graph,
  row: readonly number[],
  session: Awaited<ReturnType<Ort['InferenceSession']['create']>>,
): Promise<number[]> {
  const out: number[] = [];
  let states: Record<string, unknown> = Object.fromEntries(
    Object.keys(graph.states!).map((name) => [
      name,
      new ort.Tensor('float32', new Float32Array(4), [1, 1, 4]),
    ]),
  );
  for (const id of row) {
    const result = await session.run({ ...states, [graph.input.name]: feed(graph, [id]) });
    out.push(...[...result[session.outputNames[0]].data].map((value) => Number(value.toPrecision(8))));
    states = Object.fromEntries(Object.entries(graph.states!).map(([from, to]) => [from, result[to]]));
  }
  return out;
}

for (const graph of allGraphs()) {
  const bytes = graph.file.bytes(graph.producer);
  const session = await ort.InferenceSession.create(bytes);
  const answers: number[][] = [];
  for (const row of graph.rows) {
    if (graph.states) {
      answers.push(await stepped(graph, row, session));
      continue;
    }
    const feeds: Record<string, unknown> = { [graph.input.name]: feed(graph, row) };
    if (session.inputNames.includes('lengths'))
      feeds['lengths'] = new ort.Tensor('int64', BigInt64Array.of(BigInt(row.length)), [1]);
    const result = await session.run(feeds);
    answers.push([...result[session.outputNames[0]].data].map((value) => Number(value.toPrecision(8))));
  }
  writeFileSync(path.join(folder, `${graph.name}.onnx`), bytes);
  const expected = { rows: graph.rows, answers };
  writeFileSync(path.join(folder, `${graph.name}.json`), `${JSON.stringify(expected)}\n`);
  console.log(graph.name, bytes.length, answers[0].slice(0, 3));
}
