import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sourceFiles } from '../tools/sources.js';

/** What each folder may import from: the arrows of ARCHITECTURE.md. A path outside this list is a mistake. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/core': ['src/core'],
  'src/protocol': ['src/protocol', 'src/core'],
  // Compiled by another compiler into what the loader imports.
  'src/kernel/assembly': ['src/kernel/assembly'],
  'src/kernel': ['src/kernel', 'src/core'],
  // Node's files by parts: for the command line and for the worker of Node.
  'src/files': ['src/files', 'src/core'],
  // Training on several cores, for the command line and for the worker that trains.
  'src/threads': ['src/threads', 'src/kernel', 'src/core'],
  'src/worker': ['src/worker', 'src/protocol', 'src/kernel', 'src/files', 'src/threads', 'src/core'],
  'src/live': ['src/live', 'src/protocol', 'src/core'],
  'src/models': ['src/models', 'src/core'],
  // What other extensions are given has its types in a file that is published.
  'src/host': ['src/host', 'src/live', 'src/models', 'src/protocol', 'src/core', 'media/api'],
  'src/cli': ['src/cli', 'src/models', 'src/kernel', 'src/files', 'src/threads', 'src/core'],
  'src/extension.node.ts': ['src/host', 'src/live', 'src/worker'],
  'src/extension.web.ts': ['src/host', 'src/live', 'src/worker'],
  webview: ['webview', 'src/protocol', 'src/core'],
};

/** Packages a folder may use; `node:` and `vscode` are packages here. */
const MAY_USE: Record<string, RegExp> = {
  'src/core': /^(@tensorflow\/tfjs|fflate)$/,
  'src/protocol': /^$/,
  'src/kernel/assembly': /^$/,
  'src/kernel': /^(kernel:(plain|relaxed)|ml-pca)$/,
  'src/files': /^node:/,
  'src/threads': /^node:/,
  'src/worker': /^(node:|ml-hclust$|@tensorflow\/tfjs$)/,
  'src/live': /^$/,
  'src/models': /^$/,
  'src/host': /^vscode$/,
  'src/cli': /^(node:|@tensorflow\/tfjs$)/,
  'src/extension.node.ts': /^(node:|vscode$)/,
  'src/extension.web.ts': /^vscode$/,
  webview: /^(@vscode\/webview-ui-toolkit|uplot(\/dist\/uPlot\.min\.css)?)$/,
};

/**
 * The rooms of `src/core` from the ground up: each may import from itself and from those before it. Files that lie
 * in `src/core` itself are rooms of their own.
 */
const LAYERS = [
  'sentence.ts',
  'problems.ts',
  'math',
  'text',
  'rnn',
  'operations',
  'tokens',
  'heads',
  'model',
  'formats',
  'import',
  'export',
  'morphology',
  'data',
  'running',
  'pipeline.ts',
  'session',
  'analysis',
  'views',
  'report',
  'evaluate',
  'train',
  'index.ts',
];

interface Import {
  /** As it is written. */
  readonly name: string;
  /** Erased by the compiler, so it is no import when the program runs. */
  readonly isType: boolean;
}

/** Modules a file imports or re-exports. */
function importsOf(file: string): Import[] {
  const text = withoutComments(file);
  return [
    ...text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'/gm),
    ...text.matchAll(/^(import)\s+'([^']+)'/gm),
    ...text.matchAll(/\bimport\s*(\()\s*'([^']+)'/g),
  ].map(([, kind, name]) => ({ name, isType: kind !== undefined && kind.startsWith('type') }));
}

/** The file a relative import is about. */
function targetOf(file: string, name: string): string {
  return path.posix.join(path.posix.dirname(file), name).replace(/(\.js)?$/, '.ts');
}

/** The entry of a table that covers a file. */
function ownerOf(file: string): string {
  const owner = Object.keys(MAY_IMPORT).find((folder) => file === folder || file.startsWith(`${folder}/`));
  assert.ok(owner, `${file} is in no folder of the architecture`);
  return owner;
}

const files = [...sourceFiles('src'), ...sourceFiles('webview')];

test('imports follow the arrows of the architecture', () => {
  assert.ok(files.length > 40);
  const wrong: string[] = [];
  for (const file of files)
    for (const { name } of importsOf(file)) {
      const owner = ownerOf(file);
      if (!name.startsWith('.')) {
        if (!MAY_USE[owner].test(name)) wrong.push(`${file} uses ${name}`);
        continue;
      }
      const target = path.posix.join(path.posix.dirname(file), name);
      if (!MAY_IMPORT[owner].some((folder) => target.startsWith(`${folder}/`)))
        wrong.push(`${file} imports ${target}`);
    }
  assert.deepEqual(wrong, []);
});

