// `npm run bench:units`: what one question of the view of units costs the engine. Prints.
import { runBench } from '../bundled.mjs';

await runBench('units/units');
