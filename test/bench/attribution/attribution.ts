// Attribution of one prediction of the English tagger (LSTM, 2 layers × 2 directions × 160 units) in a sentence of 40
// words: medians of some rounds.
import { readFileSync } from 'node:fs';
import { attribute } from '../../../src/core/analysis/attribution/attribute.js';
import type { AttributionMethod } from '../../../src/core/analysis/attribution/method.js';
import { readModel } from '../../../src/core/formats/modelPackage.js';
import { Pipeline } from '../../../src/core/pipeline.js';
import { segmentText } from '../../../src/core/text/segmentation.js';
import { loadEngine } from '../../../src/kernel/load.js';

const TOKENS = 40;
const ROUNDS = 31;

const folder = 'media/models/english-pos';
const { model } = readModel(
  readFileSync(`${folder}/model.json`, 'utf8'),
  readFileSync(`${folder}/weights.safetensors`),
);
const engine = loadEngine();
const pipeline = new Pipeline(model, engine);
const text = readFileSync('media/samples/lighthouse.txt', 'utf8');
const { starts, ends } = segmentText(text, 'english', 'document');
const tokens = Array.from(starts.subarray(0, TOKENS), (start, t) => text.slice(start, ends[t]));

/** Median wall and processor time of a question, in milliseconds. */
function measure(method: AttributionMethod, withPairs: boolean): readonly [wall: number, cpu: number] {
  const question = { token: 20, head: 0, label: null, method, withPairs, isExpectation: false };
  const times = Array.from({ length: ROUNDS }, () => {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    for (const share of attribute(pipeline, { tokens }, question)) void share;
    const { user, system } = process.cpuUsage(cpu);
    return [performance.now() - wall, (user + system) / 1000] as const;
  }).slice(1);
  const median = (k: 0 | 1): number => times.map((time) => time[k]).sort((a, b) => a - b)[times.length >> 1];
  return [median(0), median(1)];
}

console.log(`${TOKENS} tokens, kernels: ${engine.name}, Node ${process.version}`);
for (const [method, withPairs] of [
  ['gradient', false],
  ['gradient', true],
  ['hide', false],
  ['hide', true],
] as const) {
  const [wall, cpu] = measure(method, withPairs);
  const what = `${method}${withPairs ? ', all pairs' : ''}`;
  console.log(`${what.padEnd(20)} ${wall.toFixed(1)} ms (processor ${cpu.toFixed(1)} ms)`);
}
