// Finds a Chrome or Chromium for the tests, and installs Debian's where that is possible.
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { run } from '../project.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of a Chrome or Chromium, or undefined. The variable RNN_LENS_CHROME goes first. */
export function findBrowser() {
  const named = process.env.RNN_LENS_CHROME;
  if (named) return isExecutable(named) ? named : undefined;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...found, ...places].find(isExecutable);
}

/** A browser's path, after installing one if need be. Throws a sentence that says what to install. */
export async function ensureBrowser(say = () => {}) {
  if (process.env.RNN_LENS_CHROME && !findBrowser())
    throw new Error(`RNN_LENS_CHROME names ${process.env.RNN_LENS_CHROME}, which is no program.`);
  const missing = [
    ...(findBrowser() ? [] : ['chromium']),
    ...((await hasKoreanFont()) ? [] : ['fonts-noto-cjk']),
  ];
  if (missing.length > 0 && canInstall()) await install(missing, say);
  const browser = findBrowser();
  if (browser) return browser;
  throw new Error(
    'The tests in VS Code need Chrome or Chromium: install one (on Debian: apt-get install chromium fonts-noto-cjk), ' +
      'or name its program in the variable RNN_LENS_CHROME.',
  );
}

async function hasKoreanFont() {
  // Systems other than Linux bring Korean fonts.
  if (process.platform !== 'linux') return true;
  const { code, output } = await run('fc-list', [':lang=ko', 'family']);
  return code === 0 && output.trim() !== '';
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

async function install(packages, say) {
  say(`Installing ${packages.join(' and ')} ...`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update'], { env });
  const { code, output } = await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
    env,
  });
  if (code !== 0) say(`apt-get could not install ${packages.join(' and ')}:\n${output.slice(-800)}`);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
