// What is asked of 512 units over a text of 100,000 steps: rank, cluster, match. The states are there already (a formula): what
// is measured is the work on them, its processor time, and the longest stretch without a turn for others; and how long the
// thread works that asked, which in the extension is the host's.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { rankUnits } from '../../../src/core/analysis/rankSelection.js';
import { Random } from '../../../src/core/math/random.js';
import { readModel } from '../../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../../src/core/pipeline.js';
import { loadEngine } from '../../../src/kernel/load.js';
import type { EngineDocument, StepWindow } from '../../../src/worker/documents/engineDocument.js';
import { unitOrder } from '../../../src/worker/unitOrder.js';
import { unitMatches } from '../../../src/worker/unitWalks.js';

const UNITS = 512;
const STEPS = 100_000;
const ROUNDS = 3;
const CHOSEN = [[5_000, 5_040]] as const;
const OTHERS = Array.from({ length: 40 }, (_, k) => [7_000 + 2_000 * k, 7_040 + 2_000 * k] as const);

const place = { layer: 0, direction: 'forward', quantity: 'h' } as const;

/** Units that are on for a while, off for a while, and drift. */
function made(): Float32Array {
  const random = new Random(7);
  const values = new Float32Array(STEPS * UNITS);
  const current = new Float32Array(UNITS);
  for (let step = 0; step < STEPS; step++)
    for (let unit = 0; unit < UNITS; unit++) {
      const left = 1 / (2 + (unit % 60));
      current[unit] += left * (2 * random.next() - 1 - 0.3 * current[unit]);
      values[step * UNITS + unit] = Math.tanh(current[unit]);
    }
  return values;
}

/** A document whose states are these; nothing is run. */
function fakeDocument(states: Float32Array): EngineDocument {
  const folder = 'media/models/tolstoy-gru';
  const read = readModel(
    readFileSync(`${folder}/model.json`, 'utf8'),
    readFileSync(`${folder}/weights.safetensors`),
  );
  const rnn = { ...read.model.architecture.rnn, hiddenSize: UNITS };
  const model = { ...read.model, architecture: { ...read.model.architecture, rnn } };
  const pipeline = new Pipeline(model, loadEngine());
  const tokens = Uint32Array.from({ length: STEPS }, (_, step) => step);
  const window = (from: number, to: number): Pick<StepWindow, 'tokens' | 'values'> => ({
    tokens: tokens.subarray(from, to),
    values: () => states.subarray(from * UNITS, to * UNITS),
  });
  const flat = () => ({ starts: tokens, ends: tokens.map((token) => token + 1) });
  return { pipeline, stepCount: STEPS, tokenCount: STEPS, window, flat } as unknown as EngineDocument;
}

type Turn = () => Promise<void>;

/** Median wall and processor time and the longest wait for a turn of a question, in milliseconds. */
async function measure(what: string, most: number, ask: (turn: Turn) => Promise<unknown>): Promise<void> {
  const times: (readonly [wall: number, cpu: number, wait: number])[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    let [last, longest] = [wall, 0];
    const answer = await ask(async () => {
      longest = Math.max(longest, performance.now() - last);
      await new Promise(setImmediate);
      last = performance.now();
    });
    const { user, system } = process.cpuUsage(cpu);
    parentPort?.postMessage({ answer });
    times.push([performance.now() - wall, (user + system) / 1000, longest]);
  }
  const [wall, cpu, wait] = times.sort((a, b) => a[1] - b[1])[ROUNDS >> 1].map((time) => time.toFixed(0));
  parentPort?.postMessage(
    `${what.padEnd(8)} ${wall} ms, processor ${cpu} ms (bar ${most} ms), longest without a turn ${wait} ms`,
  );
}

/** The questions, in a thread of their own as in the extension. */
async function answer(): Promise<void> {
  const document = fakeDocument(made());
  const read = {
    rnn: document.pipeline.model.architecture.rnn,
    stepCount: STEPS,
    flat: () => document.flat(),
    window: (from: number, to: number) => document.window(from, to),
  };
  const done = (): void => undefined;
  await measure('rank', 2000, (turn) => rankUnits(read, { chosen: CHOSEN, others: OTHERS }, { turn, done }));
  await measure('cluster', 3000, (turn) => unitOrder(document, place, { turn, done }));
  const units = Array.from({ length: 40 }, (_, unit) => 12 * unit);
  const query = {
    ...place,
    units,
    threshold: 0.3,
    side: 'high',
    fromStep: 5_000,
    toStep: 5_040,
    most: 100,
  } as const;
  await measure('match', 3000, (turn) => unitMatches(document, query, { turn, done }));
}

/** Asks, shows what is said, and measures how long this thread has to wait for a turn meanwhile. */
function host(): void {
  console.log(`${UNITS} units × ${STEPS} steps, Node ${process.version}`);
  const worker = new Worker(import.meta.filename);
  const { eventLoopUtilization } = performance;
  let before = eventLoopUtilization();
  let most = 0;
  worker.on('message', (said: unknown) => {
    if (typeof said === 'string') console.log(said);
    // All that this thread worked since the last answer came, in one turn or in some.
    setImmediate(() => {
      const { active } = eventLoopUtilization(before);
      before = eventLoopUtilization();
      most = Math.max(most, active);
    });
  });
  worker.on('error', (error) => {
    throw error;
  });
  worker.on('exit', () =>
    console.log(`the thread that asks works ${most.toFixed(1)} ms at most (bar 16 ms)`),
  );
}

if (isMainThread) host();
else await answer();
