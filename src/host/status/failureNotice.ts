import * as vscode from 'vscode';
import { t } from '../../live/sentences.js';
import type { FailureAction } from './failures.js';

/** A notification of what did not work, with buttons for what people can do about it. */
export function notifyFailure(
  sentence: string,
  actions: readonly FailureAction[],
  showLog: () => void,
): void {
  const buttons = new Map(actions.map((action) => [titleOf(action), action]));
  const show = actions.includes('showLog')
    ? vscode.window.showErrorMessage
    : vscode.window.showWarningMessage;
  void show(sentence, ...buttons.keys()).then((title) => {
    const action = title === undefined ? undefined : buttons.get(title);
    if (action === 'showLog') showLog();
    else if (action)
      void vscode.commands.executeCommand(
        action === 'tagAgain' ? 'rnnLens.tagDocument' : 'rnnLens.selectModel',
      );
  });
}

function titleOf(action: FailureAction): string {
  switch (action) {
    case 'selectModel':
      return t('Select Model');
    case 'showLog':
      return t('Show Log');
    case 'tagAgain':
      return t('Tag Again');
  }
}
