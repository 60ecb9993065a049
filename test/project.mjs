// What the commands share before anything is installed: the project's folder, its packages, child processes.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, also when this module was bundled into `out/`. */
export const root = findRoot(path.dirname(fileURLToPath(import.meta.url)));

function findRoot(folder) {
  if (existsSync(path.join(folder, 'package-lock.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('The project folder (with package-lock.json) was not found.');
  return findRoot(parent);
}

/**
 * Runs a command to its end. Resolves to `{ code, output }`; `output` holds both streams unless `show` passes
 * them on as they come. A command that cannot start or runs longer than `timeoutMs` has code 127 or 124.
 */
export function run(command, args, { cwd = root, env = {}, show = false, timeoutMs = 15 * 60_000 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
      // npm is a .cmd file on Windows, and Node starts those through a shell only.
      shell: process.platform === 'win32' && command === 'npm',
    });
    let output = '';
    let timedOut = false;
    const collect = (chunk) => (output += chunk);
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    const stopChild = () => child.kill();
    process.once('exit', stopChild);
    const timer = setTimeout(() => {
      timedOut = true;
      output += `\n${command} took longer than ${timeoutMs / 1000} s and was stopped.\n`;
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    }, timeoutMs);
    const finish = (code, more = '') => {
      clearTimeout(timer);
      process.removeListener('exit', stopChild);
      resolve({ code, output: output + more });
    };
    child.once('error', (error) => finish(127, `${command}: ${error.message}\n`));
    child.once('close', (code) => finish(timedOut ? 124 : (code ?? 1)));
  });
}

let exitsOnSignals = false;

/** Lets `exit` listeners, which end child processes, also run when a signal ends this process. */
export function exitOnSignals() {
  if (exitsOnSignals) return;
  exitsOnSignals = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
}

/** Whether node_modules holds what package-lock.json asks for (`npm ci` leaves its own copy of the lock there). */
export function dependenciesAreCurrent() {
  const installed = lockedPackages('node_modules/.package-lock.json');
  const wanted = lockedPackages('package-lock.json');
  return Object.entries(wanted).every(([name, entry]) => {
    // The root entry is not installed; optional packages are for other systems.
    if (name === '' || entry.optional || entry.link) return true;
    return installed[name]?.version === entry.version && existsSync(path.join(root, name));
  });
}

function lockedPackages(file) {
  const full = path.join(root, file);
  return existsSync(full) ? (JSON.parse(readFileSync(full, 'utf8')).packages ?? {}) : {};
}
