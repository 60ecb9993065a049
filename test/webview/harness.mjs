// The panel without VS Code: its real bundle in a page with VS Code's strict policy, before a fake host.
// `node test/webview/harness.mjs` serves it for looking at; `?theme=light&tokens=2000000&cell=GRU&empty` vary it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../project.mjs';
import { themes } from './themes.mjs';

const NONCE = 'test';
const POLICY = `default-src 'none'; style-src 'self'; script-src 'nonce-${NONCE}'; font-src 'self'; img-src 'self' data:`;

/** Where tests find the bundles: made once for all of them. */
const BUNDLES = path.join(root, 'out', 'test', 'harness');

/** Bundles the panel and the fake host for tests. */
export async function writeHarness() {
  mkdirSync(BUNDLES, { recursive: true });
  for (const [name, text] of await bundles()) writeFileSync(path.join(BUNDLES, name), text);
}

/** What `writeHarness` wrote: path in the server → text. */
export function writtenHarness() {
  return new Map(
    readdirSync(BUNDLES).map((name) => [`/${name}`, readFileSync(path.join(BUNDLES, name), 'utf8')]),
  );
}

/** Bundles the panel and the fake host; resolves to path in the server → text. */
async function bundles() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      webview: 'webview/main.ts',
      fakeHost: 'test/webview/fakeHost.ts',
      fileView: 'webview/file/main.ts',
      fakeFileHost: 'test/webview/fakeFileHost.ts',
    },
    bundle: true,
    format: 'iife',
    target: 'es2022',
    mainFields: ['module', 'main'],
    outdir: 'out',
    write: false,
    logLevel: 'warning',
  });
  return new Map(outputFiles.map((file) => [`/${path.basename(file.path)}`, file.text]));
}

/** `bundle` is the page's, `host` the script that stands for the host; `file` is handed to it. */
function page(theme, { bundle = 'webview', host = 'fakeHost', file = null } = {}) {
  const variables = Object.entries(theme.variables).map(([name, value]) => `${name}: ${value};`);
  return {
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>RNN Lens</title>
<link rel="stylesheet" href="theme.css?${theme.class}"><link rel="stylesheet" href="${bundle}.css"></head>
<body class="${theme.class}" data-vscode-theme-kind="${theme.class}"><div id="app"${file === null ? '' : ` data-file="${file}"`}></div>
<script nonce="${NONCE}" src="${host}.js"></script><script nonce="${NONCE}" src="${bundle}.js"></script></body></html>`,
    css: `html { ${variables.join('\n')} }`,
  };
}

const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '': 'text/html' };

function textOf(pathname, theme, searchParams, files) {
  if (pathname === '/') return page(theme).html;
  if (pathname === '/theme.css') return page(theme).css;
  if (pathname !== '/file') return files.get(pathname);
  // A model file for the page that looks into it: its host gets the bytes with the page, which may load nothing.
  const path = searchParams.get('path');
  const bytes = path ? readFileSync(path).toString('base64') : '';
  return page(theme, { bundle: 'fileView', host: 'fakeFileHost', file: bytes }).html;
}

/** Serves the panel, of `files` or as it is now, on a free loopback port; resolves to its address and what ends it. */
export async function serveHarness(port = 0, files = null) {
  files ??= await bundles();
  const server = createServer((request, response) => {
    const { pathname, search, searchParams } = new URL(request.url, 'http://localhost');
    const byClass = Object.values(themes).find((theme) => theme.class === search.slice(1));
    const theme = byClass ?? themes[searchParams.get('theme') ?? 'dark'];
    const text = textOf(pathname, theme, searchParams, files);
    response.setHeader('Content-Type', `${TYPES[path.extname(pathname)] ?? 'text/plain'}; charset=utf-8`);
    response.setHeader('Content-Security-Policy', POLICY);
    response.statusCode = text === undefined ? 404 : 200;
    response.end(text);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  return { url: `http://127.0.0.1:${server.address().port}/`, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && import.meta.url.endsWith('harness.mjs')) {
  console.log((await serveHarness(Number(process.env.PORT ?? 0))).url);
}
