// Long runs of wrong files: `node test/fuzz/run.mjs onnx 100000 [seed] [target]` (ONNX, safetensors, ml5, vocabularies), or
// `torch` (PyTorch, pickles).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cpuMs } from './chance.js';
import { targets } from './onnxAndOthers.js';
import { torchTargets } from './torch.js';

const [, , kind, count = '10000', seed = '1', only = ''] = process.argv;
const found = path.resolve('out/fuzz');
mkdirSync(found, { recursive: true });
let failures = 0;
const all = kind === 'torch' ? torchTargets : targets;
for (const target of all(Number(seed), path.resolve('test/fixtures/import'))) {
  if (only !== '' && target.name !== only) continue;
  const started = performance.now();
  let [slowest, complaints, most] = [0, 0, 0];
  for (let k = 0; k < Number(count); k++) {
    const from = process.cpuUsage();
    const { complaint, bytes } = await target.run(k);
    slowest = Math.max(slowest, cpuMs(from));
    if (k % 1000 === 0) most = Math.max(most, process.memoryUsage().rss);
    if (complaint === null) continue;
    complaints++;
    if (complaints > 20) continue;
    const file = path.join(found, `${target.name}-${seed}-${k}`);
    writeFileSync(file, bytes);
    console.log(`${file}: ${complaint.split('\n').slice(0, 4).join('\n')}`);
  }
  failures += complaints;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(
    `${target.name}: ${count} inputs, ${complaints} complaints, slowest ${Math.round(slowest)} ms of CPU, ${Math.round(most / 2 ** 20)} MB, ${seconds} s`,
  );
}
process.exit(failures > 0 ? 1 : 0);
