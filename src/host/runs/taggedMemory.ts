import * as vscode from 'vscode';
import type { Run } from '../../live/run.js';
import type { DocumentRuns } from './documentRuns.js';
import { keptName, tabUriOfKept, uriOfKept } from './keptNames.js';
import { TAGGED_DOCUMENTS } from './taggedKey.js';

const MOST_REMEMBERED = 100;

/** Kept names, and the model chosen by hand (null: none), the latest last. */
type Memory = readonly (readonly [name: string, byHand: string | null])[];

/**
 * Remembers in the workspace which documents are tagged, and nothing of their text: when the window is loaded again, those
 * that are still open are tagged again. What people clear or close is forgotten.
 */
export class TaggedMemory implements vscode.Disposable {
  /** By uri; by the kept name where a notebook is not open yet. */
  private tagged: Map<string, string | null>;
  /** The same of what was tagged when the window was loaded, and is not tagged again yet. */
  private reloaded: Map<string, string | null>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runs: DocumentRuns,
    private readonly memory: vscode.Memento,
  ) {
    const open = openTabs();
    const kept = memory.get<Memory>(TAGGED_DOCUMENTS, []);
    this.tagged = byUri(kept.filter(([name]) => open.has(tabUriOfKept(name))));
    this.reloaded = new Map(this.tagged);
    if (this.tagged.size < kept.length) this.save();
    const { workspace, window } = vscode;
    this.subscriptions = [
      runs.onDidChange((uri) => this.changed(uri)),
      workspace.onDidOpenNotebookDocument(() => {
        this.tagged = byUri(this.tagged);
        this.reloaded = byUri(this.reloaded);
      }),
      // Cells have other numbers then.
      workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
        if (contentChanges.length > 0 && this.tagged.size > 0) this.save();
      }),
      workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
        if (isClosed) this.forget(uri.toString());
      }),
      // Files behind other tabs are no documents until they are seen, and are closed without having been.
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) for (const uri of this.tagged.keys()) this.forgetClosed(uri);
      }),
    ];
  }

  /** Whether a document was tagged when the window was loaded, and was not asked for since. */
  wasTagged(uri: string): boolean {
    return this.reloaded.has(uri);
  }

  /** The model that was chosen by hand for such a document (null: none), which is asked for once. */
  takeReloaded(uri: string): string | null {
    const byHand = this.reloaded.get(uri) ?? null;
    this.reloaded.delete(uri);
    return byHand;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private changed(uri: string): void {
    const run = this.runs.get(uri);
    if (!run) {
      // Nothing is shown and nothing is on its way: people cleared it, or it could not be tagged.
      if (this.runs.progress(uri) === null) this.forget(uri);
    } else if (canRunAgain(run)) this.keep(uri, chosenFor(run));
  }

  private keep(uri: string, byHand: string | null): void {
    if (this.tagged.get(uri) === byHand) return;
    this.tagged.delete(uri);
    this.tagged.set(uri, byHand);
    this.save();
  }

  private forget(uri: string): void {
    if (this.tagged.delete(uri)) this.save();
  }

  private forgetClosed(uri: string): void {
    const isDocument = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri);
    if (!isDocument && !openTabs().has(tabUriOfKept(uri))) this.forget(uri);
  }

  private save(): void {
    const all: Memory = [...this.tagged].flatMap(([uri, byHand]) => {
      const name = keptName(uri);
      return name === null ? [] : [[name, byHand] as const];
    });
    void this.memory.update(TAGGED_DOCUMENTS, all.slice(-MOST_REMEMBERED));
  }
}

/** Whether a run can be made again from its document alone. */
export function canRunAgain({ source }: Run): boolean {
  return source.range === null && !source.continued;
}

/** The model of a run, if it was chosen by hand. */
export function chosenFor({ source, model }: Run): string | null {
  return source.byHand ? model.name : null;
}

/** What was kept, by the uris that it has now. */
function byUri(kept: Iterable<readonly [name: string, byHand: string | null]>): Map<string, string | null> {
  return new Map([...kept].map(([name, byHand]) => [uriOfKept(name), byHand]));
}

/** Uris of all documents with a tab, seen or behind others. */
function openTabs(): ReadonlySet<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(
    tabs.flatMap(({ input }) => {
      if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputNotebook)
        return [input.uri.toString()];
      if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified].map(String);
      return [];
    }),
  );
}
