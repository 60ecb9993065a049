import type * as vscode from 'vscode';

/** Where a workspace keeps which files are tagged: see `TaggedMemory`. */
export const TAGGED_DOCUMENTS = 'rnnLens.taggedDocuments';

/** Whether files were tagged when the window was closed: they are tagged again when it is loaded. */
export function hasTagged(memory: vscode.Memento): boolean {
  return memory.get<readonly unknown[]>(TAGGED_DOCUMENTS, []).length > 0;
}
