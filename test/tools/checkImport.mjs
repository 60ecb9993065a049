// npm run check:import -- DIR ...: model files of other people through the whole import, as a table.
import { runTypeScript } from '../bench/bundled.mjs';

await runTypeScript('test/tools/checkImport.ts', ...process.argv.slice(2));
