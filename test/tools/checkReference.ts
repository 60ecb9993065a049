/**
 * Tries the files that a manifest.json lists through the whole import, each in a process of its own, so that its
 * memory is its own, too: one line a file with what is expected, what came, differences, time and peak memory.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readModel } from '../../src/core/formats/modelPackage.js';
import { readSafetensors, toFloat32, type TensorEntry } from '../../src/core/formats/safetensors.js';
import type { ForeignFile, ImportAnswers, Recognised } from '../../src/core/import/foreign.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { importPlan } from '../../src/core/import/importPlan.js';
import { rowsOf } from '../../src/core/import/networkFacts.js';
import { openForeign } from '../../src/core/import/openForeign.js';
import { FOREIGN_READERS } from '../../src/core/import/readers.js';
import { Pipeline, type PipelineRun } from '../../src/core/pipeline.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { quantityOf } from '../../src/core/rnn/stack.js';
import { nodeSourceFiles } from '../../src/files/nodeFiles.js';
import { loadEngine } from '../../src/kernel/load.js';
import { answersText, combinations, distance, said, symbolOfId, vocabularyOfIds } from './importTrials.js';

/** What a manifest says of a file, as far as it is looked at. */
interface Listed {
  readonly file: string;
  readonly expect: 'load' | 'error' | 'load-or-refuse' | 'warn-or-error';
  readonly kind?: string | null;
  readonly note?: string;
  readonly how?: string;
  readonly expected?: string | readonly string[];
  readonly weights?: string;
  readonly accept?: readonly string[];
  /** Named in the message. */
  readonly tensor?: string;
  /** Named in the message where `mention` is set. */
  readonly global_?: string;
  readonly mention?: boolean;
}

interface Manifest {
  readonly atol?: number;
  readonly files?: readonly Listed[];
  readonly models?: readonly (Listed & { readonly files?: readonly Listed[]; readonly atol?: number })[];
}

/** What came of a file, as its process says it. */
interface Outcome {
  readonly kind: 'ran' | 'refused' | 'error' | 'crash';
  readonly got: string;
  readonly difference: number | null;
  /** Of the processor: what else the machine does is not the file's. */
  readonly ms: number;
  readonly peakMB: number;
}

const TOLERANCE = 1e-5;
const LIMITS = { ms: 1000, peakMB: 400 };

/** The files that a folder's manifest lists. */
export function listedIn(folder: string): readonly Listed[] {
  const { files, models } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Manifest;
  return [...(files ?? []), ...(models ?? []).flatMap((model) => model.files ?? [model])];
}

/** How many of the files of a folder are not as expected; each is printed. */
export function checkReference(folder: string): number {
  let wrong = 0;
  const worst = { ms: 0, peakMB: 0 };
  const before = filesOfOthers();
  for (const listed of listedIn(folder)) {
    const outcome = inItsOwnProcess(folder, listed.file);
    worst.ms = Math.max(worst.ms, outcome.ms);
    worst.peakMB = Math.max(worst.peakMB, outcome.peakMB);
    const isRight = isAsListed(listed, outcome);
    if (!isRight) wrong++;
    const { got, difference, ms, peakMB } = outcome;
    const numbers = [difference === null ? '' : difference.toExponential(1), `${ms} ms`, `${peakMB} MB`];
    console.log([isRight ? '✔' : '✖', listed.file, listed.expect, got, ...numbers].join('\t'));
    const meant = listed.note ?? listed.how;
    if (outcome.kind !== 'ran' && meant) console.log(`\t  ${listed.kind ?? ''}: ${meant}`);
  }
  console.log(`${folder}: at most ${worst.ms} ms and ${worst.peakMB} MB.`);
  const left = filesOfOthers().filter((file) => !before.includes(file));
  if (left.length > 0) console.log(`✖ Something was run: ${left.join(', ')}`);
  return wrong + left.length;
}

/** What malicious files would leave behind. */
function filesOfOthers(): string[] {
  return readdirSync('/tmp').filter((file) => file.startsWith('rnn_lens_pwned'));
}

