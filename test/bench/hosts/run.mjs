// `npm run bench:hosts`: activation and first tags in Node's extension host and in the browser's.
import { parseArgs } from 'node:util';
import { buildExtension, bundleTests } from '../../prepare.mjs';
import { runBench } from '../bundled.mjs';

const { values: options } = parseArgs({
  options: {
    /** Fresh windows of each host. */
    rounds: { type: 'string', default: '5' },
  },
});
const { code, output } = await buildExtension();
if (code !== 0) throw new Error(output);
await bundleTests();
await runBench('hosts/hosts', options.rounds);
