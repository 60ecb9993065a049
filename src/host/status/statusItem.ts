import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';

/** Makes the item of the status bar, which is hidden until something is shown in it. */
export function newStatusItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('rnnLens.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'RNN Lens';
  return item;
}

/** Shows what a click begins, while nothing is said of the text. */
export function showIdle(item: vscode.StatusBarItem): void {
  item.text = 'RNN Lens';
  item.tooltip = t(
    'See what a recurrent network reads in the open text, and what it remembers of it. With no text open: choose a sample.',
  );
  item.command = 'rnnLens.look';
  item.show();
}
