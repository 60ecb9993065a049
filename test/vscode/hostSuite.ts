// Tests inside the extension host, run by host.test.ts (VS Code Server) and electron.mjs (desktop VS Code).
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { testAgents, testAgentsBeforeFirstRun } from './hostAgents.js';
import { testCommands } from './hostCommands.js';
import { testDocument, testStrangeDocuments } from './hostDocuments.js';
import { testEngine } from './hostEngine.js';
import { testExport } from './hostExport.js';
import { testFollow } from './hostFollow.js';
import { testFront } from './hostFront.js';
import { testKeys } from './hostKeys.js';
import { testModels } from './hostModels.js';
import { testOut } from './hostOut.js';
import { testOwnModels } from './hostOwnModels.js';
import { testPins } from './hostPins.js';
import { runTests, test } from './hostRunner.js';
import { testBeforeFirstRun, testStart } from './hostStart.js';
import { api, entry, extensionId } from './hostSupport.js';
import { testScripts } from './hostScripts.js';
import { testTexts } from './hostTexts.js';
import { testTasks } from './hostTasks.js';
import { testLessons, testTraining } from './hostTraining.js';
import { testTrust } from './hostTrust.js';
import { testUnits } from './hostUnits.js';

/** What VS Code calls, see `extensionTestsPath`. */
export const run = runTests;

testBeforeFirstRun();
testAgentsBeforeFirstRun();

test('the extension is made when something is asked of it', async () => {
  assert.equal((await api()).panelOpen, false);
  assert.equal((await entry()).isAwake, true);
});

test('every command of the manifest is registered, and is one that there is', async () => {
  const registered = await vscode.commands.getCommands(true);
  for (const name of commandsOfManifest()) assert.ok(registered.includes(name), `${name} is not registered`);
  const made = (await (await entry()).commands()).map((name) => `rnnLens.${name}`);
  assert.deepEqual(made.sort(), commandsOfManifest().sort());
});

testDocument();
testTrust();
// What follows does not depend on trust, and takes its time.
if (vscode.workspace.isTrusted) {
  testStrangeDocuments();
  testFront();
  testTexts();
  testKeys();
  testModels();
  testEngine();
  testTasks();
  testUnits();
  testOut();
  testAgents();
  testExport();
  testScripts();
  testCommands();
  testStart();
  testFollow();
  testPins();
  testTraining();
  testLessons();
  // Its files are noticed late, and what is being tagged then begins anew: nothing comes after it.
  testOwnModels();
}

function commandsOfManifest(): string[] {
  const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return manifest.contributes.commands.map(({ command }) => command);
}
