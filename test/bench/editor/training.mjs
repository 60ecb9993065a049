// `npm run bench:training [-- --quick]`: typing while a network is trained. Writes its part of docs/benchmarks-live.md.
import { exitOnSignals } from '../../project.mjs';
import { runInEditor } from './bundle.mjs';

exitOnSignals();
const size = process.argv.includes('--quick') ? 'quick' : 'whole';
process.exit(await runInEditor('test/bench/editor/training.ts', size));
