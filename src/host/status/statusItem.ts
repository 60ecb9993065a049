import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';

/** Makes the item of the status bar, which is hidden until something is shown in it. */
export function newStatusItem(): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem('rnnLens.status', vscode.StatusBarAlignment.Right, 90);
  item.name = 'RNN Lens';
  return item;
}

/** What a sentence about the text leads to besides a click; palette entries that a newcomer does not know of. */
const LINKS = ['rnnLens.selectModel', 'rnnLens.openPanel', 'rnnLens.openSample'];

/** Says a sentence (plain text) at the item, with what else can be done from there. */
export function showTooltip(item: vscode.StatusBarItem, sentence: string): void {
  const tooltip = new vscode.MarkdownString().appendText(sentence);
  const titles = [t('Select Model…'), t('Open Panel'), t('Open Sample…')];
  const links = titles.map((title, k) => `[${title}](command:${LINKS[k]})`);
  tooltip.appendMarkdown(`\n\n${links.join(' · ')}`);
  tooltip.isTrusted = { enabledCommands: LINKS };
  item.tooltip = tooltip;
  // Without the links, which a screen reader cannot follow there.
  const label = `${item.text.replace(/\$\([^)]*\) ?/g, '')}, ${sentence}`;
  item.accessibilityInformation = { label, role: 'button' };
}

/** Shows what a click begins, while nothing is said of the text. */
export function showIdle(item: vscode.StatusBarItem): void {
  item.text = 'RNN Lens';
  item.tooltip = t(
    'See what a recurrent network reads in the open text, and what it remembers of it. With no text open: choose a sample.',
  );
  item.command = 'rnnLens.look';
  item.accessibilityInformation = undefined;
  item.show();
}
