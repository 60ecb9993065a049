// `npm run pictures`: makes the README's pictures anew in a real VS Code and writes them to media/.
import path from 'node:path';
import { buildExtension, installDependencies } from '../prepare.mjs';
import { exitOnSignals, root, run } from '../project.mjs';
import { ensureBrowser } from '../vscode/browser.mjs';
import { ensureServer } from '../vscode/server.mjs';

exitOnSignals();
await installDependencies(console.log);
const built = await buildExtension();
if (built.code !== 0) throw new Error(built.output);
await ensureBrowser(console.log);
await ensureServer(console.log);
const { build } = await import('esbuild');
const outfile = path.join(root, 'out', 'pictures', 'pictures.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/pictures/pictures.ts'],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outfile,
});
const { code } = await run(process.execPath, [outfile, ...process.argv.slice(2)], { show: true });
process.exit(code);
