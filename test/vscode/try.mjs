// `npm run try`: VS Code in the browser with this extension loaded, on the sample texts. Needs Node and npm only.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildExtension, installDependencies } from '../prepare.mjs';
import { root } from '../project.mjs';
import { ensureServer, startServer } from './server.mjs';

const samples = path.join(root, 'media', 'samples');
const { values: options } = parseArgs({
  options: {
    'no-open': { type: 'boolean', default: false },
    port: { type: 'string', default: '0' },
    /** In the browser's extension host, as on vscode.dev. */
    web: { type: 'boolean', default: false },
  },
});

try {
  await prepare();
  await ensureServer(console.log);
  await serve();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function prepare() {
  await installDependencies(console.log);
  console.log('Building the extension ...');
  const { code, output } = await buildExtension();
  if (code !== 0) throw new Error(`The extension could not be built:\n${output}`);
}

async function serve() {
  const settings = {
    // These are the person's own files, in a window that lives as long as this command: nothing to distrust.
    'security.workspace.trust.enabled': false,
    // This VS Code comes without TypeScript, and would say so where a program is opened.
    'typescript.tsdk': path.join(root, 'node_modules', 'typescript', 'lib'),
    'typescript.disableAutomaticTypeAcquisition': true,
  };
  const server = await startServer({
    port: Number(options.port),
    settings,
    host: options.web ? 'web' : 'node',
  });
  // A copy: what is typed into them is nobody's loss.
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'rnn-lens-')), 'samples');
  cpSync(samples, folder, { recursive: true });
  const url = server.url(folder);
  console.log(`
VS Code with RNN Lens is running. Open this address in Chrome, Edge, Firefox or Safari:

${url}

Then click "RNN Lens" in the status bar, or press F1 and type "RNN Lens". Ctrl-C here ends it.
In desktop VS Code instead: code "--extensionDevelopmentPath=${root}" "${samples}"
`);
  if (!options['no-open']) openInBrowser(url);
}

/** A convenience only: where there is no browser to start, the printed address is enough. */
function openInBrowser(url) {
  const [command, ...args] = {
    darwin: ['open', url],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', url],
  }[process.platform] ?? ['xdg-open', url];
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.once('error', () => undefined);
  child.unref();
}
