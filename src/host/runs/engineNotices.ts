import type { DeathNotices, LostWork } from '../../live/engineLife.js';
import { t } from '../../live/sentences.js';
import type { Failures } from '../status/failures.js';
import type { Log } from '../status/log.js';
import type { FailureOutlets } from '../status/failures.js';

/** Says once that the engine died where people notice it, with what they can do; the log has every reason. */
export function engineNotices(
  log: Log,
  failures: Pick<Failures, 'lasts'>,
  notify: FailureOutlets['notify'],
): DeathNotices {
  return {
    log: (reason) => log.error(`The RNN Lens engine stopped unexpectedly. (${reason})`),
    tell: (lost) => {
      const sentence = sentenceFor(lost);
      log.info(sentence);
      // Nothing that was there is lost with a command.
      if (lost === 'command') notify(sentence, ['showLog']);
      else failures.lasts(sentence, 'everything', ['tagAgain', 'showLog']);
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
