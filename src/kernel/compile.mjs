// An esbuild plugin: `import bytes from 'kernel:relaxed'` is the kernels' WebAssembly, compiled from assembly/ when
// the sources changed since it was last compiled.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const cache = path.join(here, '..', '..', 'out', 'kernel');

/** What differs between the two modules; only the second can multiply 8-bit numbers fast. */
const variants = {
  plain: { entries: ['index.ts'], options: ['--use', 'RELAXED=0'] },
  relaxed: {
    entries: ['index.ts', 'quantised.ts'],
    options: ['--use', 'RELAXED=1', '--enable', 'relaxed-simd'],
  },
};

export const kernels = {
  name: 'kernels',
  setup(build) {
    build.onResolve({ filter: /^kernel:(plain|relaxed)$/ }, ({ path: name }) => ({
      path: name.slice('kernel:'.length),
      namespace: 'kernel',
    }));
    build.onLoad({ filter: /.*/, namespace: 'kernel' }, async ({ path: variant }) => ({
      contents: await compiled(variant),
      loader: 'binary',
      watchFiles: sources(),
    }));
  },
};

function sources() {
  const folder = path.join(here, 'assembly');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Compilations that are under way: several bundles of one build want the same module at the same time. */
const underWay = new Map();

async function compiled(variant) {
  const hash = createHash('sha256').update(JSON.stringify(variants[variant]));
  for (const file of [...sources(), fileURLToPath(import.meta.url)]) hash.update(readFileSync(file));
  const target = path.join(cache, `${variant}-${hash.digest('hex').slice(0, 16)}.wasm`);
  if (!existsSync(target)) {
    if (!underWay.has(target)) underWay.set(target, compile(variant, target));
    await underWay.get(target);
  }
  return readFileSync(target);
}

async function compile(variant, target) {
  const { main } = await import('assemblyscript/asc');
  mkdirSync(cache, { recursive: true });
  // Written beside and renamed: two builds may run at the same time.
  const temporary = `${target}.${process.pid}.${variant}`;
  const { error, stderr } = await main([
    ...variants[variant].entries.map((entry) => path.join(here, 'assembly', entry)),
    ...['-o', temporary, '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'],
    // Constants lie behind the zeros of memory.ts.
    ...['--memoryBase', '4160'],
    ...['--baseDir', '/', ...variants[variant].options],
  ]);
  if (error) throw new Error(`The kernels do not compile: ${error.message}\n${stderr.toString()}`);
  renameSync(temporary, target);
}
