// Wrong files for the readers of other frameworks: `node test/fuzz/run.mjs keras 100000 [first seed]`, or `onnx`, `torch`.
import { runBench } from '../bench/bundled.mjs';

const [kind = 'keras', ...args] = process.argv.slice(2);
await (kind === 'keras'
  ? runBench('../fuzz/kerasProgram', ...args)
  : runBench('../fuzz/targetsProgram', kind, ...args));
