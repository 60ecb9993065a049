import * as vscode from 'vscode';
import { trailing } from '../../live/throttle.js';
import { frontOf, type Front, type FrontTab } from './frontEditor.js';
import { frontTab } from './frontTab.js';

/** Text that VS Code shows in editors of its own around the documents people work on. */
const NOT_DOCUMENTS: ReadonlySet<string> = new Set(['output', 'vscode-scm', 'comment', 'debug']);

/** Tabs and editors of one change are told one after the other: until then the document is the last one. */
const GRACE_MS = 200;

/**
 * The document people are working on: that of the active text editor, and still the same while the focus is in
 * the panel, in a list or in the output; none while something is in front that is no text, or not read yet.
 */
export class ActiveEditor implements vscode.Disposable {
  private current: vscode.TextDocument | null = null;
  /** The document of the text editor that VS Code still tells of, though something else is in front. */
  private leftFrom: vscode.TextDocument | null = null;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly leave = trailing(() => this.left(), GRACE_MS);
  private readonly subscriptions: vscode.Disposable[];

  /** Another document is the active one, or its editor was shown or hidden. */
  readonly onDidChange = this.changed.event;

  constructor() {
    const { window, workspace } = vscode;
    this.subscriptions = [
      ...[this.changed, this.leave],
      window.onDidChangeActiveTextEditor(() => this.update()),
      window.onDidChangeVisibleTextEditors(() => this.update()),
      window.tabGroups.onDidChangeTabs(() => this.update()),
      window.tabGroups.onDidChangeTabGroups(() => this.update()),
      // A document closes without a change of editors when it was hidden before.
      workspace.onDidCloseTextDocument(() => this.update()),
    ];
    this.update();
  }

  /** The active document, or the last active one that is still open. */
  get document(): vscode.TextDocument | null {
    return this.current?.isClosed === false ? this.current : null;
  }

  /** People have the document open: VS Code keeps those whose tabs were closed for a while. */
  get isShown(): boolean {
    const { document } = this;
    const uri = document?.uri.toString();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const isOfIt = ({ input }: vscode.Tab) =>
      input instanceof vscode.TabInputText && input.uri.toString() === uri;
    return document !== null && (this.editor !== null || tabs.some(isOfIt));
  }

  /** A notebook is in front, and the cursor is in none of its cells, each of which is a document of its own. */
  get isNotebook(): boolean {
    return this.document === null && frontTab().kind === 'notebook';
  }

  /** An editor that shows the document now; the active one of several. */
  get editor(): vscode.TextEditor | null {
    const document = this.document;
    const active = vscode.window.activeTextEditor;
    if (active && active.document === document) return active;
    return vscode.window.visibleTextEditors.find((editor) => editor.document === document) ?? null;
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private update(): void {
    const active = activeDocument();
    const tab = frontTab();
    const front = frontNow(tab, active);
    if (front !== 'elsewhere' || active !== this.leftFrom) this.leftFrom = null;
    if (front !== 'elsewhere') this.leave.dispose();
    else if (active || tab.kind === 'text') this.leave();
    // There is nothing to wait for.
    else this.current = null;
    if (active && active !== this.leftFrom) this.current = active;
    else if (front === 'tab' && tab.kind === 'text') this.current = openDocument(tab.uri) ?? this.current;
    else if (front === 'editor' && this.document === null) this.current = firstVisible();
    this.changed.fire();
  }

  /** Something that cannot be read came to the front, though VS Code may still tell of the editor before. */
  private left(): void {
    const active = activeDocument();
    if (this.current === null || frontNow(frontTab(), active) !== 'elsewhere') return;
    this.leftFrom = active;
    this.current = null;
    this.changed.fire();
  }
}

/** Whether people can have opened this as a text of theirs. */
function isDocument(document: vscode.TextDocument): boolean {
  return !NOT_DOCUMENTS.has(document.uri.scheme);
}

function activeDocument(): vscode.TextDocument | null {
  const document = vscode.window.activeTextEditor?.document;
  return document && isDocument(document) ? document : null;
}

function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

function frontNow(tab: FrontTab, active: vscode.TextDocument | null): Front {
  return frontOf(tab, active?.uri.toString() ?? null, (uri) => openDocument(uri) !== undefined);
}

function firstVisible(): vscode.TextDocument | null {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => isDocument(document));
  return editor?.document ?? null;
}
