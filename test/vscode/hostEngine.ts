// The engine dies in the extension host: what was asked for is tried once more, and people are told once of what ends.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test } from './hostRunner.js';
import { api, closeAll, loggedDuring, longText, showNew, tag } from './hostSupport.js';
import { until } from './until.js';

const STOPPED = /engine stopped unexpectedly/;

/** Registers the tests of an engine that dies while something is under way. */
export function testEngine(): void {
  test('an engine that dies during a first tagging is started again, and the document is tagged', async () => {
    const { document } = await showNew('first.txt', longText(5_000));
    const tests = await api();
    const logged = await loggedDuring(async () => {
      const tagging = vscode.commands.executeCommand('rnnLens.tagDocument');
      await until('the tagging is under way', () => (tests.progressOf(document.uri)?.tokenCount ?? 0) > 0);
      tests.crashEngine();
      await tagging;
    });
    const run = tests.progressOf(document.uri);
    assert.deepEqual([run?.complete, run?.stale, tests.problem], [true, false, null], logged.join('\n'));
    assert.equal(logged.filter((line) => STOPPED.test(line)).length, 1, logged.join('\n'));
    assert.ok(!logged.some((line) => /cancelled/.test(line)), logged.join('\n'));
    await closeAll();
  });

  test('a selection that the engine dies in is tagged after all, and comes back when it dies later', async () => {
    const editor = await showNew('part.txt', longText(4));
    const { uri } = editor.document;
    const tests = await api();
    editor.selection = new vscode.Selection(0, 4, 0, 30);
    const tagging = vscode.commands.executeCommand('rnnLens.tagSelection');
    tests.crashEngine();
    await tagging;
    const { texts, unit } = tests.runOf(uri) ?? {};
    assert.equal(unit, 'selection');
    assert.equal(tests.problem, null);
    tests.crashEngine();
    await until('the selection of the next engine', () => tests.progressOf(uri)?.complete);
    assert.deepEqual(tests.runOf(uri)?.texts, texts);
    assert.equal(tests.runOf(uri)?.unit, 'selection');
    await closeAll();
  });

  test('an engine that dies again and again is given up, which is said in one sentence, and tags again when asked', async () => {
    const { document } = await showNew('again.txt', longText(5_000));
    const tests = await api();
    const isUnderWay = () => (tests.progressOf(document.uri)?.tokenCount ?? 0) > 0;
    const logged = await loggedDuring(async () => {
      const tagging = vscode.commands.executeCommand('rnnLens.tagDocument');
      await until('the tagging is under way', isUnderWay);
      tests.crashEngine();
      await until('the second try is under way', isUnderWay);
      tests.crashEngine(true);
      await tagging;
    });
    assert.equal(tests.runOf(document.uri), null);
    assert.match(tests.problem ?? '', /engine stopped again and again/);
    assert.equal(logged.filter((line) => STOPPED.test(line)).length, 2, logged.join('\n'));
    assert.equal(logged.filter((line) => /again and again/.test(line)).length, 1, logged.join('\n'));
    const run = await tag(document);
    assert.deepEqual([run.complete, tests.problem], [true, null]);
    await closeAll();
  });
}
