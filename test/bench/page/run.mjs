// `npm run bench:page`: what a key costs the panel's page, by the length of the document. Writes its part of
// docs/benchmarks-live.md.
import { parseArgs } from 'node:util';
import { runBench } from '../bundled.mjs';

const { values: options } = parseArgs({
  options: {
    /** Few keys, to see that it works; docs/ stays as it is. */
    quick: { type: 'boolean', default: false },
  },
});
await runBench('page/keys', options.quick ? 'quick' : 'whole');
