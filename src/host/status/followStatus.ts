import * as vscode from 'vscode';
import type { ActiveEditor } from '../editor/activeEditor.js';
import type { DocumentRuns } from '../runs/documentRuns.js';
import { t } from '../../live/sentences.js';
import { followMode, nextFollowMode, setFollowMode, type FollowMode } from '../settings.js';
import { say } from './statusMessage.js';

const ICONS: Readonly<Record<FollowMode, string>> = {
  everything: '$(eye)',
  tags: '$(tag)',
  off: '$(eye-closed)',
};

/** What a mode is, in one sentence. */
function sentenceFor(mode: FollowMode): string {
  switch (mode) {
    case 'everything':
      return t('RNN Lens follows what you type: tags and panel.');
    case 'tags':
      return t('RNN Lens follows what you type: tags only, the panel stays as it is.');
    case 'off':
      return t('RNN Lens does not follow what you type.');
  }
}

/** What a click makes of a mode. */
function clickFor(mode: FollowMode): string {
  switch (nextFollowMode(mode)) {
    case 'everything':
      return t('Click to follow with tags and panel.');
    case 'tags':
      return t('Click to follow with tags only.');
    case 'off':
      return t('Click to stop following.');
  }
}

/** Goes on to the next mode of following and says which that is. */
export async function toggleFollow(): Promise<void> {
  const mode = nextFollowMode(followMode());
  await setFollowMode(mode);
  say(sentenceFor(mode));
}

/** The status bar item that tells whether edits of the active document are followed, and goes on to the next way of it. */
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
    this.item.text = ICONS[mode];
    const words = `${sentenceFor(mode)} ${clickFor(mode)}`;
    this.item.tooltip = words;
    this.item.accessibilityInformation = { label: words, role: 'button' };
    this.item.show();
  }
}
