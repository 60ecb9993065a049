// `npm run bench:imported`: what an imported model costs beside one of the project of its size. Prints.
import { runBench } from '../bundled.mjs';

await runBench('imported/imported');
