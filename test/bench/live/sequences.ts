// Character models over a whole document: the first states after an edit, how long until they settled, how far from exact.
import {
  MODEL_FORMAT,
  architectureOf,
  readModel,
  writeWeights,
} from '../../../src/core/formats/modelPackage.js';
import type { ModelManifest } from '../../../src/core/formats/modelPackage.js';
import { Random } from '../../../src/core/math/random.js';
import { modelParameters } from '../../../src/core/model/model.js';
import { Pipeline } from '../../../src/core/pipeline.js';
import type { RecurrentEngine } from '../../../src/core/rnn/engine.js';
import { CharacterText } from '../../../src/worker/documents/characterText.js';
import { SequenceDocument } from '../../../src/worker/documents/sequenceDocument.js';
import { quantile } from '../statistics.js';
import { documentOf } from './text.js';

/** States that people see at once. */
const FIRST = 500;
/** Steps whose provisional states are compared with the exact ones after each edit. */
const COMPARED = 64;
const PLACES = 12;

/** A large LSTM with random weights whose forget gates are rather open. */
function large(engine: RecurrentEngine): Pipeline {
  const hiddenSize = 512;
  const symbols = [...' abcdefghijklmnopqrstuvwxyz.,'];
  const labels = ['?', ...symbols];
  const manifest: ModelManifest = {
    ...{
      format: MODEL_FORMAT,
      name: 'large',
      title: 'Large',
      task: 'language-model',
      language: 'en',
      score: '',
    },
    ...{ tokenizer: 'characters', segment: 'document', training: {}, scores: {} },
    input: { kind: 'characters', characterSize: 64, pairSize: 0, separated: false },
    rnn: {
      ...{ cell: 'LSTM', inputSize: 64, hiddenSize, projSize: 0, layers: 1 },
      ...{ bidirectional: false, bias: true },
    },
    heads: [{ name: 'next', level: 'step', pooling: 'last', labels, labelDescriptions: labels }],
    data: { name: '', version: '', licence: '', attribution: '' },
    vocabulary: { words: [], characters: symbols, pairs: [] },
  };
  const architecture = architectureOf(manifest);
  const random = new Random(11);
  const values = new Map(
    modelParameters(architecture, manifest.vocabulary).map(({ name, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const array = Float32Array.from({ length }, () => random.uniform(1 / Math.sqrt(hiddenSize)));
      if (/bias_hh/.test(name)) array.fill(FORGET_BIAS, hiddenSize, 2 * hiddenSize);
      return [name, array];
    }),
  );
  const weights = writeWeights(architecture, manifest.vocabulary, (name) => values.get(name)!);
  return new Pipeline(readModel(JSON.stringify(manifest), weights).model, engine);
}

/** Opens the gates as far as it can be without chaos, in which nothing ever settles. */
const FORGET_BIAS = 1.5;

/** What edits at random places cost. */
interface Measured {
  /** Until the first states were there, ms. */
  readonly firstMs: number[];
  /** Steps until the new states had settled on the old ones. */
  readonly settled: number[];
  /** Of steps that were compared: the largest |Δh| or |Δ tanh c| of a unit. */
  readonly distances: number[];
}

function measure(pipeline: Pipeline, text: string, edits: number, exactly: boolean): Measured {
  const document = SequenceDocument.of(pipeline, CharacterText.read(pipeline, text), undefined, true);
  for (const range of document.runRest()) void range;
  const random = new Random(7);
  const measured: Measured = { firstMs: [], settled: [], distances: [] };
  for (let edit = 0; edit < edits; edit++) {
    const at = Math.floor(random.next() * document.tokenCount * 0.8);
    const started = cpuMs();
    document.edit([{ startUtf16: at, endUtf16: at, inserted: 'e' }]);
    let [steps, firstMs] = [0, NaN];
    for (const { from, labels } of document.runRest()) {
      steps = Math.max(steps, from + labels.length - at);
      // What has settled needs no further states of its own.
      if (Number.isNaN(firstMs) && (steps >= FIRST || document.isSettled)) firstMs = cpuMs() - started;
      if (document.isSettled) break;
    }
    measured.firstMs.push(firstMs);
    measured.settled.push(steps);
    if (exactly) measured.distances.push(...distances(document, at + steps, random));
  }
  return measured;
}

/** Processor time of this process so far: what else runs on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Lets the exact pass run; how far the provisional states from a step on were from what it says. */
function distances(document: SequenceDocument, from: number, random: Random): number[] {
  const room = document.stepCount - COMPARED - from;
  const starts = Array.from({ length: PLACES }, () => from + Math.floor(random.next() * Math.max(0, room)));
  const read = () => starts.map((start) => shown(document, start));
  const provisional = read();
  for (const range of document.runRest()) void range;
  return read().flatMap((exact, k) => largestOfSteps(exact, provisional[k], document.pipeline));
}

/** h and tanh(c) of some steps of every layer, one after the other, [layers · (h, c), steps, units]. */
function shown(document: SequenceDocument, from: number): Float32Array[] {
  const { cell, layers } = document.pipeline.model.architecture.rnn;
  const window = document.window(from, from + COMPARED);
  return Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) => {
    const h = Float32Array.from(window.values(layer, 'forward', 'h'));
    if (cell !== 'LSTM') return [h];
    return [h, Float32Array.from(window.values(layer, 'forward', 'c'), Math.tanh)];
  });
}

