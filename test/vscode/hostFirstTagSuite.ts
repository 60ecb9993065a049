// For `npm run bench:hosts`: what a window pays for the extension, and how long the first tags take, in a fresh window.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { runTests, test } from './hostRunner.js';
import { api, extensionId, show, tag, workspaceFile } from './hostSupport.js';

/** What VS Code calls, see `extensionTestsPath`. */
export const run = runTests;

test('from starting the extension to the first tags', async (note) => {
  const { document } = await show(workspaceFile('lighthouse.txt'));
  await vscode.extensions.getExtension(extensionId)!.activate();
  const times: Record<string, number> = {
    'loading the entry': between('LoadExtensionCode'),
    activation: between('ActivateExtension'),
  };
  const timed = async (name: string, work: () => Thenable<unknown>): Promise<void> => {
    const started = performance.now();
    await work();
    times[name] = performance.now() - started;
  };
  await timed('first tags', () => vscode.commands.executeCommand('rnnLens.tagDocument'));
  await timed('again', () => vscode.commands.executeCommand('rnnLens.tagDocument'));
  note(JSON.stringify(times));
  const { labels } = await tag(document);
  note(labels.join(' '));
  assert.equal((await api()).problem, null);
});

interface Mark {
  readonly name: string;
  readonly startTime: number;
}

/** Milliseconds between two marks that VS Code sets of the extension; its own list is all there is in Node. */
function between(what: string): number {
  const { MonacoPerformanceMarks: own } = globalThis as {
    readonly MonacoPerformanceMarks?: { getMarks(): readonly Mark[] };
  };
  const marks: readonly Mark[] = [...(own?.getMarks() ?? []), ...performance.getEntriesByType('mark')];
  const [from, to] = ['will', 'did'].map((word) => {
    const mark = marks.find(({ name }) => name === `code/extHost/${word}${what}/${extensionId}`);
    assert.ok(mark, `${word}${what} is no mark: ${marks.map(({ name }) => name).join(', ')}`);
    return mark.startTime;
  });
  return to - from;
}
