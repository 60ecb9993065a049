// The panel's rooms: who knows the toolkit, and where views are named.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sourceFiles } from '../tools/sources.js';

const files = sourceFiles('webview');

test('only webview/ui knows the toolkit: its elements are neither styled nor made elsewhere', () => {
  const styles = readdirSync('webview', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.css'),
  );
  const named = [...files, ...styles.map((name) => `webview/${name}`)];
  const elements =
    /(?<![-\w])vscode-(button|checkbox|dropdown|option|radio|tag|badge|text-field|panels)(?![-\w])/;
  const knowing = named.filter((file) =>
    elements.test(readFileSync(file, 'utf8').replaceAll('--vscode-', '')),
  );
  assert.deepEqual(
    knowing.filter((file) => !file.startsWith('webview/ui/')),
    [],
  );
  assert.ok(knowing.length >= 2, 'the elements are found where they are');
  const users = files.filter((file) => readFileSync(file, 'utf8').includes("'@vscode/webview-ui-toolkit'"));
  assert.deepEqual(users, ['webview/ui/toolkit.ts']);
});

test('each view has a row in the table of views and a folder beside it, and no other file lists them', () => {
  const table = readFileSync('webview/views/table.ts', 'utf8');
  const names = [...table.matchAll(/^ {4}name: '(\w+)'/gm)].map(([, name]) => name);
  assert.ok(names.length >= 4);
  const folders = readdirSync('webview/views', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  assert.deepEqual(folders.sort(), [...names, 'frame', 'sidebar'].sort());
  const listing = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    return names.every((name) => text.includes(`'${name}'`));
  });
  assert.deepEqual(listing, ['webview/views/table.ts']);
});
