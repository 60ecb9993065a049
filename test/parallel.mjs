// GNU parallel for the tests that run the command line on several hosts: found, or installed from Debian's packages.
import { existsSync } from 'node:fs';
import { run } from './project.mjs';

async function isThere() {
  const { code, output } = await run('parallel', ['--version']);
  return code === 0 && output.startsWith('GNU parallel');
}

/** Sees to it that GNU parallel is there, where that is possible; the test that needs it says what is missing. */
export async function ensureParallel(say = () => {}) {
  const canInstall =
    process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
  if ((await isThere()) || !canInstall) return;
  say('Installing parallel ...');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', 'parallel'], {
    env,
  });
  if (code !== 0) say(`apt-get could not install parallel:\n${output.slice(-800)}`);
}