function largestOfSteps(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  { model }: Pipeline,
): number[] {
  const { hiddenSize } = model.architecture.rnn;
  const largest = new Array<number>(COMPARED).fill(0);
  a.forEach((values, k) =>
    values.forEach((value, at) => {
      const step = Math.floor(at / hiddenSize);
      largest[step] = Math.max(largest[step], Math.abs(value - b[k][at]));
    }),
  );
  return largest;
}

/** The lines of the page. */
export function sequences(
  engine: RecurrentEngine,
  bundled: (name: string) => Pipeline,
  quick: boolean,
): string[] {
  const text = documentOf(quick ? 3e3 : 2.5e4, new Random(3)).slice(0, quick ? 10_000 : 100_000);
  const lines = [
    '### One character in a document that is one sequence',
    '',
    `${text.length.toLocaleString('en-US')} steps. "First states": processor time until ${FIRST} states after the edit are new, or all have settled. "Distance": the largest difference of a unit's h or tanh(c) at a step between what is shown until the exact pass has come by, and a full run (${PLACES} windows of ${COMPARED} steps after each edit). The large one has random weights with a forget bias of ${FORGET_BIAS}: its settling says nothing of trained networks.`,
    '',
    '| model | first states p50 | p95 | steps until settled p50 | p95 | most | distance p50 | p99 | most |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const row = (name: string, pipeline: Pipeline, edits: number, exactly: boolean): void => {
    const { cell, hiddenSize } = pipeline.model.architecture.rnn;
    const { firstMs, settled, distances: far } = measure(pipeline, text, edits, exactly);
    const times = [0.5, 0.95].map((p) => `${quantile(firstMs, p).toFixed(1)} ms`);
    const steps = [0.5, 0.95, 1].map((p) => quantile(settled, p));
    const apart = [0.5, 0.99, 1].map((p) => (exactly ? quantile(far, p).toExponential(1) : ''));
    lines.push(`| ${[`${name} (${cell} ${hiddenSize})`, ...times, ...steps, ...apart].join(' | ')} |`);
  };
  for (const name of ['tolstoy-lstm', 'tolstoy-rnn', 'typescript-lm'])
    try {
      row(name, bundled(name), quick ? 5 : 40, true);
    } catch (error) {
      // A model that is not trained yet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  row('random', large(engine), quick ? 10 : 100, false);
  return lines;
}
