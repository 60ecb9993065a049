import * as vscode from 'vscode';
import type { ActiveEditor } from './activeEditor.js';
import type { DocumentRuns } from './documentRuns.js';
import { statusText, statusTooltip } from './statusText.js';
import { throttle } from './throttle.js';

const UPDATE_MS = 100;

/** The status bar item of the active document: hidden while there is nothing to say of it. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'rnnLens.status',
    vscode.StatusBarAlignment.Right,
    90,
  );
  private readonly update = throttle(() => this.show(), UPDATE_MS);
  private readonly subscriptions: vscode.Disposable[];
  private hasTags = false;

  constructor(
    private readonly active: ActiveEditor,
    private readonly runs: DocumentRuns,
  ) {
    this.item.name = 'RNN Lens';
    this.subscriptions = [
      this.item,
      active.onDidChange(this.update),
      runs.onDidChange((uri) => {
        if (uri === this.active.document?.uri.toString()) this.update();
      }),
    ];
    this.update();
  }

  dispose(): void {
    this.update.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const uri = this.active.editor?.document.uri.toString() ?? '';
    const run = this.runs.get(uri);
    const progress = this.runs.progress(uri);
    this.announceTags(run !== null);
    if (!run && progress === null) return this.item.hide();
    const content = {
      tokenCount: run?.tokenCount ?? 0,
      modelName: run?.model.name ?? '',
      stale: run?.stale ?? false,
      complete: run?.complete ?? false,
      progress,
      locale: vscode.env.language,
    };
    this.item.text = statusText(content);
    this.item.tooltip = statusTooltip(content);
    this.item.command = progress === null ? 'rnnLens.tagDocument' : undefined;
    this.item.show();
  }

  /** For `when` clauses: "Clear Tags" needs something to clear. */
  private announceTags(hasTags: boolean): void {
    if (hasTags === this.hasTags) return;
    this.hasTags = hasTags;
    void vscode.commands.executeCommand('setContext', 'rnnLens.documentIsTagged', hasTags);
  }
}
