import * as vscode from 'vscode';
import type { DeathNotices, LostWork } from '../../live/engineLife.js';
import { t } from '../../live/sentences.js';
import type { LastFailure } from '../status/lastFailure.js';
import type { Log } from '../status/log.js';

/** Says once that the engine died where people notice it, with what they can do; the log has every reason. */
export function engineNotices(log: Log, problem: LastFailure): DeathNotices {
  return {
    log: (reason) => log.error(`The RNN Lens engine stopped unexpectedly. (${reason})`),
    tell: (lost) => {
      const sentence = sentenceFor(lost);
      const [again, show] = [t('Tag Again'), t('Show Log')];
      log.info(sentence);
      problem.set(sentence);
      const actions = lost === 'command' ? [show] : [again, show];
      void vscode.window.showWarningMessage(sentence, ...actions).then((choice) => {
        if (choice === show) log.show();
        else if (choice) void vscode.commands.executeCommand('rnnLens.tagDocument');
      });
    },
  };
}

function sentenceFor(lost: LostWork): string {
  switch (lost) {
    case 'tags':
      return t('The RNN Lens engine stopped: tag the document again to restart it.');
    case 'command':
      return t('The RNN Lens engine stopped before the command was done: run the command again.');
    case 'repeatedly':
      return t('The RNN Lens engine stopped again and again: tag the document again to restart it.');
  }
}
