// `npm run bench:heatmap`: how soon the heatmap of a large network is seen, and how it moves. Writes
// docs/benchmarks-panel.md.
import { parseArgs } from 'node:util';
import { runBench } from '../bundled.mjs';

const { values: options } = parseArgs({
  options: {
    /** Few frames, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
  },
});
await runBench('heatmap/heatmap', options.quick ? 'quick' : 'whole');
