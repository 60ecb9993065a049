// Tries model files of other people through the whole import: npm run check:import -- DIR ...
// A folder has one entry a folder, each with meta.json (what is expected) and, where values can be computed,
// expected.safetensors: ids* and what the network says (probs*, logits*, log_probs*) and remembers (all others).
// Or it has a manifest.json that lists files with what is expected of each (checkReference.ts).
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { nodeSourceFiles } from '../../src/files/nodeFiles.js';
import { readSafetensors, toFloat32, type TensorEntry } from '../../src/core/formats/safetensors.js';
import { readModel, type ModelManifest } from '../../src/core/formats/modelPackage.js';
import type { ForeignFile, ImportAnswers, Recognised } from '../../src/core/import/foreign.js';
import { importedPackage } from '../../src/core/import/importedModel.js';
import { importPlan } from '../../src/core/import/importPlan.js';
import { rowsOf } from '../../src/core/import/networkFacts.js';
import { openForeign } from '../../src/core/import/openForeign.js';
import { FOREIGN_READERS } from '../../src/core/import/readers.js';
import { Pipeline, type PipelineRun } from '../../src/core/pipeline.js';
import { isRnnLensError } from '../../src/core/problems.js';
import { quantityOf } from '../../src/core/rnn/stack.js';
import { PADDING } from '../../src/core/tokens/windows.js';
import { loadEngine } from '../../src/kernel/load.js';
import { checkReference, tryAlone } from './checkReference.js';
import {
  answersText,
  combinations,
  distance,
  FIRST_ID,
  said,
  symbolOfId,
  vocabularyOfIds,
} from './importTrials.js';

interface Meta {
  readonly id: string;
  readonly expect: string;
  readonly message?: string;
  readonly source: { readonly files: readonly { readonly file: string }[] };
}

/** What came of an entry. */
interface Outcome {
  readonly got: string;
  /** Of values, against those expected; null where there are none. */
  readonly difference: number | null;
  readonly isRight: boolean;
}

const TOLERANCE = { says: 1e-5, remembers: 2e-5 };

const engine = loadEngine();
const folders = process.argv.slice(2);
if (folders[0] === '--alone') {
  await tryAlone(folders[1], folders[2]);
  process.exit();
}
if (folders.length === 0) throw new Error('Give a folder of entries.');
let wrong = 0;
for (const folder of folders) {
  if (existsSync(path.join(folder, 'manifest.json'))) {
    wrong += checkReference(folder);
    continue;
  }
  for (const name of readdirSync(folder).sort()) {
    const entry = path.join(folder, name);
    if (!existsSync(path.join(entry, 'meta.json'))) continue;
    const meta = JSON.parse(readFileSync(path.join(entry, 'meta.json'), 'utf8')) as Meta;
    const started = performance.now();
    const outcome = await tryEntry(entry, meta);
    if (!outcome.isRight) wrong++;
    const cells = [
      outcome.isRight ? '✔' : '✖',
      meta.id,
      meta.expect,
      outcome.got,
      outcome.difference === null ? '' : outcome.difference.toExponential(1),
      `${Math.round(performance.now() - started)} ms`,
    ];
    console.log(cells.join('\t'));
    if (meta.message !== undefined) console.log(`\t  meant: ${meta.message}`);
  }
}
console.log(wrong === 0 ? 'All as expected.' : `${wrong} not as expected.`);
process.exitCode = wrong === 0 ? 0 : 1;

async function tryEntry(entry: string, meta: Meta): Promise<Outcome> {
  const mayRefuse = /refuse|op-test/.test(meta.expect);
  try {
    const file = await openForeign(
      await nodeSourceFiles(path.join(entry, mainFile(entry, meta))),
      FOREIGN_READERS,
    );
    if (file.recognised.kind === 'refused')
      return { got: `refused: ${said(file.recognised.reason)}`, difference: null, isRight: mayRefuse };
    const needed = file.recognised.questions.find(({ isNeeded }) => isNeeded);
    if (needed && mayRefuse) return { got: `asks: ${said(needed.text)}`, difference: null, isRight: true };
    if (!existsSync(path.join(entry, 'expected.safetensors')))
      return { got: 'recognised', difference: null, isRight: false };
    const { difference, tried } = await bestOf(file, file.recognised, entry);
    const mayRun = !/^refuse/.test(meta.expect);
    return { got: `ran, ${tried}`, difference, isRight: mayRun && difference <= 1 };
  } catch (error) {
    if (!isRnnLensError(error)) throw error;
    return { got: `error: ${error.message}`, difference: null, isRight: mayRefuse };
  }
}

/** The file that is a model: the largest that is no vocabulary, document or expectation. */
function mainFile(entry: string, { source }: Meta): string {
  const files = source.files
    .map(({ file }) => file)
    .filter(
      (file) =>
        existsSync(path.join(entry, file)) &&
        !/vocab|index|w2idx|token|char_indices|labels|\.(txt|js|md|py)$/i.test(file),
    );
  const named = files.find((file) => /(^|\/)(model|manifest)\.json$|(^|\/)model\.onnx$/.test(file));
  if (named) return named;
  return files.sort((a, b) => statSync(path.join(entry, b)).size - statSync(path.join(entry, a)).size)[0];
}

/** Tries the answers to what a file leaves open; the values decide, as a person would by looking at them. */
async function bestOf(
  file: ForeignFile,
  recognised: Recognised,
  entry: string,
): Promise<{ difference: number; tried: string }> {
  let best = { difference: Infinity, tried: 'nothing' };
  for (const answers of combinations(recognised)) {
    const difference = await largestDifference(file, recognised, entry, answers);
    const tried = answersText(answers);
    if (difference < best.difference) best = { difference, tried };
    if (best.difference <= 1) break;
  }
  return best;
}

