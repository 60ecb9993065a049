// One typed character after the other at random places: how long until its labels are there, and what grows with it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  MODEL_FORMAT,
  readModel,
  writeWeights,
  architectureOf,
} from '../../../src/core/formats/modelPackage.js';
import type { ModelManifest } from '../../../src/core/formats/modelPackage.js';
import { Random } from '../../../src/core/math/random.js';
import { modelParameters } from '../../../src/core/model/model.js';
import { Pipeline } from '../../../src/core/pipeline.js';
import { SegmentStore } from '../../../src/core/session/segments/segmentStore.js';
import { segmentRules } from '../../../src/core/text/segmentation.js';
import { loadEngine } from '../../../src/kernel/load.js';
import type { TokenLabels } from '../../../src/worker/helper.js';
import { SegmentedDocument } from '../../../src/worker/documents/segmentedDocument.js';
import { Helpers } from '../../../src/worker/helpers.js';
import { Labelling } from '../../../src/worker/labelling.js';
import { root } from '../../project.mjs';
import { quantile } from '../statistics.js';
import { MODEL_A } from '../workloads.js';
import { keys } from './keys.js';
import { machineLine, writePart } from './page.js';
import { sequences } from './sequences.js';
import { documentOf } from './text.js';

const [fullTokensPerSecond, size, only] = [Number(process.argv[2]), ...process.argv.slice(3)];
const quick = size === 'quick';
const lines: string[] = [];
const engine = loadEngine();
const control = { turn: () => Promise.resolve(), signal: new AbortController().signal };

/** The network of the benchmark's bulk workload with words and characters in: random weights, real arithmetic. */
function modelA(): Pipeline {
  const labels = Array.from({ length: 17 }, (_, k) => `tag${k}`);
  const manifest: ModelManifest = {
    ...{ format: MODEL_FORMAT, name: 'a', title: 'A', task: 'tagging', language: 'en', score: '' },
    ...{ tokenizer: 'english', segment: 'sentence', training: {}, scores: {} },
    input: {
      kind: 'words',
      wordSize: 64,
      lowerCase: false,
      characterRnn: { ...MODEL_A, inputSize: 24, hiddenSize: 32, layers: 1 },
    },
    rnn: MODEL_A,
    heads: [{ name: 'upos', level: 'token', pooling: 'last', labels, labelDescriptions: labels }],
    data: { name: '', version: '', licence: '', attribution: '' },
    vocabulary: { words: ['the'], characters: [...'abcdefghijklmnopqrstuvwxyz'], pairs: [] },
  };
  const random = new Random(1);
  const values = new Map(
    modelParameters(architectureOf(manifest), manifest.vocabulary).map(({ name, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [name, Float32Array.from({ length }, () => random.uniform(0.09))];
    }),
  );
  const weights = writeWeights(architectureOf(manifest), manifest.vocabulary, (name) => values.get(name)!);
  return new Pipeline(readModel(JSON.stringify(manifest), weights).model, engine);
}

function bundled(name: string): Pipeline {
  const folder = path.join(root, 'media', 'models', name);
  const manifest = readFileSync(path.join(folder, 'model.json'), 'utf8');
  return new Pipeline(
    readModel(manifest, readFileSync(path.join(folder, 'weights.safetensors'))).model,
    engine,
  );
}

/** Milliseconds of each of `keys` typed characters in a tagged document. */
async function typing(pipeline: Pipeline, text: string, keys: number): Promise<number[]> {
  const rules = segmentRules('english', 'sentence');
  const store = await SegmentStore.build<TokenLabels>(rules, text, control.turn);
  const document = new SegmentedDocument(pipeline, store);
  // Everything was run once, as in an editor; what it said does not matter here.
  const known = { labels: new Uint16Array(0), probabilities: new Float32Array(0) };
  for (let segment = 0; segment < store.segmentCount; segment++) store.setResult(segment, known);
  const runner = new Labelling(new Helpers([], () => undefined));
  const files = { name: 'live', manifest: '', weights: new Uint8Array(0) };
  const random = new Random(5);
  const times: number[] = [];
  for (let key = 0; key < keys; key++) {
    const at = Math.floor(random.next() * store.lengthUtf16);
    const inserted = 'etaoin shrdlu,.'[Math.floor(random.next() * 15)];
    const started = performance.now();
    document.edit([{ startUtf16: at, endUtf16: at, inserted }]);
    await runner.run(document, files, [at, at + 1], control, () => undefined);
    times.push(performance.now() - started);
  }
  return times;
}

async function segmented(): Promise<void> {
  lines.push('### One character in a document of sentences', '');
  lines.push(
    '| network | tokens | p50 | p99 | full run by onnxruntime-node | times faster |',
    '| --- | --- | --- | --- | --- | --- |',
  );
  const sizes = quick ? [1e3, 1e4] : [1e3, 1e4, 1e5, 2e5, 1e6];
  for (const [name, pipeline] of [
    ['model A', modelA()],
    ['english-pos', bundled('english-pos')],
  ] as const)
    for (const tokens of sizes) {
      const times = await typing(pipeline, documentOf(tokens, new Random(2)), quick ? 200 : 2000);
      const [p50, p99] = [quantile(times.slice(50), 0.5), quantile(times.slice(50), 0.99)];
      const fullMs = (tokens / fullTokensPerSecond) * 1000;
      const faster = name === 'model A' ? [`${fullMs.toFixed(0)} ms`, (fullMs / p50).toFixed(0)] : ['', ''];
      lines.push(
        `| ${[name, tokens, `${p50.toFixed(2)} ms`, `${p99.toFixed(2)} ms`, ...faster].join(' | ')} |`,
      );
    }
}

/** Memory over many edits of one document. */
async function leak(): Promise<void> {
  const used = (): number => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const text = documentOf(2e4, new Random(4));
  const pipeline = bundled('english-pos');
  await typing(pipeline, text, 500);
  const before = used();
  await typing(pipeline, text, quick ? 500 : 10_000);
  lines.push('', `Memory over ${quick ? 500 : 10_000} edits: ${(used() - before).toFixed(1)} MB more.`, '');
}

/** A document of sentences: the first part of the page. */
async function writeSentences(): Promise<void> {
  lines.push(
    '## In the engine',
    '',
    'What one typed character costs the engine (its own time, on one thread), at random places. `npm run bench:live`',
    `makes this part. Node ${process.version}; onnxruntime-node ran model A at ${Math.round(fullTokensPerSecond).toLocaleString('en-US')} tokens a second in the same run. ${machineLine()}`,
    '',
  );
  await segmented();
  await leak();
  console.log(await writePart('bench:live', lines, quick));
}

if (!only) await writeSentences();
if (only !== 'sequences') {
  const parts = await keys(engine, quick);
  console.log(await writePart('bench:live -- --only keys', [...parts, '', machineLine()], quick));
}
if (only !== 'keys') {
  const parts = sequences(engine, bundled, quick);
  console.log(await writePart('bench:live -- --only sequences', [...parts, '', machineLine()], quick));
}
