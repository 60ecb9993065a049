import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frontOf, type Front, type FrontTab } from '../../src/host/editor/frontEditor.js';

const A = 'file:///a.txt';
const B = 'file:///b.txt';
const isOpen = (uri: string) => uri === A;

const CASES: readonly (readonly [what: string, tab: FrontTab, active: string | null, front: Front])[] = [
  ['the text of the tab has the focus', { kind: 'text', uri: A }, A, 'editor'],
  ['a definition is looked at within it', { kind: 'text', uri: A }, B, 'editor'],
  ['a list has the focus', { kind: 'text', uri: A }, null, 'tab'],
  ['a large file is read, and VS Code tells of the editor before', { kind: 'text', uri: B }, A, 'elsewhere'],
  ['a binary file is shown', { kind: 'text', uri: B }, null, 'elsewhere'],
  ['a notebook is shown', { kind: 'notebook' }, null, 'elsewhere'],
  ['the cursor is in a cell of a notebook', { kind: 'notebook' }, 'vscode-notebook-cell:/n#c', 'editor'],
  ['a notebook is shown, and VS Code tells of the editor before', { kind: 'notebook' }, A, 'elsewhere'],
  ['an image is shown, and VS Code tells of the editor before', { kind: 'custom' }, A, 'elsewhere'],
  ['the panel has the focus', { kind: 'aside' }, null, 'editor'],
];

for (const [what, tab, active, front] of CASES)
  test(`what is in front when ${what}`, () => assert.equal(frontOf(tab, active, isOpen), front));