/** Differences as multiples of what is allowed. */
async function largestDifference(
  file: ForeignFile,
  recognised: Recognised,
  entry: string,
  answers: ImportAnswers,
): Promise<number> {
  const { tensors } = readSafetensors(readFileSync(path.join(entry, 'expected.safetensors')));
  const first = await recognised.network(answers);
  const rows = rowsOf(first);
  const vocabulary = vocabularyOfIds(rows);
  const plan = await importPlan(recognised, { vocabulary, labels: null, answers });
  const source = { file: 'x', format: file.format, sha256: '' };
  let most = 0;
  for (const [name, tensor] of tensors) {
    const suffix = /^ids(.*)$/.exec(name)?.[1];
    if (suffix === undefined) continue;
    const { window, padId, isMasked } = plan.network.reading;
    const all = [...toFloat32(tensor)];
    const ids = isMasked ? all.filter((id) => id !== padId) : all;
    const isPad = (id: number): boolean => window !== null && !isMasked && id === padId;
    const tokens = ids.map((id) => (isPad(id) ? PADDING : symbolOfId(id)));
    const settings = plan.settings({ name: 'x', title: 'x', source });
    const { json, weights, manifest } = importedPackage(plan.network, settings);
    const pipeline = new Pipeline(readModel(json, weights).model, engine);
    const run = pipeline.run(tokens, Uint32Array.of(0, tokens.length));
    for (const [other, expected] of tensors) {
      if (/^ids/.test(other) || !other.endsWith(suffix)) continue;
      const values = toFloat32(expected);
      const isSaid = /^(probs|logits|log_probs)/.test(other);
      // Of windows that slide each token is the last of its own: what is expected of the others is not seen.
      const seen = manifest.window?.slides ? values.subarray(-values.length / lengthOf(expected)) : values;
      const differs = isSaid
        ? differenceSaid(run, orderOf(manifest), other, values) / TOLERANCE.says
        : differenceRemembered(run, seen) / TOLERANCE.remembers;
      most = Math.max(most, differs);
    }
  }
  return most;
}

/** Rows of a tensor of several steps; 1 of a vector. */
function lengthOf({ shape }: TensorEntry): number {
  return shape.length > 1 ? shape[0] : 1;
}

/** For a language model the file's id of each of its labels, whose order is the vocabulary's; else null. */
function orderOf({ task, heads }: ModelManifest): readonly number[] | null {
  if (task !== 'language-model') return null;
  return heads[0].labels.map((label) => (label === '\u{fffd}' ? -1 : label.codePointAt(0)! - FIRST_ID));
}

/** Of the head's rows, and where fewer were expected of the last of them. */
function differenceSaid(
  run: PipelineRun,
  order: readonly number[] | null,
  name: string,
  expected: Float32Array,
): number {
  const [head] = run.heads;
  if (!head) return Infinity;
  const classes = head.probabilities.length / Math.max(1, head.labels.length);
  const ours = order ? inOrder(head.probabilities, order) : [...head.probabilities];
  const isBinary = classes === 2 && expected.length * 2 <= ours.length;
  const got = isBinary ? ours.filter((_, k) => k % 2 === 1) : ours;
  const width = isBinary ? 1 : order ? order.length - 1 : classes;
  const wanted = probabilitiesOf(name, expected, width);
  const tail = got.slice(got.length - wanted.length);
  return Math.min(distance(tail, wanted), distance(got.slice(0, wanted.length), wanted));
}

/** Probabilities of symbols by their ids in the file. */
function inOrder(probabilities: ArrayLike<number>, order: readonly number[]): number[] {
  const [classes, ids] = [order.length, order.length - 1];
  const out = new Array<number>((probabilities.length / classes) * ids).fill(0);
  for (let row = 0; row * classes < probabilities.length; row++)
    order.forEach((id, k) => {
      if (id >= 0) out[row * ids + id] = probabilities[row * classes + k];
    });
  return out;
}

function probabilitiesOf(name: string, values: Float32Array, width: number): number[] {
  if (name.startsWith('probs')) return [...values];
  const out: number[] = [];
  for (let at = 0; at < values.length; at += width) {
    const row = values.subarray(at, at + width);
    const most = Math.max(...row);
    const powers = [...row].map((x) => Math.exp(x - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    out.push(...powers.map((power) => power / sum));
  }
  return out;
}

/** Of the layer, or both directions of it, that it is nearest to. */
function differenceRemembered(run: PipelineRun, expected: Float32Array): number {
  const { trace } = run;
  const steps = trace.offsets[trace.offsets.length - 1];
  const candidates: number[][] = [[...trace.inputs[0]], [...trace.output]];
  trace.layers.forEach((directions, layer) => {
    const parts = directions.map((_, k) => quantityOf(trace, layer, k === 1 ? 'backward' : 'forward', 'h'));
    candidates.push(...parts.map((part) => [...part]));
    if (parts.length === 2) candidates.push(beside(parts, steps));
  });
  // What is a layer's has whole steps; the weights of an attention are no states.
  const ofSteps = candidates.filter((values) => expected.length % (values.length / steps) === 0);
  if (ofSteps.length === 0) return 0;
  const near = ofSteps.map((values) =>
    Math.min(
      distance(values.slice(0, expected.length), expected),
      distance(values.slice(Math.max(0, values.length - expected.length)), expected),
    ),
  );
  return Math.min(...near);
}

function beside(parts: readonly ArrayLike<number>[], steps: number): number[] {
  const out: number[] = [];
  for (let step = 0; step < steps; step++)
    for (const part of parts) {
      const width = part.length / steps;
      for (let k = 0; k < width; k++) out.push(part[step * width + k]);
    }
  return out;
}