function inItsOwnProcess(folder: string, file: string): Outcome {
  const { stdout, stderr, status } = spawnSync(process.execPath, [process.argv[1], '--alone', folder, file], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (status === 0 && last.startsWith('{')) return JSON.parse(last) as Outcome;
  return {
    kind: 'crash',
    got: `status ${status}: ${stderr.slice(0, 200)}`,
    difference: null,
    ms: 0,
    peakMB: 0,
  };
}

/** Whether what came of a file is what is said of it. */
export function isAsListed(listed: Listed, { kind, got, difference, ms, peakMB }: Outcome): boolean {
  if (kind === 'crash' || ms > LIMITS.ms || peakMB > LIMITS.peakMB) return false;
  if (kind === 'ran') {
    const mayRun = listed.expect.startsWith('load') || listed.accept?.includes('load') === true;
    return mayRun && difference !== null && difference <= TOLERANCE;
  }
  const mayRefuse = listed.expect !== 'load' || listed.accept?.some((one) => one.startsWith('error'));
  // One of several names that mean the same: `builtins.eval (or __builtin__.eval)`.
  const globals = (listed.mention && listed.global_?.match(/\w+\.\w+/g)) || [''];
  const isNamed = got.includes(listed.tensor ?? '') && globals.some((name) => got.includes(name));
  return mayRefuse === true && isNamed;
}

/** Tries one file of a folder and prints what came of it as JSON: what `checkReference` runs. */
export async function tryAlone(folder: string, file: string): Promise<void> {
  const listed = listedIn(folder).find((one) => one.file === file)!;
  console.log(JSON.stringify(await tryListed(folder, listed)));
}

/** Tries one file of a folder through the whole import: file, network, model, engine. */
export async function tryListed(folder: string, listed: Listed): Promise<Outcome> {
  const used = process.cpuUsage();
  const outcome = await outcomeOf(folder, listed);
  const { user, system } = process.cpuUsage(used);
  const ms = Math.round((user + system) / 1000);
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024);
  return { ...outcome, ms, peakMB };
}

async function outcomeOf(folder: string, listed: Listed): Promise<Omit<Outcome, 'ms' | 'peakMB'>> {
  try {
    const file = await openForeign(await nodeSourceFiles(path.join(folder, listed.file)), FOREIGN_READERS);
    const { recognised } = file;
    if (recognised.kind === 'refused') {
      const difference = await tensorDifference(file, folder, listed);
      return { kind: 'refused', got: `refused: ${said(recognised.reason)}`, difference };
    }
    const best = await bestOf(file, recognised, folder, listed);
    return { kind: 'ran', got: best.tried, difference: best.difference };
  } catch (error) {
    if (!isRnnLensError(error)) throw error;
    return { kind: 'error', got: `error: ${error.message}`, difference: null };
  }
}

function expectedIn(
  folder: string,
  { expected, weights }: Listed,
): readonly ReadonlyMap<string, TensorEntry>[] {
  const names = [
    ...(expected === undefined ? [] : [expected].flat()),
    ...(weights === undefined ? [] : [weights]),
  ];
  return names
    .filter((name) => existsSync(path.join(folder, name)))
    .map((name) => readSafetensors(readFileSync(path.join(folder, name))).tensors);
}

async function bestOf(file: ForeignFile, recognised: Recognised, folder: string, listed: Listed) {
  const ofTensors = await tensorDifference(file, folder, listed);
  let best = { difference: Infinity, tried: '' };
  for (const answers of combinations(recognised)) {
    const ran = await runDifference(file, recognised, answers, expectedIn(folder, listed));
    const difference = Math.max(ran, ofTensors);
    if (difference < best.difference) best = { difference, tried: `ran, ${answersText(answers)}` };
    if (best.difference <= TOLERANCE) break;
  }
  return best;
}

/** Numbers of a file against those of a file of weights, where there is one of the same names. */
async function tensorDifference(file: ForeignFile, folder: string, listed: Listed): Promise<number> {
  let most = 0;
  for (const tensors of expectedIn(folder, listed)) {
    if (tensors.has('tokens')) continue;
    for (const tensor of file.tensors) {
      const expected = tensors.get(tensor.name);
      if (expected) most = Math.max(most, sameNumbers(await tensor.values(), toFloat32(expected)));
    }
  }
  return most;
}

/** 0 for the same numbers bit for bit, NaN and infinite ones among them. */
function sameNumbers(a: Float32Array, b: Float32Array): number {
  return a.length === b.length && a.every((value, k) => Object.is(value, b[k])) ? 0 : Infinity;
}

/** The largest difference of what a network says and remembers of rows of ids. */
async function runDifference(
  file: ForeignFile,
  recognised: Recognised,
  answers: ImportAnswers,
  all: readonly ReadonlyMap<string, TensorEntry>[],
): Promise<number> {
  const vocabulary = vocabularyOfIds(rowsOf(await recognised.network(answers)));
  const given = { ...answers, predicts: 'classes' };
  const asked = await importPlan(recognised, { vocabulary, labels: null, answers });
  const hasPrediction = asked.questions.some(({ id }) => id === 'predicts');
  const plan = await importPlan(recognised, {
    ...{ vocabulary, labels: null, answers: hasPrediction ? given : answers },
  });
  const source = { file: file.format, format: file.format, sha256: '' };
  const { json, weights } = importedPackage(plan.network, plan.settings({ name: 'x', title: 'X', source }));
  const pipeline = new Pipeline(readModel(json, weights).model, loadEngine());
  let most = 0;
  for (const tensors of all)
    if (tensors.has('tokens')) most = Math.max(most, rowsDifference(pipeline, tensors));
  return most;
}

