// `npm run bench:heatmap`: how soon the heatmap of a large network is seen, and how it moves. Writes
// docs/benchmarks-panel.md.
import { parseArgs } from 'node:util';
import { writeHarness } from '../../webview/harness.mjs';
import { runBench } from '../bundled.mjs';

const { values: options } = parseArgs({
  options: {
    /** Few frames, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
  },
});
// The page as it is now, not as tests saw it last.
await writeHarness();
await runBench('heatmap/heatmap', options.quick ? 'quick' : 'whole');
