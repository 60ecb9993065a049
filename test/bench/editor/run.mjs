// `npm run bench:editor`: what typing costs in a real VS Code. Writes its part of docs/benchmarks-live.md.
import { parseArgs } from 'node:util';
import { exitOnSignals } from '../../project.mjs';
import { runInEditor } from './bundle.mjs';

const { values: options } = parseArgs({
  options: {
    /** One small document and few keys, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
    /** Edits over which memory is watched; 0 leaves that out. */
    edits: { type: 'string', default: '10000' },
  },
});
exitOnSignals();
const size = options.quick ? 'quick' : 'whole';
process.exit(await runInEditor('test/bench/editor/editor.ts', size, options.edits));
