// Thousands of edits in the extension host: of an edit that was followed, nothing is kept.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { growthOf, memoryInUse, tellMemory, type Memory } from './hostMemory.js';
import { test } from './hostRunner.js';
import {
  closeAll,
  followed,
  longText,
  sameAsFullRun,
  show,
  showNew,
  tag,
  withSetting,
} from './hostSupport.js';
import { LEAK_EDITS, LEAK_TIMEOUT_MS } from './leakEdits.js';
import { LineEdits } from './lineEdits.js';

/** An edit of each is one question to the window, which takes most of the time; the last one is in sight. */
const DOCUMENTS = 8;
/** Reads its text as a single sequence. */
const SEQUENCE_MODEL = 'tolstoy-lstm';
const ROUNDS = Math.round(LEAK_EDITS / DOCUMENTS / 3);

/** In each third: less is of what VS Code does besides; an edit with its changes and their arrays is several. */
const MOST_OBJECTS_AN_EDIT = 1;
/** What V8 compiles or drops is noise of a megabyte; this finds buffers and texts that are kept. */
const MOST_BYTES = 2 * 2 ** 20;

/** A document that is edited, and what its text must have become. */
interface Edited {
  readonly document: vscode.TextDocument;
  readonly edits: LineEdits;
}

/** Registers the test. */
export function testLeak(): void {
  test(
    `${3 * ROUNDS * DOCUMENTS} edits leave no memory in use`,
    // For all of the test: documents that are not seen are stale when their model is another one.
    (note) => withSetting('models', { markdown: SEQUENCE_MODEL }, () => stayFlat(note)),
    LEAK_TIMEOUT_MS,
  );
}

async function stayFlat(note: (text: string) => void): Promise<void> {
  const all = await openAll();
  const used: Memory[] = [await memoryInUse()];
  for (let third = 0; third < 3; third++) {
    for (let round = 0; round < ROUNDS; round++) await editEach(all);
    for (const { document } of all) await followed(document);
    used.push(await memoryInUse());
  }
  const told = `in use before, after one, two, three thirds: ${tellMemory(used)}`;
  note(told);
  for (const { document, edits } of all) assert.equal(document.getText(), edits.text);
  await sameAsFullRun(all[DOCUMENTS - 1].document);
  // The first third fills caches.
  for (const where of ['host', 'workers'] as const) {
    const { bytes, objects } = growthOf(used, where);
    assert.ok(
      objects < MOST_OBJECTS_AN_EDIT * ROUNDS * DOCUMENTS,
      `${where} keep ${objects} objects: ${told}`,
    );
    assert.ok(bytes < MOST_BYTES, `${where} keep ${bytes} bytes: ${told}`);
  }
  await closeAll();
}

/** Sentences, and one text that is a single sequence. */
async function openAll(): Promise<Edited[]> {
  const all: Edited[] = [];
  for (let k = 0; k < DOCUMENTS; k++) {
    const text = longText(k === 0 ? 8 : 800);
    const { document } = await showNew(`edited-${k}.${k === 0 ? 'md' : 'txt'}`, text);
    const { model } = await tag(document);
    assert.equal(model, k === 0 ? SEQUENCE_MODEL : 'english-pos');
    all.push({ document, edits: new LineEdits(text, k) });
  }
  await show(all[DOCUMENTS - 1].document.uri);
  return all;
}

/** One edit in each document; resolves when the window has made them, not when they are followed. */
async function editEach(all: readonly Edited[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { document, edits } of all) {
    const { line, from, to, inserted } = edits.next();
    edit.replace(document.uri, new vscode.Range(line, from, line, to), inserted);
  }
  assert.ok(await vscode.workspace.applyEdit(edit));
}
