import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Linter } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { classSize } from '../lint/class-size.mjs';
import { sourceFiles } from '../tools/sources.js';

/** What the rule says about a text, with at most 6 lines and 3 members. */
function messages(code: string): string[] {
  const config = {
    languageOptions: { parser: tseslint.parser as Linter.Parser },
    plugins: { house: { rules: { 'class-size': classSize } } },
    rules: { 'house/class-size': ['error', { lines: 6, members: 3 }] },
  } satisfies Linter.Config;
  return new Linter().verify(code, config).map(({ message }) => message);
}

test('the rule about large classes counts lines, and members with parameter properties', () => {
  const small = 'class A { x = 1; constructor(private y: number) {} }';
  assert.deepEqual(messages(small), []);
  const many = 'class A { x = 1; get z() { return 1; } constructor(private y: number) {} }';
  assert.deepEqual(messages(many), ['A has 1 lines and 4 members; a class has at most 6 and 3.']);
  const long = `class A {${'\n'.repeat(6)}}`;
  assert.deepEqual(messages(long), ['A has 7 lines and 0 members; a class has at most 6 and 3.']);
  const overloads = 'class A { f(x: string): void; f(x: number): void; f(x: unknown): void {} }';
  assert.deepEqual(messages(overloads), []);
});

/** Lines of every function with a body in a file. */
function functionLines(file: string): number[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const lines: number[] = [];
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body)
      lines.push(lineAt(node.end) - lineAt(node.getStart(source)) + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}

test('nine of ten functions are within 30 lines', () => {
  const lines = [...sourceFiles('src'), ...sourceFiles('webview')].flatMap(functionLines);
  // A function passed in a line is no work to read; it would hide the long ones.
  const long = lines.filter((count) => count > 1).sort((a, b) => a - b);
  assert.ok(long.length > 1000);
  assert.ok(long[Math.floor(long.length * 0.9)] <= 30, `p90 is ${long[Math.floor(long.length * 0.9)]}`);
});
