// What the tests inside the extension host share: files, editors, the extension's test interface.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Entry, Exports } from '../../src/host/entry/entry.js';
import type { TestApi, TestRun } from '../../src/host/testApi.js';
import { until } from './until.js';

export const extensionId = 'rnn-lens.rnn-lens';

/** What the extension is in a window where it is not used yet. */
export async function entry(): Promise<Entry> {
  const { forTests } = await exported();
  assert.ok(forTests, 'VS Code runs no tests');
  return forTests;
}

/** What other extensions get. */
export async function exported(): Promise<Exports> {
  const extension = vscode.extensions.getExtension<Exports>(extensionId);
  assert.ok(extension, `${extensionId} is not installed`);
  return extension.activate();
}

/** The extension's test interface; the extension is at work then. */
export async function api(): Promise<TestApi> {
  return (await entry()).tests();
}

/** The uri of a file in the workspace folder. */
export function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'there is no workspace folder');
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Writes a file into the workspace and shows it. */
export async function showNew(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return show(uri);
}

/** Shows a document the way a click in the explorer does, so that it closes with its tab. */
export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return until(`${uri.path} is the active editor`, () => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.toString() === uri.toString() ? editor : undefined;
  });
}

/** Runs the command; resolves to the run of the document, which must have one then. */
export async function tag(document: vscode.TextDocument): Promise<TestRun> {
  await vscode.commands.executeCommand('rnnLens.tagDocument');
  // A setting that came back just before has it done again: then the one that was asked for is cancelled.
  return until(`tags of ${document.uri.path}`, async () => {
    const { runOf, log } = await api();
    const run = runOf(document.uri);
    if (run?.complete) return run;
    throw new Error(log.slice(-3).join(' | '));
  });
}

/** Closes all editors; what is unsaved is lost. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Lines that came to the log while `work` ran. */
export async function loggedDuring(work: () => Thenable<unknown>): Promise<string[]> {
  const { log } = await api();
  const before = log.length;
  await work();
  return log.slice(before);
}

/** `sentences` sentences of words that the model knows. */
export function longText(sentences: number): string {
  const each = ['The keeper climbed the old tower and lit the lamp.', 'Nobody wrote to her in winter.'];
  return Array.from({ length: sentences }, (_, i) => each[i % 2] + (i % 4 === 3 ? '\n' : ' ')).join('');
}

/** Sets `rnnLens.NAME` while `work` runs. */
export async function withSetting(
  name: string,
  value: unknown,
  work: () => Thenable<unknown>,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('rnnLens');
  await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    await work();
  } finally {
    await configuration.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

/** Makes one model that of all documents while `work` runs. */
export function withModel(name: string, work: () => Thenable<unknown>): Promise<void> {
  return withSetting('model', name, work);
}

/** The run of a document once it has followed all edits: of the document's version, every row labelled. */
export async function followed(document: vscode.TextDocument): Promise<TestRun> {
  const { progressOf, runOf } = await api();
  await until('the run of this text', () => {
    const run = progressOf(document.uri);
    if (run && !run.stale && run.complete && run.version === document.version) return true;
    throw new Error(`version ${run?.version} of ${document.version}, stale ${run?.stale}, ${run?.complete}`);
  });
  return runOf(document.uri)!;
}

/** What a run says of its text. */
export function results({ texts, labels, probabilities, segmentCount }: TestRun): unknown {
  return { texts, labels, probabilities, segmentCount };
}

/**
 * What was followed is what a full run of the text says, and nobody was told of a problem; a full run in between
 * would say nothing of following. The document is the active one.
 */
export async function sameAsFullRun(document: vscode.TextDocument, what = ''): Promise<void> {
  const tests = await api();
  const live = tests.runOf(document.uri);
  assert.ok(live, what);
  const complaints = tests.log.filter((line) => /could not be followed/.test(line));
  assert.deepEqual([complaints, tests.problem], [[], null], what);
  assert.deepEqual(results(live), results(await tag(document)), what);
}

/** Waits until every token of a short text has its mark. */
export async function untilMarked(editor: vscode.TextEditor, run: TestRun): Promise<void> {
  const { marksOf } = await api();
  await until('a mark on every word', () => {
    const marks = marksOf(editor);
    assert.deepEqual(
      marks.map(({ range }) => editor.document.getText(range)),
      run.texts,
    );
    assert.deepEqual(
      marks.map(({ label }) => label),
      run.labels,
    );
    return true;
  });
}
