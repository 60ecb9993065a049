// The published types of the interface for other extensions: the example of the documentation compiles against them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const TYPES = 'media/api/rnn-lens.d.ts';
const EXAMPLE = path.resolve('media/api/example.ts');
const example = /```ts\n([^]*?)```/.exec(readFileSync('docs/agents.md', 'utf8'))?.[1] ?? '';

/** What the compiler says of a source that lies beside the types, and of these. */
function complaints(source: string): string[] {
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    ...{ moduleResolution: ts.ModuleResolutionKind.Bundler, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'] },
    ...{ types: ['vscode'], skipLibCheck: true },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => path.resolve(name) === EXAMPLE || fileExists(name);
  host.getSourceFile = (name, version) =>
    path.resolve(name) === EXAMPLE
      ? ts.createSourceFile(name, source, version)
      : getSourceFile(name, version);
  const program = ts.createProgram([EXAMPLE], options, host);
  const own = program.getSourceFile(EXAMPLE);
  return ts
    .getPreEmitDiagnostics(program, own)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

test('the example of the documentation compiles, and would not if the interface were another', () => {
  assert.match(example, /activate\(\)/);
  assert.deepEqual(complaints(example), []);
  assert.match(complaints(example.replace('lens.states(', 'lens.state('))[0], /state/);
  assert.match(
    complaints(example.replace("layer: 1, direction: 'backward'", "layer: '1'"))[0],
    /string.*number/,
  );
});

test('the types need nothing but those of VS Code: the file is copied by itself', () => {
  const modules = [...readFileSync(TYPES, 'utf8').matchAll(/from '([^']+)'/g)].map(([, name]) => name);
  assert.deepEqual(modules, ['vscode']);
});
