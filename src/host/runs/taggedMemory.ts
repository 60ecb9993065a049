import * as vscode from 'vscode';
import type { Run } from '../../live/run.js';
import type { DocumentRuns } from './documentRuns.js';

/** Where it is kept which files are tagged: uris, and the model chosen by hand (null: none), the latest last. */
const MEMORY_KEY = 'rnnLens.taggedDocuments';
const MOST_REMEMBERED = 100;

type Memory = readonly (readonly [uri: string, byHand: string | null])[];

/** Documents of these are not there after a reload, or others have their names. */
const FLEETING: ReadonlySet<string> = new Set(['untitled', 'vscode-notebook-cell']);

/**
 * Remembers in the workspace which files are tagged, and nothing of their text: when the window is loaded again, they
 * are tagged again. What people clear or close is forgotten.
 */
export class TaggedMemory implements vscode.Disposable {
  private readonly tagged: Map<string, string | null>;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly runs: DocumentRuns,
    private readonly memory: vscode.Memento,
  ) {
    const open = openFiles();
    const kept = memory.get<Memory>(MEMORY_KEY, []);
    this.tagged = new Map(kept.filter(([uri]) => open.has(uri)));
    if (this.tagged.size < kept.length) this.save();
    const { workspace, window } = vscode;
    this.subscriptions = [
      runs.onDidChange((uri) => this.changed(uri)),
      workspace.onDidCloseTextDocument(({ uri, isClosed }) => {
        if (isClosed) this.forget(uri.toString());
      }),
      // Files behind other tabs are no documents until they are seen, and are closed without having been.
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) for (const uri of this.tagged.keys()) this.forgetClosed(uri);
      }),
    ];
  }

  /** The files that were tagged when the window was loaded, with the model chosen by hand (null: none). */
  get before(): Iterable<readonly [uri: string, byHand: string | null]> {
    return this.tagged;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private changed(uri: string): void {
    const run = this.runs.get(uri);
    if (!run) {
      // Nothing is shown and nothing is on its way: people cleared it, or it could not be tagged.
      if (this.runs.progress(uri) === null) this.forget(uri);
    } else if (isRemembered(run)) this.keep(uri, chosenFor(run));
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
    if (!isDocument && !openFiles().has(uri)) this.forget(uri);
  }

  private save(): void {
    const all: Memory = [...this.tagged];
    void this.memory.update(MEMORY_KEY, all.slice(-MOST_REMEMBERED));
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

function isRemembered(run: Run): boolean {
  const { scheme } = vscode.Uri.parse(run.source.documentUri);
  return !FLEETING.has(scheme) && canRunAgain(run);
}

/** Uris of all files with a tab, seen or behind others. */
function openFiles(): ReadonlySet<string> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return new Set(
    tabs.flatMap(({ input }) => {
      if (input instanceof vscode.TabInputText) return [input.uri.toString()];
      if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified].map(String);
      return [];
    }),
  );
}
