// What every window pays for the extension: loading the entry and activating it, in processor time of a process of its own
// and without VS Code's part. Time on the clock would be that of whatever else the machine does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const MOST_MS = 50;

/** Anything may be asked of it, called and made: what the entry does with VS Code costs VS Code. */
const PROGRAM = `
  const anything = new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : typeof key === 'symbol' ? undefined : anything),
    set: () => true,
    apply: () => anything,
    construct: () => anything,
  });
  const entryFile = process.cwd() + '/dist/extension.node.cjs';
  const program = require('node:fs').readFileSync(entryFile, 'utf8');
  // All that the bundle takes from VS Code: "vscode3.window" is said there.
  const names = [...program.matchAll(/\\bvscode\\d*\\.(\\w+)/g)].map(([, name]) => name);
  const vscode = Object.fromEntries(names.map((name) => [name, anything]));
  vscode.l10n = { bundle: undefined, t: (text) => text };
  vscode.env = { language: 'en' };
  const Module = require('node:module');
  const load = Module._load;
  Module._load = (name, ...more) => (name === 'vscode' ? vscode : load(name, ...more));
  const manifest = require(process.cwd() + '/package.json');
  const before = process.cpuUsage();
  const { activate } = require(entryFile);
  const entry = activate({
    extension: { packageJSON: manifest },
    extensionUri: anything,
    // What tests are given besides says whether anything was made.
    extensionMode: vscode.ExtensionMode.Test,
    subscriptions: [],
    workspaceState: { get: (_, otherwise) => otherwise },
  });
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ ms: (user + system) / 1000, isAwake: entry.forTests.isAwake }));
`;

test('loading and activating the entry takes 50 ms at most, and makes nothing', (context) => {
  const output = execFileSync(process.execPath, ['-e', PROGRAM], { encoding: 'utf8' });
  const { ms, isAwake } = JSON.parse(output) as { readonly ms: number; readonly isAwake: boolean };
  context.diagnostic(`${ms.toFixed(1)} ms`);
  assert.equal(isAwake, false);
  assert.ok(ms <= MOST_MS, `${ms} ms`);
});
