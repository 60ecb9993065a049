// `npm run pictures`: makes the README's pictures anew in a real VS Code and writes them to media/. `--program views` takes every
// view of the panel instead, `--program stranger` a stranger's first minutes.
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
const [flag, named, ...rest] = process.argv.slice(2);
const isNamed = flag === '--program' && ['views', 'stranger'].includes(named);
const program = isNamed ? named : 'pictures';
const outfile = path.join(root, 'out', 'pictures', `${program}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [`test/pictures/${program}.ts`],
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  outfile,
});
const { code } = await run(process.execPath, [outfile, ...(isNamed ? rest : process.argv.slice(2))], {
  show: true,
});
process.exit(code);
