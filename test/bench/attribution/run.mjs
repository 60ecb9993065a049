// `npm run bench:attribution`: what one question of the view of attributions costs the engine. Prints.
import { runBench } from '../bundled.mjs';

await runBench('attribution/attribution');
