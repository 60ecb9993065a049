import * as vscode from 'vscode';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { t } from '../../live/sentences.js';
import { followMode, type FollowMode } from '../settings.js';

function wordsFor(mode: FollowMode): string {
  switch (mode) {
    case 'everything':
      return t('RNN Lens follows what you type: tags and panel. Click to stop following.');
    case 'tags':
      return t('RNN Lens follows what you type: tags only. Click to stop following.');
    case 'off':
      return t('RNN Lens does not follow what you type. Click to follow.');
  }
}

/** The status bar item that tells whether edits of the active document are followed, and switches that. */
export class FollowStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'rnnLens.follow',
    vscode.StatusBarAlignment.Right,
    89,
  );
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly active: ActiveEditor,
    private readonly runs: DocumentRuns,
  ) {
    this.item.name = t('RNN Lens: Follow');
    this.item.command = 'rnnLens.toggleFollow';
    this.subscriptions = [
      this.item,
      active.onDidChange(() => this.show()),
      runs.onDidChange(() => this.show()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('rnnLens.follow')) return;
        if (followMode() !== 'off') runs.catchUp();
        this.show();
      }),
    ];
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const uri = this.active.editor?.document.uri.toString() ?? '';
    if (!this.runs.get(uri)) return this.item.hide();
    const mode = followMode();
    this.item.text = mode === 'off' ? '$(eye-closed)' : '$(eye)';
    const words = wordsFor(mode);
    this.item.tooltip = words;
    this.item.accessibilityInformation = { label: words, role: 'button' };
    this.item.show();
  }
}
