import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** What each folder may import from: the arrows of ARCHITECTURE.md. A path outside this list is a mistake. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/core': ['src/core'],
  'src/protocol': ['src/protocol', 'src/core'],
  // Compiled by another compiler into what the loader imports.
  'src/kernel/assembly': ['src/kernel/assembly'],
  'src/kernel': ['src/kernel', 'src/core'],
  'src/worker': ['src/worker', 'src/protocol', 'src/kernel', 'src/core'],
  'src/live': ['src/live', 'src/protocol', 'src/core'],
  'src/host': ['src/host', 'src/live', 'src/protocol', 'src/core'],
  'src/cli': ['src/cli', 'src/kernel', 'src/core'],
  'src/extension.node.ts': ['src/host', 'src/live', 'src/worker'],
  webview: ['webview', 'src/protocol', 'src/core'],
};

/** Packages a folder may use; `node:` and `vscode` are packages here. */
const MAY_USE: Record<string, RegExp> = {
  'src/core': /^@tensorflow\/tfjs$/,
  'src/protocol': /^$/,
  'src/kernel/assembly': /^$/,
  'src/kernel': /^kernel:(plain|relaxed)$/,
  'src/worker': /^node:/,
  'src/live': /^$/,
  'src/host': /^vscode$/,
  'src/cli': /^(node:|@tensorflow\/tfjs$)/,
  'src/extension.node.ts': /^(node:|vscode$)/,
  webview: /^(@vscode\/webview-ui-toolkit|@tanstack\/virtual-core)$/,
};

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(name);
    return name.endsWith('.ts') ? [name] : [];
  });
}

/** Modules a file imports or re-exports. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from\s+|import\s*\(\s*|^import\s+)'([^']+)'/gm)].map(([, name]) => name);
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
    for (const name of importsOf(file)) {
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

test('only training uses TensorFlow.js, and only the command for training loads it', () => {
  const users = files.filter((file) => importsOf(file).includes('@tensorflow/tfjs'));
  assert.deepEqual(
    users.filter((file) => !file.startsWith('src/core/train/')),
    ['src/cli/train.ts'],
  );
});

test('only webview/ui knows the component toolkit', () => {
  const users = files.filter((file) =>
    importsOf(file).some((name) => name.startsWith('@vscode/webview-ui-toolkit')),
  );
  assert.ok(users.length > 0);
  assert.deepEqual(
    users.filter((file) => !file.startsWith('webview/ui/')),
    [],
  );
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