/** The layer a file of the core is in. */
function layerOf(file: string): string {
  return file.slice('src/core/'.length).split('/')[0];
}

test('a layer of the core imports only from layers below it', () => {
  const core = files.filter((file) => file.startsWith('src/core/'));
  assert.deepEqual(new Set(core.map(layerOf)), new Set(LAYERS), 'the layers are those of the tree');
  const wrong = core.flatMap((file) =>
    importsOf(file)
      .filter(({ name }) => name.startsWith('.'))
      .map(({ name }) => targetOf(file, name))
      .filter((target) => LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(file)))
      .map((target) => `${file} imports ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('no files import one another in a circle', () => {
  const edges = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter(({ name, isType }) => name.startsWith('.') && !name.endsWith('.css') && !isType)
        .map(({ name }) => targetOf(file, name)),
    ]),
  );
  const count = [...edges.values()].flat().length;
  assert.ok(count > files.length, 'imports are found');
  for (const target of [...edges.values()].flat()) assert.ok(edges.has(target), `${target} is a file`);
  assert.deepEqual(circlesOf(edges), []);
  const example = { a: ['b'], b: ['c', 'd'], c: ['a'], d: ['e'], e: [] };
  assert.deepEqual(circlesOf(new Map(Object.entries(example))), [['a', 'b', 'c']], 'circles are found');
});

/** Sets of nodes that reach one another (Tarjan's strongly connected components of more than one). */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const numbers = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string): number => {
    const own = numbers.size;
    numbers.set(node, own);
    stack.push(node);
    let low = own;
    for (const next of edges.get(node) ?? []) {
      if (!numbers.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, numbers.get(next)!);
    }
    if (low === own) {
      const circle = stack.splice(stack.indexOf(node));
      if (circle.length > 1 || edges.get(node)?.includes(node)) circles.push(circle);
    }
    return low;
  };
  for (const node of edges.keys()) if (!numbers.has(node)) visit(node);
  return circles;
}

test('only training uses TensorFlow.js, and only the worker and the command for training load it', () => {
  const users = files.filter((file) => importsOf(file).some(({ name }) => name === '@tensorflow/tfjs'));
  assert.deepEqual(
    users.filter((file) => !file.startsWith('src/core/train/')),
    ['src/cli/train.ts', 'src/worker/training/trainer.node.ts', 'src/worker/training/trainer.web.ts'],
  );
});

test('only webview/ui knows the component toolkit', () => {
  const users = files.filter((file) =>
    importsOf(file).some(({ name }) => name.startsWith('@vscode/webview-ui-toolkit')),
  );
  assert.ok(users.length > 0);
  assert.deepEqual(
    users.filter((file) => !file.startsWith('webview/ui/')),
    [],
  );
});

/** What the build makes bundles for browsers of; each is loaded by itself. */
const WEB_ENTRIES = [
  'src/extension.web.ts',
  'src/host/activate.ts',
  'src/worker/engine.web.ts',
  'src/worker/training/trainer.web.ts',
  'webview/main.ts',
];

/** What there is in Node only: modules, globals, and paths of files, which a document in a browser does not have. */
const OF_NODE = /'node:|\b(Buffer|process|__dirname|__filename|setImmediate|require|fsPath|Uri\.file)\b(?!:)/;

test('nothing that runs in a browser needs Node', () => {
  const reached = new Set(WEB_ENTRIES);
  for (const file of reached)
    for (const { name, isType } of importsOf(file))
      if (name.startsWith('.') && !name.endsWith('.css') && !isType) reached.add(targetOf(file, name));
  assert.ok(reached.size > 250, `${reached.size} files run in a browser`);
  const users = [...reached].flatMap((file) => {
    const found = OF_NODE.exec(withoutTexts(file))?.[0];
    return found ? [`${file} uses ${found}`] : [];
  });
  assert.deepEqual(users, []);
});

test('the core has no clock, no chance that is not seeded and no globals of a host', () => {
  const forbidden =
    /\b(Date\.now|new Date\(|performance\.now|Math\.random|process\.(env|argv|std)|document\.(body|create|query)|window\.(add|post|get)|globalThis)/;
  const users = files.filter((file) => file.startsWith('src/core/') && forbidden.test(withoutComments(file)));
  assert.deepEqual(users, []);
});

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
}

/** Without comments and texts in quotes; names of modules are texts, and stay. */
function withoutTexts(file: string): string {
  return withoutComments(file).replace(/(?<!from )'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`/g, "''");
}
