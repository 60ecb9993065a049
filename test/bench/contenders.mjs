// The packages that RNN Lens is measured against, and a newer Node, in an ignored folder; versions are pinned.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run } from '../project.mjs';

const nodeVersion = '24.21.0';
const system = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node-${system}-${process.arch}`;

const packages = {
  'onnxruntime-node': '1.30.0',
  'onnxruntime-web': '1.30.0',
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  [nodePackage]: nodeVersion,
};

const versions = Object.values(packages).join('-');
const home = path.join(root, 'out', 'bench-contenders', versions);

/** Installs the contenders once; resolves to the folder of their packages and to the newer Node's program. */
export async function ensureContenders(say = () => {}) {
  if (!existsSync(home)) await install(say);
  const folder = path.join(home, 'node_modules');
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  return { folder, node: path.join(folder, nodePackage, 'bin', program) };
}

async function install(say) {
  say('Installing the contenders (about 700 MB on disk) ...');
  // The folder gets its name when it is complete, so a broken download is never taken for a finished one.
  const partial = `${home}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  writeFileSync(
    path.join(partial, 'package.json'),
    JSON.stringify({ private: true, dependencies: packages }),
  );
  try {
    // Without their scripts: the Node package's would download another Node, ONNX Runtime's a GPU build.
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { code, output } = await run('npm', args, { cwd: partial });
    if (code !== 0) throw new Error(`The contenders could not be installed:\n${output.trim()}`);
    if (!existsSync(home)) renameSync(partial, home);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