function rowsDifference(pipeline: Pipeline, tensors: ReadonlyMap<string, TensorEntry>): number {
  const [rows, time] = tensors.get('tokens')!.shape;
  const ids = toFloat32(tensors.get('tokens')!);
  const lengths = tensors.has('lengths')
    ? toFloat32(tensors.get('lengths')!)
    : new Float32Array(rows).fill(time);
  let most = 0;
  for (let row = 0; row < rows; row++) {
    const tokens = [...ids.subarray(row * time, row * time + lengths[row])].map(symbolOfId);
    const run = pipeline.run(tokens, Uint32Array.of(0, tokens.length));
    for (const [name, tensor] of tensors) {
      const own = ofRow(tensor, row, time, lengths[row]);
      if (name === 'logits' || name === 'probabilities')
        most = Math.max(most, differenceSaid(run, name, own));
      const layer = /^(?:h_l|layer_)(\d+)(_reverse)?$/.exec(name);
      if (layer) most = Math.max(most, differenceOfLayer(run, name, Number(layer[1]), own));
    }
  }
  return most;
}

/** Numbers of one row, without steps that are padding. */
function ofRow(tensor: TensorEntry, row: number, time: number, length: number): Float32Array {
  const values = toFloat32(tensor);
  const [rows, steps] = tensor.shape;
  const size = values.length / rows;
  const isOfSteps = tensor.shape.length === 3 && steps === time;
  return values.subarray(row * size, row * size + (isOfSteps ? (size / time) * length : size));
}

function differenceSaid({ heads }: PipelineRun, name: string, expected: Float32Array): number {
  const [head] = heads;
  if (!head) return Infinity;
  const { probabilities } = head;
  const classes = probabilities.length / head.labels.length;
  // One output is a yes or no: two classes.
  if (expected.length * 2 === probabilities.length && classes === 2) {
    const yes = Array.from(expected, (x) => (name === 'logits' ? 1 / (1 + Math.exp(-x)) : x));
    return distance(
      [...probabilities].filter((_, k) => k % 2 === 1),
      yes,
    );
  }
  if (name === 'probabilities') return distance(probabilities, expected);
  const softmax: number[] = [];
  for (let at = 0; at < expected.length; at += classes) {
    const row = expected.subarray(at, at + classes);
    const powers = [...row].map((x) => Math.exp(x - Math.max(...row)));
    const sum = powers.reduce((a, b) => a + b, 0);
    softmax.push(...powers.map((power) => power / sum));
  }
  return distance(probabilities, softmax);
}

/** h of a layer, of one direction or of both side by side; where fewer numbers are expected, its last states. */
function differenceOfLayer(
  { trace }: PipelineRun,
  name: string,
  layer: number,
  expected: Float32Array,
): number {
  const directions = trace.layers[layer];
  const hOf = (k: number): Float32Array =>
    Float32Array.from(quantityOf(trace, layer, k === 1 ? 'backward' : 'forward', 'h'));
  if (name.startsWith('h_l')) return distance(hOf(name.endsWith('_reverse') ? 1 : 0), expected);
  const parts = directions.map((_, k) => hOf(k)).filter((part) => part.length > 0);
  const steps = trace.offsets[trace.offsets.length - 1];
  const widths = parts.map((part) => part.length / steps);
  const row = (t: (k: number) => number): number[] =>
    parts.flatMap((part, k) => [...part.subarray(t(k) * widths[k], (t(k) + 1) * widths[k])]);
  const all = Array.from({ length: steps }, (_, t) => row(() => t)).flat();
  const sums = (values: readonly number[]): number[] => {
    const [width] = widths;
    const out: number[] = [];
    for (let at = 0; at < values.length; at += 2 * width)
      for (let k = 0; k < width; k++) out.push(values[at + k] + values[at + width + k]);
    return out;
  };
  const ends = row((k) => (k === 1 || isBackwardOnly(trace.config.layerUnits, layer) ? 0 : steps - 1));
  const candidates = [all, ends, ...(parts.length === 2 ? [sums(all)] : [])];
  return Math.min(...candidates.map((values) => distance(values, expected)));
}

function isBackwardOnly(units: readonly (readonly number[])[] | undefined, layer: number): boolean {
  return units?.[layer][0] === 0;
}
