// Long runs of wrong Keras files: `node test/fuzz/run.mjs keras 100000 [first seed]`.
import { fuzzKeras } from './keras.js';

const [count = '10000', firstSeed = '1'] = process.argv.slice(2);
const PART = 5000;
let [inputs, found] = [0, 0];
const totals = { run: 0, refused: 0, failed: 0 };
let [slowest, peak] = [0, 0];
for (let seed = Number(firstSeed); inputs < Number(count); seed += PART) {
  const result = await fuzzKeras(Math.min(PART, Number(count) - inputs), seed);
  inputs += result.inputs;
  for (const key of ['run', 'refused', 'failed'] as const) totals[key] += result[key];
  [slowest, peak] = [Math.max(slowest, result.slowestMs), Math.max(peak, result.peakBytes)];
  for (const { seed: at, what } of result.findings.slice(0, 5)) console.log(`seed ${at}: ${what}`);
  found += result.findings.length;
  console.log(
    `${inputs} inputs: ${totals.run} ran, ${totals.refused} refused, ${totals.failed} failed with a sentence or a finding; ` +
      `slowest ${slowest.toFixed(0)} ms, ${(peak / 2 ** 20).toFixed(0)} MiB more, ${found} findings`,
  );
}
process.exitCode = found > 0 ? 1 : 0;
